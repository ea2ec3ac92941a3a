"""What is counted for as long as a process lives."""

from __future__ import annotations

from core.telemetry import WINDOW_SECONDS, Telemetry
from core.totals import BOUNDS, Spread, Totals
from tests.makers.clocks import StandingClock


def test_spread__counts_by_the_bound_that_is_not_passed() -> None:
    spread = Spread()
    for seconds in (0.0, BOUNDS[0], BOUNDS[0] + 0.001, BOUNDS[-1], BOUNDS[-1] + 1):
        spread.add(seconds)
    assert spread.counts == [2, 1, *[0] * (len(BOUNDS) - 3), 1, 1]
    assert spread.total == sum((0.0, 0.05, 0.051, 90.0, 91.0))


def test_totals__what_is_given_does_not_change_with_what_comes() -> None:
    totals = Totals()
    totals.page("votes", 0.2)
    before = totals.pages()["votes"]
    totals.page("votes", 0.2)
    assert (sum(before.counts), sum(totals.pages()["votes"].counts)) == (1, 2)


def test_telemetry__goes_on_counting_what_its_hour_forgets() -> None:
    clock = StandingClock(0.0)
    telemetry = Telemetry(clock)
    telemetry.request(entity="Sag", seconds=0.2, status=200)
    telemetry.request(entity="Sag", seconds=3.0, status=503, error="server_failing")
    telemetry.lookup(static=True, outcome="hit")
    clock.now += WINDOW_SECONDS + 1
    telemetry.request(entity="Sag", seconds=0.3, status=200)
    assert telemetry.snapshot().requests == 1
    assert telemetry.totals.requests() == {("Sag", "ok"): 2, ("Sag", "server_failing"): 1}
    assert telemetry.totals.seconds()["ok"].total == 0.5
    assert telemetry.lookups() == {(True, "hit"): 1}
