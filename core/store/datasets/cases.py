"""What is loaded of cases, committees, meetings and documents; see `core.store.datasets.dataset`.

Most rows are loaded by period: a session, or a calendar year for cases of the EU and of finance.
What belongs to a single case, committee or meeting is loaded when somebody opens it.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

from core.oda.query.query import Expr, Query
from core.oda.query.query import field as oda
from core.oda.schema.codes import COMMITTEE_KINDS, CaseKind
from core.oda.schema.entities import LOOKUP_EXPIRY, entity
from core.store.datasets.dataset import Dataset, Load
from core.store.datasets.fields import (
    ACTOR_FIELDS,
    CASE_LINK_FIELDS,
    CASE_ROLE_FIELDS,
    DOCUMENT_FIELDS,
    FILE_FIELDS,
    GROUP_FIELDS,
    MEMBERSHIP_FIELDS,
    NAME_FIELDS,
    STEP_FIELDS,
    linked,
)
from core.store.datasets.partitions import Kind, Partition, partition

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
_STEP_LINKS = ("folketingstidendeurl", "folketingstidende", "folketingstidendesidenummer")
_KEYWORD_FIELDS = ("id", "emneordid", "sagid", "opdateringsdato")
_VOTE_FIELDS = (
    "id", "nummer", "vedtaget", "konklusion", "kommentar", "mødeid", "typeid", "sagstrinid",
    "opdateringsdato",
)  # fmt: skip
_POINT_FIELDS = (
    "id", "superid", "nummer", "titel", "kommentar", "sagstrinid", "mødeid", "opdateringsdato",
)  # fmt: skip
_MEETING_FIELDS = (
    "id", "titel", "lokale", "nummer", "dagsordenurl", "dato", "statusid", "typeid", "periodeid",
    "opdateringsdato",
)  # fmt: skip


@lru_cache(maxsize=1)
def names() -> Dataset:
    """The names of all kinds and roles: a request for each of sixteen small sets."""
    return Dataset("names", tuple(Load(Query(name), "all") for name in _NAMES), LOOKUP_EXPIRY)


@lru_cache(maxsize=64)
def lookup(name: str) -> Dataset:
    """All rows of a small set, such as the names of a kind: the same copy as in `names`."""
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
    """Steps, people and keywords of a period's cases without questions: some hundred requests."""
    of_cases = (oda("Sag/periodeid") == period_id) & (oda("Sag/typeid") != CaseKind.S20_QUESTION)
    return _work(
        f"case-work/{code}", partition("period", code), of_cases, closed=closed, keywords=True
    )


@lru_cache(maxsize=256)
def case_topics(code: str, period_id: int, *, closed: bool) -> Dataset:
    """People and keywords of a period's cases: the same copy as in `case_work`, without steps."""
    work = case_work(code, period_id, closed=closed)
    return Dataset(f"case-topics/{code}", work.loads[1:], work.expiry)


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
    documents = linked("SagDokument", CASE_LINK_FIELDS, {"Dokument": DOCUMENT_FIELDS})
    steps_documents = (
        Query("SagstrinDokument")
        .where(oda("Sagstrin/sagid") == case_id)
        .select("id", "sagstrinid", "dokumentid", "opdateringsdato")
    )
    of_meeting = ("id", "dato", "periodeid", "opdateringsdato")
    votes = linked("Afstemning", _VOTE_FIELDS, {"Møde": of_meeting})
    related = Query("Sag").where(
        (oda("fremsatundersagid") == case_id) | (oda("deltundersagid") == case_id)
    )
    work = _work_loads(part, oda("sagid") == case_id, keywords=True, steps=_STEP_LINKS)
    return Dataset(
        f"case/{case_id}",
        (
            *work,
            Load(documents.where(oda("sagid") == case_id), part, {"Dokument": part}),
            Load(steps_documents, part),
            Load(votes.where(oda("Sagstrin/sagid") == case_id), part, {"Møde": part}),
            Load(related.select(*_CASE_FIELDS), partition("under", case_id)),
            Load(Query("Sag").where(oda("id") == case_id), part),
        ),
        entity("Sag").expiry,
    )


@lru_cache(maxsize=256)
def case_steps(case_id: int) -> Dataset:
    """The steps of one case, from the copy that `case` makes: one request."""
    steps, *_ = _work_loads(
        partition("case", case_id), oda("sagid") == case_id, keywords=False, steps=_STEP_LINKS
    )
    return Dataset(f"case/steps-{case_id}", (steps,), entity("Sag").expiry)


