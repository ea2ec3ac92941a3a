"""How often the copy is brought up to date, by the hour in Denmark and Parliament's calendar."""

from __future__ import annotations

from collections.abc import Set
from datetime import date, datetime

from core.settings import Settings
from core.times import local

SITTING_HOURS = range(12, 18)
_NIGHT_ENDS, _NIGHT_BEGINS = 7, 23


def sync_seconds(settings: Settings, now: datetime, sitting_days: Set[date]) -> float:
    """Seconds from one sync to the next at a time (UTC).

    A sitting day has a meeting of the chamber in the calendar. At night a sync is never more
    frequent than by day, on a sitting day never less.
    """
    there = local(now)
    minutes = settings.sync_minutes
    if not _NIGHT_ENDS <= there.hour < _NIGHT_BEGINS:
        minutes = max(minutes, settings.night_minutes)
    elif there.hour in SITTING_HOURS and there.date() in sitting_days:
        minutes = min(minutes, settings.sitting_minutes)
    return minutes * 60
