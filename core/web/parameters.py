"""What a reader gave in an address: the parameters of a table, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any, TypeVar

import polars as pl

from core.filters.engine import Chosen, Filter, Filters
from core.filters.values import printable
from core.oda.schema.entities import LARGEST_INT
from core.web.answers import Problem

C = TypeVar("C")

Params = Iterable[tuple[str, str]]
"""Names and values as they stand in an address; a name may come several times."""

_SHOWN = 80  # letters of what was written that a problem repeats
_DIGITS = 10
_MOST = 5  # right spellings that it names


class Parameters:
    """The parameters of one request. Every method raises `Problem` (400) for what cannot be.

    Blanks around a value come from pasting and are taken off.
    """

    def __init__(self, params: Params) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in params:
            self._values.setdefault(name, []).append(value.strip())

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all that was given."""
        return tuple(self._values)

    def check_names(self, unknown: Iterable[str], known: Collection[str]) -> None:
        """Refuse the unknown names."""
        for name in unknown:
            raise wrong(f"There is no parameter {_shown(name)}.", name, name.lower(), known)

    def values(self, key: str) -> tuple[str, ...]:
        """All values of a parameter, each once; none where it was not given."""
        found = tuple(dict.fromkeys(self._values.get(key, ())))
        for value in found:
            if not value or printable(value) != value:
                what = "holds what cannot be seen" if value else "is empty"
                raise _bad(f"The value of {key} {what}.", "Leave it out or give one.", key)
        return found

    def one(self, key: str, default: str = "") -> str:
        """The only value of a parameter."""
        found = self.values(key)
        if len(found) > 1:
            raise _bad(f"The parameter {key} was given twice.", "Give one value.", key)
        return found[0] if found else default

    def one_of(self, key: str, options: Collection[str], default: str = "") -> str:
        """The only value, among the options."""
        found = self.one(key, default)
        if found and found not in options:
            raise wrong(f"There is no {key} {_shown(found)}.", key, found, options)
        return found

    def many_of(self, key: str, options: Collection[str]) -> tuple[str, ...]:
        """All values of a parameter, which are among the options."""
        found = self.values(key)
        for value in found:
            if value not in options:
                raise wrong(f"There is no {key} {_shown(value)}.", key, value, options)
        return found

    def whole(self, key: str) -> int | None:
        """The only value as a whole number above 0; None where it was not given."""
        found = self.one(key)
        if not found:
            return None
        if found.isascii() and found.isdigit() and len(found) <= _DIGITS:
            number = int(found)
            if 0 < number <= LARGEST_INT:
                return number
        raise _bad(f"{_shown(found)} is not a whole number above 0.", f"Give {key} one.", key)

    def numbers(self, key: str, known: pl.Series) -> tuple[int, ...]:
        """All values as whole numbers, which are among the known; several may stand in one value.

        They stand with commas between: `1,2,3`.
        """
        written = [part.strip() for value in self.values(key) for part in value.split(",")]
        found = {
            part: int(part) if part.isascii() and part.isdigit() and len(part) <= _DIGITS else 0
            for part in written
        }
        there = set(known.filter(known.is_in(list(found.values()))))
        for part, number in found.items():
            if number not in there:
                raise _bad(f"There is no {_shown(part)} among the {key} here.", "", key)
        return tuple(dict.fromkeys(found.values()))

    def chosen(self, filters: Filters[C], content: C) -> Chosen:
        """What is chosen of some filters whose options are found in the content."""
        taken = {each.key: self._taken(each, content) for each in filters}
        found = Chosen.of(taken)
        start, end = found.day("from"), found.day("to")
        if start and end and start > end:
            raise _bad(f"from {start} lies after to {end}.", "Turn them round.", "from")
        return found

    def _taken(self, one: Filter[C], content: C) -> tuple[str, ...]:
        asked = self.values(one.key)
        if not asked:
            return ()
        options = one.offered(content) if one.kind in ("one", "many", "pair") else {}
        taken = one.take(asked, content, options)
        if taken.left:
            raise self._refused(one, taken.left[0], taken.most, options, one.days(content))
        return () if one.default and taken.values == (one.default,) else taken.values

    def _refused(
        self, one: Filter[C], left: str, most: int, options: Collection[str], days: Any
    ) -> Problem:
        key = one.key
        if most:
            return _bad(f"{key} is longer than {most} letters.", "Look for fewer words.", key)
        if len(self.values(key)) > 1 and one.kind not in ("many", "pair"):
            return _bad(f"The parameter {key} was given twice.", "Give one value.", key)
        if one.kind == "flag":
            return _bad(f"{key} is 1 for yes, or left out.", f"Not {_shown(left)}.", key)
        if one.kind == "number":
            detail = f"Give a whole number from 0 to {one.most}."
            return _bad(f"{_shown(left)} is no {key}.", detail, key)
        if one.kind == "day":
            between = f"from {days[0]} to {days[1]}" if days else "but there are none to choose"
            return _bad(f"{key} is a day such as 2026-11-23, {between}.", "", key)
        if one.kind == "pair":
            detail = "Give two different parties, such as S.V."
            return _bad(f"{_shown(left)} is no pair of {key}.", detail, key, options=list(options))
        return wrong(f"There is no {key} {_shown(left)}.", key, left, options)


def wrong(title: str, key: str, written: str, known: Collection[str]) -> Problem:
    """The problem (400) of a name or a value that is not among those that are known."""
    like = nearest(written, known)
    detail = f"Did you mean {like[0]}?" if like else f"There are: {', '.join(list(known)[:40])}."
    return _bad(title, detail if known else "There is none to choose.", key, like=like)


def nearest(written: str, known: Collection[str]) -> Sequence[str]:
    """The known spellings that are nearest to what was written, the nearest first."""
    folded = {each.lower(): each for each in known}
    found = get_close_matches(written[:_SHOWN].lower(), folded, n=_MOST)
    return [folded[each] for each in found]


def _bad(title: str, detail: str, key: str, **members: Any) -> Problem:
    shown = printable(key)[:_SHOWN]
    return Problem(HTTPStatus.BAD_REQUEST, title, detail, parameter=shown, **members)


def _shown(written: str) -> str:
    clean = printable(written)
    return repr(clean if len(clean) <= _SHOWN else f"{clean[:_SHOWN]}…")
