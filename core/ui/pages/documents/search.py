"""What the page of documents reads of the API: what was found, and a committee's cases' papers."""

from __future__ import annotations

from dataclasses import replace

from core.parliament.cases.tables import Names
from core.parliament.documents import (
    FoundDocuments,
    found_documents,
    looked_through,
    referred_cases,
)
from core.parliament.texts.spelling import spellings
from core.store.datasets.searches import FOUND, DocumentSearch, committee_documents, documents, tidy
from core.store.datasets.votes import Dataset
from core.store.library import View
from core.ui.parts.shown_cases import periods
from core.ui.shell.context import Context
from core.ui.shell.messages import need


def searched(
    context: Context, search: DocumentSearch, names: Names
) -> tuple[DocumentSearch, list[View], FoundDocuments]:
    """The search as it was asked, what it was read from, and what it found.

    Where its words find nothing they are looked for once more, spelled in another way; the search
    is then that one where it finds something. Ends the page with progress while something is
    loaded.
    """
    first = _searched(context, search, names)
    other = next(iter(spellings(search.text)[1:]), "")
    if not first[-1].rows.is_empty() or not other:
        return first
    second = _searched(context, replace(search, text=other), names)
    return first if second[-1].rows.is_empty() else second


def _searched(
    context: Context, search: DocumentSearch, names: Names
) -> tuple[DocumentSearch, list[View], FoundDocuments]:
    if search.committee:
        search = replace(search, periods=looked_through(search, periods(context)))
    views = _views(context, search)
    tables = {part: frame for each in views for part, frame in each.tables.items()}
    return search, views, found_documents(search, tables, names)


def _views(context: Context, search: DocumentSearch) -> list[View]:
    """What was found, and of a committee then the documents of its cases."""
    found = _view(context, documents(search))
    of_cases = committee_documents(search, referred_cases(search, found.tables))
    return [found] if of_cases is None else [found, _view(context, of_cases)]


def _view(context: Context, dataset: Dataset) -> View:
    library = context.source.library
    if not library.view(dataset, start=False).ready:
        tidy(context.source.store, FOUND)
    return need(context, library.view(dataset), context.t("wait.documents"))
