"""Votes and ballots: of one session, of several together, and the ballots of one vote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType

import polars as pl

from core.parliament.calendar.periods import (
    Period,
    current_session,
    find_session,
    read_sessions,
)
from core.parliament.cases.topics import NO_TOPICS, case_topics
from core.parliament.changes.silent import of_silent_ballots, silent_changes
from core.parliament.people.memberships import read_memberships
from core.parliament.votes.ballots import ballots_table
from core.parliament.votes.chamber import Chamber, together
from core.parliament.votes.checks import with_ballot_counts
from core.parliament.votes.votes import dated_votes, votes_table
from core.store import ledger
from core.store.datasets import cases as case_sets
from core.store.datasets import votes as vote_sets
from core.store.datasets.dataset import Dataset
from core.store.library import stored_parts
from core.store.store import Store
from core.store.voters import VOTERS, ballots_of_session
from core.tables.marks import ballot_places, marked_ballots, metas_of, stored_marks
from core.tables.table import Parts, Recipe, Table, Tables, made_from

LATEST, ALL = "latest", "all"
"""What stands in the place of a session's code: the newest that has begun, or every one."""


def sessions() -> Recipe[list[Period]]:
    """All sessions, the newest first."""
    lookups = vote_sets.lookups()
    return made_from("sessions", lookups, lambda rows: read_sessions(*rows), "Periode")


def session_votes(session: Period, now: datetime) -> Recipe[Chamber]:
    """The votes of a session, with their marked ballots where these are stored.

    `vote_sets.step_states`, which tells final votes, is used where it is stored; see
    `votes_table`. So are the topics of the cases, which do not count for the age of the votes.
    """
    return _session_votes(session, closed=session.closed(now))


@lru_cache(maxsize=256)
def _session_votes(session: Period, *, closed: bool) -> Recipe[Chamber]:
    code, number = session.code, session.period_id
    rows = vote_sets.votes(code, number, closed=closed)
    sorted_under = case_sets.case_topics(code, number, closed=closed)

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
        topics = _topics(parts.store, sorted_under, votes)
        return Chamber(
            (session,),
            with_ballot_counts(votes, marked),
            marked,
            () if marked is not None else (session,),
            _silent(parts, session.code),
            ledger.read_drift(parts.store),
            NO_TOPICS if topics is None else topics,
            (session,) if topics is None else (),
        )

    return Recipe(
        f"votes/{session.code}",
        (vote_sets.lookups(), rows),
        make,
        optional=(vote_sets.step_states(),),
        also=(*ballot_places(session), VOTERS[1], *ledger.PLACES, *sorted_under.parts),
        most=60,
    )


def session_ballots(session: Period, now: datetime) -> Recipe[Chamber]:
    """As `session_votes`, for the ballots alone: of its votes only what `dated_votes` has.

    So it takes a fifth of the time. Enough for the rows of ballots in all subsets but `divided`. It
    is None where the ballots have no marks that are up to date: these are made by `session_votes`.
    """
    votes = session_votes(session, now)
    _, rows = votes.needs

    def make(parts: Parts) -> Chamber | None:
        marked = stored_marks(parts.store, session, keep=parts.keep)
        if marked is None:
            return None
        states = parts.get(vote_sets.step_states())
        dated = dated_votes(
            *parts.needed(rows),
            *parts.needed(vote_sets.lookups(), "Sagstype"),
            step_states=states[0] if states else None,
        )
        return Chamber((session,), dated, marked, (), pl.DataFrame(), pl.DataFrame())

    return replace(votes, key=f"ballots/{session.code}", make=make)


def chosen_session(known: Sequence[Period], code: str, now: datetime) -> Period:
    """The session of a code; `latest` is the newest that has begun. Raises NoSuchThing."""
    return current_session(known, now) if code == LATEST else find_session(known, code)


Made = Mapping[Period, Table[Chamber]]
"""The votes of sessions."""


