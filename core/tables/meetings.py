"""Meetings and committees of a session, one meeting, and the coming steps of cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import polars as pl

from core.parliament.calendar.agenda import agendas_table
from core.parliament.calendar.meetings import (
    Meeting,
    Meetings,
    coming_steps,
    meeting_of,
    session_meetings,
)
from core.parliament.calendar.periods import Period
from core.parliament.cases.tables import NO_WORDS, Names, cases_table, roles_table, steps_table
from core.parliament.people.committees import (
    Committees,
    committee_figures,
    committee_roles,
    committees_table,
    referred_cases,
    reports_given,
    with_parties,
)
from core.parliament.people.memberships import NO_MEMBERSHIPS, read_memberships
from core.store.datasets import cases as case_sets
from core.store.datasets.dataset import Dataset
from core.tables.cases import memberships_in, names_in, work_of_cases
from core.tables.table import Parts, Recipe, Tables, made_from

_NOT_HELD = ("cancelled", "postponed")
_OF_CASES = ("Sagstrin", "SagAktør", "Aktør")
"""The entity sets of the work on cases that are used here: steps and people."""


def period_meetings(period: Period, now: datetime) -> Recipe[Meetings]:
    """The meetings of a session."""
    rows = _meetings(period, now)

    def make(parts: Parts) -> Meetings:
        return _of_session(period, parts.needed(rows), names_in(parts))

    return Recipe(f"meetings/{period.code}", (rows, case_sets.names()), make, keep_parts=False)


def period_agendas(period: Period, now: datetime) -> Recipe[pl.DataFrame]:
    """The agendas of a session's meetings; see `agendas_table`."""
    rows = case_sets.agendas(period.code, period.period_id, closed=period.closed(now))
    return Recipe(
        f"agendas/{period.code}",
        (rows,),
        lambda parts: agendas_table(*parts.needed(rows)),
        keep_parts=False,
    )


def one_meeting(meeting_id: int) -> Recipe[Meeting]:
    """A meeting with its committees, its agenda with the cases, and its votes."""
    meeting = case_sets.meeting(meeting_id)

    def make(parts: Parts) -> Meeting:
        rows, links, actors, points, steps, of_steps, linked, cases, votes = parts.needed(meeting)
        return meeting_of(
            rows,
            (links, actors),
            points,
            (linked, cases),
            (steps, of_steps),
            votes,
            names_in(parts),
        )

    return Recipe(f"meeting/{meeting_id}", (meeting, case_sets.names()), make, most=100)


def period_of_committee(committee_id: int) -> Recipe[list[int]]:
    """The API's id of the period of a committee; empty where there is no such committee."""
    return made_from(
        f"committee-period/{committee_id}",
        case_sets.committee(committee_id),
        lambda rows: rows[0]["periodeid"].drop_nulls().to_list(),
    )


def period_committees(period: Period, now: datetime) -> Recipe[Committees]:
    """The committees of a session, with their meetings and members.

    Their cases are included where these are stored, and so are the parties of the members.
    """
    rows, meeting_rows = _committees(period, now), _meetings(period, now)
    members, cases, work = memberships_in(period, now), *_work(period, now)

    def make(parts: Parts) -> Committees:
        names, today = names_in(parts), now.date()
        actors, into, into_people, out_of, out_people = parts.needed(rows)
        table = committees_table(actors)
        roles = committee_roles(table, (into, into_people), (out_of, out_people), period)
        meetings = _of_session(period, parts.needed(meeting_rows), names)
        belonged = parts.get(members)
        memberships = read_memberships(*belonged) if belonged else NO_MEMBERSHIPS
        referred = reports = None
        if (found := parts.get(cases)) and (done := parts.get(work, *_OF_CASES)):
            step_rows, role_rows, people = done
            steps = steps_table(step_rows, names)
            referred = referred_cases(
                table,
                roles_table(role_rows, people, names),
                cases_table(period.code, found[0], NO_WORDS, names),
                steps,
                today,
            )
            reports = reports_given(referred, steps, today)
        day = min(today, period.end.date())
        figures = committee_figures(table, roles, meetings.held, referred, day)
        roles = with_parties(roles, memberships, period, today)
        return Committees(period, figures, roles, referred, reports, meetings)

    return Recipe(
        f"committees/{period.code}",
        (rows, meeting_rows, case_sets.names()),
        make,
        optional=(members,),
        also=(*cases.parts, *work.parts),
        choices=(now.date(),),
        keep_parts=False,
    )


def committee_codes(period: Period, now: datetime) -> Recipe[list[str]]:
    """The codes of a session's committees; see `committees_table`."""
    rows = _committees(period, now)

    def make(parts: Parts) -> list[str]:
        actors = parts.needed(rows, "Aktør")[0]
        codes: list[str] = committees_table(actors)["code"].to_list()
        return codes

    return Recipe(f"committee-codes/{period.code}", (rows,), make, most=40, keep_parts=False)


def committee_names(period: Period, now: datetime) -> Recipe[dict[str, str]]:
    """The names of a session's committees by their codes; see `committees_table`."""
    rows = _committees(period, now)

    def make(parts: Parts) -> dict[str, str]:
        actors = parts.needed(rows, "Aktør")[0]
        named = committees_table(actors).drop_nulls("committee")
        return dict(named.select("code", "committee").iter_rows())

    return Recipe(f"committee-names/{period.code}", (rows,), make, most=40, keep_parts=False)


def coming(period: Period, now: datetime) -> Recipe[pl.DataFrame]:
    """The coming steps of a session's cases; see `coming_steps`."""
    cases, work = _work(period, now)

    def make(parts: Parts) -> pl.DataFrame:
        names, (rows,) = names_in(parts), parts.needed(cases)
        (steps,) = parts.needed(work, "Sagstrin")
        table = cases_table(period.code, rows, NO_WORDS, names)
        return coming_steps(steps_table(steps, names), table, now.date())

    return Recipe(
        f"coming/{period.code}",
        (cases, work, case_sets.names()),
        make,
        choices=(now.date(),),
        keep_parts=False,
    )


def sitting_days(tables: Tables, known: Sequence[Period], now: datetime) -> frozenset[date]:
    """The days of the chamber's meetings, by the stored calendar of the current session.

    `known` are the periods, `now` is Danish local time. None where the calendar is not stored.
    """
    begun = [period for period in known if period.begun(now) and not period.year]
    session = max(begun, key=lambda period: period.start, default=None)
    meetings = None if session is None else tables.read(period_meetings(session, now))
    if meetings is None:
        return frozenset()
    held = pl.col("type_code").eq("chamber") & ~pl.col("status_code").is_in(_NOT_HELD)
    return frozenset(meetings.content.table.filter(held)["date"].drop_nulls())


def _of_session(period: Period, rows: list[pl.DataFrame], names: Names) -> Meetings:
    meetings, links, actors = rows
    return session_meetings(period, meetings, links, actors, names)


def _meetings(period: Period, now: datetime) -> Dataset:
    return case_sets.meetings(period.code, period.period_id, closed=period.closed(now))


def _committees(period: Period, now: datetime) -> Dataset:
    return case_sets.committees(period.code, period.period_id, closed=period.closed(now))


def _work(period: Period, now: datetime) -> tuple[Dataset, Dataset]:
    cases = case_sets.cases(period.code, period.period_id, closed=period.closed(now))
    return cases, work_of_cases(period, now)
