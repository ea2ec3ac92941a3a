"""Tables: made of parts once a version, for all who ask; and what is worked out from them."""

from __future__ import annotations

import gc
import threading
import weakref
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from core.oda.query.query import Query
from core.oda.schema.entities import INVENTED
from core.store.datasets.dataset import Dataset, Load
from core.store.store import Store
from core.tables.table import Parts, Recipe, Table, Tables, worked_out
from core.telemetry import Telemetry

AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
PARTIES = Dataset("parties", (Load(Query("Aktør"), "all"),), timedelta(days=1))
ROLES = Dataset("roles", (Load(Query("AktørAktørRolle"), "all"),), timedelta(days=1))


def put(store: Store, name: str, ids: list[int], *, at: datetime = AT) -> None:
    frame = pl.DataFrame({"id": ids}, schema={"id": pl.Int32})
    store.write(name, "all", frame, fetched_at=at, url=f"https://x/{name}")


def ids(parts: Parts) -> list[int]:
    (rows,) = parts.needed(PARTIES)
    roles = parts.get(ROLES)
    return [*rows["id"], *(roles[0]["id"] if roles else [])]


RECIPE: Recipe[list[int]] = Recipe("ids/1", (PARTIES,), ids, optional=(ROLES,))


def read(tables: Tables, recipe: Recipe[list[int]] = RECIPE) -> Table[list[int]]:
    found = tables.read(recipe)
    assert found is not None
    return found


def test_read__nothing_where_a_part_is_missing(store: Store) -> None:
    tables = Tables(store)
    assert tables.read(RECIPE) is None
    put(store, "AktørAktørRolle", [9])
    assert tables.read(RECIPE) is None
    put(store, "Aktør", [1])
    assert read(tables).content == [1, 9]


def test_read__tells_the_age_of_the_oldest_part_and_all_addresses(store: Store) -> None:
    put(store, "Aktør", [1], at=AT)
    table = read(Tables(store))
    assert (table.fetched_at, table.urls) == (AT, ("https://x/Aktør",))
    put(store, "AktørAktørRolle", [9], at=AT - timedelta(days=2))
    table = read(Tables(store))
    assert table.fetched_at == AT - timedelta(days=2)
    assert table.urls == ("https://x/Aktør", "https://x/AktørAktørRolle")
    assert (table.key, table.missing, table.invented) == ("ids/1", (), False)


def test_read__is_made_once_a_version(store: Store) -> None:
    tables = Tables(store)
    assert tables.at_hand(RECIPE) is None
    put(store, "Aktør", [1])
    first = read(tables)
    assert read(tables) is first
    assert tables.at_hand(RECIPE) is first
    put(store, "Aktør", [2])  # as old as before, and as many rows
    assert tables.at_hand(RECIPE) is None
    second = read(tables)
    assert second.content == [2]
    assert second.version != first.version
    put(store, "AktørAktørRolle", [9])
    assert read(tables).content == [2, 9]


def test_all_at_hand__tells_of_each_whether_it_is_current(store: Store) -> None:
    tables = Tables(store)
    put(store, "Aktør", [1])
    other = replace(RECIPE, key="ids/2", optional=(), also=(("ledger", "findings"),))
    assert tables.all_at_hand([RECIPE, other]) == [None, None]
    made = [read(tables), read(tables, other)]
    assert tables.all_at_hand([RECIPE, other]) == made
    put(store, "AktørAktørRolle", [9])  # only the first takes it
    assert tables.all_at_hand([RECIPE, other]) == [None, made[1]]
    put(store, "Aktør", [2])
    assert tables.all_at_hand([RECIPE, other]) == [None, None]


def test_read__again_for_another_choice_and_another_partition(store: Store) -> None:
    tables = Tables(store)
    put(store, "Aktør", [1])
    monday = replace(RECIPE, choices=("monday",), also=(("ledger", "findings"),))
    first = read(tables, monday)
    assert read(tables, replace(monday, choices=("tuesday",))).version != first.version
    store.write("ledger", "findings", pl.DataFrame({"id": [1]}), fetched_at=AT, url="")
    assert read(tables, monday).version != first.version


def test_read__keeps_the_last_of_a_kind(store: Store) -> None:
    tables = Tables(store)
    put(store, "Aktør", [1])
    recipes = [replace(RECIPE, key=f"ids/{n}", most=2) for n in range(3)]
    for recipe in recipes:
        read(tables, recipe)
    assert [tables.at_hand(recipe) is None for recipe in recipes] == [True, False, False]


