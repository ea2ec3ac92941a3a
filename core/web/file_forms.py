"""The rows of a table as the file that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

import polars as pl

from core.export.csv import csv_parts
from core.export.excel import MOST_EXCEL_CELLS, MOST_EXCEL_COLUMNS, MOST_EXCEL_ROWS
from core.export.headings import with_headings
from core.export.raw import RawForm, iso_times, raw_file
from core.language import LANGUAGES
from core.web.answers import Problem
from core.web.parameters import Parameters
from core.web.table_requests import Asked

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "csv": "text/csv; charset=utf-8",
        "json": "application/json",
        "jsonl": "application/jsonl",
        "parquet": "application/vnd.apache.parquet",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
"""The forms that every table has, and what each is called."""

_FOR_READERS = ("csv", "xlsx")  # the forms that people open
_SLICE = 20_000  # rows: enough for speed, and little to hold

_WRITTEN: Mapping[str, RawForm] = MappingProxyType(
    {"csv": "plain", "json": "json", "jsonl": "jsonl", "parquet": "parquet", "xlsx": "xlsx"}
)


@dataclass(frozen=True, slots=True)
class Form:
    """How rows are written: `name` is one of MEDIA_TYPES; `excel` is the Danish dialect of CSV.

    `danish` has headings in Danish in the place of the names of the data dictionary.
    """

    name: str
    excel: bool = False
    danish: bool = False

    @classmethod
    def of(cls, name: str, given: Parameters) -> Form:
        """What was asked for. Raises `Problem` (400) for what the form does not have."""
        excel = given.one_of("excel", ("1",))
        if excel and name != "csv":
            raise Problem(HTTPStatus.BAD_REQUEST, "excel goes with csv alone.", parameter="excel")
        danish = given.one_of("lang", LANGUAGES) == "da" and name in _FOR_READERS
        return cls(name, bool(excel), danish)

    @property
    def media_type(self) -> str:
        """What it is called in a header."""
        return MEDIA_TYPES[self.name]

    def body(self, asked: Asked) -> bytes:
        """All rows. Raises `Problem` (413) for more than a workbook takes."""
        rows = asked.taken
        if self.name == "xlsx":
            _check_size(rows)
        return self.written(rows)

    @property
    def by_parts(self) -> bool:
        """Whether a file can be written part by part."""
        return self.name in ("csv", "jsonl")

    def parts(self, frames: Iterable[pl.DataFrame]) -> Iterator[bytes]:
        """The rows of several frames as one file, some thousands at a time."""
        if self.name != "csv":
            slices = (rows for frame in frames for rows in frame.iter_slices(_SLICE))
            return map(self.written, slices)
        shown = map(self._shown, frames)
        if self.excel:
            return csv_parts(shown, "excel", _SLICE)
        return csv_parts(map(iso_times, shown), "plain", _SLICE)

    def written(self, rows: pl.DataFrame) -> bytes:
        """Some rows with exactly the columns of the file."""
        return raw_file(self._shown(rows), "excel" if self.excel else _WRITTEN[self.name])

    def _shown(self, rows: pl.DataFrame) -> pl.DataFrame:
        return with_headings(rows, "da") if self.danish else rows


def _check_size(rows: pl.DataFrame) -> None:
    """Refuse (413) more than a workbook takes: it would be cut, or no program could open it."""
    for what, most, found in (
        ("rows", MOST_EXCEL_ROWS, rows.height),
        ("columns", MOST_EXCEL_COLUMNS, rows.width),
        ("cells", MOST_EXCEL_CELLS, rows.height * rows.width),
    ):
        if found > most:
            raise Problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"A workbook takes {most:,} {what}, and these are {found:,}.",
                "Ask for csv, jsonl or parquet, or for fewer rows.",
                formats=["csv", "json", "jsonl", "parquet"],
            )
