"""Syncs party groups, memberships and names.

A link belongs to a session through its group, so a session with a changed link or group is read
again: a dozen requests.
"""

from __future__ import annotations

import polars as pl

from core.oda.client import Answer
from core.oda.query.query import Query
from core.oda.query.query import field as oda
from core.oda.schema.codes import ActorKind
from core.parliament.calendar.periods import Period
from core.store.datasets.fields import NAME_FIELDS
from core.store.datasets.partitions import partition
from core.store.sync.pulses import ACTORS, LINKS, PEOPLE, PULSES, memberships_of, since
from core.store.sync.run import Run

_OTHERS = "others"
_IDS_A_REQUEST = 40
_ACTOR_FIELDS = (*NAME_FIELDS, "typeid", "startdato", "slutdato")


def follow_members(run: Run, sessions: list[Period]) -> None:
    """Bring stored memberships and names up to date: two requests where nothing changed."""
    links, actors = run.moved(LINKS), run.moved(ACTORS)
    if not links and not actors:
        return
    stored = [session for session in sessions if not run.missing(memberships_of(session))]
    if links:
        run.begin("changes/memberships")
        _read_again(run, _of_changed_links(run, stored))
    if actors:
        run.begin("changes/names")
        _read_again(run, _of_changed_actors(run, stored))
    lost_links = links and not run.explained(LINKS, links_stored(run, sessions))
    lost_actors = actors and not run.explained(ACTORS, actors_stored(run, sessions))
    if lost_links or lost_actors:
        _read_again(run, [session for session in stored if not _counts_agree(run, session)])
    if lost_actors and not run.missing(PEOPLE):
        run.read(PEOPLE, ACTORS)


def links_stored(run: Run, sessions: list[Period]) -> dict[str, int]:
    """How many links there are, each once."""
    parts = [f"{way}-group-{session.code}" for session in sessions for way in ("to", "from")]
    return {"all": _distinct(run, LINKS, parts)}


def actors_stored(run: Run, sessions: list[Period]) -> dict[str, int]:
    """How many groups and people there are, each once."""
    parts = [partition("groups", session.code) for session in sessions]
    return {"all": _distinct(run, ACTORS, [*parts, "people"])}


def name_others(run: Run, members: pl.Series) -> None:
    """Read names and kinds of the voters who are not recorded as persons."""
    stored = run.store.read(ACTORS, _OTHERS)
    kept = None if stored is None else stored.frame
    known = _ids(run, ACTORS, "people")
    if kept is not None:
        known = pl.concat([known, kept.drop_nulls("typeid")["id"]])
    nameless = members.unique().filter(~members.unique().is_in(known.implode())).sort().to_list()
    for first in range(0, len(nameless), _IDS_A_REQUEST):
        wanted = oda("id") == nameless[first]
        for member in nameless[first + 1 : first + _IDS_A_REQUEST]:
            wanted = wanted | (oda("id") == member)
        answer = run.reader.fetch(Query(ACTORS).where(wanted).select(*NAME_FIELDS, "typeid"))
        rows = answer.frame
        kept = rows if kept is None else pl.concat([kept, rows.select(kept.columns)])
        kept = kept.unique("id", keep="last").sort("id")
        run.write(ACTORS, _OTHERS, kept, answer.fetched_at, answer.url)


def _read_again(run: Run, sessions: list[Period]) -> None:
    for session in sessions:
        run.read(memberships_of(session), LINKS)


def _of_changed_links(run: Run, stored: list[Period]) -> list[Period]:
    query = since(PULSES[LINKS], run.since(LINKS))
    rows = run.reader.fetch(query.select("id", "fraaktørid", "tilaktørid", "opdateringsdato")).frame
    return [session for session in stored if _links_changed(run, session, rows)]


def _links_changed(run: Run, session: Period, rows: pl.DataFrame) -> bool:
    """Whether rows of a session's groups are not yet stored as they are now."""
    groups = _ids(run, ACTORS, partition("groups", session.code)).implode()
    key = ["id", "opdateringsdato"]
    for end, way in (("tilaktørid", "to"), ("fraaktørid", "from")):
        stored = run.store.read(LINKS, f"{way}-group-{session.code}")
        assert stored is not None
        here = pl.col(end).is_in(groups) | pl.col("id").is_in(stored.frame["id"].implode())
        mine = rows.filter(here).select(key)
        if mine.join(stored.frame, on=key, how="anti", nulls_equal=True).height:
            return True
    return False


def _of_changed_actors(run: Run, stored: list[Period]) -> list[Period]:
    answer = run.reader.fetch(since(PULSES[ACTORS], run.since(ACTORS)).select(*_ACTOR_FIELDS))
    _merge_people(run, answer)
    groups = answer.frame.filter(pl.col("typeid") == ActorKind.PARTY_GROUP)
    return [session for session in stored if _groups_changed(run, session, groups)]


def _groups_changed(run: Run, session: Period, groups: pl.DataFrame) -> bool:
    stored = run.store.read(ACTORS, partition("groups", session.code))
    assert stored is not None
    key = ["id", "opdateringsdato"]
    during = (pl.col("startdato").is_null() | (pl.col("startdato") < session.end)) & (
        pl.col("slutdato").is_null() | (pl.col("slutdato") > session.start)
    )
    mine = groups.filter(during | pl.col("id").is_in(stored.frame["id"].implode())).select(key)
    return mine.join(stored.frame, on=key, how="anti", nulls_equal=True).height > 0


def _merge_people(run: Run, answer: Answer) -> None:
    people = answer.frame.filter(pl.col("typeid") == ActorKind.PERSON).select(NAME_FIELDS)
    run.add(ACTORS, "people", people, answer)


def _counts_agree(run: Run, session: Period) -> bool:
    for load in memberships_of(session).loads:
        stored = run.store.read(load.query.entity.name, load.partition)
        if stored is None or run.reader.count(load.query) != stored.frame.height:
            return False
    return True


def _ids(run: Run, name: str, partition: str) -> pl.Series:
    stored = run.store.read(name, partition)
    return pl.Series("id", [], dtype=pl.Int32) if stored is None else stored.frame["id"]


def _distinct(run: Run, name: str, partitions: list[str]) -> int:
    return pl.concat([_ids(run, name, part) for part in partitions]).n_unique()
