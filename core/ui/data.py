"""What the pages read: datasets of the store turned into tables, computed once per version."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

import polars as pl
import streamlit as st

from core.analysis.selection import Selection, build_table
from core.errors import NoSuchThing, StoreError
from core.language import duration
from core.parliament.ballots import ballots_table
from core.parliament.chamber import (
    STEP_STATES,
    Chamber,
    is_quick,
    made_from,
    mark_sessions,
    session_chamber,
    together,
)
from core.parliament.parties import read_memberships
from core.parliament.periods import Period, current_session, find_session, read_sessions
from core.store import plan
from core.store.files import Store
from core.store.library import View
from core.store.syncplan import estimate
from core.times import danish_now
from core.ui.context import Context
from core.ui.messages import PageEnds, error_box, need, watch
from core.ui.service import SYNC

LATEST, ALL = "latest", "all"
_MARKS = "marks"
_Version = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes of one session, or of all that are stored, with the views they were read from.

    `missing` counts the sessions that are not stored yet.
    """

    chamber: Chamber
    views: tuple[View, ...]
    version: _Version
    missing: int = 0

    @property
    def table(self) -> pl.DataFrame:
        """The votes: the columns of `votes_table` and `with_ballot_counts`."""
        return self.chamber.votes

    @property
    def sessions(self) -> tuple[Period, ...]:
        """The sessions in it, the newest first."""
        return self.chamber.sessions

    @property
    def session(self) -> Period:
        """The session, or the newest of several."""
        return self.sessions[0]

    @property
    def start(self) -> date:
        """The first day."""
        return min(session.start for session in self.sessions).date()

    @property
    def end(self) -> date:
        """The last day."""
        return max(session.end for session in self.sessions).date()

    @property
    def fetched_at(self) -> datetime | None:
        """The age (UTC) of the oldest part."""
        return min((view.fetched_at for view in self.views if view.fetched_at), default=None)


def sessions(context: Context) -> list[Period]:
    """All sessions, the newest first."""
    view = need(context, context.source.library.view(plan.lookups()), context.t("wait.sessions"))
    periods = view.table("Periode", "sessions")
    return _sessions((context.source.settings.api_url, *view.version), periods)


@st.cache_resource(max_entries=4, show_spinner=False)
def _sessions(version: _Version, _periods: pl.DataFrame) -> list[Period]:
    return read_sessions(_periods)


def chosen_session(all_sessions: list[Period], code: str) -> Period:
    """The session of a code; `latest` is the newest that has begun."""
    if code == LATEST:
        return current_session(all_sessions, danish_now())
    return find_session(all_sessions, code)


def chosen_votes(context: Context, all_sessions: list[Period], code: str) -> Votes:
    """The votes of the session of a code, of the latest one, or of all."""
    if code == ALL:
        return all_votes(context, all_sessions)
    return session_votes(context, chosen_session(all_sessions, code))


def session_votes(context: Context, session: Period) -> Votes:
    """The votes of a session."""
    _await_kinds(context)
    view = need(context, _votes_view(context, session), context.t("wait.votes"))
    version = _version(context, session)
    return Votes(_session(version, context.demo, session, context.source.store), (view,), version)


def all_votes(context: Context, all_sessions: list[Period]) -> Votes:
    """The votes of every session that is stored; the newest is waited for, the others are not."""
    newest = chosen_session(all_sessions, LATEST)
    _await_kinds(context)
    found = {newest: need(context, _votes_view(context, newest), context.t("wait.votes"))}
    for session in all_sessions:
        view = _votes_view(context, session, start=False)
        if session != newest and view.ready:
            found[session] = view
    parts = {session: _version(context, session) for session in found}
    version = _short(*parts.values())
    if not (marked := _marks_known(version)).is_set():
        _await_marks(context, list(found))
        marked.set()
    chamber = _together(version, context.demo, parts, context.source.store)
    begun = [session for session in all_sessions if session.start <= danish_now()]
    return Votes(chamber, tuple(found.values()), version, len(begun) - len(found))


def with_ballots(context: Context, votes: Votes) -> Votes:
    """The votes, if any ballots of them are stored.

    Else those of a single session begin to load, once a visit, and the page ends with their
    progress, or with what they take and a button.
    """
    if votes.chamber.marked is not None:
        return votes
    codes = [session.code for session in votes.chamber.unread]
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


def figures(context: Context, votes: Votes, table: str, selection: Selection) -> pl.DataFrame:
    """The rows of a table of the data dictionary, worked out once; see `build_table`."""
    return _figures(votes.version, table, selection, context.demo, votes.chamber)


