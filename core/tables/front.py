"""What the front page tells: of the last day with votes, of close votes, departures and laws.

All of it is made of tables that are stored; nothing is loaded for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from core.analysis.agreement import MIN_SHARED
from core.analysis.selection import Selection
from core.filters.orders import ordered
from core.oda.schema.codes import CaseKind, VoteKind
from core.parliament.calendar.periods import Period
from core.parliament.cases.search import CaseBook
from core.tables.cases import period_cases
from core.tables.figures import Votes, stands_table
from core.tables.meetings import period_agendas, period_meetings
from core.tables.table import Table, Tables, worked_out
from core.tables.votes import session_votes

CLOSE = 5
"""A vote is close if no more votes than this were between for and against."""

_OFF = ("cancelled", "postponed")
_CHECKED = ("match", "mismatch")


@dataclass(frozen=True, slots=True)
class Alike:
    """Two parties, and in how many of the `shared` votes in which both stood they stood alike."""

    parties: tuple[str, str]
    same: int
    shared: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many votes there are, by what the front page tells of them.

    `final` and `adopted` are votes on the whole of a proposal, `close` and `decided` those of which
    the difference is known, `noted` have a note on a mistake, and of `checked` both the ballots and
    the official totals are known, which are the same in `matching`.
    """

    votes: int
    final: int
    adopted: int
    close: int
    decided: int
    noted: int
    checked: int
    matching: int


@dataclass(frozen=True, slots=True, eq=False)
class Week:
    """The meetings in the chamber of a week, by day and time, and the first one after it.

    `meetings` and `later` have the columns of `meetings_table`, `agendas` those of `agendas_table`;
    it is None where they are not stored.
    """

    meetings: pl.DataFrame
    later: pl.DataFrame
    agendas: pl.DataFrame | None


def with_votes(tables: Tables, known: Sequence[Period], latest: Votes, now: datetime) -> Votes:
    """The votes of the latest session, or of the newest one before it that is stored and has any,
    where nothing was voted on in the latest yet.
    """
    if not latest.content.votes.is_empty():
        return latest
    start = latest.content.session.start
    for session in (each for each in known if each.start < start):
        votes = tables.read(session_votes(session, now))
        if votes is not None and not votes.content.votes.is_empty():
            return votes
    return latest


@worked_out(4)
def counts(votes: Votes) -> Counts:
    """The numbers of a session."""
    rows = votes.content.votes
    final, margin, check = pl.col("type_id") == VoteKind.FINAL, pl.col("margin"), pl.col("check")
    found = rows.select(
        votes=pl.len(),
        final=final.sum(),
        adopted=(final & pl.col("adopted")).sum(),
        close=(margin <= CLOSE).sum(),
        decided=margin.count(),
        noted=pl.col("error_note").count(),
        checked=check.is_in(_CHECKED).sum(),
        matching=(check == _CHECKED[0]).sum(),
    )
    return Counts(**found.row(0, named=True))


def last_day(votes: pl.DataFrame) -> pl.DataFrame:
    """The votes of the last day on which there were any, the newest first."""
    return votes.filter(pl.col("date") == pl.col("date").max())


def closest(votes: pl.DataFrame) -> pl.DataFrame:
    """The votes of which the difference is known, the closest first."""
    return ordered(votes.filter(pl.col("margin").is_not_null()), "votes", "closest")


def laws(votes: pl.DataFrame, cases: Table[CaseBook] | None) -> pl.DataFrame:
    """The bills that were adopted, the newest first.

    The columns of the votes table and days: from the day that the bill was put forward to the vote;
    null where the cases are not stored.
    """
    adopted = votes.filter(
        pl.col("type_id") == VoteKind.FINAL,
        pl.col("case_type_id") == CaseKind.BILL,
        pl.col("adopted"),
    )
    if cases is None:
        return adopted.with_columns(days=pl.lit(None, pl.Int64))
    begun = cases.content.table.select("case_id", "proposed").unique("case_id")
    days = (pl.col("date") - pl.col("proposed")).dt.total_days()
    return (
        adopted.join(begun, on="case_id", how="left", maintain_order="left")
        .with_columns(days=pl.when(days >= 0).then(days))
        .drop("proposed")
    )


def stored_cases(tables: Tables, session: Period, now: datetime) -> Table[CaseBook] | None:
    """The cases of a session where they are stored with their steps."""
    found = tables.read(period_cases(session, now))
    return found if found is not None and found.content.worked else None


@worked_out(4)
def alike(votes: Votes) -> tuple[Alike, Alike] | None:
    """The two parties that most often stood alike, and the two that least often did.

    Of those with as many shared votes as a share needs; None where there are not two such pairs.
    """
    rows = stands_table(votes, "agreement", Selection(min_shared=MIN_SHARED)).drop_nulls(
        "agreement"
    )
    if rows.height < 2:
        return None
    most = rows.sort("agreement", "shared", descending=True, maintain_order=True)
    first, last = (_alike(most[place]) for place in (0, -1))
    return first, last


def _alike(row: pl.DataFrame) -> Alike:
    found = row.row(0, named=True)
    return Alike((found["party_a"], found["party_b"]), found["same"], found["shared"])


def week_of(tables: Tables, session: Period, now: datetime) -> Week | None:
    """The meetings of the week of `now`, with their agendas where these are stored.

    None where the meetings of the session are not stored.
    """
    meetings = tables.read(period_meetings(session, now))
    if meetings is None:
        return None
    agendas = tables.read(period_agendas(session, now))
    first = now.date() - timedelta(days=now.weekday())
    after = first + timedelta(days=7)
    held = meetings.content.table.filter(
        pl.col("type_code") == "chamber",
        ~pl.col("status_code").is_in(_OFF),
        pl.col("date") >= first,
    ).sort("date", "time", nulls_last=True)
    own, later = (held.filter(each) for each in (pl.col("date") < after, pl.col("date") >= after))
    return Week(own, later.head(1), None if agendas is None else agendas.content)


def days_of(week: Week) -> Iterable[date]:
    """The days of the week with a meeting in the chamber, each once."""
    return [day for day in week.meetings["date"].unique(maintain_order=True) if day is not None]
