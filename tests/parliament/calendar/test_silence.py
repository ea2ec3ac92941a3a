"""How long Parliament may be silent."""

from __future__ import annotations

from datetime import date

from core.parliament.calendar.silence import (
    longest_pause,
    sittings_without_change,
    unexplained,
    workdays_between,
)


def test_workdays_between__leaves_out_weekends_and_holidays() -> None:
    assert workdays_between(date(2026, 3, 2), date(2026, 3, 3)) == 0
    assert workdays_between(date(2026, 3, 6), date(2026, 3, 10)) == 1  # a weekend between
    assert workdays_between(date(2026, 3, 31), date(2026, 4, 8)) == 2  # 1 and 7 April: Easter
    assert workdays_between(date(2026, 3, 3), date(2026, 3, 2)) == 0


def test_longest_pause__is_learned_from_the_days_of_votes() -> None:
    assert longest_pause([date(2026, 3, 3)]) is None
    assert longest_pause([date(2026, 3, 5), date(2026, 3, 3), date(2026, 3, 12)]) == 4


def test_sittings_without_change__of_days_that_have_passed() -> None:
    days = [date(2026, 3, day) for day in (3, 4, 5, 10)]
    assert sittings_without_change(date(2026, 3, 3), days, date(2026, 3, 5)) == 1
    assert not unexplained(date(2026, 3, 3), date(2026, 3, 6), days, [])
    assert unexplained(date(2026, 3, 2), date(2026, 3, 6), days, [])
