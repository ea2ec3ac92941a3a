"""The calendar file is read back by other parsers, whatever is in it, and is right by the clock."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import ics
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.export.calendar import Event, calendar_file, readable
from core.times import zoned

UPDATED = datetime(2026, 11, 25, 13, 5, tzinfo=UTC)
# Any text at all, also halves of surrogate pairs and control characters.
ANY = st.text(st.characters(), max_size=60)


def event(**values: object) -> Event:
    made: dict[str, object] = {
        "key": "oda.ft.dk/meeting/7",
        "title": "Møde i salen",
        "start": zoned(datetime(2026, 12, 1, 13)),
        "updated": UPDATED,
        "description": "1. Spørgetime\n2. L 7",
        "category": "Møde i salen",
        "place": "Folketingssalen",
        "link": "https://example.org/meetings?id=7",
    }
    return Event(**(made | values))  # type: ignore[arg-type]


def file(*events: Event, **values: object) -> bytes:
    made = {"title": "Møder", "description": "Alle møder", "lang": "da", "address": None}
    return calendar_file(events, **(made | values))  # type: ignore[arg-type]


def only(content: bytes) -> icalendar.Event:
    (found,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return found


def test_calendar_file__holds_its_events_and_ends_once() -> None:
    none, two = file(), file(event(), event(key="oda.ft.dk/meeting/8"))
    for content, n in ((none, 0), (two, 2)):
        assert content.startswith(b"BEGIN:VCALENDAR\r\n")
        assert content.endswith(b"END:VCALENDAR\r\n")
        assert content.count(b"VCALENDAR") == 2
        assert len(icalendar.Calendar.from_ical(content).walk("VEVENT")) == n


def test_calendar_file__has_all_that_the_standard_asks_for() -> None:
    found = icalendar.Calendar.from_ical(file(event(), address="https://example.org/a.ics?b=1"))
    assert str(found["VERSION"]) == "2.0"
    assert found["PRODID"]
    assert str(found["X-WR-CALNAME"]) == str(found["NAME"]) == "Møder"
    assert str(found["SOURCE"]) == "https://example.org/a.ics?b=1"
    (made,) = found.walk("VEVENT")
    assert re.fullmatch(r"[0-9a-f-]{36}", str(made["UID"]))
    assert made["DTSTAMP"].dt == UPDATED
    assert str(made["SUMMARY"]) == "Møde i salen"
    assert str(made["DESCRIPTION"]) == "1. Spørgetime\n2. L 7"
    assert str(made["URL"]) == "https://example.org/meetings?id=7"


def test_calendar_file__another_parser_reads_the_time_of_denmark() -> None:
    winter, summer = datetime(2026, 12, 1, 13), datetime(2026, 6, 1, 13)
    both = [event(start=zoned(at), key=f"meeting/{at}") for at in (winter, summer)]
    read = ics.Calendar(file(*both).decode())
    assert {found.begin.datetime for found in read.events} == {zoned(winter), zoned(summer)}
    assert b"DTSTART;TZID=Europe/Copenhagen:20261201T130000\r\n" in file(*both)


def test_calendar_file__its_zone_agrees_with_that_of_denmark_on_every_day() -> None:
    (zone,) = icalendar.Calendar.from_ical(file(event())).walk("VTIMEZONE")
    told, known = zone.to_tz(), ZoneInfo("Europe/Copenhagen")
    day = datetime(2000, 1, 1)
    while day.year < 2040:
        for hour in (0, 4, 12):
            at = day.replace(hour=hour)
            assert at.replace(tzinfo=told).utcoffset() == at.replace(tzinfo=known).utcoffset(), at
        day += timedelta(days=1)


def test_calendar_file__a_day_without_a_time_is_a_whole_day() -> None:
    content = file(event(start=date(2026, 12, 1)))
    assert b"DTSTART;VALUE=DATE:20261201\r\n" in content
    assert b"VTIMEZONE" not in content
    (read,) = ics.Calendar(content.decode()).events
    assert read.all_day


def test_calendar_file__what_is_called_off_says_so_and_is_a_later_revision() -> None:
    before, after = only(file(event())), only(file(event(status="cancelled")))
    assert str(after["STATUS"]) == "CANCELLED"
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    later = only(file(event(updated=UPDATED + timedelta(hours=1))))
    assert later["SEQUENCE"] > after["SEQUENCE"]


def test_calendar_file__is_the_same_each_time_and_its_lines_are_folded() -> None:
    content = file(event(description="Æ" * 500))
    assert content == file(event(description="Æ" * 500))
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert str(only(content)["DESCRIPTION"]) == "Æ" * 500


@pytest.mark.parametrize(
    "link", [None, "", "javascript:alert(1)", "/x", "https://x/\r\nATTENDEE:a", "https://x/ y"]
)
def test_calendar_file__only_addresses_of_the_web_are_links(link: str | None) -> None:
    assert "URL" not in only(file(event(link=link)))


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN:VEVENT\r\nEND:VEVENT",
        "END:VCALENDAR\nBEGIN:VCALENDAR",
        "nul \x00 og \x1b[31m",
        "\ud800 halv",
        "linje\u2028afsnit\u2029næste\x85sidste\x0b\x0c\x1c\x1d\x1e",
        "a;b,c\\n:d\"e'",
        "]]><b>&amp;",
    ],
)
def test_calendar_file__hostile_text_stays_text(text: str) -> None:
    made = event(title=text, description=text, category=text, place=text)
    content = file(made, title=text, description=text)
    (read,) = ics.Calendar(content.decode()).events
    if "\\" not in text:  # that parser takes an escaped backslash for the beginning of an escape
        assert read.name == readable(text)
    assert str(only(content)["SUMMARY"]) == readable(text)
    assert str(only(content)["DESCRIPTION"]) == readable(text)
    assert not re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", content)


@given(title=ANY, description=ANY)
def test_calendar_file__any_text_comes_back_as_text(title: str, description: str) -> None:
    found = only(file(event(title=title, description=description), title=title))
    assert str(found["SUMMARY"]) == readable(title)
    assert str(found["DESCRIPTION"]) == readable(description)
