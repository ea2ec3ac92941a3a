"""CSV that Danish Excel opens correctly, or plain CSV for programs; both are safe to open."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Literal

import polars as pl

Dialect = Literal["excel", "plain"]

BOM = "\ufeff"

# Texts that a spreadsheet takes for a formula. Blanks and invisible characters may come first, and
# some versions read the full-width and small forms of the signs as the ordinary ones.
FORMULA = r"^(?:[\t\n]|[\s\p{Z}\p{C}]*[=+\-@＝＋－＠﹦﹢﹣﹫])"
SPECIAL = r'[",;\t\r\n]'
CONTROL = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]"
_RISKY = f"{SPECIAL}|{CONTROL}|{FORMULA}"  # all that is ever written in another way


def write_csv(frame: pl.DataFrame, dialect: Dialect) -> bytes:
    """A frame as CSV: `excel` has a BOM, semicolons, decimal commas and CRLF; `plain` is UTF-8 with
    commas, decimal points and LF.

    Dates are ISO, booleans true and false, null and NaN empty. A text that would start a formula
    gets a leading apostrophe; control characters are removed, line breaks inside a cell are LF. In
    both dialects a text with a comma, a semicolon or a tab is quoted, so that a program that
    guesses the separator, or is given the other one, does not split it.
    """
    return b"".join(csv_parts([frame], dialect, most=max(1, frame.height)))


def csv_parts(
    frames: Iterable[pl.DataFrame], dialect: Dialect, most: int = 20_000
) -> Iterator[bytes]:
    """Frames with the same columns as one file, at most so many rows at a time.

    Its heading comes with the first of them; without a frame there is no file. See `write_csv`.
    """
    excel = dialect == "excel"
    separator, line_end = (";", "\r\n") if excel else (",", "\n")
    heading = ""
    for frame in frames:
        if not heading:
            names = separator.join(_quoted(pl.Series(frame.columns, dtype=pl.String)))
            heading = f"{BOM if excel else ''}{names}{line_end}"
            yield heading.encode()
        for rows in _with_texts(frame).iter_slices(most):
            buffer = io.BytesIO()
            rows.write_csv(
                buffer,
                include_header=False,
                separator=separator,
                decimal_comma=excel,
                line_terminator=line_end,
                datetime_format="%Y-%m-%d %H:%M:%S",
                float_scientific=False,
                quote_style="never",  # the texts are already quoted
            )
            yield buffer.getvalue()


def _with_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every text and every day as it is written, and NaN as null.

    Works on the distinct texts of all columns together: a million ballots hold a few hundred names,
    and each step costs more for being taken than for its texts. Days are few too, and writing one
    takes longer than a text.
    """
    texts = {column.name: _distinct(column) for column in frame.get_columns()}
    found = [distinct for distinct in texts.values() if distinct is not None]
    every = pl.concat(found).unique() if found else pl.Series(dtype=pl.String)
    old = every.filter((every == "") | every.str.contains(_RISKY))
    new, wanted = _written(old), set(old)
    columns = [
        pl.col(name).cast(pl.String).replace(old, new)
        for name, distinct in texts.items()
        if distinct is not None and not wanted.isdisjoint(distinct)
    ]
    days = [_days(column) for column in frame.get_columns() if column.dtype == pl.Date]
    return frame.with_columns(pl.col(pl.Float32, pl.Float64).fill_nan(None), *columns, *days)


def _days(column: pl.Series) -> pl.Series:
    """Days as text: each between the first and the last is written once, where rows are more."""
    first, last = column.to_physical().min(), column.to_physical().max()
    if not isinstance(first, int) or not isinstance(last, int) or last - first > column.len():
        return column
    texts = pl.Series(range(first, last + 1), dtype=pl.Int32).cast(pl.Date).cast(pl.String)
    return texts.gather(column.to_physical() - first).alias(column.name)


def _distinct(column: pl.Series) -> pl.Series | None:
    """The distinct texts of a column (of an Enum, all its categories); None for other types."""
    if isinstance(column.dtype, pl.Enum):
        return column.dtype.categories
    is_text = column.dtype == pl.String or isinstance(column.dtype, pl.Categorical)
    return column.unique().cast(pl.String).drop_nulls() if is_text else None


def _written(texts: pl.Series) -> pl.Series:
    return _quoted(_neutral(texts))


def _quoted(texts: pl.Series) -> pl.Series:
    """Quoted where it is empty or contains a separator, a quote or a line break."""
    bare = pl.col("text")
    return (
        texts.to_frame("text")
        .select(
            pl.when((bare == "") | bare.str.contains(SPECIAL))
            .then('"' + bare.str.replace_all('"', '""', literal=True) + '"')
            .otherwise(bare)
        )
        .to_series()
    )


def _neutral(texts: pl.Series) -> pl.Series:
    clean = (
        texts.str.replace_all("\r\n", "\n", literal=True)
        .str.replace_all("\r", "\n", literal=True)
        .str.replace_all(CONTROL, "")
    )
    return (
        texts.to_frame("text")
        .select(pl.when(clean.str.contains(FORMULA)).then("'" + pl.lit(clean)).otherwise(clean))
        .to_series()
    )
