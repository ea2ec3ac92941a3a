"""What is loaded of cases, questions, committees, meetings and documents; see `core.store.plan`.

Everything hangs on a period: a session, or a calendar year for cases of the EU and of finance. What
belongs to a single case, committee or meeting is read when somebody opens it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache, partial

from core.oda.entities import LOOKUP_EXPIRY, entity
from core.oda.query import Expr, Query
from core.oda.query import field as oda
from core.store.plan import NAME_FIELDS, Dataset, Load

QUESTION = 10  # Sag.typeid of § 20 questions
COMMITTEE_QUESTION, ANSWER = 13, 17  # Dokument.typeid
COMMITTEE = 3  # Aktør.typeid
# DokumentAktør.rolleid: from whom, who asks, to whom, about what; not the many who get a copy.
QUESTION_ROLES = (1, 3, 5, 6, 8, 9, 10, 12, 14)

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
_ROLE_FIELDS = ("id", "aktørid", "sagid", "rolleid", "opdateringsdato")
_ACTOR_FIELDS = ("id", "typeid", "gruppenavnkort", "navn", "opdateringsdato")
_KEYWORD_FIELDS = ("id", "emneordid", "sagid", "opdateringsdato")
_MEETING_FIELDS = (
    "id", "titel", "lokale", "nummer", "dagsordenurl", "dato", "statusid", "typeid", "periodeid",
    "opdateringsdato",
)  # fmt: skip
DOCUMENT_FIELDS = (
    "id", "typeid", "kategoriid", "statusid", "titel", "dato", "modtagelsesdato",
    "frigivelsesdato", "spørgsmålsordlyd", "spørgsmålstitel", "spørgsmålsid", "opdateringsdato",
)  # fmt: skip
_ANSWER_FIELDS = (
    "id", "typeid", "kategoriid", "statusid", "titel", "dato", "spørgsmålsid", "opdateringsdato",
)  # fmt: skip
_QUESTION_CASE_FIELDS = (
    "id", "typeid", "titelkort", "nummer", "nummerprefix", "periodeid", "opdateringsdato",
)  # fmt: skip
FILE_FIELDS = ("id", "dokumentid", "titel", "filurl", "variantkode", "format", "opdateringsdato")


@lru_cache(maxsize=1)
def names() -> Dataset:
    """The names of all kinds and roles: a request for each of sixteen small sets."""
    return Dataset(
        "names", tuple(Load(Query(name), "all") for name in _NAMES), LOOKUP_EXPIRY
    )  # fmt: skip


@lru_cache(maxsize=1)
def periods() -> Dataset:
    """Every period: sessions, and the calendar years of the EU's and finance cases."""
    return Dataset("periods", (Load(Query("Periode"), "all"),), LOOKUP_EXPIRY)


@lru_cache(maxsize=256)
def cases(code: str, period_id: int, *, closed: bool) -> Dataset:
    """Every case of a period: one request for each hundred."""
    query = Query("Sag").where(oda("periodeid") == period_id).select(*_CASE_FIELDS)
    return Dataset(
        f"all-cases/{code}", (Load(query, f"period-{code}", grows=True),), _expiry("Sag", closed)
    )


@lru_cache(maxsize=256)
def case_work(code: str, period_id: int, *, closed: bool) -> Dataset:
    """Steps, people and keywords of a period's cases but questions: a few hundred requests."""
    of_cases = (oda("Sag/periodeid") == period_id) & (oda("Sag/typeid") != QUESTION)
    return _work(f"case-work/{code}", f"period-{code}", of_cases, closed=closed, keywords=True)


@lru_cache(maxsize=256)
def question_work(code: str, period_id: int, *, closed: bool) -> Dataset:
    """Steps and people of a session's § 20 questions: some two hundred requests."""
    of_questions = (oda("Sag/periodeid") == period_id) & (oda("Sag/typeid") == QUESTION)
    return _work(
        f"question-work/{code}", f"questions-{code}", of_questions, closed=closed, keywords=False
    )


