"""What the front page tells, of the demo parliament's copy."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import polars as pl
import pytest

from core.parliament.calendar.periods import Period
from core.store.store import Store, store_root
from core.tables import front
from core.tables.figures import Votes
from core.tables.meetings import period_meetings
from core.tables.table import Tables
from core.tables.votes import chosen_session, session_votes, sessions
from core.telemetry import Telemetry
from core.times import danish_now
from tests.conftest import DemoCopy

NOW = danish_now()


@pytest.fixture(scope="module")
def tables(demo_copy: DemoCopy) -> Tables:
    return Tables(Store(store_root(demo_copy.folder, demo_copy.url), Telemetry()))


@pytest.fixture(scope="module")
def known(tables: Tables) -> list[Period]:
    found = tables.read(sessions())
    assert found is not None
    return found.content


@pytest.fixture(scope="module")
def votes(tables: Tables, known: list[Period]) -> Votes:
    found = tables.read(session_votes(chosen_session(known, "latest", NOW), NOW))
    assert found is not None
    return found


def test_with_votes__takes_the_session_before_where_nothing_was_voted_on(
    tables: Tables, known: list[Period], votes: Votes
) -> None:
    assert front.with_votes(tables, known, votes, NOW) is votes
    nothing = replace(votes.content, votes=votes.content.votes.head(0))
    found = front.with_votes(tables, known, replace(votes, content=nothing), NOW)
    assert found.content.session == known[known.index(votes.content.session) + 1]
    assert front.with_votes(tables, [], replace(votes, content=nothing), NOW).content is nothing


def test_counts__are_of_the_rows(votes: Votes) -> None:
    rows, n = votes.content.votes, front.counts(votes)
    assert (n.votes, n.decided) == (rows.height, rows["margin"].count())
    assert n.close == front.closest(rows).filter(pl.col("margin") <= front.CLOSE).height
    assert n.matching <= n.checked <= n.votes
    assert n.adopted <= n.final <= n.votes


def test_laws__take_the_days_from_the_proposal_to_the_vote(
    tables: Tables, known: list[Period], votes: Votes
) -> None:
    cases = front.stored_cases(tables, votes.content.session, NOW)
    assert cases is not None
    rows = front.laws(votes.content.votes, cases)
    assert rows.height
    row = rows.row(0, named=True)
    begun = cases.content.table.filter(pl.col("case_id") == row["case_id"])["proposed"][0]
    assert row["days"] == (row["date"] - begun).days > 0
    assert front.laws(votes.content.votes, None)["days"].null_count() == rows.height


def test_week__has_the_meetings_in_the_chamber_from_monday_to_sunday(
    tables: Tables, votes: Votes
) -> None:
    session = votes.content.session
    every = tables.read(period_meetings(session, NOW))
    assert every is not None
    held = every.content.table.filter(
        pl.col("type_code") == "chamber", pl.col("date").is_not_null()
    )
    day = held["date"][held.height // 2]
    week = front.week_of(tables, session, datetime.combine(day, time(9)))
    assert week is not None
    monday = day - timedelta(days=day.weekday())
    days = list(front.days_of(week))
    assert day in days
    assert all(monday <= each < monday + timedelta(days=7) for each in days)
    assert set(week.meetings["type_code"]) == {"chamber"}
    assert all(each >= monday + timedelta(days=7) for each in week.later["date"])


def test_alike__the_two_that_most_and_least_often_stood_alike(votes: Votes) -> None:
    found = front.alike(votes)
    assert found is not None
    most, least = found
    assert most.same / most.shared > least.same / least.shared
    assert min(most.shared, least.shared) >= 20
