"""Limits on requests to the API: a rate limiter and a circuit breaker, shared by all threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Literal

from core.errors import BreakerOpen, RateLimited, TooSlow
from core.times import utc_now

State = Literal["closed", "open", "half-open"]

SLOW_SECONDS = 2.0
GOOD_RUN = 5  # good answers in a row that earn one step back towards the full rate
STEPS = 10  # steps from nothing to the full rate
LOWEST_RPS = 1.0
LONGEST_PAUSE = 600.0  # a server that wants a longer pause is asked again after this one
_HALVING_STATUSES = (429, 503)


def is_hard(status: int | None, seconds: float) -> bool:
    """Whether an answer tells that the API has too much to do."""
    return status in _HALVING_STATUSES or seconds > SLOW_SECONDS


class RateLimiter:
    """At most `max_rps` requests a second over at most `max_connections` connections.

    The rate halves on 429, 503 and answers slower than 2 s, and comes back step by step after runs
    of good answers. `clock` counts seconds and never goes back.
    """

    def __init__(
        self,
        max_rps: float = 10.0,
        max_connections: int = 4,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.max_rps = max_rps
        self.max_connections = max_connections
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._connections = threading.BoundedSemaphore(max_connections)
        self._rate = max_rps
        self._next = clock()
        self._paused_until = self._asked_until = self._next
        self._halved_at = float("-inf")
        self._good = 0

    @property
    def rate(self) -> float:
        """Requests a second that are allowed now."""
        return self._rate

    @property
    def pause_left(self) -> float:
        """Seconds that are left of the pause that the API asked for."""
        return max(0.0, self._paused_until - self._clock())

    @contextmanager
    def slot(self, patience: float) -> Iterator[None]:
        """Hold a connection, once it is this caller's turn.

        Raises TooSlow when no turn comes within `patience` seconds, and RateLimited at once when
        the API has asked for a longer pause than that.
        """
        latest = self._clock() + patience
        if not self._connections.acquire(timeout=max(0.0, patience)):
            raise TooSlow(f"no free connection within {patience:.0f} s")
        try:
            wait = self._reserve(latest) - self._clock()
            if wait > 0:
                self._sleep(wait)
            yield
        finally:
            self._connections.release()

    def _reserve(self, latest: float) -> float:
        with self._lock:
            now = self._clock()
            if self._paused_until > latest:
                asked = max(self._paused_until, self._asked_until)
                raise RateLimited("the API asked to be left alone", retry_after=asked - now)
            turn = max(now, self._next, self._paused_until)
            if turn > latest:
                raise TooSlow(f"no turn in time at {self._rate:.1f} requests a second")
            self._next = turn + 1.0 / self._rate
            return turn

    def pause(self, seconds: float) -> None:
        """Send nothing for so many seconds (Retry-After), but for `LONGEST_PAUSE` at most."""
        with self._lock:
            self._asked_until = max(self._asked_until, self._clock() + max(seconds, 0.0))
            until = self._clock() + min(max(seconds, 0.0), LONGEST_PAUSE)
            self._paused_until = max(self._paused_until, until)

    def observe(self, *, started: float, good: bool, status: int | None) -> None:
        """Adjust the rate after an attempt that began at `started` (on the limiter's clock).

        Attempts that began before the last halving do not halve again: they met the same problem.
        """
        with self._lock:
            now = self._clock()
            if is_hard(status, now - started):
                self._good = 0
                if started >= self._halved_at:
                    self._rate = max(self._rate / 2, min(LOWEST_RPS, self.max_rps))
                    self._halved_at = now
            elif not good:
                self._good = 0
            else:
                self._good += 1
                if self._good >= GOOD_RUN:
                    self._good = 0
                    self._rate = min(self.max_rps, self._rate + self.max_rps / STEPS)


class CircuitBreaker:
    """Stops asking after `failures` failures in a row, and lets one probe through after `seconds`.

    closed: all pass; open: none pass; half-open: one probe at a time, whose outcome decides.
    """

    def __init__(
        self,
        failures: int = 5,
        seconds: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = failures
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.RLock()
        self._failures = 0
        self._opened: float | None = None
        self._probing = False

    @property
    def state(self) -> State:
        """The state now."""
        with self._lock:
            if self._opened is None:
                return "closed"
            return "open" if self.wait > 0 else "half-open"

    @property
    def wait(self) -> float:
        """Seconds until the next probe may go; 0 unless open."""
        with self._lock:
            if self._opened is None:
                return 0.0
            return max(0.0, self._opened + self._seconds - self._clock())

    @property
    def retry_at(self) -> datetime | None:
        """When the next probe may go (UTC); None unless open."""
        wait = self.wait
        return utc_now() + timedelta(seconds=wait) if wait > 0 else None

    def check(self) -> None:
        """Raise BreakerOpen if a request would not be let through now."""
        with self._lock:
            state = self.state
            if state == "open" or (state == "half-open" and self._probing):
                raise BreakerOpen(
                    f"not asked after {self._failures} failures in a row", retry_after=self.wait
                )

    def admit(self) -> None:
        """Let a request through, or raise BreakerOpen.

        Whoever is let through must call `success`, `failure` or `abandon` afterwards.
        """
        with self._lock:
            self.check()
            self._probing = self._opened is not None

    def success(self) -> None:
        """The API answered as it should."""
        with self._lock:
            self._failures, self._opened, self._probing = 0, None, False

    def failure(self) -> None:
        """The API did not answer, or not as it should."""
        with self._lock:
            self._failures += 1
            if self._probing or (self._opened is None and self._failures >= self._limit):
                self._opened = self._clock()
            self._probing = False

    def abandon(self) -> None:
        """The request ended without an outcome."""
        with self._lock:
            self._probing = False
