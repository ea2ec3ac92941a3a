"""The tables that Parliament is asked for: documents and changes, as their pages ask."""

from __future__ import annotations

from http import HTTPStatus

from core.filters.changes import CHANGES, ChangeChoices, changes_cut, passing
from core.filters.documents import DOCUMENTS, DocumentChoices, documents_told
from core.language import date_text, moment
from core.parliament.changes.changes import choices
from core.parliament.documents import FoundDocuments
from core.parliament.searches import MOST_CASES, MOST_DOCUMENTS, DocumentSearch
from core.tables.cases import case_names
from core.tables.changes import WEEK, change_search, find_changes, since_time
from core.tables.documents import document_search, find_documents
from core.times import zoned
from core.web.answers import Problem
from core.web.requests.request import Answer, Asking


def documents(asking: Asking, name: str) -> Answer:
    """As the search on the page of documents."""
    read, now = asking.loaded.read, asking.loaded.now
    known = DocumentChoices(read(case_names()).content, now.date())
    chosen = asking.given.chosen(DOCUMENTS, known)
    search, _, table = find_documents(read, document_search(chosen, now.date()), now)
    return Answer(
        (table,),
        lambda: table.content.rows,
        documents_told(known, chosen, search, asking.lang),
        (chosen, search),
        cut=_documents_cut(asking, table.content, search),
    )


def _documents_cut(asking: Asking, found: FoundDocuments, search: DocumentSearch) -> str:
    if not found.cut:
        return ""
    key = "documents.cut" if found.total is None else "documents.cut_of"
    words = asking.t(key, most=MOST_DOCUMENTS, n=found.rows.height, total=found.total)
    more = f" {asking.t('documents.cut_cases', most=MOST_CASES)}" if search.committee else ""
    return words + more


def changes(asking: Asking, name: str) -> Answer:
    """As on the page of changes: this week unless `since` says another time."""
    given, now = asking.given, asking.loaded.now
    code = given.one("since", WEEK)
    since = since_time(code, now)
    if since is None:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            "since is today, week, a day or a Danish time from 2004 until now.",
            "Such as 2026-11-23 or 2026-11-23T14:05.",
            parameter="since",
        )
    search = change_search(since, given.values)
    owners = given.values("owner")
    found = find_changes(asking.loaded.read, search, owners)
    rows = found.table.content.rows
    known = ChangeChoices(
        tuple(sorted({*owners, *found.table.content.owners})),
        tuple(sorted({*given.values("party"), *choices(rows, "parties", " ")})),
    )
    chosen = given.chosen(CHANGES, known)
    midnight = since.hour == since.minute == 0
    words = date_text(since.date(), asking.lang) if midnight else moment(zoned(since), asking.lang)
    cut = changes_cut(search, found.table.content, asking.lang, all_owned=found.all_owned)
    return Answer(
        (found.table,),
        lambda: passing(rows, chosen),
        ((asking.t("changes.since"), words), *CHANGES.described(known, chosen, asking.lang)),
        (since, chosen),
        cut=" ".join(cut),
    )
