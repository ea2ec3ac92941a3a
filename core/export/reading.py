"""Code to copy that reads the rows of a table at its address, in which empty and unknown differ.

docs/api.md has the same code, and a test holds it to this.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote, urlencode, urlsplit

Query = tuple[tuple[str, str], ...]

_R = """{name} <- arrow::read_parquet("{parquet}")"""
_PANDAS = """import pandas as pd

{name} = pd.read_parquet("{parquet}")"""
_CURL = """curl --fail-with-body -OJ -w '%{{http_code}}\\n' '{csv}'"""
_EXCEL = """let
    Page = (address) => Json.Document(Web.Contents(Uri.Combine("{site}/", address))),
    Pages = List.Generate(
        () => Page("{json}"),
        each _ <> null,
        each if [next] = null then null else Page([next]),
        each [rows]
    ),
    Rows = Table.FromRecords(List.Combine(Pages))
in
    Rows"""
_CODE: Mapping[str, str] = MappingProxyType(
    {"r": _R, "pandas": _PANDAS, "curl": _CURL, "excel": _EXCEL}
)
_MOST_ROWS = ("limit", "10000")
_SAFE = ":/?&=%+-._~,;@[]"  # none of them ends a text in any of the languages


def table_path(table: str, form: str, query: Query) -> str:
    """The path of a table in a form, below that of the site: `api/v1/votes.csv?session=20231`."""
    return f"api/v1/{table}.{form}" + (f"?{urlencode(query)}" if query else "")


def reading_code(site: str, table: str, query: Query) -> dict[str, str]:
    """Code that reads the rows, by `r`, `pandas`, `curl` and `excel` (Power Query).

    `site` is the address that everything stands below, without a slash at its end.
    """
    site = quote(site, _SAFE)
    parts = urlsplit(site)
    return {
        language: code.format(
            name=table.replace("-", "_"),
            site=f"{parts.scheme}://{parts.netloc}",
            parquet=f"{site}/{table_path(table, 'parquet', query)}",
            csv=f"{site}/{table_path(table, 'csv', query)}",
            json=f"{site}/{table_path(table, 'json', (*query, _MOST_ROWS))}",
        )
        for language, code in _CODE.items()
    }
