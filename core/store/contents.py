"""What the copy contains: the fields that are read, and the columns of each kind of partition.

All of it is derived from the datasets. No table and no figure uses a field that none of them
selects.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache

import polars as pl

from core.oda.http.form import may_be_empty
from core.oda.rows import Fields
from core.oda.schema.entities import ENTITIES, Loading
from core.parliament.searches import TOTALS, ChangeSearch, DocumentSearch
from core.store.datasets import cases as case_sets
from core.store.datasets import changes as change_sets
from core.store.datasets import people as people_sets
from core.store.datasets import periods as period_sets
from core.store.datasets import searches as search_sets
from core.store.datasets import votes as vote_sets
from core.store.datasets.dataset import Dataset
from core.store.datasets.fields import NAME_FIELDS
from core.store.sync import pulses

# Fields that datasets select, but that copies made earlier lack, by entity set and kind of
# partition. Such copies are still read; the field is null until the part is read again.
ADDED_LATER: Mapping[tuple[str, str], frozenset[str]] = {
    ("Aktør", "vote-0"): frozenset({"typeid"}),
    ("Aktør", "others"): frozenset({"typeid"}),
}

_CODE, _ID = "20231", 1
_START, _END = datetime(2023, 10, 3), datetime(2024, 10, 1)


def datasets() -> Iterator[Dataset]:
    """One dataset of every kind."""
    yield vote_sets.lookups()
    yield vote_sets.step_states()
    yield vote_sets.votes(_CODE, _ID, closed=True)
    yield vote_sets.vote(_ID)
    yield vote_sets.ballots(_ID, closed=True)
    yield vote_sets.memberships(_CODE, _START, _END, closed=True)
    yield vote_sets.member(_ID)
    yield people_sets.roles(_CODE, _START, _END, closed=True)
    yield people_sets.biographies(_CODE, (_ID,), closed=True)
    yield vote_sets.latest_cases()
    yield pulses.PEOPLE
    yield case_sets.names()
    yield case_sets.periods()
    yield from period_sets.of_period(_CODE, _ID, _START, _END, closed=True, year=False)
    yield case_sets.case(_ID)
    yield case_sets.case_steps(_ID)
    yield case_sets.case_alone(_ID)
    yield case_sets.case_files(_ID, (_ID,))
    yield case_sets.document_files(_ID, _ID)
    yield case_sets.committee(_ID)
    yield case_sets.meeting(_ID)
    yield case_sets.agendas(_CODE, _ID, closed=True)
    yield search_sets.documents(DocumentSearch())
    yield search_sets.documents(DocumentSearch(case="L 1", sender="x", committee="x"))
    of_cases = search_sets.committee_documents(DocumentSearch(committee="x"), (_ID,))
    assert of_cases is not None
    yield of_cases
    yield search_sets.document(_ID)
    yield search_sets.cases("x")
    yield change_sets.changes(ChangeSearch(_START))
    yield change_sets.changes(ChangeSearch(_START, text="x"))
    yield change_sets.owned_cases("x", (_ID,))
    yield change_sets.newest()


@cache
def fields_read() -> Fields:
    """By entity set, the fields that tables and figures use.

    These are all fields of a lookup table that is loaded with all fields; other loads of all fields
    only show a row as it is, and add none.
    """
    found: dict[str, set[str]] = defaultdict(lambda: {"id", "opdateringsdato"})
    for name, _, fields in _parts():
        if fields:
            found[name] |= fields
        elif ENTITIES[name].loading is Loading.WHOLE:
            found[name] |= ENTITIES[name].fields.keys()
    return {name: frozenset(found[name] & ENTITIES[name].fields.keys()) for name in found}


def columns_of(entity: str, partition: str) -> frozenset[str]:
    """The columns that a partition must have, whatever its age."""
    place = entity, _kind(partition)
    return _columns().get(place, frozenset({"id"})) - ADDED_LATER.get(place, frozenset())


def check_frame(entity: str, partition: str, frame: pl.DataFrame) -> None:
    """Raise ValueError where a frame cannot be a partition of the set.

    Its columns must be the set's in names and types, none that the partition needs may be missing,
    no value may be null that must not be, and every id must be there only once.
    """
    if entity == TOTALS:
        if frame.schema != {"total": pl.Int64}:
            raise ValueError(f"not a number of rows: {frame.schema}")
        return
    if entity not in ENTITIES:
        return  # computed frames are checked where they are read
    known = ENTITIES[entity]
    foreign = dict(frame.schema.items() - known.schema.items())
    if foreign:
        raise ValueError(f"columns that {entity} does not have: {sorted(foreign)}"[:200])
    absent = columns_of(entity, partition) - set(frame.columns)
    if absent:
        raise ValueError(f"{entity}/{partition} lacks {sorted(absent)}")
    later = ADDED_LATER.get((entity, _kind(partition)), frozenset())
    for column in frame.get_columns():
        empty = column.null_count()
        if not empty or known.fields[column.name].nullable or column.name in later:
            continue
        if not may_be_empty(known, column.name) or empty == column.len():
            raise ValueError(f"{entity}.{column.name} is empty in {empty} rows of {partition}")
    if frame["id"].n_unique() < frame.height:
        raise ValueError(f"an id is in {entity}/{partition} more than once")


def completed(entity: str, partition: str, frame: pl.DataFrame) -> pl.DataFrame:
    """A frame with the fields that were added after it was made, all null."""
    absent = ADDED_LATER.get((entity, _kind(partition)), frozenset()) - set(frame.columns)
    if not absent:
        return frame
    fields = ENTITIES[entity].fields
    return frame.with_columns(pl.lit(None, fields[name].dtype).alias(name) for name in absent)


@cache
def _columns() -> dict[tuple[str, str], frozenset[str]]:
    """By entity set and kind of partition, the columns that all datasets that fill it select."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for name, partition, fields in _parts():
        columns = fields or frozenset(ENTITIES[name].fields)
        place = name, _kind(partition)
        found[place] = found.get(place, columns) & columns
    return found


def _parts() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Entity set, partition and selected fields of everything stored; no fields mean all."""
    for dataset in datasets():
        for load in dataset.loads:
            selected = load.query.selected
            paths = {"": load.partition, **load.expanded}
            for path, partition in paths.items():
                name = load.target(path) if path else load.query.entity.name
                fields = {p.rpartition("/")[2] for p in selected if p.rpartition("/")[0] == path}
                yield name, partition, frozenset(fields | {"id"} if fields else ())
    for partition in (_CODE, f"part-{_CODE}-1-2"):
        yield pulses.BALLOTS, partition, frozenset(vote_sets.BALLOT_FIELDS)
    yield pulses.ACTORS, "others", frozenset((*NAME_FIELDS, "typeid"))


def _kind(partition: str) -> str:
    """A partition's name with every number in it replaced by 0."""
    return re.sub(r"\d+", "0", partition)
