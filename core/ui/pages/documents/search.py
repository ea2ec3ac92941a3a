"""What the page of documents asks the API for: what was found, however it is spelled."""

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
"""A search as it was asked, how what it found is made, and that."""


def searched(context: Context, search: DocumentSearch) -> Searched:
    """What a search found.

    Where its words find nothing they are looked for once more, spelled in another way; the search
    is then that one where it finds something. Ends the page with progress while something is
    loaded.
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
