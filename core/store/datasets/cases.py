"""What is loaded of cases, committees, meetings and documents; see `core.store.datasets.dataset`.

Everything hangs on a period: a session, or a calendar year for cases of the EU and of finance. What
belongs to a single case, committee or meeting is read when somebody opens it.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

from core.oda.query.query import Expr, Query
from core.oda.query.query import field as oda
from core.oda.schema.codes import COMMITTEE_KINDS, CaseKind
from core.oda.schema.entities import LOOKUP_EXPIRY, entity
from core.store.datasets.dataset import Dataset, Load, fields_at
from core.store.datasets.partitions import Kind, Partition, partition
from core.store.datasets.votes import NAME_FIELDS

_NAMES = (
    "Sagstype", "Sagsstatus", "Sagskategori", "SagAktørRolle", "SagDokumentRolle",
    "Sagstrinstype", "Sagstrinsstatus", "Dokumenttype", "Dokumentkategori", "Dokumentstatus",
    "DokumentAktørRolle", "Mødetype", "Mødestatus", "Emneordstype", "AktørAktørRolle", "Aktørtype",
)  # fmt: skip
_CASE_FIELDS = (
    "id", "typeid", "kategoriid", "statusid", "titel", "titelkort", "nummer", "nummerprefix",
    "nummernumerisk", "nummerpostfix", "resume", "periodeid", "lovnummer", "lovnummerdato",
    "afgørelsesdato", "rådsmødedato", "fremsatundersagid", "deltundersagid", "opdateringsdato",
)  # fmt: skip
_STEP_FIELDS = ("id", "titel", "dato", "sagid", "typeid", "statusid", "opdateringsdato")
_STEP_LINKS = ("folketingstidendeurl", "folketingstidende", "folketingstidendesidenummer")
ROLE_FIELDS = ("id", "aktørid", "sagid", "rolleid", "opdateringsdato")
ACTOR_FIELDS = ("id", "typeid", "gruppenavnkort", "navn", "opdateringsdato")
_KEYWORD_FIELDS = ("id", "emneordid", "sagid", "opdateringsdato")
_MEETING_FIELDS = (
    "id", "titel", "lokale", "nummer", "dagsordenurl", "dato", "statusid", "typeid", "periodeid",
    "opdateringsdato",
)  # fmt: skip
_POINT_FIELDS = (
    "id", "superid", "nummer", "titel", "kommentar", "sagstrinid", "mødeid", "opdateringsdato",
)  # fmt: skip
DOCUMENT_FIELDS = (
    "id", "typeid", "kategoriid", "statusid", "titel", "dato", "modtagelsesdato",
    "frigivelsesdato", "spørgsmålsordlyd", "spørgsmålstitel", "spørgsmålsid", "opdateringsdato",
)  # fmt: skip
FILE_FIELDS = ("id", "dokumentid", "titel", "filurl", "variantkode", "format", "opdateringsdato")


@lru_cache(maxsize=1)
def names() -> Dataset:
    """The names of all kinds and roles: a request for each of sixteen small sets."""
    return Dataset("names", tuple(Load(Query(name), "all") for name in _NAMES), LOOKUP_EXPIRY)


@lru_cache(maxsize=64)
def lookup(name: str) -> Dataset:
    """A small set that is read whole, such as the names of a kind: the same copy as in `names`."""
    return Dataset(f"names/{name}", (Load(Query(name), "all"),), LOOKUP_EXPIRY)


@lru_cache(maxsize=1)
def periods() -> Dataset:
    """Every period: sessions, and the calendar years of the EU's and finance cases."""
    return Dataset("periods", (Load(Query("Periode"), "all"),), LOOKUP_EXPIRY)


@lru_cache(maxsize=256)
def cases(code: str, period_id: int, *, closed: bool) -> Dataset:
    """Every case of a period: one request for each hundred."""
    query = Query("Sag").where(oda("periodeid") == period_id).select(*_CASE_FIELDS)
    return Dataset(
        f"all-cases/{code}",
        (Load(query, partition("period", code), grows=True),),
        expiry_of("Sag", closed),
    )


@lru_cache(maxsize=256)
def case_work(code: str, period_id: int, *, closed: bool) -> Dataset:
    """Steps, people and keywords of a period's cases but questions: a few hundred requests."""
    of_cases = (oda("Sag/periodeid") == period_id) & (oda("Sag/typeid") != CaseKind.S20_QUESTION)
    return _work(
        f"case-work/{code}", partition("period", code), of_cases, closed=closed, keywords=True
    )


@lru_cache(maxsize=256)
def question_work(code: str, period_id: int, *, closed: bool) -> Dataset:
    """Steps and people of a session's § 20 questions: some two hundred requests."""
    asked = oda("Sag/typeid") == CaseKind.S20_QUESTION
    of_questions = (oda("Sag/periodeid") == period_id) & asked
    return _work(
        f"question-work/{code}",
        partition("questions", code),
        of_questions,
        closed=closed,
        keywords=False,
    )


