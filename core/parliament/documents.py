"""Documents as tables: what a search found, and one document with files, people and cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import polars as pl

from core.oda.schema.codes import DocumentKind, DocumentRole
from core.parliament.calendar.periods import Period
from core.parliament.cases.addresses import file_format
from core.parliament.cases.tables import Names, case_titles, named
from core.parliament.searches import (
    LATE,
    MOST_CASES,
    MOST_DOCUMENTS,
    SENDERS,
    TOTALS,
    DocumentSearch,
    Frames,
)
from core.parliament.texts.plain import one_line

_COLUMNS = (
    "document_id", "date", "type_id", "type", "category", "status", "title", "case_id",
    "case_number", "case_title", "sender", "question_id", "updated",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundDocuments:
    """What a search found: `rows` with the columns of `documents_table`, the newest first.

    `total` is how many documents the API has for the search, None where only links were counted;
    `cut` says that some are not among the rows. `knows_case` and `knows_sender` say whether those
    columns were loaded: if not, an empty value means nothing.
    """

    rows: pl.DataFrame
    total: int | None
    cut: bool
    knows_case: bool
    knows_sender: bool


@dataclass(frozen=True, slots=True)
class Document:
    """One document: `raw` is the API's row and `row` that of `documents_table`.

    Both are empty where the API has none of that id. `question` (what it answers) and `answers` are
    rows of the API, the oldest answer first; `files`, `people` and `cases` as in `files_table`,
    `people_table` and `linked_cases`.
    """

    raw: Mapping[str, Any]
    row: Mapping[str, Any]
    question: pl.DataFrame
    answers: pl.DataFrame
    files: pl.DataFrame
    people: pl.DataFrame
    cases: pl.DataFrame


def found_documents(search: DocumentSearch, frames: Frames, names: Names) -> FoundDocuments:
    """What a search found. With several relations, the documents in all of them.

    The roles of the frames are `found`, or the relations; with a committee also `referred` (its
    cases), `cases` (their documents) and `folder` (the documents in its folder).
    """
    if not search.relations:
        documents = frames["Dokument", "found"]
        table = documents_table(
            documents,
            names,
            cases=_cases(frames["SagDokument", "found"], frames["Sag", "found"]),
            senders=_people(frames["DokumentAktør", "found"], frames["Aktør", "found"]),
        )
        total = int(frames[TOTALS, "found"]["total"][0])
        return FoundDocuments(
            table, total, total > documents.height, knows_case=True, knows_sender=True
        )
    answers: list[pl.DataFrame] = []
    cut = False
    cases = senders = None
    for name in search.relations:
        also = ("cases", "folder") if name == "committee" else ()
        roles = [name, *(role for role in also if ("Dokument", role) in frames)]
        answers.append(pl.concat(frames["Dokument", role] for role in roles).unique("id"))
        cut |= any(_more(frames, role, MOST_DOCUMENTS) for role in roles)
        linked = [role for role in roles if ("SagDokument", role) in frames]
        if linked and (cases is None or name == "case"):
            cases = _cases(
                pl.concat(frames["SagDokument", role] for role in linked),
                pl.concat(frames["Sag", role] for role in linked),
            )
        if name == "sender":
            senders = _people(frames["DokumentAktør", name], frames["Aktør", name])
        if name == "committee":
            cut |= _more(frames, "referred", MOST_CASES)
    in_all = reduce(lambda one, other: one.join(other, on="id", how="semi"), answers)
    table = documents_table(in_all, names, cases=cases, senders=senders)
    return FoundDocuments(
        table, None if cut else table.height, cut, cases is not None, senders is not None
    )


def referred_cases(referred: pl.DataFrame) -> tuple[int, ...]:
    """The cases of a committee, the newest first, from the `SagAktør` rows in role `referred`."""
    return tuple(referred["sagid"].unique().sort(descending=True))


def looked_through(search: DocumentSearch, known: Iterable[Period]) -> tuple[int, ...]:
    """The periods whose cases may have documents of the days asked for; empty means all."""
    if search.start is None:
        return ()
    return tuple(
        sorted(
            period.period_id
            for period in known
            if period.end.date() + LATE >= search.start
            and (search.end is None or period.start.date() <= search.end)
        )
    )


def _more(frames: Frames, role: str, most: int) -> bool:
    """Whether the API has more rows for a query than its limit."""
    return bool((frames[TOTALS, role]["total"] > most).any())


def documents_table(
    documents: pl.DataFrame,
    names: Names,
    *,
    cases: pl.DataFrame | None = None,
    senders: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """One row a document, the newest first.

    Columns: document_id, date (Date), type_id, type, category, status, title, case_id, case_number,
    case_title (the first of its cases), sender (for an answer, who gave it; names with a semicolon
    between them; null where it has none), question_id (the document that it answers), updated.
    """
    if cases is None:
        cases = pl.DataFrame(
            schema={
                "document_id": pl.Int32,
                "case_id": pl.Int32,
                "case_number": pl.String,
                "case_title": pl.String,
            }
        )
    if senders is None:
        senders = pl.DataFrame(
            schema={"document_id": pl.Int32, "sent_by": pl.String, "answered_by": pl.String}
        )
    roles = ("answered_by", "sent_by")
    return (
        documents.select(
            pl.col("id").alias("document_id"),
            pl.col("dato").dt.date().alias("date"),
            "typeid",
            pl.col("typeid").alias("type_id"),
            "kategoriid",
            "statusid",
            one_line("titel").alias("title"),
            pl.col("spørgsmålsid").alias("question_id"),
            pl.col("opdateringsdato").alias("updated"),
        )
        .unique("document_id")
        .join(named(names, "Dokumenttype", "typeid", "type"), on="typeid", how="left")
        .join(
            named(names, "Dokumentkategori", "kategoriid", "category"), on="kategoriid", how="left"
        )
        .join(named(names, "Dokumentstatus", "statusid", "status"), on="statusid", how="left")
        .join(cases, on="document_id", how="left")
        .join(senders, on="document_id", how="left")
        .with_columns(
            pl.when(pl.col("typeid") == DocumentKind.ANSWER)
            .then(pl.coalesce(roles))
            .otherwise(pl.coalesce(reversed(roles)))
            .alias("sender")
        )
        .select(_COLUMNS)
        .sort("date", "document_id", descending=True, nulls_last=True)
    )


def people_table(links: pl.DataFrame, actors: pl.DataFrame, names: Names) -> pl.DataFrame:
    """The actors linked to a document: actor_id, actor, role, by role and name."""
    return (
        links.join(named(names, "DokumentAktørRolle", "rolleid", "role"), on="rolleid", how="left")
        .join(_actors(actors), on="aktørid", how="left")
        .select(pl.col("aktørid").alias("actor_id"), "actor", "role")
        .unique()
        .sort("role", "actor", "actor_id", nulls_last=True)
    )


def linked_cases(links: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """The cases of a document: case_id, case_number, case_title, exhibit, by number."""
    return (
        links.select(pl.col("sagid").alias("case_id"), one_line("bilagsnummer").alias("exhibit"))
        .join(case_titles(cases), on="case_id", how="left")
        .unique("case_id", keep="first", maintain_order=True)
        .select("case_id", "case_number", "case_title", "exhibit")
        .sort("case_number", "case_id", nulls_last=True)
    )


def files_table(files: pl.DataFrame) -> pl.DataFrame:
    """The files of a document by title: file_id, title, format, original and url.

    `format` is that of the file's address, `original` the format of the original where it differs.
    """
    pairs = [file_format(*row) for row in files.select("filurl", "format").iter_rows()]
    formats = pl.DataFrame(pairs, schema={"format": pl.String, "original": pl.String}, orient="row")
    return files.select(
        pl.col("id").alias("file_id"),
        one_line("titel").alias("title"),
        formats["format"],
        formats["original"],
        one_line("filurl").alias("url"),
    ).sort("title", "format", "file_id", nulls_last=True)


def _cases(links: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """The first case of each document: document_id, case_id, case_number, case_title."""
    return (
        links.sort("id")
        .unique("dokumentid", keep="first", maintain_order=True)
        .select(pl.col("dokumentid").alias("document_id"), pl.col("sagid").alias("case_id"))
        .join(case_titles(cases), on="case_id", how="left")
    )


def _people(links: pl.DataFrame, actors: pl.DataFrame) -> pl.DataFrame:
    """Who sent each document, and who gave it as an answer: document_id, sent_by, answered_by."""
    answered = pl.col("rolleid") == DocumentRole.ANSWERED_BY

    def names(of: pl.Expr, name: str) -> pl.Expr:
        joined = pl.col("actor").filter(of).drop_nulls().unique().sort().str.join("; ")
        return pl.when(joined != "").then(joined).alias(name)

    return (
        links.filter(pl.col("rolleid").is_in(SENDERS))
        .join(_actors(actors), on="aktørid", how="left")
        .group_by(pl.col("dokumentid").alias("document_id"))
        .agg(names(~answered, "sent_by"), names(answered, "answered_by"))
    )


def _actors(actors: pl.DataFrame) -> pl.DataFrame:
    return actors.select(pl.col("id").alias("aktørid"), one_line("navn").alias("actor")).unique(
        "aktørid"
    )