@lru_cache(maxsize=256)
def case_alone(case_id: int) -> Dataset:
    """One case without what belongs to it: its title, for a link to it."""
    query = Query("Sag").where(oda("id") == case_id).select(*_CASE_FIELDS)
    return Dataset(f"case/alone-{case_id}", (Load(query, partition("alone", case_id)),), _WEEK)


@lru_cache(maxsize=256)
def case_files(case_id: int, document_ids: tuple[int, ...]) -> Dataset:
    """The files of a case's documents: one request for each forty documents.

    Another list of documents is another dataset, so that no file is missing when one is added.
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
    """The files of the documents whose ids lie from `first` to `last`."""
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

    def of_session(path: str) -> Expr:
        kinds = oda(f"{path}typeid").is_in(COMMITTEE_KINDS)
        return kinds & (oda(f"{path}periodeid") == period_id)

    who = Query("Aktør").where(of_session("")).select(*GROUP_FIELDS)
    loads = [Load(who, partition("committees", code))]
    ways: tuple[tuple[str, str, Kind], ...] = (
        ("TilAktør", "FraAktør", "to-committee"),
        ("FraAktør", "TilAktør", "from-committee"),
    )
    for end, other, way in ways:
        links = linked("AktørAktør", MEMBERSHIP_FIELDS, {other: ("typeid", *NAME_FIELDS)})
        part = partition(way, code)
        loads.append(Load(links.where(of_session(f"{end}/")), part, {other: part}))
    return Dataset(f"committees/{code}", tuple(loads), expiry_of("AktørAktør", closed))


@lru_cache(maxsize=256)
def meetings(code: str, period_id: int, *, closed: bool) -> Dataset:
    """Every meeting of a session, in the chamber and in committees, with its actors."""
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
    """A committee alone, which tells its session where a link has only the committee's id."""
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
    """A meeting with its actors, its agenda with steps and cases, and its votes: five requests.

    The cases of the steps are in a partition of their own.
    """
    part = partition("meeting", meeting_id)
    of_steps = partition("steps-of-meeting", meeting_id)
    of_case = [name for name in _CASE_FIELDS if name != "resume"]
    actors = _called(oda("mødeid") == meeting_id)
    points = linked(
        "Dagsordenspunkt", _POINT_FIELDS, {"Sagstrin": STEP_FIELDS, "Sagstrin/Sag": of_case}
    ).where(oda("mødeid") == meeting_id)
    own = ("id", "dagsordenspunktid", "sagid", "opdateringsdato")
    cases_of = linked("DagsordenspunktSag", own, {"Sag": of_case})
    votes = (
        Query("Afstemning")
        .where(oda("mødeid") == meeting_id)
        .select("id", "nummer", "vedtaget", "typeid", "sagstrinid", "mødeid", "opdateringsdato")
    )
    itself = Query("Møde").where(oda("id") == meeting_id).select(*_MEETING_FIELDS)
    return Dataset(
        f"meeting/{meeting_id}",
        (
            Load(itself, part),
            Load(actors, part, {"Aktør": part}),
            Load(points, part, {"Sagstrin": of_steps, "Sagstrin/Sag": of_steps}),
            Load(cases_of.where(oda("Dagsordenspunkt/mødeid") == meeting_id), part, {"Sag": part}),
            Load(votes, part),
        ),
        entity("Møde").expiry,
    )


_WEEK = timedelta(days=7)
IDS_A_REQUEST = 40


def _called(to: Expr) -> Query:
    """The actors who are called to the meetings that meet a condition."""
    own = ("id", "mødeid", "aktørid", "opdateringsdato")
    return linked("MødeAktør", own, {"Aktør": ACTOR_FIELDS}).where(to)


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
    """Steps, people in their roles and keywords of the cases that meet a condition."""
    taken = Query("Sagstrin").select(*STEP_FIELDS, *steps)
    roles = linked("SagAktør", CASE_ROLE_FIELDS, {"Aktør": ACTOR_FIELDS})
    of_word = ("id", "typeid", "emneord", "opdateringsdato")
    words = linked("EmneordSag", _KEYWORD_FIELDS, {"Emneord": of_word})
    loads = (
        Load(taken.where(of_cases), part, grows=grows),
        Load(roles.where(of_cases), part, {"Aktør": part}, grows=grows),
        Load(words.where(of_cases), part, {"Emneord": part}, grows=grows),
    )
    return loads if keywords else loads[:2]


def expiry_of(name: str, closed: bool) -> timedelta:
    """How long rows of a period stay fresh: far longer once it is closed."""
    return LOOKUP_EXPIRY if closed else entity(name).expiry
