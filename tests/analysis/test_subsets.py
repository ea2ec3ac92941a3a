"""Subsets of votes and periods."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from core.analysis.subsets import (
    SUBSETS,
    joined_sessions,
    of_votes,
    subset_votes,
    with_period,
)
from tests.analysis.chamber import FIRST, ballots, votes

CAST = ballots(
    [
        {1: "for", 2: "for", 5: "for", 6: "for"},
        {1: "for", 2: "for", 5: "against", 6: "against"},
        {},
        {},
    ]
)
TABLE = votes(
    4, CAST, type_id=[1, 4, 3, 2], case_type_id=[3, 3, 9, 5], session=["20251"] * 3 + ["20252"]
)


def ids(table: pl.DataFrame) -> list[int]:
    return table["vote_id"].to_list()


@pytest.mark.parametrize(
    ("subset", "found"),
    [("all", [1, 2, 3, 4]), ("divided", [2]), ("final", [1]), ("amendment", [2]), ("motion", [3])],
)
def test_subset_votes__by_name(subset: str, found: list[int]) -> None:
    assert subset in SUBSETS
    assert ids(subset_votes(TABLE, subset)) == found  # type: ignore[arg-type]


def test_subset_votes__by_session_date_and_case_type() -> None:
    assert ids(subset_votes(TABLE, sessions=["20252"])) == [4]
    assert ids(subset_votes(TABLE, start=FIRST + timedelta(weeks=2))) == [3, 4]
    assert ids(subset_votes(TABLE, end=FIRST + timedelta(weeks=1))) == [1, 2]
    assert ids(subset_votes(TABLE, case_types=[9, 5])) == [3, 4]
    assert ids(subset_votes(TABLE, "final", start=FIRST + timedelta(days=1))) == []


def test_subset_votes__an_unknown_name() -> None:
    with pytest.raises(ValueError, match="rebels"):
        subset_votes(TABLE, "rebels")  # type: ignore[arg-type]


def test_of_votes__keeps_the_rows_in_their_order() -> None:
    found = of_votes(CAST.reverse(), subset_votes(TABLE, "divided"))
    assert found.equals(CAST.filter(pl.col("vote_id") == 2).reverse())


def test_with_period__session_month_and_no_date() -> None:
    table = TABLE.with_columns(date=pl.when(pl.col("vote_id") > 1).then("date"))
    frame = pl.DataFrame({"vote_id": [1, 4]}, schema={"vote_id": pl.Int32})
    table = table.with_columns(session=pl.Series(["20251"] * 3 + ["20261"]))
    assert with_period(frame, table, "session")["period"].to_list() == ["20251", "20261"]
    assert with_period(frame, table, "month")["period"].to_list() == [None, "2025-10"]


def test_subset_votes__divided_by_the_source_of_the_figure() -> None:
    apart = "Vedtaget. For stemte 2 (XA), imod stemte 2 (XB), hverken for eller imod stemte 0."
    alike = "Vedtaget. For stemte 4 (XA, XB), imod stemte 0, hverken for eller imod stemte 0."
    table = votes(4, CAST, conclusion=[apart, alike, apart, None])
    assert ids(subset_votes(table, "divided", lines="best")) == [2, 3]
    assert ids(subset_votes(table, "divided", lines="ballots")) == [2]
    assert ids(subset_votes(table, "divided", lines="text")) == [1, 3]


def test_subset_votes__a_party_of_one_voter_divides_like_any_other() -> None:
    cast = ballots([{1: "for", 2: "for", 8: "against"}, {1: "for", 2: "for", 10: "against"}])
    assert ids(subset_votes(votes(2, cast), "divided")) == [1]  # UFG is no party


def held(**sessions: tuple[date, int, int]) -> pl.DataFrame:
    """Votes of sessions by code (`s20221`): so many from a day on, evenly over so many days."""
    rows = [
        (code[1:], first + timedelta(days=round(days * n / max(count - 1, 1))))
        for code, (first, count, days) in sessions.items()
        for n in range(count)
    ]
    table = pl.DataFrame(rows, schema={"session": pl.String, "date": pl.Date}, orient="row")
    return table.with_row_index("vote_id").with_columns(pl.col("vote_id").cast(pl.Int32))


AUTUMN, NEXT = date(2022, 10, 4), date(2022, 11, 1)


def test_joined_sessions__one_of_a_few_days_with_the_other_of_its_year() -> None:
    table = held(
        s20211=(date(2021, 10, 5), 60, 300), s20221=(AUTUMN, 3, 14), s20222=(NEXT, 50, 200)
    )
    assert joined_sessions(table) == {"20221": "20222"}
    ids = table.select("vote_id")
    periods = with_period(ids, table, "session")["period"].value_counts().sort("period")
    assert periods.rows() == [("20211", 60), ("20222", 53)]
    months = with_period(ids, table, "month")["period"]
    assert "2022-10" in months  # months are days all the same


@pytest.mark.parametrize(
    ("short", "joined"),
    [((AUTUMN, 19, 30), True), ((AUTUMN, 20, 30), False), ((AUTUMN, 19, 31), False)],
)
def test_joined_sessions__fewer_than_twenty_votes_within_a_month(
    short: tuple[date, int, int], joined: bool
) -> None:
    found = joined_sessions(held(s20221=short, s20222=(NEXT, 50, 200)))
    assert found == ({"20221": "20222"} if joined else {})


def test_joined_sessions__alone_in_its_year_it_stays() -> None:
    assert joined_sessions(held(s20211=(date(2021, 10, 5), 60, 300), s20221=(AUTUMN, 3, 14))) == {}
    both = held(s20221=(AUTUMN, 3, 14), s20222=(NEXT, 5, 10))
    assert joined_sessions(both) == {"20221": "20222"}
    assert joined_sessions(both.clear()) == {}
