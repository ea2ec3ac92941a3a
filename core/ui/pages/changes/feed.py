"""Changes in words, and as a feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import polars as pl

from core.export.feed import Entry, atom_feed
from core.language import date_text, moment
from core.times import zoned
from core.ui.shell.context import Context
from core.ui.shell.router import has_page


def time_words(context: Context, at: datetime) -> str:
    """A Danish local time in words; midnight as the day only."""
    if at.hour == at.minute == 0:
        return date_text(at.date(), context.lang)
    return moment(zoned(at), context.lang)


def what_words(context: Context, row: Mapping[str, Any]) -> str | None:
    """A change in words: the title, with the outcome of a vote; or what a sync found."""
    if row["fields"]:
        change, entity, n, *fields = row["fields"].split(" ")
        words = f"changes.silent.{change}"
        return context.t(
            "changes.silent_row",
            change=context.t(words) if context.has(words) else change,
            entity=entity,
            n=int(n),
            fields=f"({', '.join(fields)})" if fields else "",
        ).strip()
    parts = [row["title"]]
    if row["result"]:
        parts.append(context.t(f"result.{row['result']}"))
    return " · ".join(part for part in parts if part) or None


def way_to(row: Mapping[str, Any]) -> tuple[str, dict[str, str]] | None:
    """The page that shows what changed and its parameters; None where there is none."""
    kind, number, case = row["kind"], row["id"], row["case_id"]
    ways: list[tuple[str, int | None, str]] = {
        "vote": [("vote", number, "id")],
        "case": [("case", number, "id")],
        "step": [("case", case, "id")],
        "document": [("documents", number, "id")],
        "meeting": [("meetings", number, "id")],
    }.get(kind, [])
    for page, found, name in ways:
        if found is not None and has_page(page):
            return page, {name: str(found)}
    return None


def feed_file(
    context: Context,
    rows: pl.DataFrame,
    since: datetime,
    fetched_at: datetime,
    url: str,
    cut: Sequence[str] = (),
) -> bytes:
    """The changes as an Atom feed; the ids of the entries are stable.

    `cut` are sentences on changes that are missing; they are in the subtitle.
    """
    t, lang = context.t, context.lang
    source = "demo" if context.demo else "oda.ft.dk"
    base = url.partition("?")[0].rpartition("/")[0]
    entries = []
    for row in rows.iter_rows(named=True):
        way = way_to(row)
        what = what_words(context, row) or t(f"changes.kind.{row['kind']}")
        state, kind = t(f"changes.state.{row['state']}"), t(f"changes.kind.{row['kind']}")
        case = case_words(row) if row["kind"] != "case" else row["case_number"]
        summary = [f"{kind}, {state.lower()}", case]
        if row["date"]:
            summary.append(date_text(row["date"], lang))
        name = row["fields"] if row["state"] == "silent" else str(row["id"])
        entries.append(
            Entry(
                key=f"{source}/{row['kind']}/{name}",
                title=f"{kind} ({state.lower()}): {' · '.join(filter(None, (case, what)))}",
                updated=zoned(row["updated"]) if row["updated"] else fetched_at,
                summary=" · ".join(filter(None, summary)),
                category=row["kind"],
                link=f"{base}/{way[0]}?{urlencode(way[1])}" if way and base else None,
            )
        )
    words = t("changes.feed_text", n=rows.height, since=time_words(context, since))
    return atom_feed(
        entries,
        key=f"{source}/changes?{url.partition('?')[2]}",
        title=t("changes.feed_title"),
        subtitle=" ".join([f"{words}.", *cut]) if cut else words,
        updated=fetched_at,
        link=url,
        lang=lang,
        author=t("changes.feed_author_demo" if context.demo else "changes.feed_author"),
    )


def case_words(row: Mapping[str, Any]) -> str:
    """Number and title of the case."""
    return " · ".join(part for part in (row["case_number"], row["case_title"]) if part)
