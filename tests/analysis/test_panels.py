"""Figures by period are those of the votes of each period alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given, settings

from core.analysis.cohesion import cohesion, cohesion_by_vote, cohesion_over_time
from core.analysis.panels import PANELS, panel
from core.analysis.selection import Selection, build_table
from core.analysis.subsets import of_votes
from core.analysis.votes import contested
from core.parliament.calendar.periods import Period
from core.parliament.votes.chamber import Chamber, compact
from core.parliament.votes.deviations import mark_ballots
from tests.analysis.chamber import Cast, ballots, chambers, crowd, votes

SESSION = Period(
    "20251", 1, "2025-26", datetime(2025, 10, 7, tzinfo=UTC), datetime(2026, 10, 6, tzinfo=UTC)
)

FEW = settings(max_examples=12)


def chamber_of(casts: list[Cast], parties: dict[int, str | None] | None = None) -> Chamber:
    """Votes a week apart, from 7 October 2025."""
    cast = ballots(casts, parties) if parties else ballots(casts)
    table = votes(len(casts), cast)
    return Chamber(
        (SESSION,), table, compact(mark_ballots(cast, table)), (), pl.DataFrame(), pl.DataFrame()
    )


@FEW
@given(chambers)
def test_panel__each_period_has_the_figures_of_its_votes_alone(casts: list[Cast]) -> None:
    chamber = chamber_of(casts)
    for name in PANELS:
        rows = panel(name, chamber, Selection(), "month")
        assert rows.columns[-1] == "period"
        for period in sorted(set(rows["period"])):
            start = date.fromisoformat(f"{period}-01")
            end = (
                date.fromisoformat(f"{period}-31")
                if start.month in (10, 12)
                else date(2025, 11, 30)
            )
            alone = build_table(name, chamber, Selection(start=start, end=end))
            found = rows.filter(pl.col("period") == period).select(alone.columns)
            assert found.equals(alone), (name, period)


@FEW
@given(chambers)
def test_panel__of_one_session_is_the_table_itself(casts: list[Cast]) -> None:
    chamber = chamber_of(casts)
    for name in PANELS:
        whole = build_table(name, chamber, Selection())
        rows = panel(name, chamber, Selection(), "session")
        assert rows.select(whole.columns).equals(whole)
        assert set(rows["period"]) <= {"20251"}


def test_panel__cohesion_is_told_without_lopsided_votes_each_with_its_n() -> None:
    lopsided, close = crowd(40, 0), crowd(21, 19)
    parties: dict[int, str | None] = dict.fromkeys(lopsided, "XA")
    chamber = chamber_of([lopsided, close, close, lopsided], parties)
    (row,) = panel("cohesion", chamber, Selection(), "month").to_dicts()
    assert (row["votes"], row["rice_votes"]) == (4, 4)
    assert (row["contested_votes"], row["contested_rice_votes"]) == (2, 2)
    assert row["rice"] == pytest.approx((1 + 0.05 + 0.05 + 1) / 4)
    assert row["contested_rice"] == pytest.approx(0.05)
    none = panel("cohesion", chamber_of([lopsided], parties), Selection(), "month").row(
        0, named=True
    )
    assert (none["contested_votes"], none["contested_rice"]) == (0, None)


@FEW
@given(chambers)
def test_panel__cohesion_is_what_the_page_draws(casts: list[Cast]) -> None:
    chamber = chamber_of(casts)
    assert chamber.marked is not None
    by_vote = cohesion_by_vote(chamber.marked)
    drawn = cohesion_over_time(by_vote, chamber.votes, "month").sort("period", "party")
    rows = panel("cohesion", chamber, Selection(), "month")
    assert rows.select(drawn.columns).equals(drawn)
    kept = cohesion(of_votes(by_vote, contested(chamber.votes)))
    whole = panel("cohesion", chamber, Selection(), "session")
    beside = whole.filter(pl.col("contested_votes") > 0).select("party", rice="contested_rice")
    assert beside.equals(kept.filter(pl.col("votes") > 0).select("party", "rice"))


def test_panel__a_vote_without_a_date_is_in_no_month() -> None:
    chamber = chamber_of([crowd(3, 1)], dict.fromkeys(crowd(3, 1), "XA"))
    lost = chamber.votes.with_columns(pl.lit(None, pl.Date).alias("date"))
    undated = Chamber((SESSION,), lost, chamber.marked, (), pl.DataFrame(), pl.DataFrame())
    assert panel("members", undated, Selection(), "month").is_empty()
    assert panel("members", undated, Selection(), "session").height == 4


def test_panel__nothing_chosen_has_the_columns_and_no_rows() -> None:
    chamber = chamber_of([crowd(3, 1)], dict.fromkeys(crowd(3, 1), "XA"))
    for name in PANELS:
        rows = panel(name, chamber, Selection(end=date(2020, 1, 1)), "month")
        full = panel(name, chamber, Selection(), "month")
        assert (rows.height, rows.schema) == (0, full.schema)
