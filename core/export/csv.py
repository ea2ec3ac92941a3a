"""CSV that opens right in Danish Excel, or plain for programs; safe to open either way."""

from __future__ import annotations

import io
from typing import Literal

import polars as pl

Dialect = Literal["excel", "plain"]

# What a spreadsheet takes for a formula, also after blanks and invisible characters, and in the
# full-width and small forms that some versions fold to the ordinary ones.
FORMULA = r"^(?:[\t\n]|[\s\p{Z}\p{C}]*[=+\-@＝＋－＠﹦﹢﹣﹫])"
CONTROL = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]"


def write_csv(frame: pl.DataFrame, dialect: Dialect) -> bytes:
    """A frame as CSV: `excel` has a BOM, semicolons, decimal commas and CRLF; `plain` is UTF-8 with
    commas, decimal points and LF.

    Dates are ISO, booleans true and false, null and NaN empty. A text that would start a formula
    gets a leading apostrophe; control characters are removed, line breaks inside a cell are LF.
    """
    excel = dialect == "excel"
    safe, texts = _made_safe(frame)
    texts.append(pl.Series(frame.columns))
    buffer = io.BytesIO()
    safe.write_csv(
        buffer,
        include_bom=excel,
        separator=";" if excel else ",",
        decimal_comma=excel,
        line_terminator="\r\n" if excel else "\n",
        datetime_format="%Y-%m-%d %H:%M:%S",
        float_scientific=False,
        # Where no text needs quotes, not having to look for it in every cell saves a quarter.
        quote_style="necessary" if any(map(_needs_quotes, texts)) else "never",
    )
    return buffer.getvalue()


def safe_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with texts that a spreadsheet shows as text and NaN as null; the rest untouched."""
    return _made_safe(frame)[0]


def _made_safe(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.Series]]:
    """The safe frame, and the distinct texts of each of its columns of text.

    Works on the distinct texts: a million ballots hold a few hundred names.
    """
    columns, kept = [], []
    for column in frame.get_columns():
        unsafe = _distinct(column)
        if unsafe is None:
            continue
        safe = _neutral(unsafe)
        changed = unsafe.ne_missing(safe)
        if changed.any():
            written = column.cast(pl.String)
            columns.append(written.replace(unsafe.filter(changed), safe.filter(changed)))
        kept.append(safe)
    return frame.with_columns(pl.col(pl.Float32, pl.Float64).fill_nan(None), *columns), kept


def _distinct(column: pl.Series) -> pl.Series | None:
    """Every text that a column holds (of an Enum, may hold); None where it is no text."""
    if isinstance(column.dtype, pl.Enum):
        return column.dtype.categories
    is_text = column.dtype == pl.String or isinstance(column.dtype, pl.Categorical)
    return column.unique().cast(pl.String) if is_text else None


def _needs_quotes(texts: pl.Series) -> bool:
    """Whether a text would be read as something else without quotes around it."""
    return bool(((texts == "") | texts.str.contains('[",;\r\n]')).any())


def _neutral(texts: pl.Series) -> pl.Series:
    clean = (
        texts.str.replace_all("\r\n", "\n", literal=True)
        .str.replace_all("\r", "\n", literal=True)
        .str.replace_all(CONTROL, "")
    )
    return texts.to_frame("text").select(
        pl.when(clean.str.contains(FORMULA)).then("'" + pl.lit(clean)).otherwise(clean)
    ).to_series()  # fmt: skip
