"""The types that rows have in the shared store, the way back, and a checksum of rows.

Only types are written that every reader of Delta tables has had from the beginning (reader version
1). The API's times are times of the day in Denmark without a zone. Delta has no old type for that,
and giving them a zone would change what they mean, so they are text in ISO form, which sorts and
casts as it should.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

import polars as pl

Columns = tuple[tuple[str, str], ...]
"""Names and types of a frame's columns, in order, as text: JSON where a type has parameters."""

_PLAIN: dict[str, pl.DataType] = {
    "Boolean": pl.Boolean(),
    "Int8": pl.Int8(),
    "Int16": pl.Int16(),
    "Int32": pl.Int32(),
    "Int64": pl.Int64(),
    "Float32": pl.Float32(),
    "Float64": pl.Float64(),
    "String": pl.String(),
    "Date": pl.Date(),
}
# Types that are written as another one; all values of the first fit into the second.
_WIDENED: dict[str, tuple[pl.DataType, pl.DataType]] = {
    "UInt8": (pl.UInt8(), pl.Int16()),
    "UInt16": (pl.UInt16(), pl.Int32()),
    "UInt32": (pl.UInt32(), pl.Int64()),
    "Null": (pl.Null(), pl.String()),
}
_TIMES: dict[str, tuple[pl.DataType, str]] = {
    "Datetime(ms)": (pl.Datetime("ms"), "%Y-%m-%dT%H:%M:%S%.3f"),
    "Datetime(us)": (pl.Datetime("us"), "%Y-%m-%dT%H:%M:%S%.6f"),
}
_UNKNOWN = 0xFFFFFFFF  # in the place of the length of a text that is null


def columns_of(frame: pl.DataFrame) -> Columns:
    """Names and types of a frame. Raises ValueError for a type that the store has no form of."""
    return tuple((name, _name(dtype)) for name, dtype in frame.schema.items())


def to_lake(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with the types that are written."""
    return frame.select(_out(name, kind) for name, kind in columns_of(frame))


def from_lake(frame: pl.DataFrame, columns: Iterable[Sequence[str]]) -> pl.DataFrame:
    """The rows with the types that they had, `columns` of them in order; the way back of `to_lake`.

    A column that no file has is null. Raises PolarsError, ValueError or KeyError for other values.
    """
    return frame.select(
        _back(name, kind) if name in frame.columns else _null(name, kind) for name, kind in columns
    )


def empty(columns: Iterable[Sequence[str]]) -> pl.DataFrame:
    """No rows, with those columns."""
    return from_lake(pl.DataFrame(), columns).clear()


def digest(frame: pl.DataFrame) -> str:
    """A checksum of the rows in their order, with the names and types of their columns.

    It is made of the values alone: the same on every machine and whatever wrote the file.
    """
    found = hashlib.blake2b(digest_size=16)
    found.update(repr((frame.height, columns_of(frame))).encode())
    for column in frame.get_columns():
        found.update(column.is_null().to_numpy().tobytes())
        if isinstance(column.dtype, pl.Categorical | pl.Enum | pl.String | pl.Null):
            text = column.cast(pl.String)
            found.update(text.str.len_bytes().fill_null(_UNKNOWN).to_numpy().tobytes())
            found.update((text.str.join("").item() or "").encode())
        elif column.dtype == pl.Boolean:
            found.update(column.fill_null(value=False).to_numpy().tobytes())
        else:
            found.update(column.to_physical().fill_null(0).to_numpy().tobytes())
    return found.hexdigest()


def _name(dtype: pl.DataType) -> str:
    if isinstance(dtype, pl.Enum):
        return json.dumps(["Enum", dtype.categories.to_list()], ensure_ascii=False)
    if isinstance(dtype, pl.Categorical):
        found = dtype.categories
        return json.dumps(
            ["Categorical", found.name(), found.namespace(), str(found.physical())],
            ensure_ascii=False,
        )
    for name, plain in _PLAIN.items():
        if dtype == plain:
            return name
    for name, (own, _) in (*_WIDENED.items(), *_TIMES.items()):
        if dtype == own:
            return name
    raise ValueError(f"the shared store has no form of {dtype}")


def _own(kind: str) -> pl.DataType:
    """The type of that name. Raises KeyError or ValueError."""
    if kind.startswith("["):
        name, *found = json.loads(kind)
        if name == "Enum":
            return pl.Enum(found[0])
        physical = {"UInt8": pl.UInt8, "UInt16": pl.UInt16, "UInt32": pl.UInt32}[found[2]]
        return pl.Categorical(pl.Categories(found[0], found[1], physical))
    if kind in _TIMES:
        return _TIMES[kind][0]
    return _WIDENED[kind][0] if kind in _WIDENED else _PLAIN[kind]


def _out(name: str, kind: str) -> pl.Expr:
    if kind in _TIMES:
        return pl.col(name).dt.to_string(_TIMES[kind][1])
    if kind.startswith("["):
        return pl.col(name).cast(pl.String)
    return pl.col(name).cast(_WIDENED[kind][1]) if kind in _WIDENED else pl.col(name)


def _back(name: str, kind: str) -> pl.Expr:
    own = _own(kind)
    if isinstance(own, pl.Datetime):
        return pl.col(name).str.to_datetime(_TIMES[kind][1], time_unit=own.time_unit, strict=True)
    return pl.col(name).cast(own, strict=True)


def _null(name: str, kind: str) -> pl.Expr:
    return pl.lit(None, _own(kind)).alias(name)
