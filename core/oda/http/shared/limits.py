"""The rate limiter and the circuit breaker for all processes that share one Redis.

Each is the process's own as well, which is kept going beside and takes over where Redis does not
answer. Where Redis has forgotten what was kept, the stricter of the two counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.errors import BreakerOpen, RateLimited, TooSlow
from core.oda.http.limits import (
    GOOD_RUN,
    LONGEST_PAUSE,
    LOWEST_RPS,
    STEPS,
    CircuitBreaker,
    RateLimiter,
    State,
    is_hard,
)
from core.oda.http.shared.server import RedisServer
from core.settings import Settings

_HERE = Path(__file__).parent
_MICRO = 1_000_000


def _micro(seconds: float) -> int:
    return round(max(0.0, seconds) * _MICRO)


@dataclass(frozen=True, slots=True)
class _Turn:
    kind: str
    wait: float
    rate: float
    known: bool


class SharedLimiter(RateLimiter):
    """At most `settings.max_rps` requests a second over all processes.

    Connections are counted in each process, as those of a process that is gone would stay taken.
    """

    def __init__(
        self,
        server: RedisServer,
        settings: Settings,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(settings.own_rps, settings.own_connections, clock, sleep)
        self._server = server
        self._most = settings.max_rps
        self._key = f"{server.prefix}:turns"
        self._script = server.script(_HERE / "turns.lua")

    @property
    def rate(self) -> float:
        """Requests a second that are allowed now, over all processes."""
        seen = self._ask("look")
        return seen.rate if seen else self._rate

    @property
    def pause_left(self) -> float:
        """Seconds that are left of the pause that the API asked for."""
        seen = self._ask("look")
        return seen.wait if seen and seen.known else super().pause_left

    def _reserve(self, latest: float) -> float:
        now = self._clock()
        given = self._ask("turn", _micro(latest - now))
        if given is None:
            return super()._reserve(latest)
        if given.kind == "paused":
            raise RateLimited("the API asked to be left alone", retry_after=given.wait)
        if given.kind == "late":
            raise TooSlow(f"no turn in time at {given.rate:.1f} requests a second")
        turn = now + given.wait
        return turn if given.known else max(turn, super()._reserve(latest))

    def pause(self, seconds: float) -> None:
        """Send nothing for so many seconds (Retry-After), but for `LONGEST_PAUSE` at most."""
        super().pause(seconds)
        self._ask("pause", _micro(min(seconds, LONGEST_PAUSE)), _micro(seconds))

    def observe(self, *, started: float, good: bool, status: int | None) -> None:
        """Adjust the rate after an attempt that began at `started` (on the limiter's clock)."""
        ago = self._clock() - started
        how = "hard" if is_hard(status, ago) else "good" if good else "bad"
        # First, as a Redis that knows nothing begins at the process's own rate.
        self._ask("observe", _micro(ago), how, GOOD_RUN, STEPS, LOWEST_RPS)
        super().observe(started=started, good=good, status=status)

    def _ask(self, what: str, *rest: int | float | str) -> _Turn | None:
        begin = self._most * self._rate / self.max_rps
        values: list[str | int | float] = [what, self._most, begin, *rest]
        found = self._server.ask(lambda: self._script([self._key], values))
        if found is None:
            return None
        kind, wait, rate, known = found
        return _Turn(kind.decode(), wait / _MICRO, rate / 1000, bool(known))


@dataclass(frozen=True, slots=True)
class _Seen:
    state: State
    wait: float
    failures: int
    held: bool


class SharedBreaker(CircuitBreaker):
    """Counts the failures in a row of all processes, which one probe of any ends for all."""

    def __init__(
        self,
        server: RedisServer,
        settings: Settings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(settings.breaker_failures, settings.breaker_seconds, clock)
        self._server = server
        self._key = f"{server.prefix}:breaker"
        self._script = server.script(_HERE / "breaker.lua")
        probe = settings.total_timeout + settings.read_timeout
        self._values = [settings.breaker_failures, _micro(settings.breaker_seconds), _micro(probe)]

    @property
    def state(self) -> State:
        """The state now."""
        seen = self._ask("look")
        return seen.state if seen else super().state

    @property
    def wait(self) -> float:
        """Seconds until the next probe may go; 0 unless open."""
        seen = self._ask("look")
        return seen.wait if seen else super().wait

    def check(self) -> None:
        """Raise BreakerOpen if a request would not be let through now."""
        self._hold("look", super().check)

    def admit(self) -> None:
        """Let a request through, or raise BreakerOpen."""
        self._hold("admit", super().admit)

    def success(self) -> None:
        """The API answered as it should."""
        super().success()
        self._ask("success")

    def failure(self) -> None:
        """The API did not answer, or not as it should."""
        super().failure()
        self._ask("failure")

    def abandon(self) -> None:
        """The request ended without an outcome."""
        super().abandon()
        self._ask("abandon")

    def _hold(self, what: str, own: Callable[[], None]) -> None:
        seen = self._ask(what)
        if seen is None:
            own()
        elif seen.held:
            raise BreakerOpen(
                f"not asked after {seen.failures} failures in a row", retry_after=seen.wait
            )

    def _ask(self, what: str) -> _Seen | None:
        """What all processes know; None where Redis does not answer or has nothing of it."""
        values: list[str | int] = [what, *self._values]
        found = self._server.ask(lambda: self._script([self._key], values))
        if found is None or not found[4]:
            return None
        return _Seen(found[0].decode(), found[1] / _MICRO, found[2], bool(found[3]))
