"""The rows that are served: one frame per set, sorted by id, with indexes made on first use.

A `Database` never changes; every change makes a new one that shares the other tables, so that a
request sees the same state from beginning to end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from core.oda.schema.entities import ENTITIES, Entity, Field

Positions = npt.NDArray[np.int64]
Rows = pl.DataFrame | Sequence[Mapping[str, Any]]

_INT32 = np.iinfo(np.int32)
_NOTHING: Mapping[str, Any] = {
    "Edm.Int32": 0,
    "Edm.Int16": 0,
    "Edm.Boolean": False,
    "Edm.DateTime": datetime.min,
}


class BadTable(ValueError):
    """A table does not fit the registry."""


def conform(name: str, rows: Rows) -> pl.DataFrame:
    """The rows with the registry's columns and types, sorted by id.

    Unknown columns are dropped, and times may be text as the API writes it. A missing value is
    null, or where the registry forbids null the default of .NET: 0, false, year 1. Raises BadTable
    where a value does not fit its column, or an id is missing or there twice.
    """
    if name not in ENTITIES:
        raise BadTable(f"{name!r} is not an entity set")
    frame = rows if isinstance(rows, pl.DataFrame) else _frame(name, rows)
    try:
        columns = [_column(frame, field) for field in ENTITIES[name].fields.values()]
    except pl.exceptions.PolarsError as error:
        raise BadTable(f"{name}: {error}") from error
    table = pl.DataFrame(columns)
    ids = table["id"]
    if ids.null_count():
        raise BadTable(f"{name}: {ids.null_count()} rows have no id")
    if not ids.is_sorted():
        table = table.sort("id", maintain_order=True)
    if table.height != ids.n_unique():
        raise BadTable(f"{name}: an id is there twice")
    return table


def _frame(name: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    filled = [dict(row) for row in rows]
    for field in ENTITIES[name].fields.values():
        given = [row[field.name] for row in filled if field.name in row]
        if field.nullable or field.key or not given or len(given) == len(filled):
            continue
        nothing = _NOTHING[field.edm]
        if isinstance(given[0], str) and isinstance(nothing, datetime):
            nothing = nothing.isoformat()
        for row in filled:
            row.setdefault(field.name, nothing)
    return _from_dicts(filled)


def _from_dicts(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    rows = [dict(row) for row in rows]
    return pl.from_dicts(rows, infer_schema_length=None) if rows else pl.DataFrame()


def _column(frame: pl.DataFrame, field: Field) -> pl.Series:
    dtype = field.dtype
    if field.name not in frame.columns:
        nothing = None if field.nullable or field.key else _NOTHING[field.edm]
        return pl.Series(field.name, [nothing] * frame.height, dtype=dtype)
    column = frame[field.name]
    if column.dtype == pl.String and dtype == pl.Datetime("ms"):
        return column.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="ms", strict=True)
    return column.cast(dtype, strict=True)


class Table:
    """The rows of one set in order of id, found by position."""

    def __init__(self, entity: Entity, frame: pl.DataFrame) -> None:
        self.entity = entity
        self.frame = frame
        self._indexes: dict[str, tuple[npt.NDArray[Any], Positions]] = {}

    @cached_property
    def ids(self) -> npt.NDArray[np.int32]:
        """All ids, ascending."""
        return self.frame["id"].to_numpy()

    def span(self, above: int | None, upto: int | None) -> range:
        """The positions of the ids with above < id <= upto."""
        first = 0 if above is None else self._upto(above)
        last = len(self.ids) if upto is None else self._upto(upto)
        return range(first, max(first, last))

    def _upto(self, key: int) -> int:
        """How many ids are not above the key."""
        if not _INT32.min <= key <= _INT32.max:
            return 0 if key < 0 else len(self.ids)
        return int(np.searchsorted(self.ids, np.int32(key), side="right"))

    def position(self, key: int) -> int | None:
        """The position of the row with that id, or None."""
        at = self._upto(key) - 1
        return at if at >= 0 and self.ids[at] == key else None

    def holding(self, field: str, values: npt.NDArray[Any]) -> Positions:
        """The positions, ascending, of the rows whose field has one of the values (no nulls)."""
        positions, _ = self.groups(field, np.unique(values))
        return positions if len(values) == 1 else np.sort(positions)

    def groups(self, field: str, values: npt.NDArray[Any]) -> tuple[Positions, Positions]:
        """For each value the positions, ascending, of the rows whose field has it.

        Gives all groups one after the other, and the number of rows in each.
        """
        keys, positions = self._index(field)
        wanted = values.astype(keys.dtype)
        starts = np.searchsorted(keys, wanted, side="left")
        ends = np.searchsorted(keys, wanted, side="right")
        sizes = ends - starts
        if len(values) == 1:
            return positions[starts[0] : ends[0]], sizes
        skipped = starts - np.cumsum(sizes) + sizes
        return positions[np.arange(sizes.sum()) + np.repeat(skipped, sizes)], sizes

    def _index(self, field: str) -> tuple[npt.NDArray[Any], Positions]:
        if field not in self._indexes:
            filled = self.frame[field].is_not_null().to_numpy()
            positions = np.flatnonzero(filled)
            keys = self.frame[field].drop_nulls().to_numpy()
            order = np.argsort(keys, kind="stable")
            self._indexes[field] = keys[order], positions[order]
        return self._indexes[field]


class Database:
    """All sets at one moment. Sets that are not given are empty."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables
        self.answers: dict[tuple[Any, ...], Positions | range] = {}  # filled by the evaluation

    @classmethod
    def of(cls, frames: Mapping[str, pl.DataFrame]) -> Database:
        """A database of those frames. Raises BadTable where one does not fit the registry."""
        unknown = set(frames) - set(ENTITIES)
        if unknown:
            raise BadTable(f"not entity sets: {', '.join(sorted(unknown))}")
        return cls(
            {
                name: Table(entity, conform(name, frames.get(name, pl.DataFrame())))
                for name, entity in ENTITIES.items()
            }
        )

    def __getitem__(self, name: str) -> Table:
        return self._tables[name]

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        """The frame of every set."""
        return {name: table.frame for name, table in self._tables.items()}

    def replaced(self, name: str, rows: Rows) -> Database:
        """The database with other rows in one set."""
        table = Table(self._tables[name].entity, conform(name, rows))
        return Database({**self._tables, name: table})

    def inserted(self, name: str, rows: Rows) -> Database:
        """The database with more rows in one set. Raises BadTable if an id is there already."""
        return self.replaced(name, pl.concat([self[name].frame, conform(name, rows)]))

    def deleted(self, name: str, ids: Iterable[int]) -> Database:
        """The database without the rows of those ids; ids that are not there do not matter."""
        return self.replaced(name, self[name].frame.filter(~pl.col("id").is_in(list(ids))))

    def updated(self, name: str, rows: Rows) -> Database:
        """The database with rows changed: the columns given replace those of the row with that id.

        Raises BadTable if a row has no id or an id is not there.
        """
        given = rows if isinstance(rows, pl.DataFrame) else _from_dicts(rows)
        changes = conform(name, given)
        missing = changes.filter(~pl.col("id").is_in(self[name].frame["id"].implode()))
        if missing.height:
            raise BadTable(f"{name}: no row with id {missing['id'][0]}")
        columns = [field for field in changes.columns if field in given.columns]
        return self.replaced(
            name, self[name].frame.update(changes[columns], on="id", include_nulls=True)
        )
