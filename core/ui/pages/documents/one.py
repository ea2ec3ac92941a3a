"""One document: what it is about, its question and answers, files and people."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core.errors import NoSuchThing
from core.language import date_text, shortened
from core.oda.schema.codes import DocumentKind
from core.parliament.cases.addresses import file_url
from core.parliament.documents import Document
from core.parliament.texts.lookups import document_words, lookup_words
from core.parliament.texts.plain import plain
from core.tables import documents as tables
from core.tables.titles import titled
from core.ui.pages.documents.list import told_of_outage
from core.ui.parts.asked import id_or_end
from core.ui.parts.links import Row, link_list, to
from core.ui.parts.table import prose, source_line
from core.ui.parts.waiting import shown
from core.ui.shell.context import Context, escape
from core.ui.shell.head import name_page
from core.ui.shell.messages import PageEnds, error_box
from core.ui.shell.way import way_back

_SENTENCE = 2_000
_QUESTIONS = (DocumentKind.COMMITTEE_QUESTION, DocumentKind.S20_QUESTION)


def asked_document(context: Context) -> int | None:
    """The id in the address, None where it has none; ends the page if it is invalid."""
    if "id" not in st.query_params:
        return None
    back = partial(_back, context)
    return id_or_end(context, "documents.no_id", back, title="documents.title")


def document_page(context: Context, document_id: int) -> None:
    """One document: its kind, question, cases, answers, files and people."""
    t = context.t
    recipe = tables.one_document(document_id)
    table = shown(context, recipe)
    document = table.content
    if not document.raw:
        error = NoSuchThing(
            f"there is no document {document_id}", what="document", name=document_id
        )
        error_box(error, context.lang)
        _back(context)
        raise PageEnds
    raw, row = document.raw, document.row
    _back(context)
    name_page(titled(row["title"] or t("documents.untitled", id=document_id)))
    st.title(escape(row["title"]) or t("documents.untitled", id=document_id))
    told_of_outage(context, recipe)
    words = [
        *document_words(row, context.lang),
        lookup_words("document_status", row["status"], context.lang),
    ]
    words.append(date_text(row["date"], context.lang))
    source_line(context, table.fetched_at, " · ".join(escape(word) for word in words if word))
    _beside(context, document)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _wording(context, raw)
        _answers(context, document)
        _files(context, document.files)
    with right:
        _people(context, document.people)
        _facts(context, raw)


def _beside(context: Context, document: Document) -> None:
    """The question that it answers, with its subject, and its cases; each a link."""
    t = context.t
    rows = [
        _document_row(context, row, (t("documents.asked_by"),))
        for row in document.question.iter_rows(named=True)
    ]
    for row in document.cases.iter_rows(named=True):
        exhibit = f"{t('documents.exhibit')} {row['exhibit']}" if row["exhibit"] else ""
        rows.append(
            Row(
                to("case", id=str(row["case_id"])),
                row["case_title"] or "",
                number=row["case_number"] or str(row["case_id"]),
                facts=(t("documents.case_of"), exhibit),
            )
        )
    if rows:
        link_list(context, rows, key="beside", label=t("documents.beside"))
    if document.cases.is_empty():
        st.caption(t("documents.no_cases"))


def _wording(context: Context, raw: Mapping[str, Any]) -> None:
    words = plain(raw["spørgsmålsordlyd"]) or plain(raw["spørgsmålstitel"])
    if words:
        st.subheader(context.t("documents.asked"))
        prose(context, words, f"document-{raw['id']}")


def _answers(context: Context, document: Document) -> None:
    t = context.t
    if not document.answers.is_empty():
        st.subheader(t("documents.answers", n=document.answers.height))
        link_list(
            context,
            [_document_row(context, row) for row in document.answers.iter_rows(named=True)],
            key="answers",
            label=t("documents.answers", n=document.answers.height),
        )
    elif document.raw["typeid"] in _QUESTIONS:
        st.caption(t("documents.no_answer"))


def _document_row(context: Context, row: Mapping[str, Any], facts: tuple[str, ...] = ()) -> Row:
    """A row of the API as a link: its title and day, and what is asked if it is a question."""
    title = " ".join((row["titel"] or "").split())
    return Row(
        to("documents", id=str(row["id"])),
        title or context.t("documents.untitled", id=row["id"]),
        when=date_text(row["dato"].date(), context.lang) if row["dato"] else "",
        text=_subject(row),
        facts=facts,
    )


def _subject(row: Mapping[str, Any]) -> str:
    """What a question asks, where its title does not say it; empty for other documents."""
    words = plain(row["spørgsmålstitel"]) or plain(row["spørgsmålsordlyd"]) or ""
    words = " ".join(words.split())
    return "" if words == " ".join((row["titel"] or "").split()) else words


def _files(context: Context, files: pl.DataFrame) -> None:
    t = context.t
    st.subheader(t("documents.files"))
    if files.is_empty():
        st.caption(t("documents.no_files"))
    for row in files.iter_rows(named=True):
        words = {"name": row["title"] or t("documents.files"), "format": row["format"] or "–"}
        link = file_url(row["url"])
        if link is not None:
            label = escape(t("documents.open", **words))
            if row["original"]:
                label += f" · {escape(t('documents.original', format=row['original']))}"
            st.link_button(label, link, icon=":material/download:")
        else:
            st.markdown(escape(t("documents.no_link", **words)))
            st.code(shortened(row["url"] or "–", _SENTENCE), language=None, wrap_lines=True)


def _people(context: Context, people: pl.DataFrame) -> None:
    st.subheader(context.t("documents.actors"))
    if people.is_empty():
        st.caption(context.t("documents.no_actors"))
    lines = []
    for row in people.iter_rows(named=True):
        role = lookup_words("document_role", row["role"], context.lang)
        lines.append(f"{escape(role) or '–'}: **{escape(row['actor']) or '–'}**")
    st.markdown("  \n".join(lines))


def _facts(context: Context, raw: Mapping[str, Any]) -> None:
    t, lang = context.t, context.lang
    st.subheader(t("documents.facts"))
    days = {"received": raw["modtagelsesdato"], "released": raw["frigivelsesdato"]}
    lines = [
        f"{t(f'documents.{name}')}: **{date_text(at.date() if at else None, lang)}**"
        for name, at in days.items()
    ]
    st.markdown("  \n".join([*lines, f"{t('documents.id')}: **{raw['id']}**"]))


def _back(context: Context) -> None:
    """The link back to the list as it was seen last."""
    way_back("documents", context.t("documents.back"))
