"""What can be asked for below /api/v1/, as OpenAPI 3.1 describes it: made of the declarations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

import polars as pl

from core.analysis.panels import PANELS
from core.dictionary import PANEL_TABLES, TABLES, Column, Table
from core.dictionary.units import unit_of
from core.export.readme import TERMS_URL
from core.filters.engine import Filter
from core.filters.pages import FILTERS
from core.language import Lang, catalogue, text
from core.parliament.finding.find import LONGEST
from core.version import code_version
from core.web.file_forms import MEDIA_TYPES
from core.web.parameter_names import PAGES, parameters

Schema = dict[str, Any]

FORMATS: Mapping[str, str] = MappingProxyType(
    {**MEDIA_TYPES, "zip": "application/zip", "metadata.json": "application/json"}
)
"""The forms of a table, by what its address ends with, and their media types."""

_TYPES: Mapping[type[pl.DataType], Schema] = {
    pl.Int8: {"type": "integer"},
    pl.Int32: {"type": "integer", "format": "int32"},
    pl.Int64: {"type": "integer", "format": "int64"},
    pl.Float64: {"type": "number", "format": "double"},
    pl.String: {"type": "string"},
    pl.Date: {"type": "string", "format": "date"},
    pl.Boolean: {"type": "boolean"},
}
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "tables": ", ".join(PANELS),
        "session": "session",
        "everything": "session=all",
        "by_session": "by=session",
        "by_month": "by=month",
        "today": "today",
        "week": "week",
        "tag": "If-None-Match",
        "kind": "kind",
        "of_committees": "kind=committee",
    }
)
"""What the texts of the catalogue call by its name in an address or a header."""

_PROBLEMS = {
    "202": "loading",
    "400": "wrong",
    "404": "not_there",
    "413": "too_large",
    "429": "too_many",
    "503": "not_now",
}
_RETRY = ("202", "429", "503")
_NUMBERS = ("id", "min", "limit", "vote", "member")
_Words = Callable[..., str]


def openapi(lang: Lang, server: str, things: Iterable[str], *, invented: bool) -> dict[str, Any]:
    """The description, with words of the language; no terms hold for invented rows.

    `server` is the address that /api/v1 stands below, `things` are the names of what can be had
    one by its id.
    """

    def t(key: str, **values: Any) -> str:
        return text(key, lang, **values)

    paths = {
        "/api/v1/": _described("index", t("api.index"), "application/json", {"type": "object"}, t),
        "/api/v1/openapi.json": _described(
            "openapi", t("api.openapi"), "application/json", {"type": "object"}, t
        ),
        "/api/v1/dictionary.json": _described(
            "dictionary", t("api.dictionary"), "application/json", {"type": "object"}, t
        ),
    }
    paths["/api/v1/search.json"] = _search_path(t)
    for name in TABLES:
        for form, media in FORMATS.items():
            paths[f"/api/v1/{name}.{form}"] = _table_path(name, form, media, lang, t)
    for thing in things:
        paths[f"/api/v1/{thing}/{{id}}.json"] = _thing_path(thing, t)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": t("api.title"),
            "description": t("api.about_invented" if invented else "api.about"),
            "version": code_version(),
            **({} if invented else {"license": {"name": t("api.terms"), "url": TERMS_URL}}),
        },
        "servers": [{"url": server or "/"}],
        "paths": paths,
        "components": {
            "schemas": {
                "problem": _problem_schema(t),
                **{name: _row(table, lang) for name, table in TABLES.items()},
                **{f"{name}-by-period": _row(table, lang) for name, table in PANEL_TABLES.items()},
            },
            "parameters": {
                _component(name, key): _parameter(name, key, lang)
                for name in TABLES
                for key in parameters(name)
            },
            "responses": {name: _problem(status, name, t) for status, name in _PROBLEMS.items()}
            | {"unchanged": {"description": t("api.unchanged")}},
        },
    }


def _described(name: str, words: str, media: str, schema: Schema, t: _Words) -> dict[str, Any]:
    return {
        "get": {
            "operationId": name,
            "summary": words,
            "parameters": [_language(t)],
            "responses": {
                "200": {"description": words, "content": {media: {"schema": schema}}},
                "304": {"$ref": "#/components/responses/unchanged"},
                **_problems("503"),
            },
        }
    }


def _table_path(name: str, form: str, media: str, lang: Lang, t: _Words) -> dict[str, Any]:
    title = text(f"readme.table_{name}", lang)
    content: Schema = {media: {"schema": _body(name, form, t)}}
    too_large = ("413",) if form == "xlsx" else ()
    return {
        "get": {
            "operationId": f"{name}.{form}",
            "tags": [name],
            "summary": t("api.table", title=title, form=form),
            "parameters": [_reference(name, key) for key in parameters(name) if _has(form, key)],
            "responses": {
                "200": {"description": title, "content": content, "headers": _validators(t)},
                "304": {"$ref": "#/components/responses/unchanged"},
                **_problems("202", "400", "404", *too_large, "429", "503"),
            },
        }
    }


def _has(form: str, key: str) -> bool:
    """Whether a form takes a parameter that says how rows are written."""
    if key in ("limit", "after"):
        return form == "json"
    return key != "excel" or form in ("csv", "zip")


def _body(name: str, form: str, t: _Words) -> Schema:
    row: Schema = {"$ref": f"#/components/schemas/{name}"}
    if name in PANELS:
        row = {"anyOf": [row, {"$ref": f"#/components/schemas/{name}-by-period"}]}
    if form == "json":
        return {
            "type": "object",
            "required": ["rows", "total", "next"],
            "properties": {
                "rows": {"type": "array", "items": row},
                "total": {"type": "integer", "description": t("api.total")},
                "next": {"type": ["string", "null"], "description": t("api.next")},
            },
        }
    if form == "jsonl":
        return row
    return {"type": "object" if form == "metadata.json" else "string"}


def _thing_path(thing: str, t: _Words) -> dict[str, Any]:
    named = {"parties": "short", "cases": "case"}.get(thing)
    number: Schema = {"type": "string"} if named else {"type": "integer", "minimum": 1}
    words = t(f"api.thing_{thing}")
    return {
        "get": {
            "operationId": f"{thing}.one",
            "tags": [thing],
            "summary": words,
            "parameters": [
                {
                    "name": "id",
                    "in": "path",
                    "required": True,
                    "schema": number,
                    "description": t(f"api.parameter.{named or 'id'}"),
                },
                _language(t),
            ],
            "responses": {
                "200": {
                    "description": words,
                    "content": {"application/json": {"schema": {"type": "object"}}},
                    "headers": _validators(t),
                },
                "304": {"$ref": "#/components/responses/unchanged"},
                **_problems("202", "400", "404", "429", "503"),
            },
        }
    }


def _search_path(t: _Words) -> dict[str, Any]:
    found: Schema = {"type": "object", "required": ["q", "total", "exact", "hits", "missing"]}
    words = t("api.search")
    return {
        "get": {
            "operationId": "search",
            "summary": words,
            "parameters": [
                {
                    "name": "q",
                    "in": "query",
                    "required": True,
                    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST},
                    "description": t("api.parameter.q"),
                },
                {
                    "name": "limit",
                    "in": "query",
                    "required": False,
                    "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 20},
                    "description": t("api.parameter.limit_each"),
                },
                _language(t),
            ],
            "responses": {
                "200": {
                    "description": words,
                    "content": {"application/json": {"schema": found}},
                    "headers": _validators(t),
                },
                "304": {"$ref": "#/components/responses/unchanged"},
                **_problems("202", "400", "429", "503"),
            },
        }
    }


def _reference(table: str, key: str) -> dict[str, Any]:
    return {"$ref": f"#/components/parameters/{_component(table, key)}"}


def _component(table: str, key: str) -> str:
    """The name of a parameter's description: filters of a page are its own, the rest are shared."""
    page, declared = _declared(table, key)
    return key if declared is None else f"{page}.{key}"


