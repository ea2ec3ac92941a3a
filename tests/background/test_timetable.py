"""How often a copy is brought up to date."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from core.background.timetable import sync_seconds
from core.settings import Settings

SITTING = frozenset({date(2026, 3, 3), date(2026, 7, 7)})


@pytest.mark.parametrize(
    ("at", "minutes"),
    [
        ("2026-03-03T10:59", 10),  # 11:59 in Denmark
        ("2026-03-03T11:00", 3),
        ("2026-03-03T16:59", 3),
        ("2026-03-03T17:00", 10),
        ("2026-07-07T10:00", 3),  # noon in summer
        ("2026-03-04T11:00", 10),  # no meeting
        ("2026-03-03T21:59", 10),
        ("2026-03-03T22:00", 60),
        ("2026-03-04T05:59", 60),
        ("2026-03-04T06:00", 10),
    ],
)
def test_sync_seconds__by_the_hour_in_denmark_and_the_calendar(at: str, minutes: int) -> None:
    now = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert sync_seconds(Settings(), now, SITTING) == minutes * 60


def test_sync_seconds__one_who_asks_seldom_does_not_ask_more_at_night_nor_less_when_it_sits() -> (
    None
):
    seldom = replace(Settings(), sync_minutes=120.0)
    night = datetime(2026, 3, 3, 23, tzinfo=UTC)
    noon = datetime(2026, 3, 3, 12, tzinfo=UTC)
    assert sync_seconds(seldom, night, SITTING) == 120 * 60
    assert sync_seconds(replace(seldom, sitting_minutes=500.0), noon, SITTING) == 120 * 60
