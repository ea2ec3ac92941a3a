"""Documents: what a search found at the API, and one document with its files, people and cases."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date, datetime, timedelta

from core.filters.engine import Chosen
from core.parliament.cases.numbers import as_case_number
from core.parliament.documents import (
    Document,
    FoundDocuments,
    documents_table,
    files_table,
    found_documents,
    linked_cases,
    looked_through,
    people_table,
    referred_cases,
)
from core.parliament.searches import DocumentSearch
from core.parliament.texts.spelling import spellings
from core.store.datasets import cases as case_sets
from core.store.datasets import searches as search_sets
from core.tables.cases import begun, names_in, periods
from core.tables.table import Parts, Read, Recipe, Table

DAYS = 30
"""How many days are searched where none are chosen."""

Searched = tuple[DocumentSearch, Recipe[FoundDocuments], Table[FoundDocuments]]
"""A search as it was asked, how what it found is made, and that."""


def cases_of_committee(search: DocumentSearch) -> Recipe[tuple[int, ...]]:
    """The cases whose documents a search for a committee's looks through, the newest first."""
    rows = search_sets.documents(search)

    def make(parts: Parts) -> tuple[int, ...]:
        found = parts.by_role(rows).get(("SagAktør", "referred"))
        return () if found is None else referred_cases(found)

    return Recipe(f"cases-of-committee/{rows.key}", (rows,), make)


def searched_documents(
    search: DocumentSearch, case_ids: tuple[int, ...] = ()
) -> Recipe[FoundDocuments]:
    """What a search found; `case_ids` are those of `cases_of_committee`."""
    of_cases = search_sets.committee_documents(search, case_ids)
    rows = (search_sets.documents(search), *([of_cases] if of_cases is not None else []))

    def make(parts: Parts) -> FoundDocuments:
        return found_documents(search, parts.by_role(*rows), names_in(parts))

    return Recipe(f"documents/{rows[0].key}", (*rows, case_sets.names()), make, choices=(case_ids,))


def document_search(chosen: Chosen, today: date) -> DocumentSearch:
    """What the choices of `DOCUMENTS` ask the API for: the last days where none are chosen."""
    start, end = chosen.day("from"), chosen.day("to")
    if start is None and not chosen.values("case"):
        start = (end or today) - timedelta(days=DAYS)
    written = {key: " ".join(chosen.first(key).split()) for key in ("q", "sender", "committee")}
    return DocumentSearch(
        start=start,
        end=end,
        types=tuple(sorted(int(code) for code in chosen.values("type"))),
        categories=tuple(sorted(int(code) for code in chosen.values("category"))),
        text=unicodedata.normalize("NFC", written["q"]),
        case=as_case_number(chosen.first("case")),
        sender=written["sender"],
        committee=written["committee"],
    )


def find_documents(read: Read, search: DocumentSearch, now: datetime) -> Searched:
    """What a search finds.

    Where its words find nothing they are looked for once more, spelled in another way; the search
    is then that one where it finds something.
    """
    first = _found(read, search, now)
    other = next(iter(spellings(search.text)[1:]), "")
    if not first[-1].content.rows.is_empty() or not other:
        return first
    second = _found(read, replace(search, text=other), now)
    return first if second[-1].content.rows.is_empty() else second


def _found(read: Read, search: DocumentSearch, now: datetime) -> Searched:
    cases: tuple[int, ...] = ()
    if search.committee:
        known = begun(read(periods()).content, now)
        search = replace(search, periods=looked_through(search, known))
        cases = read(cases_of_committee(search)).content
    recipe = searched_documents(search, cases)
    return search, recipe, read(recipe)


def one_document(document_id: int) -> Recipe[Document]:
    """A document with all that belongs to it."""
    rows = search_sets.document(document_id)

    def make(parts: Parts) -> Document:
        names = names_in(parts)
        files, links, actors, case_links, cases, answers, own, question = parts.needed(rows)
        return Document(
            next(own.iter_rows(named=True), {}),
            next(documents_table(own, names).iter_rows(named=True), {}),
            question,
            answers.sort("dato", "id", nulls_last=True),
            files_table(files),
            people_table(links, actors, names),
            linked_cases(case_links, cases),
        )

    return Recipe(f"document/{document_id}", (rows, case_sets.names()), make, most=100)
