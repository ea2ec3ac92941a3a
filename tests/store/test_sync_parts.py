"""The pure parts of the sync: ranges of votes, merging, differences, and the pulse's watermark."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from core.store import ledger
from core.store.merge import changed_rows, differences, merge
from core.store.store import Store
from core.store.sync.pulses import CHUNK_VOTES, vote_ranges
from core.store.sync.state import Pulse
from core.telemetry import Telemetry

DAY = datetime(2025, 3, 1)
IDS = st.sets(st.integers(1, 3000), max_size=80)
ROWS = st.dictionaries(st.integers(1, 20), st.tuples(st.integers(0, 3), st.integers(0, 2)))


def frame(rows: dict[int, tuple[int, int]]) -> pl.DataFrame:
    """Rows by id with a date (days after the first) and a value."""
    return pl.DataFrame(
        {
            "id": list(rows),
            "opdateringsdato": [DAY + timedelta(days=day) for day, _ in rows.values()],
            "typeid": [value for _, value in rows.values()],
        },
        schema={"id": pl.Int32, "opdateringsdato": pl.Datetime("ms"), "typeid": pl.Int32},
    ).sort("id")


@given(IDS, IDS)
def test_vote_ranges__hold_every_vote_once_and_no_foreign_one(
    own: set[int], others: set[int]
) -> None:
    foreign = others - own
    ranges = vote_ranges(own, foreign)
    held = [[v for v in own if first <= v <= last] for first, last in ranges]
    assert sorted(v for votes in held for v in votes) == sorted(own)
    assert all(len(votes) <= CHUNK_VOTES for votes in held)
    assert not any(first <= v <= last for v in foreign for first, last in ranges)


def test_vote_ranges__a_session_in_a_row_takes_few() -> None:
    assert vote_ranges(range(9002, 9357), ()) == [
        (first, min(first + 24, 9356)) for first in range(9002, 9357, 25)
    ]


@given(ROWS, ROWS)
def test_merge__has_the_newest_of_each_row(
    old: dict[int, tuple[int, int]], new: dict[int, tuple[int, int]]
) -> None:
    merged = merge(frame(old), frame(new))
    expected = {
        number: new[number]
        if number in new and (number not in old or new[number][0] >= old[number][0])
        else old[number]
        for number in old.keys() | new.keys()
    }
    assert merged.equals(frame(expected))
    assert merge(merged, frame(new)).equals(merged)


@given(ROWS, ROWS)
def test_differences__are_what_the_dates_do_not_tell(
    old: dict[int, tuple[int, int]], new: dict[int, tuple[int, int]]
) -> None:
    since = DAY + timedelta(days=1)
    found = differences(frame(old), frame(new), since=since)
    silent = {n for n in old.keys() & new.keys() if old[n] != new[n] and new[n][0] <= old[n][0]}
    assert set(found.filter(kind="changed")["id"]) == silent
    assert set(found.filter(kind="vanished")["id"]) == old.keys() - new.keys()
    assert set(found.filter(kind="appeared")["id"]) == {
        n for n in new.keys() - old.keys() if new[n][0] <= 1
    }
    assert found.height == found["id"].n_unique()


@given(ROWS, ROWS)
def test_changed_rows__are_those_that_are_not_stored_just_so(
    old: dict[int, tuple[int, int]], new: dict[int, tuple[int, int]]
) -> None:
    changed = changed_rows(frame(old), frame(new))
    assert set(changed["id"]) == {n for n in new if old.get(n) != new[n]}


def test_differences__name_the_columns() -> None:
    found = differences(frame({1: (1, 1)}), frame({1: (0, 2)}))
    assert found["columns"].to_list() == ["opdateringsdato typeid"]


def test_record__the_same_day_the_same_finding_once(tmp_path: Path) -> None:
    store = Store(tmp_path, Telemetry())
    found = differences(frame({1: (1, 1)}), frame({1: (1, 2)}))
    now = datetime(2025, 3, 2, tzinfo=UTC)
    assert ledger.record(store, "Stemme", "20241", found, now) == 1
    assert ledger.record(store, "Stemme", "20241", found, now) == 0
    assert ledger.record(store, "Stemme", "20241", found, now + timedelta(days=1)) == 1
    assert dict(ledger.read_ledger(store).schema) == ledger.SCHEMA


def test_watermark__passes_over_the_future_and_falls_back_to_the_oldest() -> None:
    dates = [DAY + timedelta(days=n) for n in (900, 2, 1)]
    pulse = Pulse(3, tuple(enumerate(dates)))
    assert pulse.watermark(DAY + timedelta(days=5)) == dates[1]
    assert pulse.watermark(DAY - timedelta(days=500)) == dates[2]
    assert pulse.watermark(DAY + timedelta(days=5000)) == dates[0]
    assert Pulse(1, ((1, None),)).watermark(DAY) is None
