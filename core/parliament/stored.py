"""The domain's tables of whole sessions, from the local copy alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from core.parliament.ballots import ballots_table
from core.parliament.checks import with_ballot_counts
from core.parliament.parties import read_memberships
from core.parliament.sessions import Session, read_sessions
from core.parliament.votes import votes_table
from core.store.files import Store, Stored
from core.store.wholes import ballots_of_session, names_of_voters


@dataclass(frozen=True, slots=True)
class SessionTables:
    """A session's votes and ballots; `ballots` is None where they are not stored.

    `votes` has the columns of `votes_table` and `with_ballot_counts`, `ballots` those of
    `ballots_table`. `fetched_at` (UTC) is the age of the oldest part, `urls` what was asked.
    """

    session: Session
    votes: pl.DataFrame
    ballots: pl.DataFrame | None
    fetched_at: datetime
    urls: tuple[str, ...]


def stored_sessions(store: Store) -> list[Session]:
    """The sessions that the copy knows, the newest first."""
    periods = store.read("Periode", "sessions")
    return [] if periods is None else read_sessions(periods.frame)


def session_tables(store: Store, session: Session, *, links: bool = True) -> SessionTables | None:
    """What the copy has of a session, or None where its votes are not stored."""
    code, beside = session.code, f"voted-{session.code}"
    parts = _all(
        store,
        ("Afstemning", code), ("Møde", beside), ("Sagstrin", beside), ("Sag", beside),
        ("Afstemningstype", "all"), ("Sagstype", "all"),
    )  # fmt: skip
    if parts is None:
        return None
    votes = votes_table(code, *(part.frame for part in parts), links=links)
    found = _ballots(store, code, votes)
    ballots = None
    if found is not None:
        ballots, more = found
        parts += more
    return SessionTables(
        session,
        with_ballot_counts(votes, ballots),
        ballots,
        min(part.meta.fetched_at for part in parts),
        tuple(dict.fromkeys(part.meta.url for part in parts if part.meta.url)),
    )


def _ballots(
    store: Store, code: str, votes: pl.DataFrame
) -> tuple[pl.DataFrame, list[Stored]] | None:
    stored, names = ballots_of_session(store, code), names_of_voters(store)
    parts = _all(
        store,
        ("Aktør", f"groups-{code}"),
        ("AktørAktør", f"to-group-{code}"), ("AktørAktør", f"from-group-{code}"),
    )  # fmt: skip
    if stored is None or names is None or parts is None:
        return None
    memberships = read_memberships(*(part.frame for part in parts))
    days = votes.select("vote_id", "date")
    return ballots_table(code, stored.frame, names, days, memberships), [stored, *parts]


def _all(store: Store, *names: tuple[str, str]) -> list[Stored] | None:
    found = [store.read(name, partition) for name, partition in names]
    present = [part for part in found if part is not None]
    return present if len(present) == len(names) else None
