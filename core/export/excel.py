"""A frame as an Excel workbook of one sheet, in which no text becomes a formula or a link."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import polars as pl

from core.export.csv import CONTROL, FORMULA

MOST_EXCEL_ROWS = 100_000
"""More rows are slow to write and slower to open; the limit of a sheet is 1,048,576 rows."""

MOST_EXCEL_COLUMNS = 16_384
"""The limit of a sheet."""

MOST_EXCEL_CELLS = 2_500_000
"""More take half a GiB of memory to write, and more to open."""

MOST_LETTERS = 32_767
"""The most characters that a cell of Excel can hold."""

_FIRST_YEAR = 1900  # Excel's calendar begins here: older dates are written as text
_WIDEST = 60
_SAMPLE = 200


def write_excel(frame: pl.DataFrame) -> bytes:
    """The first `MOST_EXCEL_ROWS` rows of a frame as a workbook.

    Texts are text cells, cut at `MOST_LETTERS`. A text that would start a formula gets Excel's
    quote prefix, so that it stays text when the cell is edited. Null is an empty cell.
    """
    import xlsxwriter  # imported here, as it is slow to load and seldom needed

    buffer = io.BytesIO()
    frame = _plain_texts(frame.head(MOST_EXCEL_ROWS))
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as workbook:
        # A fixed time of creation, so that the same rows give the same bytes.
        workbook.set_properties({"created": datetime(2000, 1, 1)})
        bold = workbook.add_format({"bold": True})
        times = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        days = workbook.add_format({"num_format": "yyyy-mm-dd"})
        as_text = workbook.add_format({"quote_prefix": True})
        sheet = workbook.add_worksheet()
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(frame.get_columns()):
            sheet.write_string(0, at, column.name, bold)
            sheet.set_column(at, at, _width(column))
            if column.dtype == pl.String:
                _write_texts(sheet, at, column, as_text)
            elif column.dtype == pl.Boolean:
                _write(column, at, sheet.write_boolean)
            elif isinstance(column.dtype, pl.Datetime) or column.dtype == pl.Date:
                _write_times(sheet, at, column, days if column.dtype == pl.Date else times)
            else:
                _write(column, at, sheet.write_number)
    return buffer.getvalue()


def _plain_texts(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        pl.col(pl.Categorical, pl.Enum).cast(pl.String),
        pl.col(pl.Float32, pl.Float64).fill_nan(None),
    ).with_columns(
        pl.col(pl.String)
        .str.replace_all("\r\n", "\n", literal=True)
        .str.replace_all("\r", "\n", literal=True)
        .str.replace_all(CONTROL, "")
        .str.slice(0, MOST_LETTERS)
    )


def _write(column: pl.Series, at: int, write: Callable[[int, int, Any], Any]) -> None:
    for row, value in enumerate(column, 1):
        if value is not None:
            write(row, at, value)


def _write_texts(sheet: Any, at: int, column: pl.Series, as_text: Any) -> None:
    risky = column.str.contains(FORMULA).fill_null(value=False)
    for row, (value, quoted) in enumerate(zip(column, risky, strict=True), 1):
        if value is not None:
            sheet.write_string(row, at, value, as_text if quoted else None)


def _write_times(sheet: Any, at: int, column: pl.Series, form: Any) -> None:
    for row, value in enumerate(column, 1):
        if isinstance(value, date) and value.year < _FIRST_YEAR:
            sheet.write_string(row, at, value.isoformat())
        elif value is not None:
            sheet.write_datetime(row, at, value, form)


def _width(column: pl.Series) -> int:
    """The width, in characters, that the heading and the first rows need, from 12 to 60."""
    shown = column.head(_SAMPLE).cast(pl.String).str.len_chars().max()
    longest = shown if isinstance(shown, int) else 0
    return min(_WIDEST, max(10, len(column.name), longest) + 2)
