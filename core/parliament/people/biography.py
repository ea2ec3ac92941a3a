"""The facts that are read from Parliament's biography of a person.

The biography is XML in a string, in one form until about 2019 and another since. It is untrusted
text: only known tags are searched by name, nothing is resolved and nothing is fetched.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit

from core.parliament.texts.plain import plain

_LONGEST = 200_000  # letters of a biography that are read
_MOST_LINES = 40
_HOSTS = frozenset({"", "ft.dk", "www.ft.dk"})
_SCHEMES = frozenset({"", "http", "https"})
_PATH = re.compile(r"(?:/[\w(),.-]+)+", re.ASCII)
_SEAT = re.compile(r"medlem for .+ i (?P<place>[^,.]+?)(?: fra| indtil|,| \d|\.?$)")
_DAY = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Biography:
    """The facts of a biography; empty where it does not state them.

    `about` is Parliament's short portrait, `url` the person's page at ft.dk.
    """

    born: date | None = None
    died: date | None = None
    profession: str = ""
    constituencies: tuple[str, ...] = ()
    educations: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    about: str = ""
    url: str | None = None


def read_biography(text: str | None, *, links: bool = True) -> Biography:
    """The facts in a biography of either form; never fails. Without `links` it has no `url`."""
    xml = (text or "")[:_LONGEST]
    return Biography(
        born=_day(_first(xml, "born")),
        died=_day(_first(xml, "died")),
        profession=_first(xml, "profession"),
        constituencies=_lines(xml, "constituency") or _lines(xml, "currentConstituency"),
        educations=_lines(xml, "education"),
        occupations=_lines(xml, "occupation"),
        about=_first(xml, "memberData"),
        url=safe_url(_first(xml, "url")) if links else None,
    )


def seat(about: Biography) -> str:
    """The constituency of the latest seat, such as Fyns Storkreds; empty where none is read."""
    found = _SEAT.search(next(iter(about.constituencies), ""))
    return found["place"] if found else ""


def safe_url(written: str) -> str | None:
    """The https address at ft.dk of a path or address in a biography; None for other sites.

    Only plain paths are taken: no query, no dots that lead upwards, nothing percent-encoded.
    """
    try:
        parts = urlsplit(written.strip())
    except ValueError:
        return None
    if parts.scheme.lower() not in _SCHEMES or parts.netloc.lower() not in _HOSTS:
        return None
    path = parts.path
    if parts.query or parts.fragment or len(path) > 200 or not _PATH.fullmatch(path):
        return None
    if any(set(step) == {"."} for step in path.split("/") if step):
        return None
    return f"https://www.ft.dk{quote(path, safe='/(),')}"


def _first(xml: str, tag: str) -> str:
    return next(iter(_lines(xml, tag)), "")


def _lines(xml: str, tag: str) -> tuple[str, ...]:
    """The plain texts of a tag, in order, each once, without those that are empty."""
    opening, closing = f"<{tag}>", f"</{tag}>"
    found: dict[str, None] = {}
    at = xml.find(opening)
    while at >= 0 and len(found) < _MOST_LINES:
        start = at + len(opening)
        end = xml.find(closing, start)
        if end < 0:
            break
        # The text is escaped once as XML; inside is HTML with entities of its own.
        if text := plain(html.unescape(xml[start:end])):
            found[text] = None
        at = xml.find(opening, end)
    return tuple(found)


def _day(text: str) -> date | None:
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None
