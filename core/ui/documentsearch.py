"""What the page of documents reads of the API: what was found, and a committee's cases' papers."""

from __future__ import annotations

from dataclasses import replace

from core.parliament.cases import Names
from core.parliament.documents import Found, found_documents, looked_through, referred_cases
from core.store.dataset import Dataset
from core.store.library import View
from core.store.searchplan import FOUND, DocumentSearch, committee_documents, documents, tidy
from core.ui.context import Context
from core.ui.messages import need
from core.ui.shown_cases import periods


def searched(
    context: Context, search: DocumentSearch, names: Names
) -> tuple[DocumentSearch, list[View], Found]:
    """The search as it was asked, what it was read from, and what it found.

    Ends the page with progress while something is loaded.
    """
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
