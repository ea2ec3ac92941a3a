"""Finding what an address asks for in what is stored; nothing is loaded for it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import polars as pl

from core.jobs import Job
from core.oda.schema.entities import LARGEST_INT
from core.parliament.calendar.periods import Period, current_session
from core.parliament.texts.plain import tidy
from core.parliament.votes.chamber import Chamber
from core.service import Source
from core.tables import cases as case_tables
from core.tables import votes as vote_tables
from core.tables.listed import listed_cases
from core.tables.table import Recipe, Table, worked_out
from core.times import danish_now
from core.web.page_addresses import Values

# So many periods are searched for a case at once, and any more of them in the background.
_AT_ONCE = 3
_JOB = "listed-cases"


def asked_id(values: Values) -> int | None:
    """The id that the parameters name; None where they name none."""
    asked = tidy(next(iter(values("id")), ""))
    if not (asked.isascii() and asked.isdigit() and len(asked) <= len(str(LARGEST_INT))):
        return None
    found = int(asked)
    return found if 0 < found <= LARGEST_INT else None


def vote_row(source: Source, vote_id: int) -> Table[pl.DataFrame] | None:
    """The row of a vote as the votes table has it; None where it is not stored.

    With the counts of the ballots where only they tell them.
    """
    session = vote_tables.session_holding(source.store, known_sessions(source), vote_id)
    if session is None:
        return None
    at_hand = source.tables.at_hand(vote_tables.session_votes(session, danish_now()))
    if at_hand is not None:
        row = _row_of(at_hand, vote_id)
        return None if row.content.is_empty() else row
    found = source.tables.read(vote_tables.one_vote(session, vote_id, danish_now()))
    if found is None or found.content.is_empty():
        return None
    if found.content["official_for"][0] is not None:
        return found
    votes = session_votes(source, session)
    return found if votes is None else _row_of(votes, vote_id)


@worked_out(100)
def _row_of(votes: Table[Chamber], vote_id: int) -> Table[pl.DataFrame]:
    return Table(
        votes.content.votes.filter(pl.col("vote_id") == vote_id),
        f"vote-row/{vote_id}",
        votes.version,
        votes.fetched_at,
        votes.urls,
    )


def known_periods(source: Source) -> list[Period]:
    """Every period that has begun: sessions first, each kind the newest first."""
    found, now = source.tables.read(case_tables.periods()), danish_now()
    known = found.content if found else known_sessions(source)
    return [period for period in known if period.begun(now)]


def known_sessions(source: Source) -> list[Period]:
    """Every session, the newest first; none where they are not stored."""
    found = source.tables.read(vote_tables.sessions())
    return found.content if found else []


def latest_session(source: Source) -> Period | None:
    """The newest session that has begun; None where none is stored."""
    known = known_sessions(source)
    return current_session(known, danish_now()) if known else None


def asked_session(source: Source, code: str) -> Period | None:
    """The session of a code, else the latest."""
    named = (one for one in known_sessions(source) if one.code == code)
    return next(named, None) or latest_session(source)


def session_votes(source: Source, session: Period | None) -> Table[Chamber] | None:
    """The votes of a session, where they are stored."""
    if session is None:
        return None
    return source.tables.read(vote_tables.session_votes(session, danish_now()))


def case_names(source: Source, case_id: int) -> tuple[Table[pl.DataFrame], Period] | None:
    """The cases of the period that one is of, and the period; see `listed_cases`.

    None where it is not stored, or not found yet among periods that were not looked through so far.
    """
    unread: list[Recipe[pl.DataFrame]] = []
    for period in known_periods(source):
        recipe = listed_cases(period)
        if not any(source.store.stamp(*place) for place in recipe.also):
            continue
        cases = source.tables.at_hand(recipe)
        if cases is None:
            unread.append(recipe)
            cases = source.tables.read(recipe) if len(unread) <= _AT_ONCE else None
        if cases is not None and case_id in cases.content["id"]:
            return cases, period
    if len(unread) > _AT_ONCE:
        source.library.jobs.start(_JOB, partial(_look_through, source, unread[_AT_ONCE:]))
    return None


def _look_through(source: Source, recipes: Sequence[Recipe[Any]], job: Job) -> None:
    for recipe in recipes:
        if not job.cancel.is_set():
            source.tables.read(recipe)
