"""The tables of the data dictionary for chosen periods: for the command line and for notebooks.

Without a period, all that are stored are read. What is missing is an error that says how to load
it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import polars as pl

from core.analysis.selection import NEED_BALLOTS
from core.errors import NoSuchThing, NotStored
from core.filters.cases import CASES
from core.filters.engine import between
from core.filters.meetings import MEETINGS
from core.filters.questions import QUESTIONS
from core.parliament.calendar.meetings import Meetings
from core.parliament.calendar.periods import Period, find_session
from core.parliament.cases.search import CaseBook, join_books
from core.parliament.people.committees import Committees, membership_rows
from core.parliament.votes.chamber import Chamber
from core.tables.cases import period_cases, periods, steps_of
from core.tables.meetings import period_committees, period_meetings
from core.tables.questions import session_questions
from core.tables.table import Recipe, Table, Tables
from core.tables.votes import joined_votes, session_votes, sessions

_Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A table of periods: the recipe for one period, and the rows of several between two days.

    With `years` it is available for calendar years too, else for sessions only.
    """

    recipe: Callable[[Period, datetime], Recipe[Any]]
    rows: Callable[[Sequence[Any], _Days], pl.DataFrame]
    years: bool = False


@dataclass(frozen=True, slots=True)
class PeriodParts:
    """The codes of periods and the content of each, for `period_rows`."""

    codes: tuple[str, ...]
    parts: tuple[Any, ...]


def chosen_votes(tables: Tables, name: str, codes: Sequence[str], now: datetime) -> Table[Chamber]:
    """The votes of the sessions with these codes, or of all stored sessions, the newest first.

    `name` is the table that will be made: if it needs ballots, sessions whose ballots are not
    stored are left out. `missing` are the sessions that are not stored, except those known to have
    no votes. Raises NoSuchThing for an unknown session, and NotStored where a session that was
    asked for is not stored, or none is.
    """
    stored = tables.read(sessions())
    if stored is None:
        raise NotStored("the local copy is empty: fill it with python -m core sync")
    known = stored.content
    wanted = [find_session(known, code) for code in dict.fromkeys(codes)] or known
    found = [votes for s in wanted if (votes := tables.read(session_votes(s, now))) is not None]
    if name in NEED_BALLOTS:
        found = [votes for votes in found if _has_ballots(votes.content, asked=bool(codes))]
    there = {votes.content.session.code for votes in found}
    absent = [session.code for session in wanted if session.code not in there]
    if absent and (codes or not found):
        some = " ".join(absent) if codes else wanted[0].code
        raise NotStored(
            f"the {name} of {some} are not in the local copy: "
            f"first run python -m core sync --session {some}"
        )
    parts = {code: tables.store.meta("Afstemning", code) for code in absent}
    voted = [code for code, part in parts.items() if part is None or part.rows]
    return joined_votes(tables, found, voted)


def _has_ballots(chamber: Chamber, *, asked: bool) -> bool:
    """Whether its ballots are stored; one that was asked for may have no votes to have them of."""
    return chamber.marked is not None or (asked and chamber.votes.is_empty())


def unread_sessions(chamber: Chamber) -> tuple[str, ...]:
    """The codes of sessions with votes whose ballots are not stored."""
    voted = chamber.votes["session"].unique()
    return tuple(session.code for session in chamber.unread if session.code in voted)


def chosen_periods(
    tables: Tables, name: str, codes: Sequence[str], now: datetime
) -> Table[PeriodParts]:
    """The content of a table of `PERIOD_TABLES` for the periods with these codes, or all stored.

    `missing` are the periods that are not stored. Raises NoSuchThing for an unknown period, and
    NotStored where a period that was asked for is not stored, or none is.
    """
    kind, stored = PERIOD_TABLES[name], tables.read(periods())
    known = {each.code: each for each in stored.content} if stored else {}
    known = {code: each for code, each in known.items() if kind.years or not each.year}
    strange = " ".join(code for code in codes if code not in known)
    if stored and strange:
        kinds = "session or year" if kind.years else "session"
        words = f"the local copy knows no {kinds} {strange}"
        raise NoSuchThing(words, what="session", name=strange)
    read = {
        code: tables.read(kind.recipe(known[code], now)) if code in known else None
        for code in dict.fromkeys(codes or known)
    }
    found = {code: table for code, table in read.items() if table is not None}
    absent = [code for code, table in read.items() if table is None]
    if not found or (codes and absent):
        some = f" --session {' '.join(absent)}" if codes else ""
        raise NotStored(
            f"the {name} are not in the local copy: first run python -m core sync --cases{some}"
        )

    def together(parts: list[Any]) -> PeriodParts:
        return PeriodParts(tuple(found), tuple(parts))

    return tables.joined(f"chosen-{name}", list(found.values()), together, absent)


def period_rows(
    name: str, chosen: PeriodParts, start: date | None = None, end: date | None = None
) -> pl.DataFrame:
    """The rows of a table of `PERIOD_TABLES`, with at least its columns.

    `start` and `end` are the first and last day on which a case was put forward, a question was
    asked or a meeting is held. Committees have no day.
    """
    return PERIOD_TABLES[name].rows(chosen.parts, (start, end))


def _cases(found: Sequence[CaseBook], days: _Days) -> pl.DataFrame:
    return CASES.apply(join_books(found), between(*days))


def _steps(found: Sequence[CaseBook], days: _Days) -> pl.DataFrame:
    book = join_books(found)
    cases = CASES.apply(book, between(*days))
    return steps_of(book, cases)


def _questions(found: Sequence[pl.DataFrame], days: _Days) -> pl.DataFrame:
    rows = pl.concat(found).unique(["kind", "question_id"], keep="first", maintain_order=True)
    return QUESTIONS.apply(rows, between(*days))


def _committees(found: Sequence[Committees], _: _Days) -> pl.DataFrame:
    return pl.concat(membership_rows(each.period.code, each.table, each.roles) for each in found)


def _meetings(found: Sequence[Meetings], days: _Days) -> pl.DataFrame:
    rows = pl.concat(each.table for each in found)
    return MEETINGS.apply(found[0], between(*days), rows)


PERIOD_TABLES: Mapping[str, _Kind] = MappingProxyType(
    {
        "cases": _Kind(period_cases, _cases, years=True),
        "steps": _Kind(period_cases, _steps, years=True),
        "questions": _Kind(session_questions, _questions),
        "committees": _Kind(period_committees, _committees),
        "meetings": _Kind(period_meetings, _meetings),
    }
)
"""The tables of cases, questions, committees and meetings."""
