"""The questions of a session: § 20 questions to ministers, and questions of committees."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from core.oda.schema.codes import CaseKind
from core.parliament.calendar.periods import Period
from core.parliament.cases.tables import NO_WORDS, cases_table, roles_table, steps_table
from core.parliament.people.memberships import read_memberships
from core.parliament.questions.links import named_by_files, referred_to
from core.parliament.questions.questions import (
    KINDS,
    SCHEMA,
    CommitteeRows,
    Kind,
    committee_questions,
    s20_questions,
)
from core.store.datasets import cases as case_sets
from core.store.datasets import questions as question_sets
from core.tables.cases import memberships_in, names_in
from core.tables.table import Parts, Recipe


def period_questions(kind: Kind, period: Period, now: datetime) -> Recipe[pl.DataFrame]:
    """A session's questions of one kind; see `core.parliament.questions.questions.SCHEMA`.

    Where memberships are not stored, the askers' parties are unknown. Where the rows of
    `question_sets.question_committees` are not stored, the committees are those among the people.
    """
    return _of_ministers(period, now) if kind == "s20" else _of_committees(period, now)


def session_questions(period: Period, now: datetime) -> Recipe[pl.DataFrame]:
    """A session's questions of both kinds, each as in `period_questions`."""
    both = [period_questions(kind, period, now) for kind in KINDS]

    def make(parts: Parts) -> pl.DataFrame | None:
        found = [recipe.make(parts) for recipe in both]
        return pl.concat(
            [pl.DataFrame(schema=SCHEMA), *(rows for rows in found if rows is not None)]
        )

    return Recipe(
        f"questions/{period.code}",
        tuple(dataset for recipe in both for dataset in recipe.needs),
        make,
        optional=tuple(dataset for recipe in both for dataset in recipe.optional),
        choices=(now.date(),),
        keep_parts=False,
    )


def _of_ministers(period: Period, now: datetime) -> Recipe[pl.DataFrame]:
    code, number, closed = period.code, period.period_id, period.closed(now)
    rows = case_sets.cases(code, number, closed=closed)
    work, members = (
        case_sets.question_work(code, number, closed=closed),
        memberships_in(period, now),
    )

    def make(parts: Parts) -> pl.DataFrame:
        names, belonged = names_in(parts), parts.get(members)
        (cases,), (steps, roles, actors) = parts.needed(rows), parts.needed(work)
        asked = cases.filter(pl.col("typeid") == CaseKind.S20_QUESTION)
        return s20_questions(
            cases_table(code, asked, NO_WORDS, names),
            steps_table(steps, names),
            roles_table(roles, actors, names),
            read_memberships(*belonged) if belonged else None,
            now.date(),
            links=not parts.invented,
        )

    return Recipe(
        f"s20-questions/{code}",
        (rows, work, case_sets.names()),
        make,
        optional=(members,),
        choices=(now.date(),),
        keep_parts=False,
    )


def _of_committees(period: Period, now: datetime) -> Recipe[pl.DataFrame]:
    code, span = period.code, (period.start, period.end)
    closed, members = period.closed(now), memberships_in(period, now)
    rows = question_sets.committee_questions(code, *span, closed=closed)
    links = question_sets.question_committees(code, period.period_id, *span, closed=closed)

    def make(parts: Parts) -> pl.DataFrame:
        belonged, linked = parts.get(members), parts.get(links)
        return committee_questions(
            period,
            CommitteeRows(*parts.needed(rows)),
            names_in(parts),
            read_memberships(*belonged) if belonged else None,
            now.date(),
            referred=referred_to(*linked[:2]) if linked else None,
            files=named_by_files(linked[2]) if linked else None,
            links=not parts.invented,
        )

    return Recipe(
        f"committee-questions/{code}",
        (rows, case_sets.names()),
        make,
        optional=(members, links),
        choices=(now.date(),),
        keep_parts=False,
    )
