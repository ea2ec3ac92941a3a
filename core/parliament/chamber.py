"""The chamber: the votes of sessions with their marked ballots, from the local copy alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from core.oda.client import Progress
from core.oda.entities import INVENTED
from core.parliament.ballots import ballots_table
from core.parliament.changes import silent_changes
from core.parliament.checks import with_ballot_counts
from core.parliament.deviations import mark_ballots
from core.parliament.parties import read_memberships
from core.parliament.periods import Period, read_sessions
from core.parliament.positions import LEFT_OUT, POSITION
from core.parliament.votes import votes_table
from core.store.files import DERIVED, Meta, Store, Stored
from core.store.jobs import Job
from core.store.ledger import read_drift
from core.store.wholes import names_of_voters

# Goes up when the same rows of the API would be marked otherwise than before.
_MARKS_VERSION = 2
STEP_STATES = ("Sagstrinsstatus", "all")
"""Where the names of the states of steps are stored, which tell the kinds of votes."""
# Text in millions of rows takes ten times the room.
_COMPACT: dict[str, pl.DataType] = {
    "session": pl.Categorical(pl.Categories("session", "tingblik", pl.UInt16)),
    "member": pl.Categorical(pl.Categories("member", "tingblik", pl.UInt32)),
    "party": pl.Categorical(pl.Categories("party", "tingblik", pl.UInt16)),
    "position": POSITION,
    "left_out": LEFT_OUT,
    "party_stand": POSITION,
    "party_line": POSITION,
}


@dataclass(frozen=True, slots=True)
class Chamber:
    """The votes of one or more sessions.

    `votes` has the columns of `votes_table` and `with_ballot_counts`. `marked` has those of
    `mark_ballots`, of the sessions whose ballots are stored; text is Categorical and positions are
    `POSITION`, which compare like text; it is None where no session's are. `unread` are the
    sessions whose ballots are not stored. `fetched_at` (UTC) is the age of the oldest part, `urls`
    what was asked. `silent` are the `silent_changes` of these sessions, `drift` is the
    `read_drift` of the copy. `invented` says that the source serves the demo parliament.
    """

    sessions: tuple[Period, ...]
    votes: pl.DataFrame
    marked: pl.DataFrame | None
    unread: tuple[Period, ...]
    fetched_at: datetime
    urls: tuple[str, ...]
    silent: pl.DataFrame
    drift: pl.DataFrame
    invented: bool = False


def stored_sessions(store: Store) -> list[Period]:
    """The sessions that the copy knows, the newest first."""
    periods = store.read("Periode", "sessions")
    return [] if periods is None else read_sessions(periods.frame)


def session_chamber(store: Store, session: Period, *, links: bool = True) -> Chamber | None:
    """What the copy has of a session, or None where its votes are not stored.

    The marks are kept in the store, as working them out takes longer than all the rest. Invented
    votes have no `links`.
    """
    parts = _all(store, _vote_parts(session.code))
    if parts is None:
        return None
    invented = is_invented(store)
    links = links and not invented
    states = store.read(*STEP_STATES)
    votes = votes_table(
        session.code,
        *(part.frame for part in parts),
        step_states=states.frame if states else None,
        links=links,
    )
    marked = _marked(store, session.code, votes)
    metas = [part.meta for part in parts]
    if marked is not None:
        metas += _metas(store, _ballot_parts(session.code)) or []
    asked = [meta.url for meta in (*metas, *([states.meta] if states else [])) if meta.url]
    return Chamber(
        (session,),
        with_ballot_counts(votes, marked),
        marked,
        (session,) if marked is None else (),
        min(meta.fetched_at for meta in metas),
        tuple(dict.fromkeys(asked)),
        silent_changes(store, [session.code]),
        read_drift(store),
        invented,
    )


def together(chambers: Sequence[Chamber]) -> Chamber:
    """Several as one, in their order. At least one is needed."""
    marked = [chamber.marked for chamber in chambers if chamber.marked is not None]
    return Chamber(
        tuple(session for chamber in chambers for session in chamber.sessions),
        pl.concat([chamber.votes for chamber in chambers]),
        pl.concat(marked) if marked else None,
        tuple(session for chamber in chambers for session in chamber.unread),
        min(chamber.fetched_at for chamber in chambers),
        tuple(dict.fromkeys(url for chamber in chambers for url in chamber.urls)),
        # What concerns no session is in each.
        pl.concat([chamber.silent for chamber in chambers]).unique(maintain_order=True),
        chambers[0].drift,
        any(chamber.invented for chamber in chambers),
    )


def is_invented(store: Store) -> bool:
    """Whether the copy is of a source that says its rows are the invented parliament's."""
    kinds = store.read("Afstemningstype", "all")
    return kinds is not None and bool((kinds.frame["type"] == INVENTED).any())


