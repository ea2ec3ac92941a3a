"""Whether Parliament has been silent for longer than its own calendar explains."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import pairwise

import polars as pl

from core.parliament.calendar.workdays import free_days

MOST_SITTING_DAYS = 2
"""So many sitting days without any change are nothing unusual: corrections come late."""
_MORE_WORKDAYS = 5


def sittings_without_change(newest: date, sitting: Collection[date], today: date) -> int:
    """How many days with a meeting of the chamber have passed since the newest change."""
    return sum(newest < day < today for day in sitting)


def workdays_between(first: date, last: date) -> int:
    """The working days after one day and before another."""
    if last <= first:
        return 0
    free = free_days(range(first.year, last.year + 1))
    frame = pl.DataFrame({"first": [first], "last": [last]})
    after = pl.col("first").dt.offset_by("1d")
    n: int = frame.select(pl.business_day_count(after, "last", holidays=free)).item()
    return n


def longest_pause(days: Collection[date]) -> int | None:
    """The most working days that ever lay between two days of votes; None of fewer than two.

    Weekends and holidays do not count, and the longest recess is among the pauses.
    """
    known = sorted(set(days))
    return max((workdays_between(*two) for two in pairwise(known)), default=None)


def unexplained(
    newest: date, today: date, sitting: Collection[date], voted: Collection[date]
) -> bool:
    """Whether the silence since the newest change is longer than the calendar explains.

    `sitting` are the days with a meeting of the chamber as far as the calendar is known; where none
    is, silence is measured against the longest pause between the days that were `voted` on.
    """
    if sitting:
        return sittings_without_change(newest, sitting, today) > MOST_SITTING_DAYS
    longest = longest_pause(voted)
    return longest is not None and workdays_between(newest, today) > longest + _MORE_WORKDAYS