def made_votes(tables: Tables, known: Sequence[Period], now: datetime) -> Made:
    """The votes of those sessions whose votes need not be made."""
    found = tables.all_at_hand(session_votes(each, now) for each in known)
    return {each: votes for each, votes in zip(known, found, strict=True) if votes is not None}


def stored_votes(
    tables: Tables, known: Sequence[Period], now: datetime, made: Made = MappingProxyType({})
) -> Table[Chamber] | None:
    """The votes of every session that is stored as one; None where none are.

    `missing` are the sessions that have begun and are not stored. The votes that are `made` are
    not looked at again.
    """
    found = {each: made.get(each) or tables.read(session_votes(each, now)) for each in known}
    there = [votes for votes in found.values() if votes is not None]
    missing = [each.code for each, votes in found.items() if votes is None and each.begun(now)]
    return joined_votes(tables, there, missing) if there else None


def one_vote(session: Period, vote_id: int, now: datetime) -> Recipe[pl.DataFrame]:
    """The row of one vote, as the session's votes have it without ballots; none if it is not there.

    It is made without the other votes of its session, which takes a few milliseconds.
    """
    rows = vote_sets.votes(session.code, session.period_id, closed=session.closed(now))

    def make(parts: Parts) -> pl.DataFrame:
        votes, meetings, steps, cases = parts.needed(rows)
        states = parts.get(vote_sets.step_states())
        step = votes.filter(pl.col("id") == vote_id)["sagstrinid"]
        case = steps.filter(pl.col("id").is_in(step.implode()))["sagid"]
        held = steps.filter(pl.col("sagid").is_in(case.implode()))["id"]
        # What a vote is depends on the others on its case; see `with_kinds`.
        beside = (pl.col("id") == vote_id) | pl.col("sagstrinid").is_in(held.implode())
        table = votes_table(
            session.code,
            votes.filter(beside),
            meetings,
            steps,
            cases,
            *parts.needed(vote_sets.lookups(), "Afstemningstype", "Sagstype"),
            step_states=states[0] if states else None,
            links=not parts.invented,
        )
        return with_ballot_counts(table.filter(pl.col("vote_id") == vote_id), None)

    return Recipe(
        f"one-vote/{vote_id}",
        (vote_sets.lookups(), rows),
        make,
        optional=(vote_sets.step_states(),),
        most=200,
    )


def joined_votes(
    tables: Tables, found: Sequence[Table[Chamber]], missing: Sequence[str] = ()
) -> Table[Chamber]:
    """The votes of several sessions as one, in the order of `found`, which is not empty."""
    return tables.joined("all-votes", found, together, missing)


def session_holding(store: Store, known: Iterable[Period], vote_id: int) -> Period | None:
    """The session that has a vote among its stored votes; None where none has."""
    for session in known:
        votes = store.read("Afstemning", session.code)
        if votes is not None and vote_id in votes.frame["id"]:
            return session
    return None


def periods_of_vote(vote_id: int) -> Recipe[list[int]]:
    """The API's id of the period that a vote was held in; empty where there is no such vote."""
    vote = vote_sets.vote(vote_id)
    return made_from(
        f"vote-period/{vote_id}", vote, lambda rows: rows[0]["periodeid"].to_list(), "Møde"
    )


def vote_ballots(
    session: Period, vote_id: int, votes: Table[Chamber], now: datetime
) -> Recipe[pl.DataFrame]:
    """One vote's ballots with each member's party on that day; see `ballots_table`.

    `votes` are those of its session, needed for the day of the vote.
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


def _topics(store: Store, sorted_under: Dataset, votes: pl.DataFrame) -> pl.DataFrame | None:
    """The topics of the cases that were voted on; None where they are not stored."""
    found = {part.meta.entity: part.frame for part in stored_parts(store, sorted_under, keep=False)}
    if not found:
        return None
    names = ("EmneordSag", "Emneord", "SagAktør", "Aktør")
    voted = votes.select("case_id").drop_nulls().unique()
    return case_topics(*(found[name] for name in names)).join(voted, on="case_id", how="semi")