def test_read__many_at_once_make_it_once(store: Store) -> None:
    put(store, "Aktør", [1])
    tables, made, begun = Tables(store), [], threading.Barrier(4)

    def slowly(parts: Parts) -> list[int]:
        made.append(1)
        return ids(parts)

    found: list[Table[list[int]]] = []

    def visit() -> None:
        begun.wait()
        found.append(read(tables, replace(RECIPE, make=slowly)))

    visitors = [threading.Thread(target=visit) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert len(made) == 1
    assert all(table is found[0] for table in found)


def test_read__invented_rows_say_so(store: Store) -> None:
    put(store, "Aktør", [1])
    tables = Tables(store)
    assert not read(tables).invented
    kinds = pl.DataFrame({"id": [99], "type": [INVENTED]}, schema_overrides={"id": pl.Int32})
    store.write("Afstemningstype", "all", kinds, fetched_at=AT, url="")
    assert read(tables).invented


def test_joined__changes_with_each_part(store: Store) -> None:
    tables = Tables(store)
    put(store, "Aktør", [1])
    parts = [read(tables, replace(RECIPE, key=f"ids/{n}")) for n in range(2)]
    both = tables.joined("all-ids", parts, lambda found: [n for one in found for n in one])
    assert both.content == [1, 1]
    assert tables.joined("all-ids", parts, lambda found: []) is both
    assert tables.joined("all-ids", parts, lambda found: [], ["x"]).missing == ("x",)


def table(version: str) -> Table[pl.DataFrame]:
    return Table(pl.DataFrame({"a": [1]}), "a", version, AT, ())


def test_worked_out__once_for_a_version_and_a_choice() -> None:
    asked: list[tuple[str, int]] = []

    @worked_out(10)
    def figure(of: Table[pl.DataFrame], least: int) -> int:
        asked.append((of.version, least))
        return of.content.height + least

    assert [figure(table("1"), 1), figure(table("1"), 1), figure(table("1"), least=2)] == [2, 2, 3]
    assert figure(table("2"), 1) == 2
    assert asked == [("1", 1), ("1", 2), ("2", 1)]


def test_worked_out__holds_no_rows() -> None:
    @worked_out(10)
    def figure(of: Table[list[int]]) -> int:
        return len(of.content)

    class Rows(list[int]):
        pass

    rows = Rows([1, 2])
    seen = weakref.ref(rows)
    assert figure(Table(rows, "a", "1", AT, ())) == 2
    del rows
    gc.collect()
    assert seen() is None


def test_worked_out__a_failure_is_not_kept() -> None:
    tries: list[int] = []

    @worked_out(10)
    def figure(of: Table[pl.DataFrame]) -> int:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("not now")
        return 5

    with pytest.raises(ValueError, match="not now"):
        figure(table("1"))
    assert figure(table("1")) == 5


@pytest.mark.faults
def test_read__a_damaged_part_is_missing_from_then_on(store: Store) -> None:
    put(store, "Aktør", [1])
    path = store.root / "Aktør" / "all.parquet"
    content = bytearray(path.read_bytes())
    content[8] ^= 1
    path.write_bytes(content)
    tables = Tables(Store(store.root, Telemetry()))
    assert tables.can_make(RECIPE)
    assert tables.read(RECIPE) is None
    assert not tables.can_make(RECIPE)
    assert path.with_suffix(".bad").exists()
    put(store, "Aktør", [1])
    assert read(tables).content == [1]


def test_by_role__frames_of_one_role_are_together(store: Store) -> None:
    put(store, "Aktør", [1])
    put(store, "AktørAktørRolle", [9])
    loads = (Load(Query("Aktør"), "all", role="own"), Load(Query("AktørAktørRolle"), "all"))
    both = Dataset("both", loads, timedelta(days=1))
    parts = Parts(store, invented=False)
    found = parts.by_role(both, replace(PARTIES, loads=loads[:1]))
    assert {role: frame["id"].to_list() for role, frame in found.items()} == {
        ("Aktør", "own"): [1, 1],
        ("AktørAktørRolle", ""): [9],
    }
    assert parts.fetched_at == AT


def test_looked_up__tells_no_age(store: Store) -> None:
    put(store, "Aktør", [1])
    put(store, "AktørAktørRolle", [9], at=AT - timedelta(days=2))
    parts = Parts(store, invented=False)
    parts.needed(PARTIES)
    assert [frame["id"].to_list() for frame in parts.looked_up(ROLES, "AktørAktørRolle")] == [[9]]
    assert parts.looked_up(ROLES, "Aktør") == []
    assert parts.fetched_at == AT
