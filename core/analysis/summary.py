"""Summaries of any frame: by column, by the values of a column, over time, or as a distribution."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

import polars as pl

Kind = Literal["number", "text", "time", "boolean", "unknown"]
Unit = Literal["day", "month", "year"]

BINS = 20
MOST_VALUES = 20
_EVERY: dict[Unit, str] = {"day": "1d", "month": "1mo", "year": "1y"}
_DAYS_UP_TO = 92
_MONTHS_UP_TO = 5 * 366
_LONGEST = 200


def kind_of_column(column: pl.Series) -> Kind:
    """The kind of a column's values."""
    dtype = column.dtype
    if dtype.is_numeric():
        return "number"
    if dtype == pl.Boolean:
        return "boolean"
    if dtype == pl.Date or isinstance(dtype, pl.Datetime):
        return "time"
    return "text" if dtype in (pl.String, pl.Categorical, pl.Enum) else "unknown"


def summary(frame: pl.DataFrame) -> pl.DataFrame:
    """One row for each column.

    Columns: column, kind, n (rows with a value), nulls, distinct (values, without null), least,
    most (as text; null for truth values), frequent (the most frequent value as text, the least of
    several; null where no value is there twice), frequent_n. Texts are cut at 200 letters.
    """
    rows = [_line(column) for column in frame.get_columns()]
    return pl.DataFrame(
        rows,
        schema={
            "column": pl.String,
            "kind": pl.String,
            "n": pl.Int64,
            "nulls": pl.Int64,
            "distinct": pl.Int64,
            "least": pl.String,
            "most": pl.String,
            "frequent": pl.String,
            "frequent_n": pl.Int64,
        },
        orient="row",
    )


def count_by(frame: pl.DataFrame, column: str, most: int = MOST_VALUES) -> pl.DataFrame:
    """How many rows have each value: columns value (String; null where empty), n, rest.

    The most frequent first, equally frequent ones by value. Where there are more than `most`
    values, the others are one last row with `rest` true and their number of values as value.
    """
    counts = (
        frame.lazy()
        .group_by(value=pl.col(column))
        .agg(n=pl.len().cast(pl.Int64))
        .sort("n", "value", descending=[True, False])
        .with_columns(pl.col("value").cast(pl.String).str.slice(0, _LONGEST), rest=pl.lit(False))
        .collect()
    )
    if counts.height <= most:
        return counts
    others = counts[most:]
    rest = pl.DataFrame(
        {"value": [str(others.height)], "n": [int(others["n"].sum())], "rest": [True]},
        schema=counts.schema,
    )
    return pl.concat([counts[:most], rest])


def unit_for(first: date, last: date) -> Unit:
    """The unit that shows a period (of days or times) with a few dozen points."""
    days = (last - first).days
    return "day" if days <= _DAYS_UP_TO else "month" if days <= _MONTHS_UP_TO else "year"


def over_time(frame: pl.DataFrame, column: str, unit: Unit | None = None) -> pl.DataFrame:
    """Rows by day, month or year, from the first to the last: columns start (Date), n.

    Rows without a time are left out; the result is empty where no row has one.
    """
    days = frame.select(start=pl.col(column).cast(pl.Date)).drop_nulls()
    if days.is_empty():
        return pl.DataFrame(schema={"start": pl.Date, "n": pl.Int64})
    first, last = days["start"].min(), days["start"].max()
    assert isinstance(first, date)
    assert isinstance(last, date)
    every = _EVERY[unit or unit_for(first, last)]
    counts = days.group_by(pl.col("start").dt.truncate(every)).agg(n=pl.len().cast(pl.Int64))
    from_, to = counts["start"].min(), counts["start"].max()
    assert isinstance(from_, date)
    assert isinstance(to, date)
    starts = pl.date_range(from_, to, interval=every, eager=True).alias("start").to_frame()
    return starts.join(counts, on="start", how="left").with_columns(pl.col("n").fill_null(0))


def spread(frame: pl.DataFrame, column: str, bins: int = BINS) -> pl.DataFrame:
    """How a number is spread: columns low, high (Float64), n; `low` <= value < `high`.

    The ranges are of equal width, and the last one includes its upper end; if whole numbers have
    few values, each has its own range. Rows without a number are left out.
    """
    values = frame[column].drop_nulls()
    whole = values.dtype.is_integer()
    values = values.cast(pl.Float64)
    values = values.filter(values.is_finite())
    if values.is_empty():
        return pl.DataFrame(schema={"low": pl.Float64, "high": pl.Float64, "n": pl.Int64})
    low, high = values.min(), values.max()
    assert isinstance(low, float)
    assert isinstance(high, float)
    if whole:
        width = max(1.0, float(-(-(high - low + 1) // bins)))
        used = int((high - low) // width) + 1
    else:
        width = (high - low) / bins or 1.0
        used = bins if high > low else 1
    places = ((values - low) / width).floor().clip(0, used - 1).cast(pl.Int64)
    counts = dict(places.value_counts().iter_rows())
    return pl.DataFrame(
        [(low + at * width, low + (at + 1) * width, counts.get(at, 0)) for at in range(used)],
        schema={"low": pl.Float64, "high": pl.Float64, "n": pl.Int64},
        orient="row",
    )


def _line(column: pl.Series) -> tuple[Any, ...]:
    kind = kind_of_column(column)
    values = column.drop_nulls()
    distinct = values.n_unique()
    ordered = kind in ("number", "text", "time") and not values.is_empty()
    frequent, frequent_n = _most_frequent(values) if distinct < len(values) else (None, None)
    return (
        column.name,
        kind,
        len(values),
        column.null_count(),
        distinct,
        _text(values.min()) if ordered else None,
        _text(values.max()) if ordered else None,
        frequent,
        frequent_n,
    )


def _most_frequent(values: pl.Series) -> tuple[str | None, int]:
    counts = values.rename("value").value_counts(name="n")
    top = counts.filter(pl.col("n") == pl.col("n").max()).sort("value")
    return _text(top["value"][0]), int(top["n"][0])


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    return str(value)[:_LONGEST]
