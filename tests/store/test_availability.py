"""What is known of whether the source answered."""

from __future__ import annotations

import json

import pytest

from core.store.availability import (
    DAY_SECONDS,
    FILE,
    Span,
    availability,
    is_over,
    looked,
    note_look,
    outages,
    read_spans,
)
from core.store.store import Store

NOW = 1_772_000_000.0
MINUTE, HOUR = 60.0, 3600.0


def looks(*found: tuple[float, str]) -> tuple[Span, ...]:
    """The spans after looks at those times before now."""
    spans: tuple[Span, ...] = ()
    for ago, cause in found:
        spans = looked(spans, NOW - ago, cause, NOW)
    return spans


def test_availability__is_of_the_time_that_is_known() -> None:
    spans = looks(
        (10 * HOUR, ""), (9 * HOUR, ""), (8 * HOUR, "down"), (7 * HOUR, ""), (6 * HOUR, "")
    )
    found = availability(spans, NOW, DAY_SECONDS)
    assert found.share == 0.75
    assert (found.known, found.looks, found.good) == (4 * HOUR, 5, 4)
    assert availability(spans, NOW, 7.5 * HOUR).share == pytest.approx(1 / 1.5)
    assert availability(spans, NOW, HOUR).share is None


def test_availability__what_lies_too_far_between_two_looks_is_unknown() -> None:
    spans = looks((20 * HOUR, ""), (19 * HOUR, ""), (3 * HOUR, "timeout"), (2 * HOUR, "timeout"))
    found = availability(spans, NOW, DAY_SECONDS)
    assert (found.share, found.known) == (0.5, 2 * HOUR)


def test_outages__newest_first_and_the_last_may_still_last() -> None:
    spans = looks(
        *[(9 * HOUR, ""), (8 * HOUR, "down"), (7.5 * HOUR, "timeout"), (7 * HOUR, "")],
        *[(6 * HOUR, ""), (5 * HOUR, "failing")],
    )
    last, first = outages(spans, NOW)
    assert (first.begin, first.end, first.cause) == (NOW - 8 * HOUR, NOW - 7 * HOUR, "down")
    assert (last.begin, last.cause) == (NOW - 5 * HOUR, "failing")
    assert is_over(first, spans)
    assert not is_over(last, spans)
    assert outages(spans, NOW, 6 * HOUR) == [last]


@pytest.mark.parametrize("jump", [365 * DAY_SECONDS, -365 * DAY_SECONDS])
def test_looked__a_clock_that_jumped_and_came_back_loses_nothing_of_before(jump: float) -> None:
    before = looks((3 * HOUR, ""), (2 * HOUR, ""))
    wrong = looked(before, NOW + jump, "down", NOW + jump)
    right = looked(wrong, NOW - HOUR, "", NOW)
    assert availability(right, NOW, DAY_SECONDS).share == 1.0
    assert not outages(right, NOW, DAY_SECONDS)


def test_looked__keeps_only_so_many() -> None:
    spans: tuple[Span, ...] = ()
    for n in range(2_500):
        spans = looked(spans, NOW - (2_500 - n) * MINUTE, "down" if n % 2 else "", NOW)
    assert len(spans) == 1_000
    assert spans[-1].end == NOW - MINUTE


def test_note_look__is_read_again_and_what_is_damaged_is_nothing(store: Store) -> None:
    store.root.mkdir(parents=True, exist_ok=True)
    assert read_spans(store.root) == ()
    note_look(store.root, NOW - HOUR, "", NOW)
    spans = note_look(store.root, NOW, "", NOW)
    assert read_spans(store.root) == spans == (Span(NOW - HOUR, NOW, "", 2),)
    path = store.root / FILE
    good = json.loads(path.read_text())
    for bad in ("", "[]", '{"version": 2, "spans": []}', '{"version": 1, "spans": [{"begin": 1}]}'):
        path.write_text(bad)
        assert read_spans(store.root) == ()
    good["spans"][0]["begin"] = NOW + HOUR
    path.write_text(json.dumps(good))
    assert read_spans(store.root) == ()
    assert note_look(store.root, NOW, "down", NOW) == (Span(NOW, NOW, "down", 1),)
