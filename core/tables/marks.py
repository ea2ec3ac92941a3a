"""The marks of a session's ballots: stand and line of the party, deviation, recorded mistake.

Computing them is slow, so they are stored with a key of the rows that they were made from, and
computed again when any of these change. A sync does this, so that pages need not wait for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import polars as pl

from core.jobs import Job
from core.oda.client import Progress
from core.parliament.calendar.periods import Period, read_sessions
from core.parliament.people.memberships import read_memberships
from core.parliament.votes.ballots import ballots_table
from core.parliament.votes.chamber import compact
from core.parliament.votes.deviations import mark_ballots
from core.parliament.votes.votes import votes_table
from core.store.datasets import votes as vote_sets
from core.store.datasets.dataset import Place
from core.store.lake.basis import MarkBasis
from core.store.parquet import Meta, Stored
from core.store.store import DERIVED, Store
from core.store.voters import VOTERS, names_of_voters

# To be raised whenever the same rows of the API get other marks than before.
_VERSION = 2
_KINDS = (("Afstemningstype", "all"), ("Sagstype", "all"))


def stored_sessions(store: Store) -> list[Period]:
    """All sessions of the stored list of periods, the newest first."""
    periods = store.read("Periode", "sessions")
    return [] if periods is None else read_sessions(periods.frame)


def votes_places(session: Period) -> tuple[Place, ...]:
    """The partitions that a session's votes are made from, in the order of `votes_table`."""
    return (*vote_sets.votes(session.code, session.period_id, closed=False).parts, *_KINDS)


def ballot_places(session: Period) -> tuple[Place, ...]:
    """The partitions of a session's ballots, the names of persons, and the memberships."""
    members = vote_sets.memberships(session.code, session.start, session.end, closed=False)
    return (("Stemme", session.code), VOTERS[0], *members.parts)


def has_marks(store: Store, session: Period) -> bool:
    """Whether up-to-date marks of a session are stored, or it has no ballots to mark."""
    if metas_of(store, (*votes_places(session), *ballot_places(session))) is None:
        return True
    stored = store.meta(DERIVED, session.code)
    return stored is not None and stored.made_from == _made_from(store, session)


def marked_ballots(
    store: Store, session: Period, votes: pl.DataFrame, *, keep: bool = True
) -> pl.DataFrame | None:
    """The marked ballots of the votes of a session; None where the ballots are not stored.

    Where no up-to-date marks are stored, they are computed from the ballots and stored. Without
    `keep`, stored marks that are up to date are not cached in memory.
    """
    if metas_of(store, ballot_places(session)) is None:
        return None
    stored = stored_marks(store, session, keep=keep)
    if stored is not None:
        return stored
    key = _made_from(store, session)
    found = _all(store, ballot_places(session))
    names = names_of_voters(store)
    if found is None or names is None:
        return None
    rows, _, *members = (part.frame for part in found)
    days = votes.select("vote_id", "date")
    ballots = ballots_table(session.code, rows, names, days, read_memberships(*members))
    marked = compact(mark_ballots(ballots, votes))
    oldest = min(part.meta.fetched_at for part in found)
    store.write(DERIVED, session.code, marked, fetched_at=oldest, url="", made_from=key)
    return marked


def stored_marks(store: Store, session: Period, *, keep: bool = True) -> pl.DataFrame | None:
    """The marked ballots as they are stored; None where there are none, or they are out of date."""
    stored = store.read(DERIVED, session.code, keep=keep)
    current = stored is not None and stored.meta.made_from == _made_from(store, session)
    return stored.frame if stored is not None and current else None


def mark_sessions(store: Store, job: Job | None = None) -> int:
    """Compute the marks of all stored ballots that lack them; returns the number of sessions done.

    Progress is reported to `job`, and cancelling it ends the work between two sessions.
    """
    waiting = [session for session in stored_sessions(store) if not has_marks(store, session)]
    for done, session in enumerate(waiting):
        if job is not None:
            if job.cancel.is_set():
                return done
            job.report(Progress(pages=0, rows=done, total=len(waiting)))
        parts = _all(store, votes_places(session))
        if parts is not None:
            votes = votes_table(session.code, *(part.frame for part in parts))
            marked_ballots(store, session, votes)
    return len(waiting)


def metas_of(store: Store, places: Sequence[Place]) -> list[Meta] | None:
    """The metadata of the partitions; None where any of them is not stored."""
    found = [meta for place in places if (meta := store.meta(*place))]
    return found if len(found) == len(places) else None


def marks_key(store: Store, code: str) -> str | None:
    """The key that up-to-date marks of a session have; None for a session that is not stored."""
    session = next((each for each in stored_sessions(store) if each.code == code), None)
    return None if session is None else _made_from(store, session)


def _made_from(store: Store, session: Period) -> str:
    """A key that changes with any of the parts and with `_VERSION`.

    It includes the checksums of the parts, since rows can change without a new date.
    """
    places = (*votes_places(session), *ballot_places(session), VOTERS[1])
    parts = (store.meta(*place) for place in places)
    states = [(p.rows, p.fetched_at, p.watermark, p.checksum) if p else None for p in parts]
    digest = hashlib.sha256(repr((_VERSION, states)).encode()).hexdigest()
    return f"made-from:{digest}"


def _all(store: Store, places: Sequence[Place]) -> list[Stored] | None:
    found = [store.read(*place) for place in places]
    present = [part for part in found if part is not None]
    return present if len(present) == len(found) else None


MARKS = MarkBasis(_VERSION, marks_key)
"""What the shared store has to know of marks."""
