"""What the copy is made of: derived from the plans, and held to when a file is read."""

from __future__ import annotations

import inspect
import typing
from datetime import UTC, datetime
from types import ModuleType

import polars as pl
import pytest

from core.errors import FormChanged
from core.oda.schema.entities import ENTITIES
from core.store import contents
from core.store.contents import check_frame, columns_of, datasets, fields_read
from core.store.datasets import cases as case_sets
from core.store.datasets import changes as change_sets
from core.store.datasets import people as people_sets
from core.store.datasets import questions as question_sets
from core.store.datasets import searches as search_sets
from core.store.datasets import votes as vote_sets
from core.store.datasets.dataset import Dataset
from core.store.datasets.fields import NAME_FIELDS
from core.store.store import Store
from core.telemetry import Telemetry
from tests.makers.ballots import ballot_rows

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def put(store: Store, frame: pl.DataFrame, entity: str = "Stemme", part: str = "20222") -> None:
    store.write(entity, part, frame, fetched_at=NOON, url="https://x/api/")


@pytest.mark.parametrize(
    "module",
    [vote_sets, people_sets, case_sets, change_sets, question_sets, search_sets],
)
def test_datasets__are_of_every_kind_that_plans_make(module: ModuleType) -> None:
    """The first word of each dataset's key tells which plan made it."""
    made = {dataset.key.partition("/")[0] for dataset in datasets()}
    makers = [
        function
        for name, function in vars(module).items()
        if not name.startswith("_")
        and hasattr(function, "__wrapped__")
        and function.__module__ == module.__name__
        and typing.get_type_hints(function.__wrapped__).get("return") is Dataset
    ]
    assert makers
    for function in makers:
        body = inspect.getsource(function.__wrapped__)
        assert any(f'"{key}' in body for key in made), function


def test_fields_read__are_those_that_plans_select() -> None:
    read = fields_read()
    assert read["Stemme"] == ENTITIES["Stemme"].fields.keys()
    assert {"type", "startdato", "slutdato", "kode"} <= read["Periode"]
    assert "begrundelse" not in read["Sag"]
    assert "Omtryk" not in read


def test_columns_of__depend_on_what_fills_a_partition() -> None:
    assert columns_of("Stemme", "20222") == set(vote_sets.BALLOT_FIELDS)
    assert columns_of("Stemme", "part-20222-9000-9024") == set(vote_sets.BALLOT_FIELDS)
    assert columns_of("Aktør", "people") == set(NAME_FIELDS)
    assert "typeid" in columns_of("Aktør", "groups-20222")
    assert columns_of("Sag", "of-a-later-version") == {"id"}


@pytest.mark.parametrize(
    ("frame", "why"),
    [
        (ballot_rows(1, 2).drop("typeid"), r"lacks \['typeid'\]"),
        (ballot_rows(1, 2).with_columns(x=pl.lit(1)), "does not have"),
        (ballot_rows(1, 2).with_columns(pl.col("aktørid").cast(pl.Int64)), "does not have"),
        (ballot_rows(1, 2, afstemningid=None), "afstemningid is empty in 2 rows"),
        (ballot_rows(1, 2).with_columns(pl.lit(7, pl.Int32).alias("id")), "more than once"),
        (ballot_rows(1, 2).with_columns(pl.lit(None, pl.Int32).alias("id")), "id is empty"),
    ],
)
def test_read__a_foreign_frame_with_a_good_checksum_is_set_aside(
    store: Store, frame: pl.DataFrame, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        check_frame("Stemme", "20222", frame)
    put(store, frame)
    again = Store(store.root, Telemetry())
    assert again.read("Stemme", "20222") is None
    assert (store.root / "Stemme" / "20222.bad").exists()


def test_read__a_file_in_the_place_of_another_is_set_aside(store: Store) -> None:
    put(store, ballot_rows(1, 2))
    (store.root / "Stemme" / "20222.parquet").rename(store.root / "Stemme" / "20231.parquet")
    again = Store(store.root, Telemetry())
    assert again.read("Stemme", "20231") is None


def test_read__a_ballot_without_a_position_is_no_fault(store: Store) -> None:
    put(store, ballot_rows(1, 2, typeid=None))
    assert Store(store.root, Telemetry()).read("Stemme", "20222") is not None


def test_read__a_field_that_was_asked_for_later_is_unknown(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, ballot_rows(1, 2).drop("typeid"))
    monkeypatch.setattr(contents, "ADDED_LATER", {("Stemme", "0"): frozenset({"typeid"})})
    stored = Store(store.root, Telemetry()).read("Stemme", "20222")
    assert stored is not None
    assert stored.frame["typeid"].to_list() == [None, None]
    assert stored.frame.schema["typeid"] == pl.Int32


def test_write__a_column_that_had_values_is_not_replaced_by_one_without(store: Store) -> None:
    put(store, ballot_rows(1, 2, 3))
    with pytest.raises(FormChanged, match=r"Stemme\.typeid is empty in all 3 rows"):
        put(store, ballot_rows(2, 3, 4, typeid=None))
    stored = store.read("Stemme", "20222")
    assert stored is not None
    assert stored.frame["id"].to_list() == [1, 2, 3]


@pytest.mark.parametrize(
    "new",
    [
        ballot_rows(4, 5, typeid=None),  # other rows: nothing was lost
        ballot_rows(),
        ballot_rows(1, typeid=None, opdateringsdato="2026-02-01T00:00:00"),  # one was taken back
        ballot_rows(1, 2, typeid=2),
    ],
)
def test_write__what_may_well_be_is_written(store: Store, new: pl.DataFrame) -> None:
    put(store, ballot_rows(1, 2, 3))
    put(store, new)
    stored = store.read("Stemme", "20222")
    assert stored is not None
    assert stored.frame.equals(new)
