"""The questions of a session, out of the parts that are stored or shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from core.oda.codes import CaseKind
from core.parliament.cases import Names, cases_table, roles_table, steps_table
from core.parliament.chamber import is_invented
from core.parliament.parties import read_memberships
from core.parliament.periods import Period, read_periods
from core.parliament.questionlinks import named_by_files, referred_to
from core.parliament.questions import KINDS, SCHEMA, Kind, committee_questions, s20_questions
from core.store.caseplan import names
from core.store.files import Store, Stored

Frames = Callable[[str, str], pl.DataFrame | None]
"""Gives the rows of an entity set's partition; None where they are not there."""

_NO_WORDS = pl.DataFrame(schema={"case_id": pl.Int32, "keyword": pl.String})


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions of `sessions` in the columns of `core.parliament.questions.SCHEMA`.

    `fetched_at` (UTC) is the age of the oldest part. `invented` says that the source serves the
    demo parliament.
    """

    sessions: tuple[Period, ...]
    rows: pl.DataFrame
    fetched_at: datetime
    urls: tuple[str, ...]
    invented: bool


def period_questions(
    kind: Kind, period: Period, frames: Frames, lookups: Names, today: date, *, links: bool = True
) -> pl.DataFrame | None:
    """A session's questions of one kind; None where their rows are not there.

    Where memberships are not there, the askers' parties are unknown; where the rows of
    `questionplan.question_committees` are not, the committees are those among the people.
    """
    code = period.code
    members = [frames(*part) for part in _member_parts(code)]
    there = [frame for frame in members if frame is not None]
    memberships = read_memberships(*there) if len(there) == len(members) else None
    parts = [frames(*part) for part in _parts(kind, code)]
    rows = [frame for frame in parts if frame is not None]
    if len(rows) < len(parts):
        return None
    if kind == "s20":
        cases, steps, roles, actors = rows
        asked = cases.filter(pl.col("typeid") == CaseKind.S20_QUESTION)
        return s20_questions(
            cases_table(code, asked, _NO_WORDS, lookups),
            steps_table(steps, lookups),
            roles_table(roles, actors, lookups),
            memberships,
            today,
            links=links,
        )
    questions, answers, case_links, cases, roles, actors = rows
    referrals, referees, files = (frames(*part) for part in _committee_parts(code))
    referred = None
    if referrals is not None and referees is not None:
        referred = referred_to(referrals, referees)
    return committee_questions(
        period, questions, answers, case_links, cases, roles, actors, lookups, memberships, today,
        referred=referred,
        files=None if files is None else named_by_files(files),
        links=links,
    )  # fmt: skip


def stored_questions(
    store: Store, codes: tuple[str, ...], today: date
) -> tuple[Questions | None, list[str]]:
    """The questions of those sessions (or of all that are stored), and the codes of the others.

    None where nothing is stored. A session counts as stored where both kinds of question are.
    """
    read: dict[tuple[str, str], Stored] = {}

    def frames(entity: str, partition: str) -> pl.DataFrame | None:
        found = store.read(entity, partition)
        if found is None:
            return None
        read[entity, partition] = found
        return found.frame

    known = frames("Periode", "all")
    lookups = {name: frames(name, part) for name, part in names().parts}
    ready = {name: frame for name, frame in lookups.items() if frame is not None}
    periods = [] if known is None else [p for p in read_periods(known) if not p.year]
    wanted = [period for period in periods if not codes or period.code in codes]
    absent = [code for code in codes if code not in {period.code for period in wanted}]
    if len(ready) < len(lookups):
        return None, [*absent, *(period.code for period in wanted)]
    invented = is_invented(store)
    tables: list[pl.DataFrame] = []
    found: list[Period] = []
    for period in wanted:
        both = [
            period_questions(kind, period, frames, ready, today, links=not invented)
            for kind in KINDS
        ]
        there = [table for table in both if table is not None]
        if len(there) == len(both):
            tables += there
            found.append(period)
        else:
            absent.append(period.code)
    if not found:
        return None, absent
    table = pl.concat([pl.DataFrame(schema=SCHEMA), *tables]).unique(
        ["kind", "question_id"], keep="first", maintain_order=True
    )
    urls = tuple(dict.fromkeys(part.meta.url for part in read.values() if part.meta.url))
    age = min(part.meta.fetched_at for part in read.values())
    return Questions(tuple(found), table, age, urls, invented), absent


def _parts(kind: Kind, code: str) -> tuple[tuple[str, str], ...]:
    if kind == "s20":
        part = f"questions-{code}"
        return ("Sag", f"period-{code}"), ("Sagstrin", part), ("SagAktør", part), ("Aktør", part)
    part = f"committee-questions-{code}"
    return (
        ("Dokument", part), ("Dokument", f"committee-answers-{code}"), ("SagDokument", part),
        ("Sag", part), ("DokumentAktør", part), ("Aktør", part),
    )  # fmt: skip


def _committee_parts(code: str) -> tuple[tuple[str, str], ...]:
    part = f"question-committees-{code}"
    return ("SagAktør", part), ("Aktør", part), ("Fil", part)


def _member_parts(code: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Aktør", f"groups-{code}"), ("AktørAktør", f"to-group-{code}"),
        ("AktørAktør", f"from-group-{code}"),
    )  # fmt: skip
