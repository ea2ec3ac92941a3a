"""Danish working days: Monday to Friday, without public holidays, 5 June and 24 December."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import polars as pl

_FROM_EASTER = (-3, -2, 1, 39, 50)  # Maundy Thursday to Whit Monday
_GREAT_PRAYER_DAY, _LAST_PRAYED = 26, 2023  # not a holiday any more since 2024
_FIXED = ((1, 1), (6, 5), (12, 24), (12, 25), (12, 26))


def easter(year: int) -> date:
    """Easter Sunday of a year after 1582 (the method of Meeus, Jones and Butcher)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - shift + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def free_days(years: Iterable[int]) -> list[date]:
    """The holidays of those years, some of which fall on weekends."""
    found: list[date] = []
    for year in years:
        sunday = easter(year)
        moving = (*_FROM_EASTER, *([_GREAT_PRAYER_DAY] if year <= _LAST_PRAYED else []))
        found += [sunday + timedelta(days) for days in moving]
        found += [date(year, month, day) for month, day in _FIXED]
    return sorted(found)


def add_workdays(days: pl.Series, n: int) -> pl.Series:
    """The n-th working day after each day; null where there is none."""
    known = days.drop_nulls()
    if known.is_empty():
        return days
    years = known.dt.year().unique().to_list()
    free = free_days(range(min(years) - 1, max(years) + 2))
    return days.to_frame("day").select(
        pl.col("day").dt.add_business_days(n, holidays=free, roll="backward")
    )["day"]