@lru_cache(maxsize=256)
def case(case_id: int) -> Dataset:
    """One case with all that belongs to it: nine requests or so."""
    part = partition("case", case_id)
    documents = (
        Query("SagDokument")
        .where(oda("sagid") == case_id)
        .expand("Dokument")
        .select(
            "id",
            "sagid",
            "dokumentid",
            "bilagsnummer",
            "rolleid",
            "opdateringsdato",
            *fields_at("Dokument", DOCUMENT_FIELDS),
        )
    )
    steps_documents = (
        Query("SagstrinDokument")
        .where(oda("Sagstrin/sagid") == case_id)
        .select("id", "sagstrinid", "dokumentid", "opdateringsdato")
    )
    votes = (
        Query("Afstemning")
        .where(oda("Sagstrin/sagid") == case_id)
        .expand("Møde")
        .select(
            "id",
            "nummer",
            "vedtaget",
            "konklusion",
            "kommentar",
            "mødeid",
            "typeid",
            "sagstrinid",
            "opdateringsdato",
            "Møde/id",
            "Møde/dato",
            "Møde/periodeid",
            "Møde/opdateringsdato",
        )
    )
    related = Query("Sag").where(
        (oda("fremsatundersagid") == case_id) | (oda("deltundersagid") == case_id)
    )
    work = _work_loads(part, oda("sagid") == case_id, keywords=True, steps=_STEP_LINKS)
    return Dataset(
        f"case/{case_id}",
        (
            *work,
            Load(documents, part, {"Dokument": part}),
            Load(steps_documents, part),
            Load(votes, part, {"Møde": part}),
            Load(related.select(*_CASE_FIELDS), partition("under", case_id)),
            Load(Query("Sag").where(oda("id") == case_id), part),
        ),
        entity("Sag").expiry,
    )


@lru_cache(maxsize=256)
def case_alone(case_id: int) -> Dataset:
    """One case without what belongs to it: what it is called, for a link to it."""
    query = Query("Sag").where(oda("id") == case_id).select(*_CASE_FIELDS)
    return Dataset(f"case/alone-{case_id}", (Load(query, partition("alone", case_id)),), _WEEK)


@lru_cache(maxsize=256)
def case_files(case_id: int, document_ids: tuple[int, ...]) -> Dataset:
    """The files of a case's documents: one request for each forty documents.

    Those of other documents are another dataset, so that none is missing when some have come.
    """
    ids = sorted(document_ids)
    chunks = [ids[first : first + IDS_A_REQUEST] for first in range(0, len(ids), IDS_A_REQUEST)]
    loads = tuple(
        Load(
            Query("Fil").where(oda("dokumentid").is_in(chunk)).select(*FILE_FIELDS),
            partition("case", case_id, number),
        )
        for number, chunk in enumerate(chunks)
    )
    return Dataset(f"files/case-{case_id}-{len(ids)}-{max(ids, default=0)}", loads, _WEEK)


@lru_cache(maxsize=1024)
def document_files(first: int, last: int) -> Dataset:
    """The files of the documents with those ids and all between."""
    query = (
        Query("Fil")
        .where(oda("dokumentid") >= first)
        .where(oda("dokumentid") <= last)
        .select(*FILE_FIELDS)
    )
    return Dataset(
        f"files/{first}-{last}", (Load(query, partition("documents", first, last)),), _WEEK
    )


@lru_cache(maxsize=256)
def committees(code: str, period_id: int, *, closed: bool) -> Dataset:
    """The committees of a session and their members, from both directions of the links."""
    who = (
        Query("Aktør")
        .where(oda("typeid").is_in(COMMITTEE_KINDS) & (oda("periodeid") == period_id))
        .select(
            "id",
            "typeid",
            "gruppenavnkort",
            "navn",
            "periodeid",
            "startdato",
            "slutdato",
            "opdateringsdato",
        )
    )
    loads = [Load(who, partition("committees", code))]
    ways: tuple[tuple[str, str, Kind], ...] = (
        ("TilAktør", "FraAktør", "to-committee"),
        ("FraAktør", "TilAktør", "from-committee"),
    )
    for end, other, way in ways:
        links = (
            Query("AktørAktør")
            .where(
                oda(f"{end}/typeid").is_in(COMMITTEE_KINDS) & (oda(f"{end}/periodeid") == period_id)
            )
            .expand(other)
            .select(
                "id",
                "fraaktørid",
                "tilaktørid",
                "startdato",
                "slutdato",
                "rolleid",
                "opdateringsdato",
                *fields_at(other, ("typeid", *NAME_FIELDS)),
            )
        )
        part = partition(way, code)
        loads.append(Load(links, part, {other: part}))
    return Dataset(f"committees/{code}", tuple(loads), expiry_of("AktørAktør", closed))


@lru_cache(maxsize=256)
def meetings(code: str, period_id: int, *, closed: bool) -> Dataset:
    """Every meeting of a session, in the chamber and in committees, with who is called."""
    query = Query("Møde").where(oda("periodeid") == period_id).select(*_MEETING_FIELDS)
    actors = _called(oda("Møde/periodeid") == period_id)
    part = partition("meetings", code)
    return Dataset(
        f"meetings/{code}",
        (
            Load(query, part, grows=True),
            Load(actors, part, {"Aktør": part}, grows=True),
        ),
        expiry_of("Møde", closed),
    )


