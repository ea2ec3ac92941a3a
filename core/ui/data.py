"""What the pages read: datasets of the store turned into tables, computed once per version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
import streamlit as st

from core.errors import NoSuchThing, StoreError
from core.parliament.ballots import ballots_table
from core.parliament.parties import read_memberships
from core.parliament.sessions import Session, current_session, find_session, read_sessions
from core.parliament.stored import session_tables
from core.store import plan
from core.store.files import Store
from core.store.library import View
from core.store.wholes import ballots_of_session
from core.ui.context import Context
from core.ui.messages import need
from core.ui.service import danish_now

LATEST, ALL = "latest", "all"
_Version = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes of one session, or of all that are stored, with the views they were read from.

    `table` has the columns of `votes_table` and `with_ballot_counts`. `sessions` are those in it,
    the newest first; `missing` counts the sessions that are not stored yet.
    """

    sessions: tuple[Session, ...]
    table: pl.DataFrame
    views: tuple[View, ...]
    missing: int = 0

    @property
    def session(self) -> Session:
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

    @property
    def version(self) -> _Version:
        """Changes whenever the table may."""
        return tuple(view.version for view in self.views)


def sessions(context: Context) -> list[Session]:
    """All sessions, the newest first."""
    view = need(context, context.source.library.view(plan.lookups()), context.t("wait.sessions"))
    return read_sessions(view.table("Periode", "sessions"))


def chosen_session(all_sessions: list[Session], code: str) -> Session:
    """The session of a code; `latest` is the newest that has begun."""
    if code == LATEST:
        return current_session(all_sessions, danish_now())
    return find_session(all_sessions, code)


def session_votes(context: Context, session: Session) -> Votes:
    """The votes of a session."""
    view = need(context, _votes_view(context, session), context.t("wait.votes"))
    return Votes((session,), _session_table(context, session, view), (view,))


def all_votes(context: Context, all_sessions: list[Session]) -> Votes:
    """The votes of every session that is stored; the newest is waited for, the others are not."""
    newest = session_votes(context, chosen_session(all_sessions, LATEST))
    found = [(newest.session, newest.views[0])]
    for session in all_sessions:
        view = _votes_view(context, session, start=False)
        if session != newest.session and view.ready:
            found.append((session, view))
    begun = [session for session in all_sessions if session.start <= danish_now()]
    held, views = zip(*found, strict=True)
    version = tuple(_table_version(context, session, view) for session, view in found)
    return Votes(held, _together(version, context, found), views, len(begun) - len(held))


def _votes_view(context: Context, session: Session, *, start: bool = True) -> View:
    closed = session.closed(danish_now())
    dataset = plan.votes(session.code, session.period_id, closed=closed)
    return context.source.library.view(dataset, start=start)


def _session_table(context: Context, session: Session, view: View) -> pl.DataFrame:
    version = _table_version(context, session, view)
    return _votes(version, session, context.demo, context.source.store)


def _table_version(context: Context, session: Session, view: View) -> _Version:
    lookups = context.source.library.view(plan.lookups(), start=False)
    ballots = ballots_of_session(context.source.store, session.code)
    counted = ballots.meta.fetched_at if ballots else None
    return (context.source.settings.api_url, *view.version, *lookups.version, counted)


@st.cache_resource(max_entries=40, show_spinner=False)
def _votes(version: _Version, session: Session, demo: bool, _store: Store) -> pl.DataFrame:
    tables = session_tables(_store, session, links=not demo)
    if tables is None:
        raise StoreError(f"the votes of {session.code} went away while they were read")
    return tables.votes


@st.cache_resource(max_entries=4, show_spinner=False)
def _together(
    version: _Version, _context: Context, _found: list[tuple[Session, View]]
) -> pl.DataFrame:
    return pl.concat([_session_table(_context, session, view) for session, view in _found])


def session_of_vote(context: Context, all_sessions: list[Session], vote_id: int) -> Session:
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
