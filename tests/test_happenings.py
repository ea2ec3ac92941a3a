"""What happened: the last of each thing, across processes, and why a request got no answer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from core.errors import (
    ApiError,
    BadQuery,
    BreakerOpen,
    FormChanged,
    NotFound,
    NotOData,
    NotReachable,
    RateLimited,
    Refused,
    ServerFailing,
    TooSlow,
)
from core.happenings import FAULT_SECONDS, Happenings, cause_of, read_happenings


def test_after__of_each_thing_the_last() -> None:
    earlier = Happenings(
        answered=9.0,
        failed=3.0,
        cause="down",
        controlled=8.0,
        control_cause="no_name",
        faults={"votes": 1.0, "cases": 5.0},
        mended={"votes": 2.0},
    )
    later = Happenings(
        at=10.0,
        answered=4.0,
        failed=6.0,
        cause="failing",
        lately=2,
        faults={"votes": 3.0},
        mended={"cases": 6.0},
    )
    assert later.after(earlier) == Happenings(
        at=10.0,
        answered=9.0,
        failed=6.0,
        cause="failing",
        controlled=8.0,
        control_cause="no_name",
        faults={"votes": 3.0, "cases": 5.0},
        mended={"votes": 2.0, "cases": 6.0},
        lately=2,
    )


def test_after__a_good_control_that_is_newer_takes_the_cause_away() -> None:
    earlier = Happenings(at=9.0, controlled=5.0, control_cause="down")
    later = Happenings(at=9.0, controlled=6.0, control_seconds=0.1)
    assert later.after(earlier) == later
    assert earlier.after(later) == later


def test_after__a_time_that_has_not_come_yet_is_dropped() -> None:
    earlier = Happenings(answered=1e6, failed=1e6, cause="down", faults={"votes": 1e6})
    assert Happenings(at=10.0, answered=4.0).after(earlier) == Happenings(at=10.0, answered=4.0)


def test_after__faults_of_long_ago_are_dropped() -> None:
    earlier = Happenings(faults={"votes": 10.0, "cases": 20.0}, mended={"votes": 11.0})
    later = Happenings(at=20.0 + FAULT_SECONDS)
    assert later.after(earlier) == Happenings(at=later.at, faults={"cases": 20.0})


def test_after__nothing_is_nothing() -> None:
    assert Happenings().after(Happenings()) == Happenings()


def test_read_happenings__what_was_written_is_read_back() -> None:
    happened = Happenings(
        at=10.0,
        answered=9.0,
        failed=8.0,
        cause="untrusted",
        faults={"votes": 2.0},
        mended={"votes": 3.0},
        lately=3,
        lately_failed=1,
        good_since=2,
    )
    assert read_happenings(asdict(happened)) == happened


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"answered": "today"},
        {"cause": "magic"},
        {"answered": float("nan")},
        {"faults": 3},
        {"faults": {"votes": "today"}},
        {"mended": ["votes"]},
        {"more": 1},
        {"fault_at": 2.0, "fault_in": "votes"},
    ],
)
def test_read_happenings__what_is_no_happening_is_unknown(document: Any) -> None:
    assert read_happenings(document) == Happenings()


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (NotReachable(), "down"),
        (NotReachable(what="untrusted"), "untrusted"),
        (NotReachable(what="no_network"), "no_network"),
        (TooSlow(), "timeout"),
        (ServerFailing(status=500), "failing"),
        (RateLimited(status=429), "busy"),
        (Refused(status=403), "refusing"),
        (NotOData(status=200), "nonsense"),
        (FormChanged(name="Stemme.typeid"), "changed"),
        (NotFound(status=404), "missing"),
        (NotFound(status=404, message="no such row"), None),
        (BadQuery(status=400, message="no such field"), None),
        (BreakerOpen(), None),
    ],
)
def test_cause_of(error: ApiError, cause: str | None) -> None:
    assert cause_of(error) == cause
