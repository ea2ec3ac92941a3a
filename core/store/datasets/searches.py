"""What is loaded for a search of documents or cases; see `core.store.datasets.dataset`.

Each query has a limit, so that no choice of a visitor reads an entire table. It gives the newest
rows, and with them how many there are in all.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import lru_cache, reduce
from operator import and_

from core.oda.query.query import Expr, Query
from core.oda.query.query import field as oda
from core.oda.schema.codes import COMMITTEE_KINDS, CaseRole
from core.oda.schema.entities import CASE_EXPIRY
from core.parliament.cases.numbers import read_case_number
from core.parliament.searches import (
    MOST_CASES,
    MOST_DOCUMENTS,
    MOST_FOUND,
    SENDERS,
    DocumentSearch,
    Relation,
)
from core.parliament.texts.plain import tidy
from core.store.datasets.cases import IDS_A_REQUEST
from core.store.datasets.dataset import Dataset, Load
from core.store.datasets.fields import (
    ACTOR_FIELDS,
    CASE_LINK_FIELDS,
    CASE_ROLE_FIELDS,
    CASE_TITLE_FIELDS,
    DOCUMENT_FIELDS,
    DOCUMENT_ROLE_FIELDS,
    FILE_FIELDS,
    linked,
)
from core.store.datasets.partitions import partition

FOUND, CHANGED = "found-", "changed-"
"""How the partitions of searches and of changes begin."""

_LONGEST_SHORT = 5  # letters of a committee's short name


def partition_of(search: DocumentSearch) -> str:
    """How the partitions of a search begin: the same for the same search."""
    digest = hashlib.sha256(repr(search).encode()).hexdigest()
    return f"{FOUND}{digest[:16]}"


@lru_cache(maxsize=256)
def documents(search: DocumentSearch) -> Dataset:
    """The newest documents of a search.

    Without relations: the documents with their cases, and their senders (role `found`). Otherwise
    the links of each relation with their documents, with the relation as role; the result is the
    documents that are in all of them. At most `MOST_DOCUMENTS` rows of each. Few documents are
    linked to a committee, so those whose files are in its `folder` are loaded too, and the cases
    `referred` to it, whose documents `committee_documents` loads.
    """
    part = partition_of(search)
    loads: tuple[Load, ...]
    if search.relations:
        loads = tuple(_relation(search, name) for name in search.relations)
        if search.committee:
            loads += (_referred(search), *_in_folder(search))
    else:
        loads = (_senders(search, part), _documents(search, part))
    return Dataset(f"documents/{part}", loads, CASE_EXPIRY, passing=FOUND)


@lru_cache(maxsize=256)
def committee_documents(search: DocumentSearch, case_ids: tuple[int, ...]) -> Dataset | None:
    """The documents of a committee's cases that match a search; None where it has no cases.

    The API cannot filter documents by properties of their cases, so the documents of forty cases at
    a time are loaded (role `cases`); at most `MOST_DOCUMENTS` rows of each.
    """
    if not case_ids:
        return None
    loads = []
    digest = hashlib.sha256(repr(case_ids).encode()).hexdigest()[:8]
    for first in range(0, len(case_ids), IDS_A_REQUEST):
        part = f"{partition_of(search)}-{digest}-{first}"
        chunk = case_ids[first : first + IDS_A_REQUEST]
        loads.append(_of_cases(search, part, oda("sagid").is_in(chunk), "cases"))
    key = f"documents/{loads[0].partition}"
    return Dataset(key, tuple(loads), CASE_EXPIRY, passing=FOUND)


@lru_cache(maxsize=256)
def cases(text: str) -> Dataset:
    """The cases whose number is `text`, or whose title contains it, the latest changed first.

    Raises QueryError for text that cannot be part of a query.
    """
    text = tidy(text)
    number = read_case_number(text)
    if number is not None:
        condition = oda("nummer") == str(number)
    else:
        condition = oda("titel").contains(text) | oda("titelkort").contains(text)
    query = (
        Query("Sag")
        .where(condition)
        .select(*CASE_TITLE_FIELDS)
        .order_by("opdateringsdato desc", "id desc")
        .top(MOST_FOUND)
    )
    part = f"{FOUND}cases-{hashlib.sha256(repr(text).encode()).hexdigest()[:16]}"
    return Dataset(f"cases/{part}", (Load(query, part),), CASE_EXPIRY, passing=FOUND)


@lru_cache(maxsize=256)
def document(document_id: int) -> Dataset:
    """One document with files, people, cases, its question and its answers: five requests."""
    part = partition("document", document_id)
    own = oda("dokumentid") == document_id
    actors = linked("DokumentAktør", DOCUMENT_ROLE_FIELDS, {"Aktør": ACTOR_FIELDS})
    cases = linked("SagDokument", CASE_LINK_FIELDS, {"Sag": CASE_TITLE_FIELDS})
    answers = Query("Dokument").where(oda("spørgsmålsid") == document_id).select(*DOCUMENT_FIELDS)
    itself = linked("Dokument", DOCUMENT_FIELDS, {"SpørgsmålsDokument": DOCUMENT_FIELDS})
    question = {"SpørgsmålsDokument": partition("question", document_id)}
    return Dataset(
        f"documents/id-{document_id}",
        (
            Load(Query("Fil").where(own).select(*FILE_FIELDS), part),
            Load(actors.where(own), part, {"Aktør": part}),
            Load(cases.where(own), part, {"Sag": part}),
            Load(answers, partition("answers", document_id)),
            Load(itself.where(oda("id") == document_id), part, question),
        ),
        CASE_EXPIRY,
    )


def _documents(search: DocumentSearch, part: str) -> Load:
    cases_of = {"SagDokument": CASE_LINK_FIELDS, "SagDokument/Sag": CASE_TITLE_FIELDS}
    query = linked("Dokument", DOCUMENT_FIELDS, cases_of)
    newest = query.order_by("dato desc", "id desc").top(MOST_DOCUMENTS)
    asked = _where(newest, _conditions(search))
    return _counted(asked, part, "found")


def _senders(search: DocumentSearch, part: str) -> Load:
    senders = linked("DokumentAktør", DOCUMENT_ROLE_FIELDS, {"Aktør": ACTOR_FIELDS})
    asked = _newest(search, senders.where(oda("rolleid").is_in(SENDERS)), 2 * MOST_DOCUMENTS)
    return Load(asked, part, {"Aktør": part}, role="found")


def _relation(search: DocumentSearch, name: Relation) -> Load:
    part = f"{partition_of(search)}-{name}"
    if name == "case":
        return _of_cases(search, part, oda("Sag/nummer") == search.case, name)
    meant = _sent_by(search.sender) if name == "sender" else _of_committee(search.committee)
    others = {"Aktør": ACTOR_FIELDS, "Dokument": DOCUMENT_FIELDS}
    query = linked("DokumentAktør", DOCUMENT_ROLE_FIELDS, others).where(meant)
    return _counted(_newest(search, query), part, name)


def _of_cases(search: DocumentSearch, part: str, cases: Expr, role: str) -> Load:
    others = {"Sag": CASE_TITLE_FIELDS, "Dokument": DOCUMENT_FIELDS}
    query = linked("SagDokument", CASE_LINK_FIELDS, others).where(cases)
    return _counted(_newest(search, query), part, role)


def _referred(search: DocumentSearch) -> Load:
    """The cases that were referred to the committee, the newest first."""
    asked = (oda("rolleid") == CaseRole.REFERRED_TO) & _of_committee(search.committee)
    if search.periods:
        asked &= oda("Sag/periodeid").is_in(search.periods)
    query = (
        Query("SagAktør")
        .where(asked)
        .select(*CASE_ROLE_FIELDS)
        .order_by("sagid desc", "id desc")
        .top(MOST_CASES)
    )
    return _counted(query, f"{partition_of(search)}-referred", "referred")


def _in_folder(search: DocumentSearch) -> tuple[Load, ...]:
    """The documents whose files are in the committee's folder, if its short name is given."""
    short = search.committee.lower()
    if not (short.isalpha() and len(short) <= _LONGEST_SHORT):
        return ()
    query = linked("Fil", FILE_FIELDS, {"Dokument": DOCUMENT_FIELDS}).where(
        (oda("variantkode") == "P") & oda("filurl").contains(f"/almdel/{short}/")
    )
    return (_counted(_newest(search, query), f"{partition_of(search)}-folder", "folder"),)


