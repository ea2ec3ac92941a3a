"""Rows of the API as files with the API's own Danish names, and their readme."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import polars as pl

from core.export.csv import write_csv
from core.export.excel import MOST_EXCEL_ROWS, MOST_LETTERS, write_excel
from core.export.files import readme_name, write_parquet, zipped
from core.export.readme import both_times, one_line, section, terms, text_format, underlined
from core.language import Lang, text
from core.oda.schema.descriptions import field_text, set_text
from core.oda.schema.entities import Entity
from core.oda.schema.paths import resolve_field

RawForm = Literal["excel", "plain", "xlsx", "parquet", "json", "jsonl"]
"""CSV for Excel, CSV for programs, a workbook, Parquet, a JSON list with a record per line,
and JSON records in lines without a list around them."""

EXTENSIONS: dict[RawForm, str] = {
    "excel": "csv", "plain": "csv", "xlsx": "xlsx", "parquet": "parquet", "json": "json",
    "jsonl": "jsonl",
}  # fmt: skip
MIMES: dict[RawForm, str] = {
    "excel": "text/csv",
    "plain": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
}
_TIME = "%Y-%m-%dT%H:%M:%S%.f"  # as the API writes times
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


@dataclass(frozen=True, slots=True)
class RawSource:
    """Where raw rows come from, for their readme.

    `query` is the OData query as text, `url` its address at the API, `page_url` the page that shows
    the same rows; `fetched_at` and `made_at` have a time zone. `demo` is true for invented rows.
    """

    entity: Entity
    query: str
    url: str
    page_url: str
    fetched_at: datetime
    made_at: datetime
    demo: bool


def raw_file(frame: pl.DataFrame, form: RawForm) -> bytes:
    """The rows in one of the forms.

    Texts that would start a formula are neutralised in CSV and in a workbook; the other forms have
    them as the API gives them.
    """
    return _WRITERS[form](frame)


def raw_bundle(
    frame: pl.DataFrame, source: RawSource, form: RawForm, lang: Lang, name: str
) -> bytes:
    """A zip of the rows, as `name`, and their readme; the same input gives the same bytes."""
    words = raw_readme(frame, source, form, lang)
    files = {name: raw_file(frame, form), readme_name(name): words.encode("utf-8-sig")}
    return zipped(files, source.made_at)


def raw_readme(frame: pl.DataFrame, source: RawSource, form: RawForm, lang: Lang) -> str:
    """Source, query, time, terms, format and columns of the rows, in plain text."""
    blocks = [underlined(text("raw.title", lang, name=source.entity.name))]
    if source.demo:
        blocks.append(text("demo.in_file", lang))
    blocks += [
        section("readme.about", lang, _about(frame, source, lang)),
        section("readme.source", lang, _source(source, lang)),
        section("readme.terms", lang, terms(lang, demo=source.demo)),
        section("readme.format", lang, _format(form, lang)),
        section("readme.columns", lang, _columns(frame, source.entity, lang)),
    ]
    return "\n\n".join(blocks) + "\n"


def ascii_name(name: str) -> str:
    """The name of a set as part of a file name: `Møde` becomes `Moede`."""
    return name.translate(_ASCII)


def iso_times(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its times as text, as the API writes them."""
    return frame.with_columns(pl.col(pl.Datetime).dt.to_string(_TIME))


def _list_in_lines(frame: pl.DataFrame) -> bytes:
    """A JSON list with one row a line, so that it can be read, searched and compared as text."""
    lines = frame.write_ndjson().encode().rstrip(b"\n")
    return b"[\n" + lines.replace(b"\n", b",\n") + b"\n]\n" if lines else b"[]\n"


_WRITERS: dict[RawForm, Callable[[pl.DataFrame], bytes]] = {
    "excel": lambda frame: write_csv(frame, "excel"),
    "plain": lambda frame: write_csv(iso_times(frame), "plain"),
    "xlsx": write_excel,
    "parquet": write_parquet,
    "json": lambda frame: _list_in_lines(iso_times(frame)),
    "jsonl": lambda frame: iso_times(frame).write_ndjson().encode(),
}


def _about(frame: pl.DataFrame, source: RawSource, lang: Lang) -> Iterator[str]:
    yield one_line(set_text(source.entity, lang))
    yield text("readme.rows", lang, n=frame.height)
    yield f"{text('readme.made', lang)}: {both_times(source.made_at, lang)}"
    yield f"{text('readme.page', lang)}: {one_line(source.page_url)}"


def _source(source: RawSource, lang: Lang) -> Iterator[str]:
    at = both_times(source.fetched_at, lang)
    yield text("readme.source_demo" if source.demo else "readme.source_text", lang, moment=at)
    yield f"{text('raw.query', lang)}: {one_line(source.query)}"
    if not source.demo:
        yield f"{text('raw.url', lang)}: {one_line(source.url)}"


def _format(form: RawForm, lang: Lang) -> Iterator[str]:
    if form == "xlsx":
        yield text("raw.format_xlsx", lang, rows=MOST_EXCEL_ROWS, letters=MOST_LETTERS)
        return
    yield from text_format(form, lang)


def _columns(frame: pl.DataFrame, entity: Entity, lang: Lang) -> Iterator[str]:
    for name in frame.columns:
        yield f"{name}\n    {column_text(entity, name, lang)}"


def column_text(entity: Entity, name: str, lang: Lang) -> str:
    """The meaning of a column of raw rows, such as `Møde/dato`, or that none is documented."""
    way, _, last = name.rpartition("/")
    if last == "antal" and way:
        return text("raw.count", lang, name=way)
    described = field_text(resolve_field(entity, name, through_many=True), lang)
    return described or text("raw.not_described", lang)
