"""What changed, in words, and as entries of a feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import polars as pl

from core.export.entries import Row, Teller, joined
from core.export.feed import Entry
from core.language import Lang, date_text, has, moment, text
from core.parliament.texts.lookups import LookupSet, lookup_words
from core.times import zoned

_STATES: Mapping[str, LookupSet] = {
    "case": "case_status",
    "step": "step_status",
    "document": "document_status",
    "meeting": "meeting_status",
}


def time_words(at: datetime, lang: Lang) -> str:
    """A Danish local time in words; midnight is told as the day alone."""
    if at.hour == at.minute == 0:
        return date_text(at.date(), lang)
    return moment(zoned(at), lang)


def what_words(row: Row, lang: Lang) -> str | None:
    """What changed in words: the title, of a vote also its outcome; or what a sync found."""
    if row["fields"]:
        change, entity, n, *fields = row["fields"].split(" ")
        words = f"changes.silent.{change}"
        return text(
            "changes.silent_row",
            lang,
            change=text(words, lang) if has(words, lang) else change,
            entity=entity,
            n=int(n),
            fields=f"({', '.join(fields)})" if fields else "",
        ).strip()
    step = row["kind"] == "step"
    parts = [lookup_words("step", row["title"], lang) if step else row["title"]]
    if row["result"]:
        parts.append(text(f"result.{row['result']}", lang))
    return joined(parts) or None


def was_words(row: Row, lang: Lang) -> str:
    """What the change changed, from what to what; empty where it is not known."""
    told = []
    for one in row["was"] or ():
        old, new = one["old"], one["new"]
        if one["field"] == "date":
            old, new = (date_text(date.fromisoformat(day), lang) for day in (old, new))
        elif one["field"] == "result":
            old, new = (text(f"result.{result}", lang) for result in (old, new))
        else:
            old, new = (lookup_words(_STATES[row["kind"]], name, lang) for name in (old, new))
        told.append(text(f"changes.was.{one['field']}", lang, old=old, new=new))
    return joined(told)


def case_words(row: Row) -> str:
    """Number and title of the case."""
    return joined([row["case_number"], row["case_title"]])


def way_to(row: Row) -> tuple[str, dict[str, str]] | None:
    """Page and parameters of what changed, None where no page shows it."""
    kind, number, case = row["kind"], row["id"], row["case_id"]
    page, found = {
        "vote": ("vote", number),
        "case": ("case", number),
        "step": ("case", case),
        "document": ("documents", number),
        "meeting": ("meetings", number),
    }.get(kind, ("", None))
    return None if found is None else (page, {"id": str(found)})


def change_entries(teller: Teller, rows: pl.DataFrame, fetched_at: datetime) -> list[Entry]:
    """An entry a change, of rows as in `change_list`, in their order.

    What tells no time is as old as the copy. An entry keeps its id for as long as the thing exists.
    """
    entries = []
    for row in rows.iter_rows(named=True):
        way = way_to(row)
        kind = teller.t(f"changes.kind.{row['kind']}")
        state = teller.t(f"changes.state.{row['state']}").lower()
        case = case_words(row) if row["kind"] != "case" else row["case_number"]
        what = what_words(row, teller.lang) or kind
        day = teller.day(row["date"]) if row["date"] else None
        name = row["fields"] if row["state"] == "silent" else row["id"]
        entries.append(
            Entry(
                key=teller.key(row["kind"], name),
                title=f"{kind} ({state}): {joined([case, what])}",
                updated=zoned(row["updated"]) if row["updated"] else fetched_at,
                summary=joined([f"{kind}, {state}", case, was_words(row, teller.lang), day]),
                category=row["kind"],
                label=kind,
                link=None if way is None else teller.way(way[0], **way[1]),
            )
        )
    return entries


def changes_told(rows: int, since: datetime, cut: Sequence[str], lang: Lang) -> str:
    """How many changes there are since a time, and the sentences on what is not among them."""
    told = text("changes.feed_text", lang, n=rows, since=time_words(since, lang))
    return " ".join([f"{told}.", *cut]) if cut else told
