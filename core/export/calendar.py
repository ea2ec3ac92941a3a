"""A calendar file (RFC 5545) that others subscribe to: what is in it is text and is escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from icalendar import Calendar, Timezone
from icalendar import Event as Component
from icalendar.prop import vDuration, vText, vUri

from core.export.feed import stable_id, xml_text
from core.language import Lang
from core.times import in_denmark

Status = Literal["confirmed", "tentative", "cancelled"]

_ZONE = "Europe/Copenhagen"
# The library makes one that holds for some years only. The rule is the same since 1996.
_TIMES = f"""BEGIN:VTIMEZONE
TZID:{_ZONE}
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
"""
_END = b"END:VCALENDAR\r\n"
_AGAIN = timedelta(hours=1)  # how often a calendar is to be asked for
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
# What ends a line for some readers, and what none can show: the library writes it as it is.
_ENDS = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_ADDRESS = re.compile(r"https?://[!-~]+")


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day, or (a time with its zone) at a time of a day.

    `key` names the thing for good. `updated` (with a zone) is when it last changed at its source.
    It has no end, as the source tells of none.
    """

    key: str
    title: str
    start: date | datetime
    updated: datetime
    description: str
    category: str
    place: str = ""
    link: str | None = None
    status: Status = "confirmed"


def calendar_file(
    events: Sequence[Event], *, title: str, description: str, lang: Lang, address: str | None
) -> bytes:
    """The events as a file; the same events give the same bytes. `address` is the file's own.

    A later revision of an event has a greater number: the seconds of its change, and one more
    where it is called off, which some sources note without a new time.
    """
    made = Calendar()
    made.add("prodid", f"-//Tingblik//Tingblik//{lang.upper()}")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    # As text, since the library would write a name of its own choice unescaped.
    for name in ("name", "x-wr-calname"):
        made.add(name, vText(readable(title)))
    for name in ("description", "x-wr-caldesc"):
        made.add(name, vText(readable(description)))
    made.add("x-wr-timezone", _ZONE)
    made.add("refresh-interval", vDuration(_AGAIN), {"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(_AGAIN))
    if address and _ADDRESS.fullmatch(address):
        made.add("source", vUri(address), {"VALUE": "URI"})
    if any(isinstance(event.start, datetime) for event in events):
        made.add_component(Timezone.from_ical(_TIMES))
    around = made.to_ical().removesuffix(_END)
    return b"".join([around, *(_component(event) for event in events), _END])


def readable(text: str) -> str:
    """The text without what a calendar cannot hold; what ends a line is a line feed."""
    return _UNSEEN.sub(" ", _ENDS.sub("\n", xml_text(text)))


@lru_cache(maxsize=4096)  # it takes a millisecond, and most events of two calendars are the same
def _component(event: Event) -> bytes:
    updated = event.updated.astimezone(UTC).replace(microsecond=0)
    start = in_denmark(event.start) if isinstance(event.start, datetime) else event.start
    revision = int((updated - _EPOCH).total_seconds()) + (event.status == "cancelled")
    made = Component()
    made.add("uid", stable_id(event.key).removeprefix("urn:uuid:"))
    made.add("dtstamp", updated)
    made.add("last-modified", updated)
    made.add("sequence", max(0, revision))
    made.add("dtstart", start)
    made.add("summary", readable(event.title))
    made.add("description", readable(event.description))
    made.add("categories", [readable(event.category)])
    made.add("status", event.status.upper())
    made.add("transp", "TRANSPARENT")  # whoever follows Parliament is not busy
    if event.place:
        made.add("location", readable(event.place))
    if event.link and _ADDRESS.fullmatch(event.link):
        made.add("url", vUri(event.link))
    content: bytes = made.to_ical()
    return content
