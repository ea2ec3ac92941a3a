"""What is past its limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.alerts.rules import CopyFacts, Facts, faults
from core.metrics import Metrics
from core.telemetry import GAUGE_LIMITS
from core.verdict import Verdict

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)  # a Friday
WELL = Verdict("well", "https://oda.ft.dk/api/")
GOOD = Facts(NOW, NOW.date(), WELL, None, CopyFacts(), 50 << 30, NOW + timedelta(days=90))


def metrics(minutes: float = 1, extra: dict[str, Any] | None = None, **snapshot: Any) -> Metrics:
    return Metrics(NOW - timedelta(minutes=minutes), 1, None, snapshot, extra or {})


def found(facts: Facts) -> list[str]:
    return [fault.id for fault in faults(facts)]


def test_faults__none_where_all_is_well() -> None:
    assert found(GOOD) == []
    assert found(replace(GOOD, metrics=metrics(), certificate_ends=None, free_bytes=None)) == []


@pytest.mark.parametrize(("state", "fault"), [("down", "source"), ("own_fault", "here")])
def test_faults__by_the_verdict(state: Any, fault: str) -> None:
    assert found(replace(GOOD, verdict=Verdict(state, ""))) == [fault]
    assert found(replace(GOOD, verdict=Verdict("slow", ""))) == []


def test_faults__by_the_figures_of_a_process() -> None:
    alerts = [
        {"key": key, "value": limit + 1, "limit": limit} for key, limit in GAUGE_LIMITS.items()
    ]
    past = metrics(
        alerts=alerts,
        timing={"n": 20, "p50": 1.5, "p95": 1.9, "p99": 11.0},
        gauges={"follower_behind_seconds": 301.0},
        extra={"breaker": {"state": "open"}},
    )
    assert set(found(replace(GOOD, metrics=past))) == {
        *GAUGE_LIMITS, "slow_half", "slow_worst", "breaker", "follower",
    }  # fmt: skip
    down = replace(GOOD, metrics=past, verdict=Verdict("down", ""))
    assert "breaker" not in found(down)
    few = metrics(timing={"n": 19, "p50": 1.5, "p95": 1.9, "p99": 11.0})
    assert found(replace(GOOD, metrics=few)) == []
    old = replace(past, written_at=NOW - timedelta(minutes=20))
    assert found(replace(GOOD, metrics=old)) == []
    assert found(replace(GOOD, metrics=replace(past, written_at=NOW - timedelta(hours=2)))) == [
        "stopped"
    ]


def test_faults__by_the_copy_and_the_machine() -> None:
    assert found(replace(GOOD, copy=CopyFacts(vanished=1))) == ["vanished"]
    (drift,) = faults(replace(GOOD, copy=CopyFacts(drift=("Sag.ny", "Sag.nyere"))))
    assert (drift.value, drift.names) == (2, "Sag.ny, Sag.nyere")
    assert found(replace(GOOD, copy=CopyFacts(checked=20, matching=17))) == ["disagreement"]
    assert found(replace(GOOD, copy=CopyFacts(checked=20, matching=18))) == []
    assert found(replace(GOOD, copy=CopyFacts(checked=19, matching=0))) == []
    assert found(replace(GOOD, free_bytes=(1 << 30) - 1)) == ["disk"]
    soon = replace(GOOD, certificate_ends=NOW + timedelta(days=20, hours=23))
    assert found(soon) == ["certificate"]
    assert found(replace(GOOD, certificate_ends=NOW + timedelta(days=21, hours=1))) == []


WEEK = frozenset(date(2026, 3, day) for day in (17, 18, 19, 20, 24, 25))


def silent(newest: date, hours: float = 1, **copy: Any) -> bool:
    """Whether it is told that Parliament is silent, after a sync so many hours ago."""
    facts = CopyFacts(confirmed=NOW - timedelta(hours=hours), newest=newest, **copy)
    return found(replace(GOOD, copy=facts)) == ["silence"]


def test_silence__is_what_the_calendar_does_not_explain() -> None:
    assert silent(date(2026, 3, 16), sitting=WEEK)  # three sitting days have passed
    assert not silent(date(2026, 3, 17), sitting=WEEK)
    assert not silent(date(2025, 12, 19), sitting=frozenset({date(2026, 3, 24)}))  # a recess
    assert not silent(date(2026, 3, 16), hours=5, sitting=WEEK)  # nothing is known of now
    # Without a calendar it is measured against the longest pause between votes.
    voted = frozenset({date(2026, 1, 7), date(2026, 1, 8), date(2026, 2, 5)})
    assert not silent(date(2026, 2, 20), voted=voted)
    assert silent(date(2026, 1, 8), voted=voted)
    assert not silent(date(2026, 1, 8))
