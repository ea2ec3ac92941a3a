"""Reads which case of which session is meant: `L 121 2023-24`, `20231 l121`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.parliament.calendar.periods import Period
from core.parliament.cases.numbers import CaseNumber, read_case_number
from core.parliament.texts.plain import tidy

_CODE = re.compile(r"\b((?:18|19|20)\d\d)([1-9]|f)\b")
_YEARS = re.compile(r"\b((?:18|19|20)\d\d) ?[-–/] ?((?:18|19|20)?\d\d)\b")
_YEAR = re.compile(r"\b((?:18|19|20)\d\d)\b")
_PART = re.compile(r"\b([1-9])[.] (?:samling|session)\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r"[(),:;/]|\b(?:samling(?:en)?|folketingsåret|session|sessionen|i|in|fra|from|of)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AskedSession:
    """The sessions that a text names.

    `first` is the year in which they begin; with `either` the one in which they begin or end.
    `part` is the number of the session in its year, as the last figure of its code; 0 means any. A
    `code`, where one is given, says it all.
    """

    first: int
    part: int = 0
    either: bool = False
    code: str = ""

    def means(self, period: Period) -> bool:
        """Whether that period is meant."""
        if self.code:
            return period.code == self.code
        year, part = period.code[:4], period.code[4:]
        if not year.isdecimal() or (self.part and part != str(self.part)):
            return False
        if period.year:
            return self.either and int(year) == self.first
        return int(year) == self.first or (self.either and int(year) == self.first - 1)


@dataclass(frozen=True, slots=True)
class AskedCase:
    """The number of a case, with the sessions that are named; None means any."""

    number: CaseNumber
    session: AskedSession | None = None

    def among(self, known: Sequence[Period]) -> list[Period]:
        """Those of the periods that are meant, in their order."""
        return [each for each in known if self.session is None or self.session.means(each)]


def read_asked_case(text: str) -> AskedCase | None:
    """The case that a text asks for by its number; None for any other text."""
    alone = read_case_number(text)
    if alone is not None:
        return AskedCase(alone)
    rest, session = split_session(text)
    if session is None:
        rest, session = _split_year(rest)
    number = None if session is None else read_case_number(rest)
    return None if number is None else AskedCase(number, session)


def split_session(text: str) -> tuple[str, AskedSession | None]:
    """A text without the code or the years of a session in it, and that session.

    A single year is none, as a title may have one.
    """
    text = tidy(text)
    code = _CODE.search(text)
    if code is not None:
        return _without(text, code), AskedSession(int(code[1]), code=code[0])
    years = next((found for found in _YEARS.finditer(text) if _follow(found)), None)
    if years is None:
        return text, None
    part = _PART.search(text)
    rest = _without(text, years) if part is None else _without(text, years, part)
    return rest, AskedSession(int(years[1]), int(part[1]) if part else 0)


def _split_year(text: str) -> tuple[str, AskedSession | None]:
    """The same with a single year, which stands in the names of two sessions."""
    year = _YEAR.search(text)
    if year is None:
        return text, None
    return _without(text, year), AskedSession(int(year[1]), either=True)


def _follow(years: re.Match[str]) -> bool:
    """Whether the second year is the one after the first."""
    return (int(years[1]) + 1) % 100 == int(years[2]) % 100 and len(years[2]) in (2, 4)


def _without(text: str, *parts: re.Match[str]) -> str:
    """A text without some parts of it, and without words that only stand between the others."""
    for part in sorted(parts, key=lambda found: found.start(), reverse=True):
        text = f"{text[: part.start()]} {text[part.end() :]}"
    return tidy(_BETWEEN.sub(" ", text))
