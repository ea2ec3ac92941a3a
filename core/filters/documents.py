"""The filters on documents. They become a search at the API, so none has a condition on rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.filters.engine import Filter, Filters
from core.parliament.cases.tables import Names, named

FIRST_DAY = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class DocumentChoices:
    """The `names` of kinds, by entity set, and `today`, the last day that can be chosen."""

    names: Names
    today: date


def _kinds(entity: str) -> Callable[[DocumentChoices], dict[str, str]]:
    """The options of a filter on kinds: id (as text) to name, sorted by name."""

    def kinds(known: DocumentChoices) -> dict[str, str]:
        rows = named(known.names, entity, "id", "name").drop_nulls().sort("name").iter_rows()
        return {str(number): name for number, name in rows}

    return kinds


def _days(known: DocumentChoices) -> tuple[date, date]:
    return FIRST_DAY, known.today


DOCUMENTS: Filters[DocumentChoices] = Filters(
    (
        Filter("q", "text", "documents.search", hint="documents.search_hint"),
        Filter("type", "many", "column.type", options=_kinds("Dokumenttype")),
        Filter("category", "many", "documents.category", options=_kinds("Dokumentkategori")),
        Filter(
            "case", "text", "documents.case", hint="documents.case_hint", help="documents.case_help"
        ),
        Filter("sender", "text", "documents.sender", hint="documents.sender_hint"),
        Filter(
            "committee",
            "text",
            "documents.committee",
            hint="documents.committee_hint",
            help="documents.committee_help",
        ),
        Filter("from", "day", "votes.from", bounds=_days),
        Filter("to", "day", "votes.to", bounds=_days),
    )
)
