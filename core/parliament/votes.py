"""Votes as a table: each with its case, step, meeting and the official totals from its text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from core.parliament.conclusions import parse_conclusion, read_conclusions
from core.parliament.errornotes import parse_note
from core.parliament.text import one_line, plain

FINAL, COMMITTEE, MOTION, AMENDMENT = 1, 2, 3, 4
TYPE_CODES = {FINAL: "final", COMMITTEE: "committee", MOTION: "motion", AMENDMENT: "amendment"}

_CASE_FOLDERS = {
    "L": "lovforslag/l{}",
    "B": "beslutningsforslag/b{}",
    "F": "forespoergsel/F{}",
    "R": "redegoerelse/R{}",
}


def votes_table(
    session: str,
    votes: pl.DataFrame,
    meetings: pl.DataFrame,
    steps: pl.DataFrame,
    cases: pl.DataFrame,
    vote_types: pl.DataFrame,
    case_types: pl.DataFrame,
    *,
    links: bool = True,
) -> pl.DataFrame:
    """One row a vote, newest first, from the API's rows of one session.

    Columns: vote_id, date (of the meeting), session, number, type_id, type_code, type, case_id,
    case_number, case_title, case_type_id, case_type, step, adopted, official_for, official_against,
    official_neither (null where the text has no totals), margin (for minus against, without sign),
    parties_for, parties_against, parties_neither (short names, blank between), error_note (kinds,
    blank between), note, conclusion, result_conflict, url (null without `links`), updated, search
    (what `search_votes` looks in).

    Where the recorded result contradicts the official text, the text counts: it is what was read
    out in the chamber, and the totals bear it out in every known contradiction.
    """
    table = (
        votes.join(_named(meetings, date="dato", meeting_number="nummer"), on="mødeid", how="left")
        .join(
            _named(steps, key="sagstrinid", step="titel", case_id="sagid"),
            on="sagstrinid",
            how="left",
        )
        .join(_cases(cases), on="case_id", how="left")
        .join(_named(vote_types, key="typeid", type="type"), on="typeid", how="left")
        .join(
            _named(case_types, key="case_type_id", case_type="type"), on="case_type_id", how="left"
        )
    )
    read = read_conclusions(table["konklusion"])
    table = pl.concat([table, read], how="horizontal")
    recorded, stated = pl.col("vedtaget"), pl.col("outcome")
    table = table.select(
        pl.col("id").alias("vote_id"),
        pl.col("date").dt.date(),
        pl.lit(session).alias("session"),
        pl.col("nummer").alias("number"),
        pl.col("typeid").alias("type_id"),
        pl.col("typeid")
        .replace_strict(TYPE_CODES, default="unknown", return_dtype=pl.String)
        .alias("type_code"),
        "type",
        "case_id",
        "case_number",
        "case_title",
        "case_type_id",
        "case_type",
        one_line("step").alias("step"),
        pl.coalesce(stated, recorded).alias("adopted"),
        "official_for",
        "official_against",
        "official_neither",
        (pl.col("official_for") - pl.col("official_against")).abs().alias("margin"),
        "parties_for",
        "parties_against",
        "parties_neither",
        _error_kinds(table).alias("error_note"),
        _plain_text(table["kommentar"]).alias("note"),
        _plain_text(table["konklusion"]).alias("conclusion"),
        (stated != recorded).fill_null(value=False).alias("result_conflict"),
        _case_urls(session, table, links=links).alias("url"),
        pl.col("opdateringsdato").alias("updated"),
    )
    return table.with_columns(_searched()).sort(
        "date", "number", "vote_id", descending=True, nulls_last=True
    )


def search_votes(table: pl.DataFrame, text: str) -> pl.DataFrame:
    """The votes whose case number, title, step, conclusion or note holds every word of `text`.

    Letter case and blanks are forgiven, so `l137` finds `L 137`. The text is never a pattern.
    """
    for word in text.lower().split():
        table = table.filter(pl.col("search").str.contains(word, literal=True))
    return table


def filter_votes(
    table: pl.DataFrame,
    *,
    start: date | None = None,
    end: date | None = None,
    types: Iterable[int] = (),
    adopted: bool | None = None,
    case_types: Iterable[int] = (),
    margin_at_most: int | None = None,
    text: str = "",
) -> pl.DataFrame:
    """The votes that pass every filter given; both dates are included.

    A closeness filter leaves out votes without official totals: their margin is not known.
    """
    kept: list[pl.Expr] = []
    if start is not None:
        kept.append(pl.col("date") >= start)
    if end is not None:
        kept.append(pl.col("date") <= end)
    if types := list(types):
        kept.append(pl.col("type_id").is_in(types))
    if case_types := list(case_types):
        kept.append(pl.col("case_type_id").is_in(case_types))
    if adopted is not None:
        kept.append(pl.col("adopted") == adopted)
    if margin_at_most is not None:
        kept.append(pl.col("margin") <= margin_at_most)
    return search_votes(table.filter(*kept) if kept else table, text)


def _searched() -> pl.Expr:
    return (
        pl.concat_str(
            pl.col("case_number").str.replace_all(" ", "", literal=True),
            *("case_number", "case_title", "step", "conclusion", "note"),
            separator=" ",
            ignore_nulls=True,
        )
        .str.to_lowercase()
        .alias("search")
    )


def _named(frame: pl.DataFrame, key: str = "mødeid", **columns: str) -> pl.DataFrame:
    return frame.select(
        pl.col("id").alias(key), *(pl.col(old).alias(new) for new, old in columns.items())
    )


def _cases(cases: pl.DataFrame) -> pl.DataFrame:
    return cases.select(
        pl.col("id").alias("case_id"),
        one_line("nummer").alias("case_number"),
        pl.coalesce(one_line("titelkort"), one_line("titel")).alias("case_title"),
        pl.col("typeid").alias("case_type_id"),
        pl.col("nummerprefix").alias("case_prefix"),
        pl.col("nummernumerisk").alias("case_figure"),
        pl.col("nummerpostfix").alias("case_postfix"),
    )


def _plain_text(column: pl.Series) -> pl.Series:
    return pl.Series([plain(text) or None for text in column], dtype=pl.String)


def _error_kinds(table: pl.DataFrame) -> pl.Series:
    def kinds(note: str | None, conclusion: str | None) -> str | None:
        found = parse_note(note, parse_conclusion(conclusion))
        return " ".join(dict.fromkeys(n.kind for n in found)) or None

    pairs = table.select("kommentar", "konklusion").iter_rows()
    return pl.Series([kinds(*pair) for pair in pairs], dtype=pl.String)


def _case_urls(session: str, table: pl.DataFrame, *, links: bool) -> pl.Series:
    def url(prefix: Any, figure: Any, postfix: Any) -> str | None:
        folder = _CASE_FOLDERS.get(str(prefix or "").strip())
        figure = str(figure or "").strip()
        if not links or folder is None or not figure.isdigit():
            return None
        name = folder.format(figure + str(postfix or "").strip().lower())
        return f"https://www.ft.dk/samling/{session}/{name}/index.htm"

    rows = table.select("case_prefix", "case_figure", "case_postfix").iter_rows()
    return pl.Series([url(*row) for row in rows], dtype=pl.String)