def is_quick(store: Store, code: str) -> bool:
    """Whether a session reads fast: its marks are stored and still hold, or it has no ballots."""
    if _metas(store, (*_vote_parts(code), *_ballot_parts(code))) is None:
        return True
    kept = store.meta(DERIVED, code)
    return kept is not None and kept.url == made_from(store, code)


def mark_sessions(store: Store, job: Job | None = None) -> int:
    """Work out the marks of all stored ballots that lack them; the number of sessions they are of.

    Pages then need not wait for them. A `job` is told how far it is, and stops it.
    """
    waiting = [s for s in stored_sessions(store) if not is_quick(store, s.code)]
    for done, session in enumerate(waiting):
        if job is not None:
            if job.cancel.is_set():
                return done
            job.report(Progress(pages=0, rows=done, total=len(waiting)))
        session_chamber(store, session)
    return len(waiting)


def compact(marked: pl.DataFrame) -> pl.DataFrame:
    """Marked ballots with the types that `Chamber.marked` has."""
    return marked.with_columns(pl.col(name).cast(dtype) for name, dtype in _COMPACT.items())


def _marked(store: Store, code: str, votes: pl.DataFrame) -> pl.DataFrame | None:
    """The marked ballots; the ballots themselves are only read where the marks do not hold."""
    if _metas(store, _ballot_parts(code)) is None:
        return None
    basis = made_from(store, code)
    kept = store.read(DERIVED, code)
    if kept is not None and kept.meta.url == basis:
        return kept.frame
    beside = _all(store, _ballot_parts(code))
    if beside is None:
        return None
    rows, _, *members = (part.frame for part in beside)
    names = names_of_voters(store)
    assert names is not None
    days = votes.select("vote_id", "date")
    ballots = ballots_table(code, rows, names, days, read_memberships(*members))
    marked = compact(mark_ballots(ballots, votes))
    oldest = min(part.meta.fetched_at for part in beside)
    store.write(DERIVED, code, marked, fetched_at=oldest, url=basis)
    return marked


def made_from(store: Store, code: str) -> str:
    """What marks are made from: changes with any of the parts and with how they are made.

    The parts' checksums tell, since rows may change without any of their dates.
    """
    names = (*_vote_parts(code), *_ballot_parts(code), ("Aktør", "others"))
    parts = (store.meta(*name) for name in names)
    told = [(p.rows, p.fetched_at, p.watermark, p.checksum) if p else None for p in parts]
    digest = hashlib.sha256(repr((_MARKS_VERSION, told)).encode()).hexdigest()
    return f"made-from:{digest}"


def _vote_parts(code: str) -> tuple[tuple[str, str], ...]:
    beside = f"voted-{code}"
    return (
        ("Afstemning", code), ("Møde", beside), ("Sagstrin", beside), ("Sag", beside),
        ("Afstemningstype", "all"), ("Sagstype", "all"),
    )  # fmt: skip


def _ballot_parts(code: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Stemme", code), ("Aktør", "people"), ("Aktør", f"groups-{code}"),
        ("AktørAktør", f"to-group-{code}"), ("AktørAktør", f"from-group-{code}"),
    )  # fmt: skip


def _metas(store: Store, names: Sequence[tuple[str, str]]) -> list[Meta] | None:
    found = [meta for name, partition in names if (meta := store.meta(name, partition))]
    return found if len(found) == len(names) else None


def _all(store: Store, names: Sequence[tuple[str, str]]) -> list[Stored] | None:
    found = [store.read(name, partition) for name, partition in names]
    present = [part for part in found if part is not None]
    return present if len(present) == len(names) else None