def _counted(query: Query, part: str, role: str) -> Load:
    return Load(query, part, dict.fromkeys(query.expanded, part), counted=True, role=role)


def _newest(search: DocumentSearch, query: Query, most: int = MOST_DOCUMENTS) -> Query:
    """The rows whose documents match the search, those of the newest documents first."""
    query = query.order_by("Dokument/dato desc", "dokumentid desc", "id desc").top(most)
    return _where(query, _conditions(search, "Dokument/"))


def _sent_by(name: str) -> Expr:
    return oda("rolleid").is_in(SENDERS) & oda("Aktør/navn").contains(name)


def _of_committee(name: str) -> Expr:
    named = (oda("Aktør/gruppenavnkort") == name.upper()) | oda("Aktør/navn").contains(name)
    if (capital := name[:1].upper() + name[1:]) != name:
        named |= oda("Aktør/navn").contains(capital)
    return oda("Aktør/typeid").is_in(COMMITTEE_KINDS) & named


def _conditions(search: DocumentSearch, path: str = "") -> list[Expr]:
    found: list[Expr] = []
    if search.start is not None:
        found.append(oda(f"{path}dato") >= search.start)
    if search.end is not None:
        found.append(oda(f"{path}dato") < search.end + timedelta(days=1))
    if search.types:
        found.append(oda(f"{path}typeid").is_in(search.types))
    if search.categories:
        found.append(oda(f"{path}kategoriid").is_in(search.categories))
    if search.text:
        found.append(oda(f"{path}titel").contains(search.text))
    return found


def _where(query: Query, conditions: list[Expr]) -> Query:
    return query.where(reduce(and_, conditions)) if conditions else query
