"""The rate limiter and the circuit breaker, on a clock of their own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from core.errors import BreakerOpen, RateLimited, TooSlow
from core.oda.http.limits import GOOD_RUN, LONGEST_PAUSE, CircuitBreaker, RateLimiter
from tests.makers.clocks import StandingClock


class SleptClock(StandingClock[float]):
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        super().__init__(1000.0)
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> SleptClock:
    return SleptClock()


def limiter_on(clock: SleptClock, rps: float = 10.0, connections: int = 4) -> RateLimiter:
    return RateLimiter(rps, connections, clock, clock.sleep)


def observe(
    limiter: RateLimiter, clock: SleptClock, status: int | None = 200, seconds: float = 0.1
) -> None:
    started = clock.now
    clock.now += seconds
    limiter.observe(started=started, good=status == 200, status=status)


def test_limiter__first_request_goes_at_once_and_the_rest_are_spaced(clock: SleptClock) -> None:
    limiter = limiter_on(clock)
    for _ in range(21):
        with limiter.slot(60):
            pass
    assert clock.now - 1000.0 == pytest.approx(2.0)
    assert len(clock.slept) == 20


def test_limiter__idle_time_is_not_saved_up(clock: SleptClock) -> None:
    limiter = limiter_on(clock)
    clock.now += 100
    for _ in range(3):
        with limiter.slot(60):
            pass
    assert clock.slept == pytest.approx([0.1, 0.1])


def test_limiter__never_more_connections_than_allowed() -> None:
    limiter = RateLimiter(10_000, 3)
    at_once, most, lock = 0, 0, threading.Lock()
    gate = threading.Barrier(3, timeout=10)

    def work(_: int) -> None:
        nonlocal at_once, most
        with limiter.slot(10):
            with lock:
                at_once += 1
                most = max(most, at_once)
            gate.wait()  # passes only when three hold a connection together
            with lock:
                at_once -= 1

    with ThreadPoolExecutor(9) as pool:
        list(pool.map(work, range(9)))
    assert most == 3


def test_limiter__no_connection_in_time_is_too_slow(clock: SleptClock) -> None:
    limiter = limiter_on(clock, connections=1)
    with limiter.slot(1), pytest.raises(TooSlow), limiter.slot(0.01):
        pass


def test_limiter__no_turn_in_time_is_too_slow_and_takes_no_turn(clock: SleptClock) -> None:
    limiter = limiter_on(clock, rps=1.0)
    with limiter.slot(1):
        pass
    with pytest.raises(TooSlow), limiter.slot(0.5):
        pass
    with limiter.slot(1.0):
        pass
    assert clock.slept == pytest.approx([1.0])


def test_limiter__connection_is_given_back_after_an_error(clock: SleptClock) -> None:
    limiter = limiter_on(clock, connections=1)
    for _ in range(3):
        with pytest.raises(KeyError), limiter.slot(5):
            raise KeyError


@pytest.mark.parametrize(("status", "seconds"), [(429, 0.1), (503, 0.1), (200, 2.1), (None, 30.0)])
def test_limiter__halves_when_the_api_suffers(
    clock: SleptClock, status: int | None, seconds: float
) -> None:
    limiter = limiter_on(clock)
    observe(limiter, clock, status, seconds)
    assert limiter.rate == 5.0


@pytest.mark.parametrize("status", [200, 400, 404, 500, 502, 504])
def test_limiter__does_not_halve_otherwise(clock: SleptClock, status: int) -> None:
    limiter = limiter_on(clock)
    observe(limiter, clock, status, 1.9)
    assert limiter.rate == 10.0
    assert limiter.pause_left == 0


def test_limiter__answers_to_one_trouble_halve_once(clock: SleptClock) -> None:
    limiter = limiter_on(clock)
    started = clock.now
    clock.now += 3
    for _ in range(4):
        limiter.observe(started=started, good=False, status=503)
    assert limiter.rate == 5.0


def test_limiter__never_below_one_a_second_nor_below_a_lower_setting(clock: SleptClock) -> None:
    for rps, lowest in ((10.0, 1.0), (0.5, 0.5)):
        limiter = limiter_on(clock, rps=rps)
        for _ in range(20):
            observe(limiter, clock, 503)
        assert limiter.rate == lowest


def test_limiter__recovers_step_by_step(clock: SleptClock) -> None:
    limiter = limiter_on(clock)
    observe(limiter, clock, 503)
    rates = []
    for _ in range(6):
        for _ in range(GOOD_RUN):
            observe(limiter, clock)
        rates.append(limiter.rate)
    assert rates == pytest.approx([6.0, 7.0, 8.0, 9.0, 10.0, 10.0])


def test_limiter__a_bad_answer_breaks_the_run(clock: SleptClock) -> None:
    limiter = limiter_on(clock)
    observe(limiter, clock, 503)
    for _ in range(3):
        for _ in range(GOOD_RUN - 1):
            observe(limiter, clock)
        observe(limiter, clock, 500)
    assert limiter.rate == 5.0


def test_limiter__a_pause_holds_everybody(clock: SleptClock) -> None:
    limiter = limiter_on(clock)
    limiter.pause(7)
    assert limiter.pause_left == 7
    with limiter.slot(10):
        assert clock.now == 1007.0


def test_limiter__a_pause_longer_than_the_patience_is_said_at_once(clock: SleptClock) -> None:
    limiter = limiter_on(clock)
    limiter.pause(30)
    with pytest.raises(RateLimited) as caught, limiter.slot(10):
        pass
    assert caught.value.retry_after == 30
    assert clock.slept == []


def test_limiter__an_absurd_pause_is_capped(clock: SleptClock) -> None:
    limiter = limiter_on(clock)
    limiter.pause(1e9)
    assert limiter.pause_left == LONGEST_PAUSE


def breaker_on(clock: SleptClock) -> CircuitBreaker:
    return CircuitBreaker(3, 30.0, clock)


def fail(breaker: CircuitBreaker, times: int) -> None:
    for _ in range(times):
        breaker.admit()
        breaker.failure()


def test_breaker__opens_after_failures_in_a_row(clock: SleptClock) -> None:
    breaker = breaker_on(clock)
    fail(breaker, 2)
    breaker.admit()
    breaker.success()
    fail(breaker, 2)
    assert breaker.state == "closed"
    assert breaker.retry_at is None
    fail(breaker, 1)
    assert breaker.state == "open"


def test_breaker__open_lets_nobody_through_and_says_until_when(clock: SleptClock) -> None:
    breaker = breaker_on(clock)
    fail(breaker, 3)
    clock.now += 12
    with pytest.raises(BreakerOpen) as caught:
        breaker.admit()
    assert caught.value.retry_after == pytest.approx(18.0)
    with pytest.raises(BreakerOpen):
        breaker.check()
    assert breaker.wait == pytest.approx(18.0)
    retry_at = breaker.retry_at
    assert retry_at is not None
    assert 0 < (retry_at - datetime.now(UTC)).total_seconds() <= 18.0


def test_breaker__half_open_lets_one_probe_through(clock: SleptClock) -> None:
    breaker = breaker_on(clock)
    fail(breaker, 3)
    clock.now += 30
    assert breaker.state == "half-open"
    breaker.check()
    breaker.admit()
    for _ in range(3):
        with pytest.raises(BreakerOpen):
            breaker.admit()


def test_breaker__a_good_probe_closes(clock: SleptClock) -> None:
    breaker = breaker_on(clock)
    fail(breaker, 3)
    clock.now += 30
    breaker.admit()
    breaker.success()
    assert breaker.state == "closed"
    fail(breaker, 2)
    assert breaker.state == "closed"


def test_breaker__a_failed_probe_opens_for_the_whole_time_again(clock: SleptClock) -> None:
    breaker = breaker_on(clock)
    fail(breaker, 3)
    clock.now += 31
    fail(breaker, 1)
    assert breaker.state == "open"
    assert breaker.wait == pytest.approx(30.0)


def test_breaker__an_abandoned_probe_leaves_room_for_the_next(clock: SleptClock) -> None:
    breaker = breaker_on(clock)
    fail(breaker, 3)
    clock.now += 30
    breaker.admit()
    breaker.abandon()
    breaker.admit()
    breaker.success()
    assert breaker.state == "closed"


def test_breaker__many_threads_get_one_probe(clock: SleptClock) -> None:
    breaker = breaker_on(clock)
    fail(breaker, 3)
    clock.now += 30
    gate = threading.Barrier(16, timeout=10)

    def ask(_: int) -> bool:
        gate.wait()
        try:
            breaker.admit()
        except BreakerOpen:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(ask, range(16))) == 1


def test_limiter__a_pause_that_is_cut_is_told_whole(clock: SleptClock) -> None:
    limiter = RateLimiter(10, 2, clock, clock.sleep)
    limiter.pause(86_400)
    assert limiter.pause_left == LONGEST_PAUSE
    with pytest.raises(RateLimited) as raised, limiter.slot(90):
        pass
    assert raised.value.retry_after == 86_400
