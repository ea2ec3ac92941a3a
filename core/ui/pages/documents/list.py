"""The search of documents and the list of those that it found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import streamlit as st

from core.filters.documents import DOCUMENTS, FIRST_DAY, DocumentChoices, documents_told
from core.language import date_text
from core.parliament.cases.tables import Names
from core.parliament.documents import FoundDocuments
from core.parliament.searches import MOST_CASES, MOST_DOCUMENTS, DocumentSearch
from core.parliament.texts.lookups import document_words
from core.tables import documents as tables
from core.tables.meetings import committee_names
from core.tables.table import Recipe
from core.times import danish_now
from core.ui.parts.filters import Panel
from core.ui.parts.filters import Row as Filters
from core.ui.parts.links import Row, link_list, part_of, to
from core.ui.parts.nothing import nothing_found, offer_earlier, offer_search
from core.ui.parts.offers import Addresses
from core.ui.parts.shown_cases import periods
from core.ui.parts.table import downloads, source_line
from core.ui.parts.waiting import is_old_copy, reader, soon
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import PageEnds

_SENTENCE = 2_000
_EARLIER = timedelta(days=365)
_PATIENCE = 1.5  # seconds to wait for the names of committees
_GENERAL = re.compile(r"([^\W\d_]{2,5}) alm\. ?del", re.IGNORECASE)  # a committee's general part


@dataclass(frozen=True, slots=True)
class Asked:
    """A search with label and value of each of its choices."""

    search: DocumentSearch
    filters: tuple[tuple[str, str], ...]


def search_filters(context: Context, names: Names) -> Asked:
    """Draw the filters and return the search."""
    today = danish_now().date()
    known = DocumentChoices(names, today)
    panel = Panel(context, DOCUMENTS, known)
    panel.bar("q")
    panel.line(
        drawer=(
            Filters(("type", "category")),
            Filters(("case", "sender", "committee")),
            Filters(("from", "to")),
        )
    )
    chosen = panel.done(wrong_days="documents.wrong_period")
    search = tables.document_search(chosen, today)
    if search.start and search.end and search.start > search.end:
        raise PageEnds
    told = documents_told(known, chosen, search, context.lang)
    return Asked(search, told)


def documents_section(context: Context, asked: Asked) -> None:
    """The number of documents found, and each as a link; their file."""
    t = context.t
    search, recipe, table = tables.find_documents(reader(context), asked.search, danish_now())
    found = table.content
    told_of_outage(context, recipe)
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
    notes = []
    cut = ""
    if found.cut:
        key = "documents.cut" if found.total is None else "documents.cut_of"
        cut = t(key, most=MOST_DOCUMENTS, n=n, total=found.total)
        if search.committee:
            cut = f"{cut} {t('documents.cut_cases', most=MOST_CASES)}"
        notes.append(cut)
    if not (found.knows_case and found.knows_sender):
        notes.append(t("documents.unasked"))
    if notes:
        st.caption(" ".join(notes))
    part, committees = part_of(n), committees_by_code(context, found)
    link_list(
        context,
        [
            document_row(context, row, committees)
            for row in found.rows[part.first : part.end].iter_rows(named=True)
        ],
        key="documents",
        label=t("documents.list", n=n),
        part=part,
    )
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


def document_row(context: Context, row: Mapping[str, Any], committees: Mapping[str, str]) -> Row:
    """A document in a list: its case, kind, sender and committee, as far as they are known."""
    case = " ".join(filter(None, (row["case_number"], row["case_title"])))
    general = _GENERAL.match(row["case_title"] or "")
    return Row(
        to("documents", id=str(row["document_id"])),
        row["title"] or context.t("documents.untitled", id=row["document_id"]),
        when=date_text(row["date"], context.lang),
        text=case,
        facts=(
            *document_words(row, context.lang),
            row["sender"] or "",
            committees.get(general.group(1).upper(), "") if general else "",
        ),
    )


def committees_by_code(context: Context, found: FoundDocuments) -> Mapping[str, str]:
    """The names of committees by their short names, where any of the cases needs one."""
    titles = found.rows["case_title"].drop_nulls()
    if not any(_GENERAL.match(title) for title in titles):
        return {}
    newest = next((period for period in periods(context) if not period.year), None)
    table = newest and soon(context, committee_names(newest, danish_now()), _PATIENCE)
    return table.content if table else {}


def told_of_outage(context: Context, recipe: Recipe[Any]) -> None:
    """Say that the API did not answer where what is shown is an older copy."""
    if is_old_copy(context, recipe):
        st.warning(context.t("documents.kept"), icon=":material/cloud_off:")