def _declared(table: str, key: str) -> tuple[str, Filter[Any] | None]:
    """The first page of a table that filters by a key, and that filter."""
    for page in PAGES[table]:
        for each in (each for filters in FILTERS.get(page, ()) for each in filters):
            if each.key == key:
                return page, each
    return "", None


def _parameter(table: str, key: str, lang: Lang) -> dict[str, Any]:
    _, declared = _declared(table, key)
    found: dict[str, Any] = {"name": key, "in": "query", "required": False}
    if declared is not None:
        return found | {
            "description": text(declared.label, lang),
            "schema": _of_filter(declared),
            **({"style": "form", "explode": True} if declared.kind == "many" else {}),
        }
    named = f"api.parameter.{key}"
    told = named if named in catalogue(lang) else "api.parameter.of_page"
    return found | {"description": text(told, lang, **NAMES), "schema": _of_name(key)}


def _of_filter(each: Filter[Any]) -> Schema:
    """What values a filter takes: those of a table's own rows are not listed."""
    if each.kind == "day":
        return {"type": "string", "format": "date"}
    if each.kind == "number":
        return {"type": "integer", "minimum": 0, "maximum": each.most}
    if each.kind == "flag":
        return {"type": "string", "enum": ["1"]}
    if each.kind == "text":
        return {"type": "string", "maxLength": each.most}
    if each.kind == "pair":
        return {"type": "string", "pattern": r"^[^.]+\.[^.]+$"}
    one: Schema = {"type": "string"}
    if not callable(each.options):
        one["enum"] = list(each.options)
    if each.kind == "many":
        return {"type": "array", "items": one}
    return one | ({"default": each.default} if each.default else {})


