"""What is asked of the API for a search of documents; see `core.store.plan`.

Each answer has a greatest length, so that no choice of a visitor's reads a whole table. The newest
rows come, and with them how many there are in all.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, reduce
from operator import and_
from typing import Literal

from core.oda.entities import CASE_EXPIRY
from core.oda.query import Expr, Query
from core.oda.query import field as oda
from core.store.caseplan import DOCUMENT_FIELDS, FILE_FIELDS
from core.store.files import Store
from core.store.plan import TOTALS, Dataset, Load

MOST_DOCUMENTS = 300
MINISTRY, REFERRED = 6, 11
"""`SagAktør.rolleid` of the ministry of a case and of the committee it was referred to."""
SENDERS = (1, 14)
"""`DokumentAktør.rolleid` of who sent a document: both are called so."""
FOUND, CHANGED = "found-", "changed-"
"""How the partitions of searches and of changes begin."""

Relation = Literal["case", "sender", "committee"]

_CASE = ("id", "nummer", "titel", "titelkort", "periodeid", "opdateringsdato")
_ACTOR = ("id", "typeid", "gruppenavnkort", "navn", "opdateringsdato")
_LINK = ("id", "dokumentid", "aktørid", "rolleid", "opdateringsdato")
_CASE_LINK = ("id", "sagid", "dokumentid", "bilagsnummer", "rolleid", "opdateringsdato")
_COMMITTEE = 3  # Aktør.typeid
_SEARCHES, _SINCES = 60, 40
_SETS = ("Dokument", "DokumentAktør", "Aktør", "SagDokument", "Sag", "Afstemning", "Møde",
         "Sagstrin", "SagAktør", TOTALS)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentSearch:
    """What to look for among the documents; empty means all.

    `start` and `end` are days of the document, both included. `text` is looked for in the title,
    `case` is the number of a case, `sender` a part of a name, `committee` a short name or a part of
    the name.
    """

    start: date | None = None
    end: date | None = None
    types: tuple[int, ...] = ()
    categories: tuple[int, ...] = ()
    text: str = ""
    case: str = ""
    sender: str = ""
    committee: str = ""

    @property
    def relations(self) -> tuple[Relation, ...]:
        """What is looked for in other sets than the documents: each is a question of its own."""
        asked: tuple[tuple[Relation, str], ...] = (
            ("case", self.case),
            ("sender", self.sender),
            ("committee", self.committee),
        )
        return tuple(name for name, value in asked if value)

    @property
    def partition(self) -> str:
        """The partition of its rows: the same for the same search."""
        digest = hashlib.sha256(repr(self).encode()).hexdigest()
        return f"{FOUND}{digest[:16]}"


@lru_cache(maxsize=256)
def documents(search: DocumentSearch) -> Dataset:
    """The newest documents of a search.

    Without relations: the documents with their cases, and their senders. Else the links of each
    relation with their documents, in the partition of the search, a dash and the relation: a
    document that is in all of them is meant. At most `MOST_DOCUMENTS` rows of each.
    """
    part = search.partition
    if search.relations:
        loads = tuple(_relation(search, name) for name in search.relations)
    else:
        loads = (_senders(search, part), _documents(search, part))
    return Dataset(f"documents/{part}", loads, CASE_EXPIRY)


@lru_cache(maxsize=256)
def document(document_id: int) -> Dataset:
    """One document with files, people, cases, its question and its answers: five requests."""
    part = f"document-{document_id}"
    own = oda("dokumentid") == document_id
    actors = (
        Query("DokumentAktør")
        .where(own)
        .expand("Aktør")
        .select(*_LINK, *(f"Aktør/{name}" for name in _ACTOR))
    )
    cases = (
        Query("SagDokument")
        .where(own)
        .expand("Sag")
        .select(*_CASE_LINK, *(f"Sag/{name}" for name in _CASE))
    )
    answers = Query("Dokument").where(oda("spørgsmålsid") == document_id).select(*DOCUMENT_FIELDS)
    asked = (
        Query("Dokument")
        .where(oda("id") == document_id)
        .expand("SpørgsmålsDokument")
        .select(
            *DOCUMENT_FIELDS, *(f"SpørgsmålsDokument/{name}" for name in DOCUMENT_FIELDS)
        )
    )  # fmt: skip
    return Dataset(
        f"documents/id-{document_id}",
        (
            Load(Query("Fil").where(own).select(*FILE_FIELDS), part),
            Load(actors, part, {"Aktør": part}),
            Load(cases, part, {"Sag": part}),
            Load(answers, f"answers-{document_id}"),
            Load(asked, part, {"SpørgsmålsDokument": f"question-{document_id}"}),
        ),
        CASE_EXPIRY,
    )


def tidy(store: Store, prefix: str) -> None:
    """Take away the oldest searches (`FOUND`) or changes (`CHANGED`), so that they stay few."""
    most = _SEARCHES * 3 if prefix == FOUND else _SINCES * 2
    for name in _SETS:
        mine = [part for part in store.partitions(name) if part.startswith(prefix)]
        if len(mine) <= most:
            continue
        metas = {part: store.meta(name, part) for part in mine}
        age = {part: meta.fetched_at.timestamp() if meta else 0.0 for part, meta in metas.items()}
        for part in sorted(mine, key=age.__getitem__)[:-most]:
            store.remove(name, part)


def _documents(search: DocumentSearch, part: str) -> Load:
    query = (
        Query("Dokument")
        .expand("SagDokument", "SagDokument/Sag")
        .select(
            *DOCUMENT_FIELDS,
            *(f"SagDokument/{name}" for name in _CASE_LINK),
            *(f"SagDokument/Sag/{name}" for name in _CASE),
        )
        .order_by("dato desc", "id desc")
        .top(MOST_DOCUMENTS)
    )
    expanded = {"SagDokument": part, "SagDokument/Sag": part}
    return Load(_where(query, _conditions(search)), part, expanded, counted=True)


def _senders(search: DocumentSearch, part: str) -> Load:
    query = (
        Query("DokumentAktør")
        .where(oda("rolleid").is_in(SENDERS))
        .expand("Aktør")
        .select(*_LINK, *(f"Aktør/{name}" for name in _ACTOR))
        .order_by("Dokument/dato desc", "dokumentid desc", "id desc")
        .top(MOST_DOCUMENTS)
    )
    return Load(_where(query, _conditions(search, "Dokument/")), part, {"Aktør": part})


def _relation(search: DocumentSearch, name: Relation) -> Load:
    part = f"{search.partition}-{name}"
    documents = tuple(f"Dokument/{field}" for field in DOCUMENT_FIELDS)
    if name == "case":
        query = (
            Query("SagDokument")
            .where(oda("Sag/nummer") == search.case)
            .expand("Sag", "Dokument")
            .select(*_CASE_LINK, *(f"Sag/{field}" for field in _CASE), *documents)
        )
        expanded = {"Sag": part, "Dokument": part}
    else:
        query = (
            Query("DokumentAktør")
            .where(_sent_by(search.sender) if name == "sender" else _of_committee(search.committee))
            .expand("Aktør", "Dokument")
            .select(*_LINK, *(f"Aktør/{field}" for field in _ACTOR), *documents)
        )
        expanded = {"Aktør": part, "Dokument": part}
    query = query.order_by("Dokument/dato desc", "dokumentid desc", "id desc").top(MOST_DOCUMENTS)
    query = _where(query, _conditions(search, "Dokument/"))
    return Load(query, part, expanded, counted=True)


def _sent_by(name: str) -> Expr:
    return oda("rolleid").is_in(SENDERS) & oda("Aktør/navn").contains(name)


def _of_committee(name: str) -> Expr:
    named = (oda("Aktør/gruppenavnkort") == name.upper()) | oda("Aktør/navn").contains(name)
    return (oda("Aktør/typeid") == _COMMITTEE) & named


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