@lru_cache(maxsize=256)
def committee_questions(code: str, start: datetime, end: datetime, *, closed: bool) -> Dataset:
    """The questions that committees asked in the days of a session, and the answers to them.

    With the case that each belongs to and the people in their roles: some hundred requests for
    each two thousand questions.
    """

    def asked(path: str) -> Expr:
        return (
            (oda(f"{path}typeid") == COMMITTEE_QUESTION)
            & (oda(f"{path}dato") >= start)
            & (oda(f"{path}dato") <= end)
        )

    part = f"committee-questions-{code}"
    answers = Query("Dokument").where(
        (oda("typeid") == ANSWER)
        & (oda("SpørgsmålsDokument/dato") >= start)
        & (oda("SpørgsmålsDokument/dato") <= end)
    )
    cases_of = (
        Query("SagDokument")
        .where(asked("Dokument/"))
        .expand("Sag")
        .select("id", "sagid", "dokumentid", "bilagsnummer", "rolleid", "opdateringsdato",
                *(f"Sag/{name}" for name in _QUESTION_CASE_FIELDS))
    )  # fmt: skip
    people = (
        Query("DokumentAktør")
        .where(asked("Dokument/") & oda("rolleid").is_in(QUESTION_ROLES))
        .expand("Aktør")
        .select("id", "dokumentid", "aktørid", "rolleid", "opdateringsdato",
                *(f"Aktør/{name}" for name in _ACTOR_FIELDS))
    )  # fmt: skip
    return Dataset(
        f"committee-questions/{code}",
        (
            Load(Query("Dokument").where(asked("")).select(*DOCUMENT_FIELDS), part, grows=True),
            Load(answers.select(*_ANSWER_FIELDS), f"committee-answers-{code}", grows=True),
            Load(cases_of, part, {"Sag": part}, grows=True),
            Load(people, part, {"Aktør": part}, grows=True),
        ),
        _expiry("Sag", closed),
    )


def of_period(
    code: str, period_id: int, start: datetime, end: datetime, *, closed: bool, year: bool
) -> tuple[Dataset, ...]:
    """All that is loaded of a period; a calendar (`year`) has cases alone."""
    period = partial(_called, code, period_id, closed)
    of_cases = (period(cases), period(case_work))
    if year:
        return of_cases
    return (
        *of_cases,
        period(question_work),
        committee_questions(code, start, end, closed=closed),
        period(committees),
        period(meetings),
    )


def _called(code: str, period_id: int, closed: bool, dataset: Callable[..., Dataset]) -> Dataset:
    return dataset(code, period_id, closed=closed)


@lru_cache(maxsize=256)
def case(case_id: int) -> Dataset:
    """One case with all that belongs to it: nine requests or so."""
    part = f"case-{case_id}"
    documents = (
        Query("SagDokument")
        .where(oda("sagid") == case_id)
        .expand("Dokument")
        .select(
            "id", "sagid", "dokumentid", "bilagsnummer", "rolleid", "opdateringsdato",
            *(f"Dokument/{name}" for name in DOCUMENT_FIELDS),
        )
    )  # fmt: skip
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
            "id", "nummer", "vedtaget", "konklusion", "kommentar", "mødeid", "typeid",
            "sagstrinid", "opdateringsdato", "Møde/id", "Møde/dato", "Møde/periodeid",
            "Møde/opdateringsdato",
        )
    )  # fmt: skip
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
            Load(related.select(*_CASE_FIELDS), f"under-{case_id}"),
            Load(Query("Sag").where(oda("id") == case_id), part),
        ),
        entity("Sag").expiry,
    )


@lru_cache(maxsize=256)
def case_alone(case_id: int) -> Dataset:
    """One case without what belongs to it: what it is called, for a link to it."""
    query = Query("Sag").where(oda("id") == case_id).select(*_CASE_FIELDS)
    return Dataset(f"case/alone-{case_id}", (Load(query, f"alone-{case_id}"),), _WEEK)


