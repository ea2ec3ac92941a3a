"""The documents of a case by their kind, each a link to its file on Parliament's own sites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from core.jobs import Job
from core.language import date_text
from core.parliament.cases.one_case import CaseFile
from core.parliament.cases.tables import referred_to
from core.parliament.people.committee_names import committee_in
from core.parliament.texts.lookups import lookup_words
from core.tables.table import Table
from core.ui.parts.links import Row, link_list, to
from core.ui.parts.shown_cases import files_of
from core.ui.parts.table import source_line
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import error_box

_MOST_LISTED = 10
# The kinds in this order, others after them; the names are the API's.
_KINDS = ("Forslagstekst", "Fremsættelsestale", "Spørgsmål", "Svar", "Bilag")
_OF_COMMITTEES = ("Spørgsmål", "Svar", "Bilag")


def documents_section(context: Context, case: Table[CaseFile]) -> None:
    """The documents, a list for each kind, the newest first."""
    t, file = context.t, case.content
    st.subheader(t("case.documents"))
    if file.documents.is_empty():
        st.caption(t("case.no_documents"))
        return
    files = files_of(context, file)
    source_line(context, case.fetched_at, t("case.documents_n", n=file.documents.height))
    rows = _with_files(file.documents, None if files.table is None else files.table.content)
    committee = committee_in(context.lang, _committee(file))
    for kind in _kinds(rows):
        _of_kind(context, file, rows.filter(pl.col("type").eq_missing(kind)), kind, committee)
    if files.error is not None:
        error_box(files.error, context.lang)
    elif (
        files.job is None
        and rows["formats"].null_count() < rows.height
        and not rows["file"].count()
    ):
        st.caption(t("case.no_safe_files"))


def files_coming(context: Context, file: CaseFile) -> Job | None:
    """The job that loads what is known of the files of the documents."""
    return None if file.documents.is_empty() else files_of(context, file).job


def _of_kind(
    context: Context, file: CaseFile, rows: pl.DataFrame, kind: str | None, committee: str
) -> None:
    t = context.t
    name = _heading(context, kind, committee)
    st.markdown(f"**{escape(name)}** ({rows.height})")
    first = rows.head(_MOST_LISTED)
    listed = [_row(context, document) for document in first.iter_rows(named=True)]
    link_list(context, listed, key=f"documents_{kind}", label=name)
    if rows.height > _MOST_LISTED and file.case["number"]:
        address = to("documents", case=file.case["number"])
        st.markdown(f"[{t('case.all_documents', n=file.documents.height)}]({address})")


def _row(context: Context, document: Mapping[str, Any]) -> Row:
    number = document["number"]
    return Row(
        document["file"] or to("documents", id=str(document["document_id"])),
        document["title"] or context.t("documents.untitled", id=document["document_id"]),
        when=date_text(document["date"], context.lang),
        facts=(
            lookup_words("document_category", document["category"], context.lang),
            context.t("case.annex_number", number=number) if number else "",
            document["formats"] or "",
        ),
    )


def _heading(context: Context, kind: str | None, committee: str) -> str:
    """The kind of the documents, with the committee's name where there is only one."""
    if kind is None:
        return context.t("common.unknown")
    asked = committee and kind in _OF_COMMITTEES
    words = lookup_words("document", kind, context.lang)
    return context.t("case.documents_of", kind=words, committee=committee) if asked else words


def _kinds(rows: pl.DataFrame) -> list[str | None]:
    there = rows["type"].unique().to_list()
    known = [kind for kind in _KINDS if kind in there]
    return [*known, *sorted({kind for kind in there if kind} - set(known)), *_unnamed(there)]


def _unnamed(there: list[str | None]) -> list[None]:
    return [None] if None in there else []


def _committee(file: CaseFile) -> str:
    """The committee that the case was referred to; empty for none or several."""
    names = referred_to(file.roles)["actor"].drop_nulls().unique().to_list()
    return str(names[0]) if len(names) == 1 else ""


def _with_files(documents: pl.DataFrame, files: pl.DataFrame | None) -> pl.DataFrame:
    """The documents with their files, if these are loaded: formats, and file (an address)."""
    if files is None:
        return documents.with_columns(
            pl.lit(None, pl.String).alias(name) for name in ("formats", "file")
        )
    found = files.with_columns(pl.coalesce("pdf", "other_file").alias("file"))
    return documents.join(found, on="document_id", how="left", maintain_order="left")
