"""The ballots of complete sessions as a sync has stored them, and those of one vote among them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from weakref import WeakKeyDictionary

import polars as pl

from core.oda.schema.codes import ActorKind
from core.store.datasets.fields import NAME_FIELDS
from core.store.datasets.partitions import partition
from core.store.parquet import Stored
from core.store.store import Store
from core.store.sync.state import read_state

VOTERS = (("Aktør", "people"), ("Aktør", "others"))
"""Where the names of everybody whose ballots were read are stored."""

# By store, the parts that its names were last joined from, and the result: a page asks often.
_joined: WeakKeyDictionary[Store, tuple[Stored, Stored | None, pl.DataFrame]] = WeakKeyDictionary()


def ballots_key(code: str) -> str:
    """The key of a session's ballots in the memory of the syncs."""
    return f"ballots/{code}"


def ballots_of_session(store: Store, code: str) -> Stored | None:
    """All ballots of a session as one frame, or None where a sync has not yet read them.

    Columns: id, typeid, afstemningid, aktørid, opdateringsdato.
    """
    return store.read("Stemme", code)


def names_of_voters(store: Store) -> pl.DataFrame | None:
    """The names of everybody whose ballots were read: id, navn, fornavn, efternavn, typeid.

    The kind is null in copies that were made before it was asked for.
    """
    people, others = (store.read(*place) for place in VOTERS)
    if people is None:
        return None
    cached = _joined.get(store)
    if cached is not None and cached[0] is people and cached[1] is others:
        return cached[2]
    frames = [people.frame.select(*NAME_FIELDS[:4], typeid=pl.lit(ActorKind.PERSON, pl.Int32))]
    if others is not None:
        frames.append(others.frame.select(*NAME_FIELDS[:4], "typeid"))
    names = pl.concat(frames).unique("id", keep="first")
    _joined[store] = (people, others, names)
    return names


def ballots_within(store: Store, code: str, vote_id: int) -> list[Stored]:
    """One vote's ballots and names, taken from those of its session; empty where it has none.

    They are as old as the last completed sync, which compared them with the API.
    """
    stored, names = ballots_of_session(store, code), names_of_voters(store)
    if stored is None or names is None:
        return []
    state = read_state(store)
    ballots = stored.frame.filter(pl.col("afstemningid") == vote_id)
    if ballots.is_empty() and vote_id not in state.empty.get(code, []):
        return []
    at = stored.meta.fetched_at
    if ballots_key(code) in state.checked and state.report and state.report.confirmed:
        at = max(at, state.report.confirmed)
    voters = names.filter(pl.col("id").is_in(ballots["aktørid"].implode()))
    return [
        _part(stored, "Stemme", vote_id, ballots, at),
        _part(stored, "Aktør", vote_id, voters, at),
    ]


def _part(stored: Stored, name: str, vote_id: int, frame: pl.DataFrame, at: datetime) -> Stored:
    meta = replace(
        stored.meta,
        entity=name,
        partition=partition("vote", vote_id),
        rows=frame.height,
        fetched_at=at,
    )
    return Stored(frame, meta)
