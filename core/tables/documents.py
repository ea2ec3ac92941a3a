"""Documents: those that a search finds, and one with its files, people and cases."""

from __future__ import annotations

from core.parliament.documents import (
    Document,
    FoundDocuments,
    documents_table,
    files_table,
    found_documents,
    linked_cases,
    people_table,
    referred_cases,
)
from core.parliament.searches import DocumentSearch
from core.store.datasets import cases as case_sets
from core.store.datasets import searches as search_sets
from core.tables.cases import names_in
from core.tables.table import Parts, Recipe


def cases_of_committee(search: DocumentSearch) -> Recipe[tuple[int, ...]]:
    """The ids of the cases referred to the committee of a search, the newest first."""
    rows = search_sets.documents(search)

    def make(parts: Parts) -> tuple[int, ...]:
        found = parts.by_role(rows).get(("SagAktør", "referred"))
        return () if found is None else referred_cases(found)

    return Recipe(f"cases-of-committee/{rows.key}", (rows,), make)


def searched_documents(
    search: DocumentSearch, case_ids: tuple[int, ...] = ()
) -> Recipe[FoundDocuments]:
    """The documents that a search found; `case_ids` are those of `cases_of_committee`."""
    of_cases = search_sets.committee_documents(search, case_ids)
    rows = (search_sets.documents(search), *([of_cases] if of_cases is not None else []))

    def make(parts: Parts) -> FoundDocuments:
        return found_documents(search, parts.by_role(*rows), names_in(parts))

    return Recipe(f"documents/{rows[0].key}", (*rows, case_sets.names()), make, choices=(case_ids,))


def one_document(document_id: int) -> Recipe[Document]:
    """A document with its question, answers, files, people and cases."""
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
