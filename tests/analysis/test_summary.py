"""Columns in short, and rows counted by value, over time and by size."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.summary import count_by, over_time, spread, summary, unit_for


def test_summary__a_line_for_each_column() -> None:
    frame = pl.DataFrame(
        {
            "n": [3, 1, 3, None],
            "text": ["b", "a", "a", "b"],
            "at": [datetime(2026, 1, 2), None, datetime(2026, 1, 1, 13), None],
            "yes": [True, True, None, False],
            "none": pl.Series([None] * 4, dtype=pl.String),
        }
    )
    lines = {row[0]: row[1:] for row in summary(frame).iter_rows()}
    assert lines["n"] == ("number", 3, 1, 2, "1", "3", "3", 2)
    assert lines["text"] == ("text", 4, 0, 2, "a", "b", "a", 2)
    assert lines["at"] == ("time", 2, 2, 2, "2026-01-01 13:00:00", "2026-01-02", None, None)
    assert lines["yes"] == ("boolean", 3, 1, 2, None, None, "true", 2)
    assert lines["none"] == ("text", 0, 4, 0, None, None, None, None)


def test_summary__of_no_rows_and_no_columns() -> None:
    assert summary(pl.DataFrame({"n": []}, schema={"n": pl.Int32}))["n"].to_list() == [0]
    assert summary(pl.DataFrame()).is_empty()


def test_count_by__the_rest_is_one_row() -> None:
    frame = pl.DataFrame({"v": ["a"] * 3 + ["b"] * 2 + ["c", "d", None]})
    counts = count_by(frame, "v", most=2)
    assert counts.rows() == [("a", 3, False), ("b", 2, False), ("3", 3, True)]


@given(st.lists(st.none() | st.integers(-3, 40)))
def test_count_by__loses_no_row(values: list[int | None]) -> None:
    frame = pl.DataFrame({"v": values}, schema={"v": pl.Int32})
    assert count_by(frame, "v", most=5)["n"].sum() == len(values)


def test_over_time__has_the_empty_months_too() -> None:
    frame = pl.DataFrame({"at": [datetime(2026, 1, 31, 23), datetime(2026, 3, 1), None]})
    assert over_time(frame, "at", "month").rows() == [
        (date(2026, 1, 1), 1),
        (date(2026, 2, 1), 0),
        (date(2026, 3, 1), 1),
    ]
    assert over_time(frame.head(0), "at").is_empty()


@pytest.mark.parametrize(
    ("last", "unit"), [((2026, 2, 1), "day"), ((2028, 1, 1), "month"), ((2040, 1, 1), "year")]
)
def test_unit_for__fits_the_period(last: tuple[int, int, int], unit: str) -> None:
    assert unit_for(date(2026, 1, 1), date(*last)) == unit


@given(st.lists(st.integers(-(2**31), 2**31 - 1), min_size=1))
def test_spread__every_number_lies_in_one_range(values: list[int]) -> None:
    ranges = spread(pl.DataFrame({"v": values}, schema={"v": pl.Int32}), "v")
    assert ranges["n"].sum() == len(values)
    assert ranges.height <= 20
    for low, high, n in ranges.iter_rows():
        assert n == sum(low <= value < high for value in values)


def test_spread__of_decimals_and_of_nothing() -> None:
    ranges = spread(pl.DataFrame({"v": [0.0, 0.5, 1.0, float("nan"), None]}), "v", bins=2)
    assert ranges["n"].to_list() == [1, 2]
    assert spread(pl.DataFrame({"v": [None]}, schema={"v": pl.Int32}), "v").is_empty()
