"""The readme of an exported file: its source, filters, time, terms, methods and columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal

import polars as pl

from core.analysis.subsets import Interval
from core.dictionary import Column, table_of
from core.export.csv import Dialect
from core.export.provenance import Provenance
from core.language import Lang, catalogue, clock, date_text, text
from core.times import in_denmark

Form = Dialect | Literal["json", "jsonl", "parquet"]
"""The kind of file that the readme describes."""

TERMS_URL = "https://www.ft.dk/da/dokumenter/aabne_data"

_WIDTH = 88
_MOST_URLS = 20
_KINDS = {
    pl.Int8: "number",
    pl.Int32: "number",
    pl.Int64: "number",
    pl.Float64: "decimal",
    pl.String: "text",
    pl.Date: "date",
    pl.Boolean: "boolean",
}


def readme_file(provenance: Provenance, lang: Lang, form: Form) -> bytes:
    """The readme as a text file; with a BOM and CRLF where the CSV is for Excel."""
    words = readme_text(provenance, lang, form)
    if form == "excel":
        return words.replace("\n", "\r\n").encode("utf-8-sig")
    return words.encode()


def readme_text(provenance: Provenance, lang: Lang, form: Form) -> str:
    """The readme as text: source, filters, time, terms, format, methods and columns."""
    title = text("readme.title", lang, table=text(f"readme.table_{provenance.table}", lang))
    blocks = [underlined(title)]
    if provenance.demo:
        blocks.append(_wrapped(text("demo.in_file", lang)))
    blocks += [
        section("readme.about", lang, _about(provenance, lang)),
        section("readme.filters", lang, _filters(provenance, lang)),
        section("readme.source", lang, _source(provenance, lang)),
        section("readme.terms", lang, terms(lang, demo=provenance.demo)),
        section("readme.format", lang, text_format(form, lang)),
        section("readme.method", lang, _methods(provenance, lang)),
        section("readme.columns", lang, _columns(provenance, lang)),
    ]
    return "\n\n".join(blocks) + "\n"


def _about(provenance: Provenance, lang: Lang) -> Iterator[str]:
    yield text("readme.rows", lang, n=provenance.rows)
    yield f"{text('readme.made', lang)}: {both_times(provenance.made_at, lang)}"
    if provenance.page_url:
        yield f"{text('readme.page', lang)}: {one_line(provenance.page_url)}"


def _filters(provenance: Provenance, lang: Lang) -> Iterator[str]:
    for label, value in provenance.filters:
        yield f"- {one_line(label)}: {one_line(value)}"
    if not provenance.filters:
        yield text("readme.no_filters", lang)


def _source(provenance: Provenance, lang: Lang) -> Iterator[str]:
    at = both_times(provenance.fetched_at, lang)
    if provenance.demo:
        yield text("readme.source_demo", lang, moment=at)
        return
    yield text("readme.source_text", lang, moment=at)
    if provenance.source_urls:
        yield text("readme.source_urls", lang)
    yield from (f"- {one_line(url)}" for url in provenance.source_urls[:_MOST_URLS])
    left = len(provenance.source_urls) - _MOST_URLS
    if left > 0:
        yield f"- {text('readme.more_urls', lang, n=left)}"


def terms(lang: Lang, *, demo: bool) -> Iterator[str]:
    """The terms of use of the data."""
    if demo:
        yield text("readme.terms_demo", lang)
    else:
        credit = text("readme.credit", lang)
        yield text("readme.terms_text", lang, url=TERMS_URL, credit=credit)


def text_format(form: str, lang: Lang) -> Iterator[str]:
    """How the file is encoded, for every form except a workbook."""
    yield text(f"readme.format_{form}", lang)
    if form in ("excel", "plain"):
        yield text("readme.format_values", lang)


def _methods(provenance: Provenance, lang: Lang) -> Iterator[str]:
    for method in methods(provenance.table, provenance.by, lang):
        yield f"- {method}"


def methods(table: str, by: Interval | None, lang: Lang) -> list[str]:
    """How the figures of a table are made, a paragraph each."""
    sections = [f"readme.method_{table}.", *(["readme.method_panel."] if by else [])]
    return [text(key, lang) for each in sections for key in catalogue(lang) if key.startswith(each)]


def _columns(provenance: Provenance, lang: Lang) -> Iterator[str]:
    table = table_of(provenance.table, provenance.by)
    for column in table.described(demo=provenance.demo):
        yield f"{column.name} ({_kind(column, lang)})\n    {table.meaning(column, lang)}"


def _kind(column: Column, lang: Lang) -> str:
    kind = text(f"readme.kind_{_KINDS[column.dtype]}", lang)
    return f"{kind}, {text('readme.can_be_empty', lang)}" if column.nullable else kind


def underlined(title: str) -> str:
    """A title and a line of = below it."""
    return f"{title}\n{'=' * len(title)}"


def both_times(at: datetime, lang: Lang) -> str:
    """A time in Danish time and in UTC."""
    local, utc = in_denmark(at), at.astimezone(UTC)
    return text(
        "readme.both_times",
        lang,
        danish=f"{date_text(local.date(), lang, 'long')} {clock(at, lang)}",
        utc=f"{utc:%Y-%m-%d %H:%M}",
    )


def section(key: str, lang: Lang, lines: Iterator[str]) -> str:
    """A heading of the catalogue, underlined, and its paragraphs."""
    heading = text(key, lang)
    return "\n".join([heading, "-" * len(heading), *map(_wrapped, lines)])


def _wrapped(paragraph: str) -> str:
    """Lines of at most `_WIDTH` characters; a longer word, such as a URL, is not broken."""
    return "\n".join(
        textwrap.fill(
            line.strip(),
            _WIDTH,
            initial_indent=(indent := " " * (len(line) - len(line.lstrip()))),
            subsequent_indent=indent + ("  " if line.startswith("- ") else ""),
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in paragraph.split("\n")
    )


def one_line(value: str) -> str:
    """Text from outside on one line, so that it cannot pass for other lines of the readme."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())
