"""The list of what belongs together: what is written comes back, and nothing else is taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest

from core.errors import SharedStoreError
from core.oda.schema.entities import ENTITIES
from core.store.lake.moment import Moment, Part, from_frame, table_of, to_frame
from core.store.parquet import Meta

AT = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)


def part(folder: str, partition: str = "20251", table: str = "") -> Part:
    changed = datetime(2026, 3, 3, 18, 0, 0, 123_000)
    meta = Meta(folder, partition, 3, AT, changed, "https://x/?$filter=å", read_in_full=AT)
    return Part(table or table_of(folder), meta, "0f", (("id", "Int32"), ("kommentar", "String")))


def moment(*parts: Part) -> Moment:
    versions = {each.table: n for n, each in enumerate(parts)}
    state = '{"version": 1, "report": {"outcome": "done"}}'
    found = {each.key: each for each in parts}
    return Moment(AT, found, versions, {"sync.json": state}, 2, datetime(2026, 3, 3))


def test_moment__comes_back_as_it_was():
    whole = moment(part("Møde"), part("Stemme"), part("", table="figures/votes"))
    found = from_frame(to_frame(whole).sample(fraction=1, shuffle=True, seed=3), 7)
    assert found == replace(whole, version=7)
    assert found.same_as(replace(whole, made_at=datetime(2027, 1, 1, tzinfo=UTC)))
    assert not found.same_as(replace(whole, marks=3))


def test_tables__have_names_of_their_own_in_ascii():
    names = {table_of(name) for name in ENTITIES}
    assert len(names) == len(ENTITIES) == 50
    assert all(name.isascii() for name in names)


@pytest.mark.parametrize("column", ["name", "partition", "version", "checksum", "rows", "document"])
def test_seal__shows_any_change(column):
    frame = to_frame(moment(part("Møde"), part("Stemme")))
    values = frame[column].to_list()
    values[1] = values[1] + 1 if isinstance(values[1], int) else f"{values[1]} "
    changed = frame.with_columns(pl.Series(column, values, frame.schema[column]))
    with pytest.raises(SharedStoreError) as told:
        from_frame(changed, 0)
    assert told.value.params["what"] == "damaged"
    with pytest.raises(SharedStoreError):
        from_frame(frame.head(2), 0)
    with pytest.raises(SharedStoreError):
        from_frame(frame.tail(2), 0)


@pytest.mark.parametrize(
    "foreign",
    [part("../../etc"), part("/etc"), part("Unknown"), part("Sag", "../x"), part("Sag", "a'b")],
)
def test_places__are_those_of_a_copy_and_no_others(foreign):
    with pytest.raises(SharedStoreError) as told:
        from_frame(to_frame(moment(foreign)), 0)
    assert told.value.params["what"] == "damaged"


def test_documents__are_those_that_go_along():
    whole = moment(part("Sag"))
    crafted = replace(whole, documents={**whole.documents, "../evil.json": "{}"})
    assert from_frame(to_frame(crafted), -1).documents == whole.documents
