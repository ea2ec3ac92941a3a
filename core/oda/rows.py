"""Turns the rows of pages into one typed frame, and rejects rows that differ from the registry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from core.errors import NotOData
from core.oda.http.document import read_json
from core.oda.http.form import Drift, changed, read_column, read_key
from core.oda.query.query import Query
from core.oda.schema.entities import ENTITIES, Entity, Navigation
from core.times import local_column

Row = dict[str, Any]
Fields = Mapping[str, frozenset[str]]
"""By entity set, the fields that tables and figures are made of."""

_FLUSH_ROWS = 20_000  # Python objects are turned into columns this often, to bound memory


@dataclass(frozen=True, slots=True)
class Envelope:
    """One collection page: its rows, `$inlinecount` if asked for, and the link to the next page."""

    rows: list[Row]
    count: int | None
    next_link: str | None


def open_envelope(content: bytes) -> Envelope:
    """Read a page of a collection. Raises NotOData on anything else."""
    document = read_json(content)
    rows = document.get("value") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NotOData("a page without a list of rows")
    count = document.get("odata.count")
    try:
        total = None if count is None else int(count)
    except (TypeError, ValueError):
        raise NotOData(f"the number of rows is not a number: {count!r}") from None
    link = document.get("odata.nextLink")
    return Envelope(rows, total, link if isinstance(link, str) else None)


class TableBuilder:
    """Collects the rows of one entity set column by column, and of the sets expanded in them.

    `fields` are the fields that were asked for; `expand` maps a navigation name to the builder
    of its rows. The frames have the registry's types, times as Datetime("ms") Danish local time.
    Rows may lack a field only if it is not `needed`.
    """

    def __init__(
        self,
        entity: Entity,
        fields: Iterable[str],
        expand: Mapping[str, TableBuilder],
        needed: frozenset[str] | None = None,
    ) -> None:
        self.entity = entity
        self.needed = needed
        self.fields = tuple(fields)
        self.expand = dict(expand)
        self.drift = Drift()
        self.continued: list[tuple[str, str]] = []  # (navigation, nextLink) of capped collections
        self._columns: dict[str, list[Any]] = {name: [] for name in self.fields}
        self._chunks: list[pl.DataFrame] = []
        self._waiting = 0

    def add(self, rows: list[Row]) -> None:
        """Add rows. Raises NotOData if a row has no numeric key, and FormChanged if a field is
        missing or does not have the registry's form; then none of the rows is added.
        """
        if not rows:
            return
        read = {name: self._read(name, rows) for name in self.fields}
        for name, builder in self.expand.items():
            self._add_expanded(name, builder, rows)
        for name, values in read.items():
            self._columns[name].extend(values)
        expected = len(self.fields) + len(self.expand)
        if sum(map(len, rows)) != expected * len(rows):
            self._count_unknown(rows)
        self._waiting += len(rows)
        if self._waiting >= _FLUSH_ROWS:
            self._flush()

    def holds(self, name: str) -> bool:
        """Whether any rows so far, expanded ones included, have a field such as `Stemme.typeid`."""
        entity, _, field = name.partition(".")
        own = entity == self.entity.name and (field in self._columns or field in self.expand)
        read = self._waiting > 0 or bool(self._chunks)
        return (own and read) or any(builder.holds(name) for builder in self.expand.values())

    def _read(self, name: str, rows: list[Row]) -> list[Any]:
        known = self.entity.fields[name]
        try:
            values = [row[name] for row in rows]
        except KeyError:
            return self._read_missing(name, rows)
        if known.key:
            return read_key(self.entity, values)
        return read_column(self.entity, known, values, self.drift)

    def _read_missing(self, name: str, rows: list[Row]) -> list[Any]:
        """The values of a field that some rows lack, which is allowed if it is not needed."""
        known = self.entity.fields[name]
        if known.key:
            raise NotOData(f"a row of {self.entity.name} without id")
        field = f"{self.entity.name}.{name}"
        without = sum(name not in row for row in rows)
        if self.needed is None or name in self.needed:
            raise changed(field, "missing", f"{field} is missing in {without} of {len(rows)} rows")
        self.drift.missing[field] += without
        there = [row[name] for row in rows if name in row]
        values = iter(read_column(self.entity, known, there, self.drift))
        return [next(values) if name in row else None for row in rows]

    def _add_expanded(self, name: str, builder: TableBuilder, rows: list[Row]) -> None:
        """Add the rows expanded by a navigation: one or none, or a list for a collection."""
        step, field = self.entity.navigation[name], f"{self.entity.name}.{name}"
        nested: list[Row] = []
        for row in rows:
            if name not in row:
                raise changed(field, "missing", f"{field} was asked for and is not there")
            found = _linked(step, row[name])
            if found is None:
                raise changed(field, "other_form", f"{field} holds no rows of {step.target}")
            nested.extend(found)
            link = row.get(f"{name}@odata.nextLink")
            if step.many and isinstance(link, str):
                self.continued.append((name, link))
        builder.add(nested)

    def _count_unknown(self, rows: list[Row]) -> None:
        known = {*self.fields, *self.expand}
        for row in rows:
            for name in row.keys() - known:
                if "@odata." not in name and not name.startswith("odata."):
                    self.drift.unknown[f"{self.entity.name}.{name}"] += 1

    def _flush(self) -> None:
        series = [self._series(name, values) for name, values in self._columns.items()]
        self._chunks.append(pl.DataFrame(series))
        for values in self._columns.values():
            values.clear()
        self._waiting = 0

    def _series(self, name: str, values: list[Any]) -> pl.Series:
        dtype = self.entity.fields[name].dtype
        if dtype == pl.Datetime:
            return local_column(name, values)
        return pl.Series(name, values, dtype=dtype, strict=True)

    def frame(self) -> pl.DataFrame:
        """All rows so far, in the order they came."""
        if self._waiting:
            self._flush()
        if not self._chunks:
            schema = {name: self.entity.fields[name].dtype for name in self.fields}
            return pl.DataFrame(schema=schema)
        return pl.concat(self._chunks, rechunk=True)

    def tables(self, prefix: str = "") -> dict[str, pl.DataFrame]:
        """The expanded sets by path (`Sagstrin/Sag`), each row once, sorted by id."""
        found: dict[str, pl.DataFrame] = {}
        for name, builder in self.expand.items():
            path = f"{prefix}{name}"
            found[path] = builder.frame().unique("id", keep="last").sort("id")
            found |= builder.tables(f"{path}/")
        return found

    def all_drift(self) -> Drift:
        """The drift of this set and of the expanded ones."""
        total = Drift()
        total.add(self.drift)
        for builder in self.expand.values():
            total.add(builder.all_drift())
        return total


def _linked(step: Navigation, value: Any) -> list[Row] | None:
    """The expanded rows in the value of a navigation; None if the value has another form."""
    if not step.many:
        return [] if value is None else [value] if isinstance(value, dict) else None
    rows = isinstance(value, list) and all(isinstance(row, dict) for row in value)
    return value if rows else None


def builder_for(query: Query, needed: Fields | None = None) -> TableBuilder:
    """The builder of a query's rows: its selected fields and its expanded sets.

    The id is always among the fields, since it identifies a row. `needed` are the fields that no
    row may lack; without it, all that the query asks for.
    """
    return _builder(query.entity, query.selected, query.expanded, needed)


def _builder(
    entity: Entity, selected: Iterable[str], expanded: Iterable[str], needed: Fields | None
) -> TableBuilder:
    selected = tuple(selected)
    own = [name for name in selected if "/" not in name and name in entity.fields]
    fields = [name for name in entity.fields if name in own] if own else list(entity.fields)
    names = dict.fromkeys(path.partition("/")[0] for path in expanded)
    nested = {
        name: _builder(
            ENTITIES[entity.navigation[name].target],
            _below(name, selected),
            _below(name, expanded),
            needed,
        )
        for name in names
    }
    must = None if needed is None else needed.get(entity.name, frozenset())
    return TableBuilder(entity, fields, nested, must)


def _below(name: str, paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(path[len(name) + 1 :] for path in paths if path.startswith(f"{name}/"))
