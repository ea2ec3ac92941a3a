"""The marks of a session's ballots: stand and line of the party, deviation, recorded mistake.

To work them out takes longer than all the rest, so they are kept in the store with a key of what
they were made from, and made anew when any of that changes. A sync does it, so that no page waits.
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
from core.store.parquet import Meta, Stored
from core.store.store import DERIVED, Store
from core.store.voters import VOTERS, names_of_voters

# Goes up when the same rows of the API would be marked otherwise than before.
_VERSION = 2
_KINDS = (("Afstemningstype", "all"), ("Sagstype", "all"))


def stored_sessions(store: Store) -> list[Period]:
    """The sessions that the copy knows, the newest first."""
    periods = store.read("Periode", "sessions")
    return [] if periods is None else read_sessions(periods.frame)


def votes_places(session: Period) -> tuple[Place, ...]:
    """Where what a session's votes are made of is stored, in the order of `votes_table`."""
    return (*vote_sets.votes(session.code, session.period_id, closed=False).parts, *_KINDS)


def ballot_places(session: Period) -> tuple[Place, ...]:
    """Where a session's ballots, the names of persons, and the memberships are stored."""
    members = vote_sets.memberships(session.code, session.start, session.end, closed=False)
    return (("Stemme", session.code), VOTERS[0], *members.parts)


def has_marks(store: Store, session: Period) -> bool:
    """Whether the marks of a session are stored and still hold, or it has no ballots to mark."""
    if metas_of(store, (*votes_places(session), *ballot_places(session))) is None:
        return True
    kept = store.meta(DERIVED, session.code)
    return kept is not None and kept.made_from == _made_from(store, session)


def marked_ballots(
    store: Store, session: Period, votes: pl.DataFrame, *, keep: bool = True
) -> pl.DataFrame | None:
    """The marked ballots of the votes of a session; None where they are not stored.

    The ballots themselves are only read where no marks are kept that hold; then they are made.
    Without `keep` marks that hold are not held in memory.
    """
    if metas_of(store, ballot_places(session)) is None:
        return None
    key = _made_from(store, session)
    kept = store.read(DERIVED, session.code, keep=keep)
    if kept is not None and kept.meta.made_from == key:
        return kept.frame
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


def mark_sessions(store: Store, job: Job | None = None) -> int:
    """Make the marks of all stored ballots that lack them; the number of sessions they are of.

    Pages then need not wait for them. A `job` is told how far it is, and stops it.
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
    """What is stored there, without its rows; None where any is missing."""
    found = [meta for place in places if (meta := store.meta(*place))]
    return found if len(found) == len(places) else None


def _made_from(store: Store, session: Period) -> str:
    """Changes with any of the parts and with how marks are made.

    The parts' checksums tell, since rows may change without any of their dates.
    """
    places = (*votes_places(session), *ballot_places(session), VOTERS[1])
    parts = (store.meta(*place) for place in places)
    told = [(p.rows, p.fetched_at, p.watermark, p.checksum) if p else None for p in parts]
    digest = hashlib.sha256(repr((_VERSION, told)).encode()).hexdigest()
    return f"made-from:{digest}"


def _all(store: Store, places: Sequence[Place]) -> list[Stored] | None:
    found = [store.read(*place) for place in places]
    present = [part for part in found if part is not None]
    return present if len(present) == len(found) else None
