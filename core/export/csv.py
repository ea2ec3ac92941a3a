"""CSV that opens right in Danish Excel, or plain for programs; safe to open either way."""

from __future__ import annotations

import io
from typing import Literal

import polars as pl

Dialect = Literal["excel", "plain"]

BOM = "\ufeff"

# What a spreadsheet takes for a formula, also after blanks and invisible characters, and in the
# full-width and small forms that some versions fold to the ordinary ones.
FORMULA = r"^(?:[\t\n]|[\s\p{Z}\p{C}]*[=+\-@＝＋－＠﹦﹢﹣﹫])"
SPECIAL = r'[",;\t\r\n]'
CONTROL = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]"
_RISKY = f"{SPECIAL}|{CONTROL}|{FORMULA}"  # all that is ever written in another way


def write_csv(frame: pl.DataFrame, dialect: Dialect) -> bytes:
    """A frame as CSV: `excel` has a BOM, semicolons, decimal commas and CRLF; `plain` is UTF-8 with
    commas, decimal points and LF.

    Dates are ISO, booleans true and false, null and NaN empty. A text that would start a formula
    gets a leading apostrophe; control characters are removed, line breaks inside a cell are LF. A
    text with a comma, a semicolon or a tab has quotes in both, so that a program that guesses the
    separator, or is told the other one, does not break it in two.
    """
    excel = dialect == "excel"
    separator, line_end = (";", "\r\n") if excel else (",", "\n")
    header = separator.join(_quoted(pl.Series(frame.columns, dtype=pl.String)))
    buffer = io.BytesIO()
    buffer.write(f"{BOM if excel else ''}{header}{line_end}".encode())
    _with_texts(frame).write_csv(
        buffer,
        include_header=False,
        separator=separator,
        decimal_comma=excel,
        line_terminator=line_end,
        datetime_format="%Y-%m-%d %H:%M:%S",
        float_scientific=False,
        quote_style="never",  # the texts have theirs
    )
    return buffer.getvalue()


def _with_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every text as it is written, and NaN as null.

    Works on the distinct texts of all columns together: a million ballots hold a few hundred names,
    and each step costs more for being taken than for its texts.
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
    return frame.with_columns(pl.col(pl.Float32, pl.Float64).fill_nan(None), *columns)


def _distinct(column: pl.Series) -> pl.Series | None:
    """Every text that a column holds (of an Enum, may hold); None where it is no text."""
    if isinstance(column.dtype, pl.Enum):
        return column.dtype.categories
    is_text = column.dtype == pl.String or isinstance(column.dtype, pl.Categorical)
    return column.unique().cast(pl.String).drop_nulls() if is_text else None


def _written(texts: pl.Series) -> pl.Series:
    return _quoted(_neutral(texts))


def _quoted(texts: pl.Series) -> pl.Series:
    """In quotes where a reader would take the bare text for something else."""
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
