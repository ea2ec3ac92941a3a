"""The parts of the page of documents: the search with its list, and one document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core.errors import NoSuchThing
from core.filters.documents import DOCUMENTS, FIRST_DAY, DocumentChoices, documents_told
from core.language import date_text, shortened
from core.oda.schema.codes import DocumentKind
from core.parliament.cases.addresses import file_url
from core.parliament.cases.tables import Names
from core.parliament.documents import Document, FoundDocuments
from core.parliament.searches import MOST_CASES, MOST_DOCUMENTS, DocumentSearch
from core.parliament.texts.plain import plain
from core.tables import documents as tables
from core.tables.table import Recipe
from core.tables.titles import titled
from core.times import danish_now
from core.ui.parts.asked import id_or_end
from core.ui.parts.filters import Panel
from core.ui.parts.nothing import nothing_found, offer_earlier, offer_search
from core.ui.parts.offers import Addresses
from core.ui.parts.table import downloads, grid, prose, source_line
from core.ui.parts.waiting import is_old_copy, reader, shown
from core.ui.shell.context import Context, escape
from core.ui.shell.head import name_page
from core.ui.shell.messages import PageEnds, error_box, tell_unheeded
from core.ui.shell.router import has_page, page_file
from core.ui.shell.way import go, way_back

_SENTENCE = 2_000
_EARLIER = timedelta(days=365)
_FITTING = 14  # the most rows of a table without a fixed height
_QUESTIONS = (DocumentKind.COMMITTEE_QUESTION, DocumentKind.S20_QUESTION)


@dataclass(frozen=True, slots=True)
class Asked:
    """A search with label and value of each of its choices."""

    search: DocumentSearch
    filters: tuple[tuple[str, str], ...]


def asked_document(context: Context) -> int | None:
    """The id in the address, None where it has none; ends the page if it is invalid."""
    if "id" not in st.query_params:
        return None
    back = partial(_back, context)
    return id_or_end(context, "documents.no_id", back, title="documents.title")


def search_filters(context: Context, names: Names) -> Asked:
    """Draw the filters and return the search."""
    t, today = context.t, danish_now().date()
    known = DocumentChoices(names, today)
    panel = Panel(context, DOCUMENTS, known)
    panel.row("q")
    panel.row("type", "category")
    panel.row("case", "sender", "committee")
    panel.row("from", "to")
    chosen = panel.chosen
    search = tables.document_search(chosen, today)
    if search.start and search.end and search.start > search.end:
        st.warning(t("documents.wrong_period"), icon=":material/date_range:")
        raise PageEnds
    told = documents_told(known, chosen, search, context.lang)
    return Asked(search, told)


def documents_section(context: Context, asked: Asked) -> None:
    """The number of documents found, the table and its file; choosing a row opens its document."""
    t = context.t
    search, recipe, table = tables.find_documents(reader(context), asked.search, danish_now())
    found = table.content
    tell_unheeded(context.lang)
    _told_of_outage(context, recipe)
    filters = asked.filters
    if search.text != asked.search.text:
        words = {"asked": escape(asked.search.text), "shown": escape(search.text)}
        st.info(t("documents.respelled", **words), icon=":material/spellcheck:")
        written = t("documents.search")
        filters = tuple(
            (label, search.text if label == written else value) for label, value in filters
        )
    chosen = escape("; ".join(value for _, value in filters), _SENTENCE)
    if search.committee:
        st.caption(t("documents.by_committee"))
    if found.rows.is_empty():
        _nothing(context, search, asked.search.start, chosen)
        source_line(context, table.fetched_at, t("documents.source"))
        return
    n = found.rows.height
    sentence = t("documents.shown", n=n, chosen=chosen)
    if found.total is not None and found.total > n:
        sentence = t("documents.shown_of", n=n, total=found.total, chosen=chosen)
    source_line(context, table.fetched_at, sentence)
    notes = [t("documents.pick")]
    cut = ""
    if found.cut:
        key = "documents.cut" if found.total is None else "documents.cut_of"
        cut = t(key, most=MOST_DOCUMENTS, n=n, total=found.total)
        if search.committee:
            cut = f"{cut} {t('documents.cut_cases', most=MOST_CASES)}"
        notes.append(cut)
    if not (found.knows_case and found.knows_sender):
        notes.append(t("documents.unasked"))
    st.caption(" ".join(notes))
    rows = shown_documents(found)
    place = grid(
        context,
        rows,
        key=f"documents_grid_{table.key}",
        alt=t("documents.table_alt", n=n),
        columns=_looks(context, rows),
        height=560 if n > _FITTING else "auto",
        select=True,
    )
    if place is not None:
        go("documents", id=str(found.rows["document_id"][place]))
    downloads(
        context,
        "documents",
        found.rows,
        table,
        session=None,
        filters=filters,
        at=Addresses(),
        cut=cut,
    )


def _nothing(context: Context, search: DocumentSearch, start: date | None, chosen: str) -> None:
    nothing_found(
        context,
        "documents.none",
        chosen=chosen,
        searched=bool(search.text),
        filtered=bool(search.relations or search.types or search.categories),
    )
    if start is not None and start > FIRST_DAY:
        offer_earlier(context, "from", max(FIRST_DAY, start - _EARLIER))
    if search.text:
        offer_search(context, search.text)


def shown_documents(found: FoundDocuments) -> pl.DataFrame:
    """The columns of the table; case and sender only if the search asked for them."""
    rows = found.rows.with_columns(
        pl.concat_str("case_number", "case_title", separator=" · ", ignore_nulls=True)
        .replace("", None)
        .alias("case")
    )
    more = [
        name
        for name, known in (("case", found.knows_case), ("sender", found.knows_sender))
        if known
    ]
    return rows.select("date", "title", "type", "category", *more)


def document_page(context: Context, document_id: int) -> None:
    """One document: its kind, question and answers, files, people and cases."""
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
    _told_of_outage(context, recipe)
    words = [row["type"], row["category"], row["status"]]
    words.append(date_text(row["date"], context.lang, "long"))
    source_line(context, table.fetched_at, " · ".join(escape(word) for word in words if word))
    left, right = st.columns([3, 2], gap="large")
    with left:
        _wording(context, raw)
        _question_and_answers(context, document)
        _files(context, document.files)
    with right:
        _people(context, document.people)
        _cases(context, document.cases)
        _facts(context, raw)


def _told_of_outage(context: Context, recipe: Recipe[Any]) -> None:
    if is_old_copy(context, recipe):
        st.warning(context.t("documents.kept"), icon=":material/cloud_off:")


def _looks(context: Context, rows: pl.DataFrame) -> dict[str, Any]:
    t = context.t
    titles = {
        "type": (t("column.type"), 95),
        "category": (t("documents.category"), 115),
        "title": (t("documents.name"), 290),
        "case": (t("column.case_title"), 190),
        "sender": (t("documents.sender"), 150),
    }
    return {
        name: st.column_config.TextColumn(label, width=width)
        for name, (label, width) in titles.items()
        if name in rows.columns
    }


def _wording(context: Context, raw: Mapping[str, Any]) -> None:
    words = plain(raw["spørgsmålsordlyd"]) or plain(raw["spørgsmålstitel"])
    if words:
        st.subheader(context.t("documents.asked"))
        prose(context, words, f"document-{raw['id']}")


def _question_and_answers(context: Context, document: Document) -> None:
    t, raw = context.t, document.raw
    if raw["spørgsmålsid"] is not None:
        st.subheader(t("documents.asked_by"))
        for row in document.question.iter_rows(named=True):
            _document_link(context, row)
    if not document.answers.is_empty():
        st.subheader(t("documents.answers", n=document.answers.height))
        for row in document.answers.iter_rows(named=True):
            _document_link(context, row)
    elif raw["typeid"] in _QUESTIONS:
        st.caption(t("documents.no_answer"))


def _document_link(context: Context, row: Mapping[str, Any]) -> None:
    title = " ".join((row["titel"] or "").split())
    day = date_text(row["dato"].date(), context.lang) if row["dato"] else ""
    name = title or context.t("documents.untitled", id=row["id"])
    st.page_link(
        page_file("documents"),
        label=escape(" · ".join(filter(None, (name, day)))),
        icon=":material/description:",
        query_params={"id": str(row["id"])},
    )


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
    lines = [
        f"{escape(row['role']) or '–'}: **{escape(row['actor']) or '–'}**"
        for row in people.iter_rows(named=True)
    ]
    st.markdown("  \n".join(lines))


def _cases(context: Context, cases: pl.DataFrame) -> None:
    st.subheader(context.t("documents.cases"))
    if cases.is_empty():
        st.caption(context.t("documents.no_cases"))
    for row in cases.iter_rows(named=True):
        exhibit = f"{context.t('documents.exhibit')} {row['exhibit']}" if row["exhibit"] else None
        parts = (row["case_number"], row["case_title"], exhibit)
        label = escape(" · ".join(part for part in parts if part)) or str(row["case_id"])
        case_link(row["case_id"], label)


def case_link(case_id: int, label: str) -> None:
    """A case as a link to its page, if there is one."""
    if has_page("case"):
        st.page_link(page_file("case"), label=label, query_params={"id": str(case_id)})
    else:
        st.markdown(label)


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
