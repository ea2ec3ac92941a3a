"""Clocks for the tests."""

from __future__ import annotations

from datetime import datetime
from typing import Generic, TypeVar

Now = TypeVar("Now", float, datetime)


class StandingClock(Generic[Now]):
    """A clock that stands still until it is moved."""

    def __init__(self, now: Now) -> None:
        self.now = now

    def __call__(self) -> Now:
        return self.now


Clock = StandingClock[datetime]