def _votes_view(context: Context, session: Period, *, start: bool = True) -> View:
    closed = session.closed(danish_now())
    dataset = plan.votes(session.code, session.period_id, closed=closed)
    return context.source.library.view(dataset, start=start)


def _await_kinds(context: Context) -> None:
    """Have what tells the kinds of votes loaded first; where it cannot be had, go on without."""
    view = context.source.library.view(plan.step_states())
    if view.ready or view.job is not None:
        need(context, view, context.t("wait.names"))


def _await_marks(context: Context, wanted: list[Period]) -> None:
    """Have the marks of many sessions worked out beside the page, which ends meanwhile."""
    store = context.source.store
    if sum(not is_quick(store, session.code) for session in wanted) <= 1:
        return
    job = context.service.jobs.start(_MARKS, partial(mark_sessions, store))
    if job.active:
        watch(context, job, context.t("wait.marks"))
        raise PageEnds


def _version(context: Context, session: Period) -> _Version:
    store = context.source.store
    states = store.stamp(*STEP_STATES)
    return _short(context.source.settings.api_url, made_from(store, session.code), states)


def _short(*parts: object) -> _Version:
    """A version for all parts of one: Streamlit takes long to look through nested keys."""
    return (hashlib.sha256(repr(parts).encode()).hexdigest(),)


@st.cache_resource(max_entries=40, show_spinner=False)
def _session(version: _Version, demo: bool, _session: Period, _store: Store) -> Chamber:
    found = session_chamber(_store, _session, links=not demo)
    if found is None:
        raise StoreError(f"the votes of {_session.code} went away while they were read")
    return found


@st.cache_resource(max_entries=40, show_spinner=False)
def _marks_known(version: _Version) -> threading.Event:
    """Set once the marks of that version are known to be there: to look takes hundreds of files."""
    return threading.Event()


@st.cache_resource(max_entries=3, show_spinner=False)
def _together(
    version: _Version, demo: bool, _parts: Mapping[Period, _Version], _store: Store
) -> Chamber:
    return together([_session(part, demo, session, _store) for session, part in _parts.items()])


@st.cache_resource(max_entries=80, show_spinner=False)
def _figures(
    version: _Version, table: str, selection: Selection, demo: bool, _chamber: Chamber
) -> pl.DataFrame:
    return build_table(table, _chamber, selection)


def session_of_vote(context: Context, all_sessions: list[Period], vote_id: int) -> Period:
    """The session that a vote was held in. Raises NoSuchThing where there is no such vote."""
    store = context.source.store
    by_code = {session.code: session for session in all_sessions}
    for code in store.partitions("Afstemning"):
        stored = store.read("Afstemning", code) if code in by_code else None
        if stored is not None and vote_id in stored.frame["id"]:
            return by_code[code]
    view = need(context, context.source.library.view(plan.vote(vote_id)), context.t("wait.vote"))
    periods = view.table("Møde", f"vote-{vote_id}")["periodeid"].to_list()
    for session in all_sessions:
        if session.period_id in periods:
            return session
    raise NoSuchThing(f"there is no vote {vote_id}", what="vote", name=vote_id)


def vote_ballots(context: Context, votes: Votes, vote_id: int) -> tuple[pl.DataFrame, View]:
    """One vote's ballots with the party of the day; see `ballots_table` for the columns."""
    session = votes.session
    library, closed = context.source.library, session.closed(danish_now())
    ballots = library.view(plan.ballots(vote_id, closed=closed, session=session.code))
    members = library.view(
        plan.memberships(session.code, session.start, session.end, closed=closed)
    )
    need(context, ballots, context.t("wait.ballots"))
    need(context, members, context.t("wait.members"))
    version = (
        context.source.settings.api_url,
        *votes.version,
        *ballots.version,
        *members.version,
    )
    days = votes.table.filter(pl.col("vote_id") == vote_id).select("vote_id", "date")
    return _ballots(version, session.code, vote_id, days, ballots, members), ballots


@st.cache_resource(max_entries=200, show_spinner=False)
def _ballots(
    version: _Version, code: str, vote_id: int, _days: pl.DataFrame, _ballots: View, _members: View
) -> pl.DataFrame:
    return ballots_table(
        code,
        _ballots.table("Stemme", f"vote-{vote_id}"),
        _ballots.table("Aktør", f"vote-{vote_id}"),
        _days,
        read_memberships(
            _members.table("Aktør", f"groups-{code}"),
            _members.table("AktørAktør", f"to-group-{code}"),
            _members.table("AktørAktør", f"from-group-{code}"),
        ),
    )
