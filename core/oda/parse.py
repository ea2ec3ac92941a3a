"""Page bytes to typed columns to one frame; what differs from the registry is counted as drift."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import polars as pl

from core.errors import NotOData
from core.oda.entities import ENTITIES, Entity
from core.oda.query import Query

Row = dict[str, Any]

_FLUSH_ROWS = 20_000  # Python objects are turned into columns this often, to bound memory
_DATE_FORMAT = "%Y-%m-%dT%H:%M:%S%.f"


@dataclass(slots=True)
class Drift:
    """How rows differed from the registry: `Set.field` -> number of rows."""

    unknown: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    wrong_type: Counter[str] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        return bool(self.unknown or self.missing or self.wrong_type)

    def add(self, other: Drift) -> None:
        """Add another count to this one."""
        self.unknown += other.unknown
        self.missing += other.missing
        self.wrong_type += other.wrong_type


@dataclass(frozen=True, slots=True)
class Envelope:
    """One collection page: its rows, `$inlinecount` if asked for, and the link to the next page."""

    rows: list[Row]
    count: int | None
    next_link: str | None


def open_envelope(content: bytes) -> Envelope:
    """Read a page of a collection. Raises NotOData on anything else."""
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise NotOData(f"invalid JSON: {error}") from None
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
    """

    def __init__(
        self, entity: Entity, fields: Iterable[str], expand: Mapping[str, TableBuilder]
    ) -> None:
        self.entity = entity
        self.fields = tuple(fields)
        self.expand = dict(expand)
        self.drift = Drift()
        self.continued: list[tuple[str, str]] = []  # (navigation, nextLink) of capped collections
        self._columns: dict[str, list[Any]] = {name: [] for name in self.fields}
        self._chunks: list[pl.DataFrame] = []
        self._waiting = 0

    def add(self, rows: list[Row]) -> None:
        """Take in rows. Raises NotOData where a row has no key."""
        if not rows:
            return
        for name in self.fields:
            try:
                self._columns[name].extend([row[name] for row in rows])
            except KeyError:
                if name == "id":
                    raise NotOData(f"a row of {self.entity.name} without id") from None
                # the list was not extended: the comprehension failed before
                self._columns[name].extend([row.get(name) for row in rows])
                self.drift.missing[f"{self.entity.name}.{name}"] += sum(
                    name not in row for row in rows
                )
        for name, builder in self.expand.items():
            self._add_expanded(name, builder, rows)
        expected = len(self.fields) + len(self.expand)
        if sum(map(len, rows)) != expected * len(rows):
            self._count_unknown(rows)
        self._waiting += len(rows)
        if self._waiting >= _FLUSH_ROWS:
            self._flush()

    def _add_expanded(self, name: str, builder: TableBuilder, rows: list[Row]) -> None:
        nested: list[Row] = []
        for row in rows:
            value = row.get(name)
            if isinstance(value, dict):
                nested.append(value)
            elif isinstance(value, list):
                nested.extend(v for v in value if isinstance(v, dict))
                link = row.get(f"{name}@odata.nextLink")
                if isinstance(link, str):
                    self.continued.append((name, link))
            elif name not in row:
                self.drift.missing[f"{self.entity.name}.{name}"] += 1
        builder.add(nested)

    def _count_unknown(self, rows: list[Row]) -> None:
        known = {*self.fields, *self.expand}
        for row in rows:
            for name in row.keys() - known:
                if "@odata." not in name and not name.startswith("odata."):
                    self.drift.unknown[f"{self.entity.name}.{name}"] += 1

    def _flush(self) -> None:
        if None in self._columns.get("id", ()):
            raise NotOData(f"a row of {self.entity.name} with an empty id")
        series = [self._series(name, values) for name, values in self._columns.items()]
        self._chunks.append(pl.DataFrame(series))
        for values in self._columns.values():
            values.clear()
        self._waiting = 0

    def _series(self, name: str, values: list[Any]) -> pl.Series:
        dtype = self.entity.fields[name].dtype
        try:
            if dtype == pl.Datetime:
                text = pl.Series(name, values, dtype=pl.String, strict=True)
                return text.str.to_datetime(_DATE_FORMAT, time_unit="ms", strict=True)
            return pl.Series(name, values, dtype=dtype, strict=True)
        except (TypeError, pl.exceptions.PolarsError, OverflowError):
            return self._lenient(name, values, dtype)

    def _lenient(self, name: str, values: list[Any], dtype: pl.DataType) -> pl.Series:
        """Values that do not fit the registry's type become null, are counted, never guessed."""
        if dtype == pl.Datetime:
            kept = [v if isinstance(v, str) else None for v in values]
            column = pl.Series(name, kept, dtype=pl.String).str.to_datetime(
                _DATE_FORMAT, time_unit="ms", strict=False
            )
        else:
            column = pl.Series(name, [_fitting(v, dtype) for v in values], dtype=dtype)
        wrong = column.null_count() - sum(v is None for v in values)
        if name == "id":
            raise NotOData(f"{wrong} rows of {self.entity.name} with an id that is no number")
        self.drift.wrong_type[f"{self.entity.name}.{name}"] += wrong
        return column

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


_INT_BOUNDS: dict[pl.DataType, int] = {pl.Int32(): 2**31, pl.Int16(): 2**15}


def _fitting(value: Any, dtype: pl.DataType) -> Any:
    if dtype in _INT_BOUNDS:
        bound = _INT_BOUNDS[dtype]
        fits = isinstance(value, int) and not isinstance(value, bool) and -bound <= value < bound
    elif dtype == pl.Boolean:
        fits = isinstance(value, bool)
    else:
        fits = isinstance(value, str)
    return value if fits else None


def builder_for(query: Query) -> TableBuilder:
    """The builder of a query's rows: its selected fields and its expanded sets.

    The id is always among the fields, since rows are told apart by it.
    """
    return _builder(query.entity, query.selected, query.expanded)


def _builder(entity: Entity, selected: Iterable[str], expanded: Iterable[str]) -> TableBuilder:
    selected = tuple(selected)
    own = [name for name in selected if "/" not in name and name in entity.fields]
    fields = [name for name in entity.fields if name in own] if own else list(entity.fields)
    names = dict.fromkeys(path.partition("/")[0] for path in expanded)
    nested = {
        name: _builder(
            ENTITIES[entity.navigation[name].target],
            _below(name, selected),
            _below(name, expanded),
        )
        for name in names
    }
    return TableBuilder(entity, fields, nested)


def _below(name: str, paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(path[len(name) + 1 :] for path in paths if path.startswith(f"{name}/"))
