"""What is loaded of the questions that committees ask; see `core.store.datasets.dataset`."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from core.oda.query.query import Expr, Query
from core.oda.query.query import field as oda
from core.oda.schema.codes import CaseKind, CaseRole, DocumentKind, DocumentRole
from core.store.datasets.cases import expiry_of
from core.store.datasets.dataset import Dataset, Load
from core.store.datasets.fields import (
    ACTOR_FIELDS,
    CASE_LINK_FIELDS,
    CASE_ROLE_FIELDS,
    DOCUMENT_FIELDS,
    DOCUMENT_ROLE_FIELDS,
    FILE_FIELDS,
    linked,
)
from core.store.datasets.partitions import partition

# Senders, askers, addressees and ministries; not the many who receive a copy.
_PEOPLE = (
    DocumentRole.SENDER,
    DocumentRole.ASKING_MEMBER,
    DocumentRole.MINISTER,
    DocumentRole.ASKER,
    DocumentRole.TO,
    DocumentRole.MINISTRY,
    DocumentRole.ADDRESSEE,
    DocumentRole.PUT_BY,
    DocumentRole.OTHER_SENDER,
)
_ANSWER_FIELDS = (
    "id", "typeid", "kategoriid", "statusid", "titel", "dato", "spørgsmålsid", "opdateringsdato",
)  # fmt: skip
_QUESTION_CASE_FIELDS = (
    "id", "typeid", "titelkort", "nummer", "nummerprefix", "periodeid", "opdateringsdato",
)  # fmt: skip


@lru_cache(maxsize=256)
def committee_questions(code: str, start: datetime, end: datetime, *, closed: bool) -> Dataset:
    """The questions that committees asked in the days of a session, and the answers to them.

    With the case that each belongs to and the people in their roles: some hundred requests for
    each two thousand questions.
    """
    part = partition("committee-questions", code)
    questions = Query("Dokument").where(_asked("", start, end))
    answers = Query("Dokument").where(
        (oda("typeid") == DocumentKind.ANSWER)
        & (oda("SpørgsmålsDokument/dato") >= start)
        & (oda("SpørgsmålsDokument/dato") <= end)
    )
    asked = _asked("Dokument/", start, end)
    cases_of = linked("SagDokument", CASE_LINK_FIELDS, {"Sag": _QUESTION_CASE_FIELDS})
    people = linked("DokumentAktør", DOCUMENT_ROLE_FIELDS, {"Aktør": ACTOR_FIELDS})
    return Dataset(
        f"committee-questions/{code}",
        (
            Load(questions.select(*DOCUMENT_FIELDS), part, grows=True),
            Load(answers.select(*_ANSWER_FIELDS), partition("committee-answers", code), grows=True),
            Load(cases_of.where(asked), part, {"Sag": part}, grows=True),
            Load(
                people.where(asked & oda("rolleid").is_in(_PEOPLE)),
                part,
                {"Aktør": part},
                grows=True,
            ),
        ),
        expiry_of("Sag", closed),
    )


@lru_cache(maxsize=256)
def question_committees(
    code: str, period_id: int, start: datetime, end: datetime, *, closed: bool
) -> Dataset:
    """What tells which committees ask a session's questions: their cases, and their files.

    The actors linked to a question do not include its committee. Where its case has none either,
    the address of the question's file names it. Some two hundred requests.
    """
    part = partition("question-committees", code)
    referred = linked("SagAktør", CASE_ROLE_FIELDS, {"Aktør": ACTOR_FIELDS}).where(
        (oda("Sag/periodeid") == period_id)
        & (oda("Sag/typeid") != CaseKind.S20_QUESTION)
        & (oda("rolleid") == CaseRole.REFERRED_TO)
    )
    files = Query("Fil").where(_asked("Dokument/", start, end) & (oda("variantkode") == "P"))
    return Dataset(
        f"question-committees/{code}",
        (
            Load(referred, part, {"Aktør": part}, grows=True),
            Load(files.select(*FILE_FIELDS), part, grows=True),
        ),
        expiry_of("Sag", closed),
    )


def _asked(path: str, start: datetime, end: datetime) -> Expr:
    """The condition for committee questions put from `start` to `end`; `path` leads to them."""
    return (
        (oda(f"{path}typeid") == DocumentKind.COMMITTEE_QUESTION)
        & (oda(f"{path}dato") >= start)
        & (oda(f"{path}dato") <= end)
    )
