"""Sessions: only real ones, the newest first, the current one by its start."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest

from core.errors import NoSuchThing
from core.parliament.calendar.periods import (
    Period,
    current_session,
    find_session,
    read_periods,
    read_sessions,
)

PERIODS = pl.DataFrame(
    [
        (1, "samling", "20241", "2024-25", datetime(2024, 10, 1), datetime(2025, 10, 7)),
        (3, "finans", "2025", "Finansår", datetime(2025, 1, 1), datetime(2025, 12, 31)),
        (2, "samling", "20261", "2026-27", datetime(2026, 10, 6), datetime(2027, 10, 5)),
        (4, "samling", "20251", "2025-26", datetime(2025, 10, 7), datetime(2026, 10, 6)),
        (5, "samling", "x", "broken", datetime(2026, 1, 1), datetime(2026, 1, 2)),
    ],
    schema=["id", "type", "kode", "titel", "startdato", "slutdato"],
    orient="row",
)


def test_read_sessions__newest_first_without_other_periods() -> None:
    assert [s.code for s in read_sessions(PERIODS)] == ["20261", "20251", "20241"]


def test_read_sessions__a_date_that_is_unknown_takes_no_session_away() -> None:
    for unknown in (["startdato"], ["slutdato"], ["startdato", "slutdato"]):
        rows = PERIODS.with_columns(
            pl.when(pl.col("kode") == "20251").then(None).otherwise(pl.col(name)).alias(name)
            for name in unknown
        )
        read = find_session(read_sessions(rows), "20251")
        assert abs(read.start - datetime(2025, 10, 7)) <= timedelta(days=7)
        assert abs(read.end - datetime(2026, 10, 6)) <= timedelta(days=7)
        assert [s.code for s in read_sessions(rows)] == ["20261", "20251", "20241"]
        assert [p.code for p in read_periods(rows)] == ["20261", "20251", "20241", "2025f"]


def test_read_periods__one_without_an_end_lasts_a_year() -> None:
    rows = PERIODS.with_columns(slutdato=pl.lit(None, pl.Datetime("us")))
    ends = {period.code: period.end for period in read_periods(rows)}
    assert ends == {
        "20261": datetime(2027, 10, 6),
        "20251": datetime(2026, 10, 7),
        "20241": datetime(2025, 10, 1),
        "2025f": datetime(2026, 1, 1),
    }
    assert [s.end for s in read_sessions(rows)] == list(ends.values())[:3]


def test_read_periods__the_number_of_a_session_only_where_its_year_has_two() -> None:
    twice = PERIODS.filter(pl.col("kode") == "20241").with_columns(
        id=pl.lit(6, pl.Int64), kode=pl.lit("20242")
    )
    numbered = pl.col("titel") + " (" + pl.col("kode").str.slice(4) + ". samling)"
    rows = pl.concat([PERIODS, twice]).with_columns(
        titel=pl.when(pl.col("type") == "samling").then(numbered).otherwise("titel")
    )
    titles = {period.code: period.title for period in read_periods(rows)}
    assert titles == {
        "20261": "2026-27",
        "20251": "2025-26",
        "20242": "2024-25 (2. samling)",
        "20241": "2024-25 (1. samling)",
        "2025f": "Finansår",
    }


def test_named__the_number_of_a_session_in_english() -> None:
    day = datetime(2022, 11, 15)
    session = Period("20222", 1, "2022-23 (2. samling)", day, day)
    assert session.named("da") == "2022-23 (2. samling)"
    assert session.named("en") == "2022-23 (session 2)"
    assert Period("20231", 2, "2023-24", day, day).named("en") == "2023-24"


def test_current_session__a_coming_session_is_not_current() -> None:
    sessions = read_sessions(PERIODS)
    assert current_session(sessions, datetime(2026, 10, 5)).code == "20251"
    assert current_session(sessions, datetime(2026, 10, 6)).code == "20261"


def test_current_session__none_has_begun() -> None:
    with pytest.raises(NoSuchThing):
        current_session(read_sessions(PERIODS), datetime(2000, 1, 1))


def test_find_session__unknown_code() -> None:
    with pytest.raises(NoSuchThing) as raised:
        find_session(read_sessions(PERIODS), "19991")
    assert raised.value.params == {"what": "session", "name": "19991"}


def test_closed__a_session_settles_two_months_after_its_end() -> None:
    session = find_session(read_sessions(PERIODS), "20241")
    assert not session.closed(datetime(2025, 11, 1))
    assert session.closed(datetime(2026, 1, 1))
