"""The search of the page of documents at the API, also with other spellings."""

from __future__ import annotations

from dataclasses import replace

from core.parliament.documents import FoundDocuments, looked_through
from core.parliament.searches import DocumentSearch
from core.parliament.texts.spelling import spellings
from core.tables import documents as tables
from core.tables.table import Recipe, Table
from core.ui.parts.shown_cases import periods
from core.ui.parts.waiting import shown
from core.ui.shell.context import Context

Searched = tuple[DocumentSearch, Recipe[FoundDocuments], Table[FoundDocuments]]
"""A search, the recipe of its result, and the result."""


def searched(context: Context, search: DocumentSearch) -> Searched:
    """The result of a search; ends the page while it is loaded.

    If its words find nothing, another spelling is tried, and its search is returned if it finds
    something.
    """
    first = _searched(context, search)
    other = next(iter(spellings(search.text)[1:]), "")
    if not first[-1].content.rows.is_empty() or not other:
        return first
    second = _searched(context, replace(search, text=other))
    return first if second[-1].content.rows.is_empty() else second


def _searched(context: Context, search: DocumentSearch) -> Searched:
    cases: tuple[int, ...] = ()
    if search.committee:
        search = replace(search, periods=looked_through(search, periods(context)))
        cases = shown(context, tables.cases_of_committee(search)).content
    recipe = tables.searched_documents(search, cases)
    return search, recipe, shown(context, recipe)