@lru_cache(maxsize=64)
def agendas(code: str, period_id: int, *, closed: bool) -> Dataset:
    """The agendas of all meetings of a session, without their cases: a request for each hundred."""
    query = Query("Dagsordenspunkt").where(oda("Møde/periodeid") == period_id)
    load = Load(query.select(*_POINT_FIELDS), partition("agendas", code), grows=True)
    return Dataset(f"agendas/{code}", (load,), expiry_of("Dagsordenspunkt", closed))


@lru_cache(maxsize=256)
def committee(committee_id: int) -> Dataset:
    """A committee alone: which session it is of, for a link that names only the committee."""
    query = (
        Query("Aktør")
        .where((oda("id") == committee_id) & oda("typeid").is_in(COMMITTEE_KINDS))
        .select("id", "typeid", "periodeid", "gruppenavnkort", "navn", "opdateringsdato")
    )
    return Dataset(
        f"committees/id-{committee_id}", (Load(query, partition("committee", committee_id)),), _WEEK
    )


@lru_cache(maxsize=256)
def meeting(meeting_id: int) -> Dataset:
    """A meeting with who is called, its agenda with steps and cases, and its votes: five requests.

    The cases of the steps are in a partition of their own.
    """
    part = partition("meeting", meeting_id)
    of_steps = partition("steps-of-meeting", meeting_id)
    of_case = [name for name in _CASE_FIELDS if name != "resume"]
    actors = _called(oda("mødeid") == meeting_id)
    points = (
        Query("Dagsordenspunkt")
        .where(oda("mødeid") == meeting_id)
        .expand("Sagstrin", "Sagstrin/Sag")
        .select(
            *_POINT_FIELDS,
            *fields_at("Sagstrin", _STEP_FIELDS),
            *fields_at("Sagstrin/Sag", of_case),
        )
    )
    cases_of = (
        Query("DagsordenspunktSag")
        .where(oda("Dagsordenspunkt/mødeid") == meeting_id)
        .expand("Sag")
        .select(
            "id",
            "dagsordenspunktid",
            "sagid",
            "opdateringsdato",
            *fields_at("Sag", of_case),
        )
    )
    votes = (
        Query("Afstemning")
        .where(oda("mødeid") == meeting_id)
        .select("id", "nummer", "vedtaget", "typeid", "sagstrinid", "mødeid", "opdateringsdato")
    )
    own = Query("Møde").where(oda("id") == meeting_id).select(*_MEETING_FIELDS)
    return Dataset(
        f"meeting/{meeting_id}",
        (
            Load(own, part),
            Load(actors, part, {"Aktør": part}),
            Load(points, part, {"Sagstrin": of_steps, "Sagstrin/Sag": of_steps}),
            Load(cases_of, part, {"Sag": part}),
            Load(votes, part),
        ),
        entity("Møde").expiry,
    )


_WEEK = timedelta(days=7)
IDS_A_REQUEST = 40


def _called(to: Expr) -> Query:
    """Who is called to the meetings that a condition finds."""
    own = ("id", "mødeid", "aktørid", "opdateringsdato")
    return (
        Query("MødeAktør").where(to).expand("Aktør").select(*own, *fields_at("Aktør", ACTOR_FIELDS))
    )


def _work(key: str, part: Partition, of_cases: Expr, *, closed: bool, keywords: bool) -> Dataset:
    loads = _work_loads(part, of_cases, keywords=keywords, grows=True)
    return Dataset(key, loads, expiry_of("Sag", closed))


def _work_loads(
    part: Partition,
    of_cases: Expr,
    *,
    keywords: bool,
    grows: bool = False,
    steps: tuple[str, ...] = (),
) -> tuple[Load, ...]:
    """Steps, people in their roles and keywords of the cases that a condition finds."""
    taken = Query("Sagstrin").where(of_cases).select(*_STEP_FIELDS, *steps)
    roles = (
        Query("SagAktør")
        .where(of_cases)
        .expand("Aktør")
        .select(*ROLE_FIELDS, *fields_at("Aktør", ACTOR_FIELDS))
    )
    words = (
        Query("EmneordSag")
        .where(of_cases)
        .expand("Emneord")
        .select(
            *_KEYWORD_FIELDS,
            "Emneord/id",
            "Emneord/typeid",
            "Emneord/emneord",
            "Emneord/opdateringsdato",
        )
    )
    loads = (
        Load(taken, part, grows=grows),
        Load(roles, part, {"Aktør": part}, grows=grows),
        Load(words, part, {"Emneord": part}, grows=grows),
    )
    return loads if keywords else loads[:2]


def expiry_of(name: str, closed: bool) -> timedelta:
    """How long rows of a period stay fresh: far longer once it is closed."""
    return LOOKUP_EXPIRY if closed else entity(name).expiry
