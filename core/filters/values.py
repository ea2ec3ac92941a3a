"""Reading the values of a filter from an address, or from any other list of texts.

Each function returns the valid values, and the others, which the page reports.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from core.times import read_day

Values = tuple[str, ...]

_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Taken:
    """The valid `values`, and those of the request that are `left` out.

    `most` is the limit in letters where a text was cut, else 0.
    """

    values: Values = ()
    left: Values = ()
    most: int = 0


def take_one(asked: Sequence[str], options: Collection[str]) -> Taken:
    """The first value that is among the options."""
    found = next((value for value in asked if value in options), None)
    left = tuple(value for value in asked if value != found)
    return Taken(() if found is None else (found,), left)


def take_many(asked: Sequence[str], options: Collection[str]) -> Taken:
    """The distinct values that are among the options."""
    found = tuple(dict.fromkeys(value for value in asked if value in options))
    return Taken(found, tuple(value for value in asked if value not in options))


def take_pair(asked: Sequence[str], options: Collection[str]) -> Taken:
    """The first value that is a pair of two different options, written `A.B`."""
    pairs = {value: (value.partition(".")[0], value.partition(".")[2]) for value in asked}
    found = next(
        (
            value
            for value, (one, other) in pairs.items()
            if one in options and other in options and one != other
        ),
        None,
    )
    left = tuple(value for value in asked if value != found)
    return Taken(() if found is None else pairs[found], left)


def take_text(asked: Sequence[str], most: int) -> Taken:
    """The first text without invisible characters, cut to `most` letters."""
    if not asked:
        return Taken()
    first = printable(asked[0])
    others = tuple(value for value in asked[1:] if value != asked[0])
    cut = first[:most].strip()
    values = (cut,) if cut else ()
    return Taken(values, (first, *others), most) if len(first) > most else Taken(values, others)


def take_flag(asked: Sequence[str]) -> Taken:
    """A flag: the value `1` is yes, no value is no."""
    yes = "1" in asked
    return Taken(("1",) if yes else (), tuple(value for value in asked if value != "1"))


def take_number(asked: Sequence[str], most: int) -> Taken:
    """The first value that is a whole number from 0 to `most`."""

    def read(value: str) -> str:
        plain = value.isascii() and value.isdigit() and len(value) <= _DIGITS
        return str(int(value)) if plain and int(value) <= most else ""

    found = next(filter(None, map(read, asked)), "")
    left = tuple(value for value in asked if not found or read(value) != found)
    return Taken((found,) if found else (), left)


def take_day(asked: Sequence[str], first: date, last: date) -> Taken:
    """The first value that is a day from `first` to `last`, as YYYY-MM-DD."""
    days = {value: read_day(value) for value in asked}
    days = {value: day if day and first <= day <= last else None for value, day in days.items()}
    found = next((day for day in days.values() if day), None)
    left = tuple(value for value in asked if days[value] is None or days[value] != found)
    return Taken(() if found is None else (found.isoformat(),), left)


def printable(text: str) -> str:
    """The text without invisible characters."""
    return "".join(c for c in text if c.isprintable())
