"""Votes and ballots: of a session, of several as one, and the ballots of one vote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import polars as pl

from core.parliament.calendar.periods import (
    Period,
    current_session,
    find_session,
    read_sessions,
)
from core.parliament.changes.silent import of_silent_ballots, silent_changes
from core.parliament.people.memberships import read_memberships
from core.parliament.votes.ballots import ballots_table
from core.parliament.votes.chamber import Chamber, together
from core.parliament.votes.checks import with_ballot_counts
from core.parliament.votes.votes import votes_table
from core.store import ledger
from core.store.datasets import votes as vote_sets
from core.store.store import Store
from core.store.voters import VOTERS, ballots_of_session
from core.tables.marks import ballot_places, marked_ballots, metas_of
from core.tables.table import Parts, Recipe, Table, Tables

LATEST, ALL = "latest", "all"
"""What stands in the place of a session's code: the newest that has begun, or every one."""


def sessions() -> Recipe[list[Period]]:
    """All sessions, the newest first."""
    return Recipe(
        "sessions",
        (vote_sets.lookups(),),
        lambda parts: read_sessions(*parts.needed(vote_sets.lookups(), "Periode")),
    )


def session_votes(session: Period, now: datetime) -> Recipe[Chamber]:
    """The votes of a session with their marked ballots, where these are stored.

    What tells the kinds of votes is taken where it is stored; see `votes_table`.
    """
    rows = vote_sets.votes(session.code, session.period_id, closed=session.closed(now))

    def make(parts: Parts) -> Chamber:
        found = parts.needed(rows)
        kinds = parts.needed(vote_sets.lookups(), "Afstemningstype", "Sagstype")
        states = parts.get(vote_sets.step_states())
        votes = votes_table(
            session.code,
            *found,
            *kinds,
            step_states=states[0] if states else None,
            links=not parts.invented,
        )
        marked = marked_ballots(parts.store, session, votes, keep=parts.keep)
        if marked is not None:
            for meta in metas_of(parts.store, ballot_places(session)) or ():
                parts.note(meta)
        return Chamber(
            (session,),
            with_ballot_counts(votes, marked),
            marked,
            () if marked is not None else (session,),
            _silent(parts, session.code),
            ledger.read_drift(parts.store),
        )

    return Recipe(
        f"votes/{session.code}",
        (vote_sets.lookups(), rows),
        make,
        optional=(vote_sets.step_states(),),
        also=(*ballot_places(session), VOTERS[1], *ledger.PLACES),
        most=60,
    )


def chosen_session(known: Sequence[Period], code: str, now: datetime) -> Period:
    """The session of a code; `latest` is the newest that has begun. Raises NoSuchThing."""
    return current_session(known, now) if code == LATEST else find_session(known, code)


def unmade_votes(tables: Tables, known: Iterable[Period], now: datetime) -> list[Period]:
    """The sessions whose votes would have to be made, or are not stored."""
    return [each for each in known if tables.at_hand(session_votes(each, now)) is None]


def stored_votes(tables: Tables, known: Sequence[Period], now: datetime) -> Table[Chamber] | None:
    """The votes of every session that is stored as one; None where none are.

    `missing` are the sessions that have begun and are not stored.
    """
    found = {each: tables.read(session_votes(each, now)) for each in known}
    there = [votes for votes in found.values() if votes is not None]
    missing = [each.code for each, votes in found.items() if votes is None and each.begun(now)]
    return joined_votes(tables, there, missing) if there else None


def joined_votes(
    tables: Tables, found: Sequence[Table[Chamber]], missing: Sequence[str] = ()
) -> Table[Chamber]:
    """The votes of several sessions as one, in their order. At least one is needed."""
    return tables.joined("all-votes", found, together, missing)


def session_holding(store: Store, known: Iterable[Period], vote_id: int) -> Period | None:
    """The session of whose stored votes one is; None where none of them is that vote."""
    for session in known:
        votes = store.read("Afstemning", session.code)
        if votes is not None and vote_id in votes.frame["id"]:
            return session
    return None


def periods_of_vote(vote_id: int) -> Recipe[list[int]]:
    """The API's number of the period that a vote was held in; none where there is no such vote."""
    vote = vote_sets.vote(vote_id)
    return Recipe(
        f"vote-period/{vote_id}",
        (vote,),
        lambda parts: parts.needed(vote, "Møde")[0]["periodeid"].to_list(),
    )


def vote_ballots(
    session: Period, vote_id: int, votes: Table[Chamber], now: datetime
) -> Recipe[pl.DataFrame]:
    """One vote's ballots with the party of the day; see `ballots_table` for the columns.

    `votes` are those of its session, which tell the day.
    """
    closed = session.closed(now)
    ballots = vote_sets.ballots(vote_id, closed=closed, session=session.code)
    members = vote_sets.memberships(session.code, session.start, session.end, closed=closed)

    def make(parts: Parts) -> pl.DataFrame:
        days = votes.content.votes.filter(pl.col("vote_id") == vote_id).select("vote_id", "date")
        cast, voters = parts.needed(ballots)
        memberships = read_memberships(*parts.needed(members))
        return ballots_table(session.code, cast, voters, days, memberships)

    return Recipe(
        f"ballots/{vote_id}",
        (ballots, members),
        make,
        choices=(votes.version,),
        most=200,
    )


def _silent(parts: Parts, code: str) -> pl.DataFrame:
    found = ledger.read_ledger(parts.store)
    rows = ballots_of_session(parts.store, code) if of_silent_ballots(found, code) else None
    return silent_changes(found, {code: pl.DataFrame() if rows is None else rows.frame})
