"""Danish working days."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.calendar.workdays import add_workdays, easter, free_days

DAYS = st.dates(date(2004, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2004, "2004-04-11"),
        (2008, "2008-03-23"),
        (2011, "2011-04-24"),
        (2024, "2024-03-31"),
        (2025, "2025-04-20"),
        (2026, "2026-04-05"),
    ],
)
def test_easter__is_the_sunday_of_the_almanac(year: int, day: str) -> None:
    assert easter(year).isoformat() == day


def test_free_days__great_prayer_day_ended_with_2023() -> None:
    assert date(2023, 5, 5) in free_days([2023])
    assert date(2024, 4, 26) not in free_days([2024])


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-17", "2026-11-25"),  # a Tuesday: over one weekend
        ("2026-11-14", "2026-11-23"),  # a Saturday counts from the Monday
        ("2026-03-30", "2026-04-10"),  # over Maundy Thursday to Easter Monday
        ("2025-12-22", "2026-01-05"),  # over Christmas and New Year's Day
    ],
)
def test_add_workdays__six_days(asked: str, due: str) -> None:
    found = add_workdays(pl.Series([date.fromisoformat(asked)]), 6)
    assert found.to_list() == [date.fromisoformat(due)]


def test_add_workdays__unknown_stays_unknown() -> None:
    nothing = pl.Series([None], dtype=pl.Date)
    assert add_workdays(nothing, 6).to_list() == [None]
    mixed = pl.Series([None, date(2026, 11, 17)])
    assert add_workdays(mixed, 1).to_list() == [None, date(2026, 11, 18)]


@given(DAYS, st.integers(1, 30))
def test_add_workdays__there_are_so_many_working_days_between(asked: date, n: int) -> None:
    (found,) = add_workdays(pl.Series([asked]), n).to_list()
    free = set(free_days(range(asked.year - 1, asked.year + 2)))
    between = (asked + timedelta(k) for k in range(1, (found - asked).days + 1))
    assert sum(day.weekday() < 5 and day not in free for day in between) == n
    assert found.weekday() < 5
    assert found not in free
