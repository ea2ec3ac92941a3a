"""Tasks by clocks that are handed in: nothing here waits."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from core.background.loop import Loop, Task, every
from tests.makers.clocks import Clock, StandingClock

START = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


class Hours:
    """Clocks that go on only while a loop waits: for `most` seconds in all."""

    def __init__(self, most: float) -> None:
        self.seconds: StandingClock[float] = StandingClock(0.0)
        self.time = Clock(START)
        self.most = most
        self.waits = 0

    def wait(self, seconds: float) -> bool:
        self.waits += 1
        self.seconds.now += seconds
        self.time.now += timedelta(seconds=seconds)
        return self.seconds.now > self.most

    @property
    def loop(self) -> Loop:
        return Loop(threading.Event(), self.seconds, self.time, self.wait)


def test_keep__runs_at_once_and_then_by_the_clock() -> None:
    hours, at = Hours(3600), list[float]()
    hours.loop.keep(Task("each", every(600), lambda: at.append(hours.seconds.now)))
    assert at == [0, 600, 1200, 1800, 2400, 3000, 3600]


def test_keep__goes_on_after_a_failure() -> None:
    hours, runs = Hours(100), list[int]()

    def fail() -> None:
        runs.append(len(runs))
        raise ValueError("no")

    hours.loop.keep(Task("failing", every(40), fail))
    assert runs == [0, 1, 2]


@pytest.mark.parametrize("jump", [timedelta(days=365), timedelta(days=-365)])
def test_keep__a_clock_that_jumps_neither_stops_it_nor_makes_it_hammer(jump: timedelta) -> None:
    hours, at = Hours(3600), list[float]()

    def run() -> None:
        at.append(hours.seconds.now)
        if len(at) == 3:
            hours.time.now += jump

    hours.loop.keep(Task("each", every(600), run))
    assert at == [0, 600, 1200, 1800, 2400, 3000, 3600]


def test_keep__a_pause_that_grows_shorter_meanwhile_ends_sooner() -> None:
    """The night is over: what waited for an hour waits for ten minutes now."""
    hours, at = Hours(3600), list[float]()

    def left(now: datetime, since: float) -> float:
        return (3600 if now < START + timedelta(minutes=20) else 600) - since

    hours.loop.keep(Task("each", left, lambda: at.append(hours.seconds.now)))
    assert at[:2] == [0, 1200]


def test_start__ends_at_once_when_it_is_told_to() -> None:
    ending, ran = threading.Event(), threading.Event()
    threads = Loop(ending).start([Task("one", every(3600), ran.set)])
    assert ran.wait(10)
    ending.set()
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()
