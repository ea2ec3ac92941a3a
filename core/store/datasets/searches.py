"""What is asked of the API for a search of documents; see `core.store.datasets.votes`.

Each answer has a greatest length, so that no choice of a visitor's reads a whole table. The newest
rows come, and with them how many there are in all.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, reduce
from operator import and_
from typing import TYPE_CHECKING, Literal

from core.oda.query.query import Expr, Query
from core.oda.query.query import field as oda
from core.oda.schema.codes import COMMITTEE_KINDS, CaseRole, DocumentRole
from core.oda.schema.entities import CASE_EXPIRY
from core.store.datasets.cases import (
    DOCUMENT_FIELDS,
    FILE_FIELDS,
    IDS_A_REQUEST,
)
from core.store.datasets.votes import TOTALS, Dataset, Load

if TYPE_CHECKING:
    from core.store.store import Store

MOST_DOCUMENTS = 300
MOST_CASES = 400
"""How many of a committee's cases are looked through for its documents, the newest first."""
LATE = timedelta(days=180)
"""How long after a period documents still come to its cases."""
SENDERS = (DocumentRole.SENDER, DocumentRole.ANSWERED_BY, DocumentRole.OTHER_SENDER)
"""The roles of who sent a document: two are called so, the third gave an answer."""
FOUND, CHANGED = "found-", "changed-"
"""How the partitions of searches and of changes begin."""

Relation = Literal["case", "sender", "committee"]

_CASE = ("id", "nummer", "titel", "titelkort", "periodeid", "opdateringsdato")
_ACTOR = ("id", "typeid", "gruppenavnkort", "navn", "opdateringsdato")
_LINK = ("id", "dokumentid", "aktørid", "rolleid", "opdateringsdato")
_CASE_LINK = ("id", "sagid", "dokumentid", "bilagsnummer", "rolleid", "opdateringsdato")
_DOCUMENT = tuple(f"Dokument/{name}" for name in DOCUMENT_FIELDS)
_LONGEST_SHORT = 5  # letters of a committee's short name
_SEARCHES, _SINCES = 60, 40
_SETS = ("Dokument", "DokumentAktør", "Aktør", "SagDokument", "Sag", "Afstemning", "Møde",
         "Sagstrin", "SagAktør", "Fil", TOTALS)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentSearch:
    """What to look for among the documents; empty means all.

    `start` and `end` are days of the document, both included. `text` is looked for in the title,
    `case` is the number of a case, `sender` a part of a name, `committee` a short name or a part of
    the name. `periods` are those whose cases are looked through for a committee's documents.
    """

    start: date | None = None
    end: date | None = None
    types: tuple[int, ...] = ()
    categories: tuple[int, ...] = ()
    text: str = ""
    case: str = ""
    sender: str = ""
    committee: str = ""
    periods: tuple[int, ...] = ()

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
    document that is in all of them is meant. At most `MOST_DOCUMENTS` rows of each. Few documents
    name a committee, so those whose files stand in its folder come too, and its cases, whose
    documents are what `committee_documents` loads.
    """
    part = search.partition
    loads: tuple[Load, ...]
    if search.relations:
        loads = tuple(_relation(search, name) for name in search.relations)
        if search.committee:
            loads += (_referred(search), *_in_folder(search))
    else:
        loads = (_senders(search, part), _documents(search, part))
    return Dataset(f"documents/{part}", loads, CASE_EXPIRY)


@lru_cache(maxsize=256)
def committee_documents(search: DocumentSearch, case_ids: tuple[int, ...]) -> Dataset | None:
    """The documents of a committee's cases that a search asks for; None where it has no cases.

    The API cannot be asked for documents by what a case of theirs is like, so it is asked for those
    of forty cases at a time; at most `MOST_DOCUMENTS` rows of each.
    """
    if not case_ids:
        return None
    loads = []
    for part, chunk in of_cases(search, case_ids):
        loads.append(_of_cases(search, part, oda("sagid").is_in(chunk)))
    return Dataset(f"documents/{loads[0].partition}", tuple(loads), CASE_EXPIRY)


def of_cases(
    search: DocumentSearch, case_ids: tuple[int, ...]
) -> list[tuple[str, tuple[int, ...]]]:
    """The partitions of what `committee_documents` loads, with the cases of each."""
    digest = hashlib.sha256(repr(case_ids).encode()).hexdigest()[:8]
    return [
        (f"{search.partition}-{digest}-{first}", case_ids[first : first + IDS_A_REQUEST])
        for first in range(0, len(case_ids), IDS_A_REQUEST)
    ]


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
        .top(2 * MOST_DOCUMENTS)
    )
    return Load(_where(query, _conditions(search, "Dokument/")), part, {"Aktør": part})


def _relation(search: DocumentSearch, name: Relation) -> Load:
    part = f"{search.partition}-{name}"
    if name == "case":
        return _of_cases(search, part, oda("Sag/nummer") == search.case)
    query = (
        Query("DokumentAktør")
        .where(_sent_by(search.sender) if name == "sender" else _of_committee(search.committee))
        .expand("Aktør", "Dokument")
        .select(*_LINK, *(f"Aktør/{field}" for field in _ACTOR), *_DOCUMENT)
    )
    return Load(_newest(search, query), part, {"Aktør": part, "Dokument": part}, counted=True)


def _of_cases(search: DocumentSearch, part: str, cases: Expr) -> Load:
    query = (
        Query("SagDokument")
        .where(cases)
        .expand("Sag", "Dokument")
        .select(*_CASE_LINK, *(f"Sag/{field}" for field in _CASE), *_DOCUMENT)
    )
    return Load(_newest(search, query), part, {"Sag": part, "Dokument": part}, counted=True)


def _referred(search: DocumentSearch) -> Load:
    """The cases that were referred to the committee, the newest first."""
    asked = (oda("rolleid") == CaseRole.REFERRED_TO) & _of_committee(search.committee)
    if search.periods:
        asked &= oda("Sag/periodeid").is_in(search.periods)
    query = (
        Query("SagAktør")
        .where(asked)
        .select("id", "aktørid", "sagid", "rolleid", "opdateringsdato")
        .order_by("sagid desc", "id desc")
        .top(MOST_CASES)
    )
    return Load(query, f"{search.partition}-referred", counted=True)


def _in_folder(search: DocumentSearch) -> tuple[Load, ...]:
    """The documents whose files are in the committee's folder, where it is asked for by letters."""
    short = search.committee.lower()
    if not (short.isalpha() and len(short) <= _LONGEST_SHORT):
        return ()
    part = f"{search.partition}-folder"
    query = (
        Query("Fil")
        .where((oda("variantkode") == "P") & oda("filurl").contains(f"/almdel/{short}/"))
        .expand("Dokument")
        .select(*FILE_FIELDS, *_DOCUMENT)
    )
    return (Load(_newest(search, query), part, {"Dokument": part}, counted=True),)


def _newest(search: DocumentSearch, query: Query) -> Query:
    """The rows whose documents the search asks for, those of the newest documents first."""
    query = query.order_by("Dokument/dato desc", "dokumentid desc", "id desc").top(MOST_DOCUMENTS)
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
