"""What an address, or any other list of texts, means as the value of a filter.

Each function gives the values that can be had, and those that cannot, so that it can be told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from core.times import read_day

Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """The `values` that can be had and, of what was asked for, those `left` out.

    `most` tells of a text that was cut how many letters of it are taken; else it is 0.
    """

    values: Values = ()
    left: Values = ()
    most: int = 0


def take_one(asked: Sequence[str], options: Collection[str]) -> Taken:
    """The first that is among the options."""
    found = next((value for value in asked if value in options), None)
    left = tuple(value for value in asked if value != found)
    return Taken(() if found is None else (found,), left)


def take_many(asked: Sequence[str], options: Collection[str]) -> Taken:
    """Those that are among the options, each once."""
    found = tuple(dict.fromkeys(value for value in asked if value in options))
    return Taken(found, tuple(value for value in asked if value not in options))


def take_pair(asked: Sequence[str], options: Collection[str]) -> Taken:
    """The first that is two different options, written `A.B`."""
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
    """The first, without what cannot be seen and cut where it is too long."""
    if not asked:
        return Taken()
    whole = printable(asked[0])
    others = tuple(value for value in asked[1:] if value != asked[0])
    cut = whole[:most].strip()
    values = (cut,) if cut else ()
    return Taken(values, (whole, *others), most) if len(whole) > most else Taken(values, others)


def take_flag(asked: Sequence[str]) -> Taken:
    """Yes is written `1`."""
    yes = "1" in asked
    return Taken(("1",) if yes else (), tuple(value for value in asked if value != "1"))


def take_day(asked: Sequence[str], first: date, last: date) -> Taken:
    """The first that is a day from `first` to `last`, as YYYY-MM-DD."""
    days = {value: read_day(value) for value in asked}
    days = {value: day if day and first <= day <= last else None for value, day in days.items()}
    found = next((day for day in days.values() if day), None)
    left = tuple(value for value in asked if days[value] is None or days[value] != found)
    return Taken(() if found is None else (found.isoformat(),), left)


def printable(text: str) -> str:
    """The text without what cannot be seen."""
    return "".join(c for c in text if c.isprintable())