@lru_cache(maxsize=256)
def case_files(case_id: int, document_ids: tuple[int, ...]) -> Dataset:
    """The files of a case's documents: one request for each forty documents.

    Those of other documents are another dataset, so that none is missing when some have come.
    """
    ids = sorted(document_ids)
    chunks = [ids[first : first + _IDS_A_REQUEST] for first in range(0, len(ids), _IDS_A_REQUEST)]
    loads = tuple(
        Load(
            Query("Fil").where(oda("dokumentid").is_in(chunk)).select(*FILE_FIELDS),
            f"case-{case_id}-{number}",
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
    return Dataset(f"files/{first}-{last}", (Load(query, f"documents-{first}-{last}"),), _WEEK)


@lru_cache(maxsize=256)
def committees(code: str, period_id: int, *, closed: bool) -> Dataset:
    """The committees of a session and their members, from both directions of the links."""
    who = (
        Query("Aktør")
        .where((oda("typeid") == COMMITTEE) & (oda("periodeid") == period_id))
        .select("id", "typeid", "gruppenavnkort", "navn", "periodeid", "startdato", "slutdato",
                "opdateringsdato")
    )  # fmt: skip
    loads = [Load(who, f"committees-{code}")]
    for end, other, way in (("TilAktør", "FraAktør", "to"), ("FraAktør", "TilAktør", "from")):
        links = (
            Query("AktørAktør")
            .where((oda(f"{end}/typeid") == COMMITTEE) & (oda(f"{end}/periodeid") == period_id))
            .expand(other)
            .select("id", "fraaktørid", "tilaktørid", "startdato", "slutdato", "rolleid",
                    "opdateringsdato", *(f"{other}/{name}" for name in ("typeid", *NAME_FIELDS)))
        )  # fmt: skip
        partition = f"{way}-committee-{code}"
        loads.append(Load(links, partition, {other: partition}))
    return Dataset(f"committees/{code}", tuple(loads), _expiry("AktørAktør", closed))


@lru_cache(maxsize=256)
def meetings(code: str, period_id: int, *, closed: bool) -> Dataset:
    """Every meeting of a session, in the chamber and in committees, with who is called."""
    query = Query("Møde").where(oda("periodeid") == period_id).select(*_MEETING_FIELDS)
    actors = (
        Query("MødeAktør")
        .where(oda("Møde/periodeid") == period_id)
        .expand("Aktør")
        .select("id", "mødeid", "aktørid", "opdateringsdato",
                *(f"Aktør/{name}" for name in _ACTOR_FIELDS))
    )  # fmt: skip
    part = f"meetings-{code}"
    return Dataset(
        f"meetings/{code}",
        (
            Load(query, part, grows=True),
            Load(actors, part, {"Aktør": part}, grows=True),
        ),
        _expiry("Møde", closed),
    )


@lru_cache(maxsize=256)
def committee(committee_id: int) -> Dataset:
    """A committee alone: which session it is of, for a link that names only the committee."""
    query = (
        Query("Aktør")
        .where((oda("id") == committee_id) & (oda("typeid") == COMMITTEE))
        .select("id", "typeid", "periodeid", "gruppenavnkort", "navn", "opdateringsdato")
    )
    return Dataset(
        f"committees/id-{committee_id}", (Load(query, f"committee-{committee_id}"),), _WEEK
    )


@lru_cache(maxsize=256)
def meeting(meeting_id: int) -> Dataset:
    """A meeting with who is called, its agenda with steps and cases, and its votes: five requests.

    The cases of the steps are in a partition of their own.
    """
    part = f"meeting-{meeting_id}"
    of_steps = f"steps-of-{part}"
    of_case = [name for name in _CASE_FIELDS if name != "resume"]
    actors = (
        Query("MødeAktør")
        .where(oda("mødeid") == meeting_id)
        .expand("Aktør")
        .select("id", "mødeid", "aktørid", "opdateringsdato",
                *(f"Aktør/{name}" for name in _ACTOR_FIELDS))
    )  # fmt: skip
    points = (
        Query("Dagsordenspunkt")
        .where(oda("mødeid") == meeting_id)
        .expand("Sagstrin", "Sagstrin/Sag")
        .select("id", "superid", "nummer", "titel", "kommentar", "sagstrinid", "mødeid",
                "opdateringsdato", *(f"Sagstrin/{name}" for name in _STEP_FIELDS),
                *(f"Sagstrin/Sag/{name}" for name in of_case))
    )  # fmt: skip
    cases_of = (
        Query("DagsordenspunktSag")
        .where(oda("Dagsordenspunkt/mødeid") == meeting_id)
        .expand("Sag")
        .select("id", "dagsordenspunktid", "sagid", "opdateringsdato",
                *(f"Sag/{name}" for name in of_case))
    )  # fmt: skip
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
_IDS_A_REQUEST = 40


def _work(key: str, partition: str, of_cases: Expr, *, closed: bool, keywords: bool) -> Dataset:
    loads = _work_loads(partition, of_cases, keywords=keywords, grows=True)
    return Dataset(key, loads, _expiry("Sag", closed))


def _work_loads(
    partition: str,
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
        .select(*_ROLE_FIELDS, *(f"Aktør/{name}" for name in _ACTOR_FIELDS))
    )
    words = (
        Query("EmneordSag")
        .where(of_cases)
        .expand("Emneord")
        .select(*_KEYWORD_FIELDS, "Emneord/id", "Emneord/typeid", "Emneord/emneord",
                "Emneord/opdateringsdato")
    )  # fmt: skip
    loads = (
        Load(taken, partition, grows=grows),
        Load(roles, partition, {"Aktør": partition}, grows=grows),
        Load(words, partition, {"Emneord": partition}, grows=grows),
    )
    return loads if keywords else loads[:2]


def _expiry(name: str, closed: bool) -> timedelta:
    return LOOKUP_EXPIRY if closed else entity(name).expiry
