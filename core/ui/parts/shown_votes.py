"""The votes that a page shows: those of one session, or of all stored sessions."""

from __future__ import annotations

from functools import partial
from typing import NoReturn

import polars as pl
import streamlit as st

from core.errors import NoSuchThing, StoreError
from core.language import duration
from core.parliament.calendar.periods import Period
from core.service import SYNC
from core.store.estimate import estimate
from core.tables import votes as tables
from core.tables.figures import Votes
from core.tables.marks import has_marks, mark_sessions
from core.tables.table import Table
from core.tables.votes import ALL, LATEST
from core.times import danish_now
from core.ui.parts.waiting import await_job, shown, wait_for
from core.ui.shell.context import Context
from core.ui.shell.messages import PageEnds, error_box, watch

_MARKS = "marks"


def sessions(context: Context) -> list[Period]:
    """All sessions, the newest first."""
    return shown(context, tables.sessions()).content


def chosen_session(all_sessions: list[Period], code: str) -> Period:
    """The session with a code; `latest` is the newest that has begun."""
    return tables.chosen_session(all_sessions, code, danish_now())


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
    latest = chosen_session(all_sessions, LATEST)
    newest = tables.session_votes(latest, now)
    wait_for(context, newest.needs, newest.optional)
    made = tables.made_votes(copy, all_sessions, now)
    _await_marks(context, [each for each in all_sessions if each not in made])
    found = tables.stored_votes(copy, all_sessions, now, made)
    if found is None or latest.code in found.missing:  # its file turned out to be damaged
        shown(context, newest)
        found = tables.stored_votes(copy, all_sessions, now)
    if found is None:
        raise StoreError("the votes of all sessions went away while they were read")
    return found


def with_ballots(context: Context, votes: Votes) -> Votes:
    """The votes, if any of their ballots are stored; else ends the page.

    The ballots of a single session begin to load, once per visit, and their progress is drawn.
    Otherwise a button to load them is drawn, with the time that it takes.
    """
    if votes.content.marked is None:
        _await_ballots(context, votes)
    return votes


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
