"""The choices in a notebook, checked in the same way as those on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import get_args

from core.analysis.selection import Selection
from core.analysis.subsets import SUBSETS, Subset
from core.parliament.votes.stands import LinesFrom
from core.times import read_day

Codes = str | Sequence[str]
"""Codes of sessions such as 20251, one or several; none means all that are stored."""
Day = date | str | None
"""A day, as a date or as text such as 2026-11-23; None is no bound."""


def listed(codes: Codes) -> Sequence[str]:
    """The codes as a sequence; a single text is one code."""
    return [codes] if isinstance(codes, str) else codes


def selection(
    start: Day,
    end: Day,
    *,
    subset: Subset,
    lines: LinesFrom,
    include_errors: bool = False,
    min_shared: int | None = None,
    member: int | None = None,
) -> Selection:
    """The choices of a table of votes. Raises ValueError for one that is not allowed."""
    if subset not in SUBSETS:
        raise ValueError(f"subset is one of {', '.join(SUBSETS)}, not {subset!r}")
    if lines not in get_args(LinesFrom):
        raise ValueError(f"lines is one of {', '.join(get_args(LinesFrom))}, not {lines!r}")
    if min_shared is not None and min_shared < 1:
        raise ValueError(f"min_shared is a number above 0, not {min_shared!r}")
    return Selection(subset, *days(start, end), include_errors, lines, min_shared, member)


def days(start: Day, end: Day) -> tuple[date | None, date | None]:
    """The first and the last day. Raises ValueError for other text, or an end before the start."""
    first, last = _day(start), _day(end)
    if first and last and first > last:
        raise ValueError(f"start {first} lies after end {last}")
    return first, last


def _day(day: Day) -> date | None:
    if not isinstance(day, str):
        return day
    read = read_day(day)
    if read is None:
        raise ValueError(f"not a day like 2026-11-23: {day!r}")
    return read
