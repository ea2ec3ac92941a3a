"""The filters on documents. They become a search at the API, so none has a condition on rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from core.filters.engine import Chosen, Filter, Filters, Pairs
from core.language import Lang, date_text, text
from core.parliament.cases.tables import Names, named
from core.parliament.searches import DocumentSearch
from core.parliament.texts.lookups import option_words

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
        Filter(
            "type",
            "many",
            "column.type",
            words=partial(option_words, "document"),
            options=_kinds("Dokumenttype"),
        ),
        Filter(
            "category",
            "many",
            "documents.category",
            words=partial(option_words, "document_category"),
            options=_kinds("Dokumentkategori"),
        ),
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


def documents_told(
    known: DocumentChoices, chosen: Chosen, search: DocumentSearch, lang: Lang
) -> Pairs:
    """Label and value in words of each choice of a search, its days the last."""
    written = {
        "q": search.text,
        "case": search.case,
        "sender": search.sender,
        "committee": search.committee,
    }
    asked = chosen | Chosen.of({key: [words] if words else [] for key, words in written.items()})
    told = DOCUMENTS.described(known, asked.without("from", "to"), lang)
    return (*told, (text("column.date", lang), _day_words(search.start, search.end, lang)))


def _day_words(start: date | None, end: date | None, lang: Lang) -> str:
    first, last = (date_text(day, lang) for day in (start, end))
    if start and end:
        return text("documents.days", lang, start=first, end=last)
    if start:
        return text("documents.days_from", lang, start=first)
    return text("documents.days_to", lang, end=last) if end else text("documents.all_days", lang)
