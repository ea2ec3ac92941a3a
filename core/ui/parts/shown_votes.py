"""The votes that a page shows: those of one session, or of all stored sessions."""

from __future__ import annotations

from functools import partial
from typing import NoReturn

import polars as pl
import streamlit as st

from core.analysis.selection import Selection, build_table
from core.errors import NoSuchThing
from core.language import duration
from core.parliament.calendar.periods import Period, current_session, find_session
from core.parliament.votes.chamber import Chamber
from core.service import SYNC
from core.store.estimate import estimate
from core.tables import votes as tables
from core.tables.marks import has_marks, mark_sessions
from core.tables.table import Table, worked_out
from core.times import danish_now
from core.ui.parts.waiting import await_job, shown, wait_for
from core.ui.shell.context import Context
from core.ui.shell.messages import PageEnds, error_box, watch

LATEST, ALL = "latest", "all"
_MARKS = "marks"

Votes = Table[Chamber]


def sessions(context: Context) -> list[Period]:
    """All sessions, the newest first."""
    return shown(context, tables.sessions()).content


def chosen_session(all_sessions: list[Period], code: str) -> Period:
    """The session with a code; `latest` is the newest that has begun."""
    if code == LATEST:
        return current_session(all_sessions, danish_now())
    return find_session(all_sessions, code)


def chosen_votes(context: Context, all_sessions: list[Period], code: str) -> Votes:
    """The votes of the session with a code, of `latest`, or of `all`."""
    if code == ALL:
        return all_votes(context, all_sessions)
    return session_votes(context, chosen_session(all_sessions, code))


def session_votes(context: Context, session: Period) -> Votes:
    """The votes of a session."""
    return shown(context, tables.session_votes(session, danish_now()))


def all_votes(context: Context, all_sessions: list[Period]) -> Votes:
    """The votes of all stored sessions; waits for the latest session only."""
    now, copy = danish_now(), context.source.tables
    recipes = {session: tables.session_votes(session, now) for session in all_sessions}
    latest = chosen_session(all_sessions, LATEST)
    newest = recipes[latest]
    wait_for(context, newest.needs, newest.optional)
    found = {session: copy.at_hand(recipe) for session, recipe in recipes.items()}
    stale = [session for session, votes in found.items() if votes is None]
    _await_marks(context, stale)
    found |= {session: copy.read(recipes[session]) for session in stale}
    if found[latest] is None:  # its file turned out to be damaged
        found[latest] = shown(context, newest)
    there = [votes for votes in found.values() if votes is not None]
    missing = [s.code for s, votes in found.items() if votes is None and s.start <= now]
    return tables.joined_votes(copy, there, missing)


def with_ballots(context: Context, votes: Votes) -> Votes:
    """The votes, if any of their ballots are stored; else ends the page.

    The ballots of a single session begin to load, once per visit, and their progress is drawn.
    Otherwise a button to load them is drawn, with the time that it takes.
    """
    if votes.content.marked is None:
        _await_ballots(context, votes)
    return votes


@worked_out(80)
def figures(votes: Votes, table: str, selection: Selection) -> pl.DataFrame:
    """The rows of a table of the data dictionary; see `build_table`."""
    return build_table(table, votes.content, selection)


def session_of_vote(context: Context, all_sessions: list[Period], vote_id: int) -> Period:
    """The session of a vote. Raises NoSuchThing for an unknown vote."""
    session = tables.session_holding(context.source.store, all_sessions, vote_id)
    if session is not None:
        return session
    periods = shown(context, tables.periods_of_vote(vote_id)).content
    for session in all_sessions:
        if session.period_id in periods:
            return session
    raise NoSuchThing(f"there is no vote {vote_id}", what="vote", name=vote_id)


def vote_ballots(context: Context, votes: Votes, vote_id: int) -> Table[pl.DataFrame]:
    """One vote's ballots with each member's party on that day; see `ballots_table`."""
    return shown(context, tables.vote_ballots(votes.content.session, vote_id, votes, danish_now()))


def _await_ballots(context: Context, votes: Votes) -> NoReturn:
    """Draw the progress of loading ballots, or a button with the time that it takes."""
    codes = [session.code for session in votes.content.unread]
    store, settings = context.source.store, context.source.settings
    needed = estimate(store, codes, settings.max_rps)
    job = context.service.jobs.get(SYNC)
    if job is not None and job.active:
        watch(context, job, context.t("wait.session_ballots", n=needed.votes))
        raise PageEnds
    if not needed.votes:
        st.info(context.t("votes.none_in_session"), icon=":material/event_busy:")
        raise PageEnds
    asked: set[str] = st.session_state.setdefault("_asked_ballots", set())
    begin = len(codes) == 1 and codes[0] not in asked
    if not begin:
        if job is not None and job.error is not None:
            error_box(job.error, context.lang)
        st.info(
            context.t("votes.no_ballots_here", n=needed.votes)
            + " "
            + context.t("votes.takes", time=duration(needed.seconds, context.lang)),
            icon=":material/cloud_download:",
        )
        begin = st.button(context.t("votes.load_ballots"), key="load_session_ballots")
    if begin:
        asked.update(codes)
        context.service.load_ballots(context.source, codes)
        st.rerun()
    raise PageEnds


def _await_marks(context: Context, wanted: list[Period]) -> None:
    """Compute the marks of several sessions in a job, with its progress."""
    store = context.source.store
    if sum(not has_marks(store, session) for session in wanted) > 1:
        await_job(context, _MARKS, partial(mark_sessions, store), "wait.marks")