def _of_name(key: str) -> Schema:
    if key == "limit":
        return {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 1_000}
    if key in _NUMBERS:
        return {"type": "integer", "minimum": 1}
    choices = {"lang": ["da", "en"], "excel": ["1"], "split": ["1"], "by": ["session", "month"]}
    return {"type": "string"} | ({"enum": choices[key]} if key in choices else {})


def _language(t: _Words) -> dict[str, Any]:
    return {
        "name": "lang",
        "in": "query",
        "required": False,
        "description": t("api.parameter.lang"),
        "schema": _of_name("lang"),
    }


def _row(table: Table, lang: Lang) -> Schema:
    schema: Schema = {
        "type": "object",
        "properties": {c.name: _value(table, c, lang) for c in table.columns_of(demo=True)},
        "required": [column.name for column in table.columns],
    }
    if table.each is not None:
        votes = {rf"^{table.each.name}\d+$": _value(table, table.each, lang)}
        schema["patternProperties"] = votes
    return schema


def _value(table: Table, column: Column, lang: Lang) -> Schema:
    kind = dict(_TYPES[column.dtype])
    if column.nullable:
        kind["type"] = [kind["type"], "null"]
    unit = unit_of(table.name, column.name)
    told = {"description": table.meaning(column, lang)}
    return kind | told | ({"x-unit": unit} if unit else {})


def _problems(*statuses: str) -> dict[str, Any]:
    return {status: {"$ref": f"#/components/responses/{_PROBLEMS[status]}"} for status in statuses}


def _problem(status: str, name: str, t: _Words) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": t(f"api.{name}"),
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}
        },
    }
    if status in _RETRY:
        seconds = {"description": t("api.retry"), "schema": {"type": "integer"}}
        found["headers"] = {"Retry-After": seconds}
    return found


def _problem_schema(t: _Words) -> Schema:
    return {
        "type": "object",
        "description": t("api.problem"),
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "parameter": {"type": "string"},
            "like": {"type": "array", "items": {"type": "string"}},
        },
    }


def _validators(t: _Words) -> dict[str, Any]:
    return {
        "ETag": {"description": t("api.etag", **NAMES), "schema": {"type": "string"}},
        "Last-Modified": {"description": t("api.modified"), "schema": {"type": "string"}},
    }
