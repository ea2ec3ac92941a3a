"""The description of a table's file for programs: a data package as Frictionless has it (v1).

OpenRefine, R's and Python's `frictionless` read the types of the columns from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
import polars as pl

from core.dictionary import DEMO, Column, Table, table_of
from core.dictionary.units import unit_of
from core.export.csv import Dialect
from core.export.provenance import Provenance
from core.export.readme import TERMS_URL, both_times, methods, one_line
from core.language import Lang, text

PACKAGE_NAME = "datapackage.json"

_TYPES = {
    pl.Int8: "integer",
    pl.Int32: "integer",
    pl.Int64: "integer",
    pl.Float64: "number",
    pl.String: "string",
    pl.Date: "date",
    pl.Boolean: "boolean",
}
_DIALECTS: dict[Dialect, dict[str, Any]] = {
    "plain": {"delimiter": ",", "lineTerminator": "\n"},
    "excel": {"delimiter": ";", "lineTerminator": "\r\n"},
}
_COMMON = {"quoteChar": '"', "doubleQuote": True, "header": True, "skipInitialSpace": False}


def package_file(
    provenance: Provenance, frame: pl.DataFrame, lang: Lang, dialect: Dialect, path: str
) -> bytes:
    """The description as a file; see `package`."""
    described = package(provenance, frame, lang, dialect, path)
    return orjson.dumps(described, option=orjson.OPT_INDENT_2) + b"\n"


def package(
    provenance: Provenance, frame: pl.DataFrame, lang: Lang, dialect: Dialect, path: str
) -> dict[str, Any]:
    """What a CSV holds and where it is from, in words of the language.

    `frame` is the domain table of its rows, `path` the file's name beside the description or its
    absolute address. Beside what the standard has: n, filters (label and value), fetched,
    citation, invented and methods; and of each column that is counted or measured its unit.
    """
    table = table_of(provenance.table, provenance.by)
    columns = (*table.fixed_and_each(frame), *((DEMO,) if provenance.demo else ()))
    title = text("readme.title", lang, table=text(f"readme.table_{provenance.table}", lang))
    described = {
        "profile": "tabular-data-package",
        "name": f"tingblik-{'demo-' if provenance.demo else ''}{provenance.table}",
        "title": title,
        "description": _description(provenance, lang),
        "language": lang,
        "created": _time(provenance.made_at),
        "fetched": _time(provenance.fetched_at),
        "n": provenance.rows,
        "filters": [
            {"label": one_line(label), "value": one_line(value)}
            for label, value in provenance.filters
        ],
        "methods": methods(provenance.table, provenance.by, lang),
        "invented": provenance.demo,
        **_source_and_terms(provenance, lang),
        "resources": [_resource(provenance, table, columns, lang, dialect, path)],
    }
    if provenance.version:
        described["version"] = provenance.version
    if provenance.page_url:
        described["homepage"] = one_line(provenance.page_url)
    return described


def fields(table: Table, columns: Sequence[Column], lang: Lang) -> list[dict[str, Any]]:
    """Name, type, unit and meaning of columns, and whether they may be empty."""
    return [_field(table, column, lang) for column in columns]


def _description(provenance: Provenance, lang: Lang) -> str:
    told = [f"{one_line(label)}: {one_line(value)}" for label, value in provenance.filters]
    lines = [text("demo.in_file", lang)] if provenance.demo else []
    lines.append(text("readme.rows", lang, n=provenance.rows))
    lines += told or [text("readme.no_filters", lang)]
    return "\n".join(lines)


def _source_and_terms(provenance: Provenance, lang: Lang) -> dict[str, Any]:
    at = both_times(provenance.fetched_at, lang)
    if provenance.demo:
        source = text("readme.source_demo", lang, moment=at)
        return {
            "sources": [{"title": source}],
            "licenses": [{"name": "invented", "title": text("readme.terms_demo", lang)}],
            "citation": source,
        }
    source, credit = text("readme.source_text", lang, moment=at), text("readme.credit", lang)
    urls = [one_line(url) for url in provenance.source_urls]
    terms = text("readme.terms_text", lang, url=TERMS_URL, credit=credit)
    return {
        "sources": [{"title": source, "path": url} for url in urls] or [{"title": source}],
        "licenses": [{"name": "folketingets-aabne-data", "path": TERMS_URL, "title": terms}],
        "citation": f"{credit} {at}.",
    }


def _resource(
    provenance: Provenance,
    table: Table,
    columns: Sequence[Column],
    lang: Lang,
    dialect: Dialect,
    path: str,
) -> dict[str, Any]:
    found = fields(table, columns, lang)
    for field in found:
        if dialect == "excel" and field["type"] == "number":
            field["decimalChar"] = ","
    return {
        "profile": "tabular-data-resource",
        "name": provenance.table,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {**_COMMON, **_DIALECTS[dialect]},
        "schema": {"fields": found, "missingValues": [""]},
    }


def _field(table: Table, column: Column, lang: Lang) -> dict[str, Any]:
    kind, unit = _TYPES[column.dtype], unit_of(table.name, column.name)
    field: dict[str, Any] = {"name": column.name, "type": kind}
    if column in (*table.columns, DEMO, table.each):  # of the columns a vote the methods tell
        field["description"] = table.meaning(column, lang)
    if unit:
        field["unit"] = unit
    if kind == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    if not column.nullable:
        field["constraints"] = {"required": True}
    return field


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
