"""What the pages on committees and meetings read of a session, each put together once a version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
import streamlit as st

from core.parliament.cases import Names, cases_table, steps_table
from core.parliament.committees import (
    committee_figures,
    committee_roles,
    committees_table,
    with_parties,
)
from core.parliament.meetings import coming_steps, committees_called, meetings_table
from core.parliament.meetingstore import (
    NO_MEMBERSHIPS,
    committee_parts,
    held_by_committee,
    meeting_parts,
    member_parts,
    referred_of,
    work_parts,
)
from core.parliament.parties import read_memberships
from core.parliament.periods import Period
from core.store import caseplan, plan
from core.store.jobs import Job
from core.store.library import View
from core.times import danish_now
from core.ui.casedata import case_names
from core.ui.context import Context
from core.ui.messages import need

_Version = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meetings of a session.

    `table` has the columns of `meetings_table`, `called` those of `committees_called`, `held` those
    of `held_by_committee`.
    """

    period: Period
    table: pl.DataFrame
    called: pl.DataFrame
    held: pl.DataFrame
    names: Names
    views: tuple[View, ...]

    @property
    def fetched_at(self) -> datetime | None:
        """The age (UTC) of the oldest part."""
        return oldest(self.views)


@dataclass(frozen=True, slots=True)
class Work:
    """The cases of a session with their steps, which take longer than what stands around them.

    `views` is None while they are not there: `job` is then what loads them, if anything does.
    """

    views: tuple[View, View] | None
    job: Job | None


@dataclass(frozen=True, slots=True)
class Committees:
    """The committees of a session.

    `table` has the columns of `committee_figures`, `roles` those of `with_parties`, `referred`
    those of `referred_cases`, None where the cases are not there.
    """

    period: Period
    table: pl.DataFrame
    roles: pl.DataFrame
    referred: pl.DataFrame | None
    meetings: Meetings
    views: tuple[View, ...]

    @property
    def fetched_at(self) -> datetime | None:
        """The age (UTC) of the oldest part."""
        return oldest(self.views)


def oldest(views: tuple[View, ...]) -> datetime | None:
    """The age (UTC) of the oldest of them."""
    return min((view.fetched_at for view in views if view.fetched_at), default=None)


def period_meetings(context: Context, period: Period) -> Meetings:
    """The meetings of a session; ends the page with progress while they are loaded."""
    names, named = case_names(context)
    dataset = caseplan.meetings(
        period.code, period.period_id, closed=period.closed(danish_now())
    )  # fmt: skip
    view = need(context, context.source.library.view(dataset), context.t("wait.meetings"))
    version = (context.source.settings.api_url, view.version, named.version)
    return Meetings(period, *_meetings(version, period.code, view, names), names, (view, named))


def period_work(context: Context, period: Period) -> Work:
    """The cases of a session if they are there; else they begin to load beside the page."""
    closed = period.closed(danish_now())
    library = context.source.library
    cases, work = (
        context.see(library.view(dataset(period.code, period.period_id, closed=closed)))
        for dataset in (caseplan.cases, caseplan.case_work)
    )
    if cases.ready and work.ready:
        return Work((cases, work), None)
    jobs = [view.job for view in (cases, work) if not view.ready and view.job is not None]
    return Work(None, jobs[0] if jobs else None)


def period_committees(context: Context, period: Period, work: Work) -> Committees:
    """The committees of a session; ends the page with progress while they are loaded."""
    closed = period.closed(danish_now())
    library = context.source.library
    dataset = caseplan.committees(period.code, period.period_id, closed=closed)
    memberships = plan.memberships(period.code, period.start, period.end, closed=closed)
    for wanted in (dataset, memberships):
        library.view(wanted)  # both begin at once, and are waited for in turn
    meetings = period_meetings(context, period)
    view = need(context, library.view(dataset), context.t("wait.committees"))
    members: View | None = library.view(memberships)
    if members is not None and not members.ready and members.job is None:
        members = None  # could not be had: parties are unknown
    if members is not None:
        members = need(context, members, context.t("wait.members"))
    views = (view, *meetings.views, *([members] if members else []), *(work.views or ()))
    version = (
        context.source.settings.api_url, danish_now().date(), *(each.version for each in views),
    )  # fmt: skip
    found = _committees(version, period, view, members, work.views, meetings)
    return Committees(period, *found, meetings, views)


def steps_ahead(context: Context, period: Period, work: Work, names: Names) -> pl.DataFrame | None:
    """What `coming_steps` gives of a session, None where its cases are not there."""
    if work.views is None:
        return None
    version = (context.source.settings.api_url, *(view.version for view in work.views))
    return _coming(version, period.code, danish_now().date(), work.views, names)


@st.cache_resource(max_entries=12, show_spinner=False)
def _meetings(
    version: _Version, code: str, _view: View, _names: Names
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    meetings, links, actors = (_view.table(*part) for part in meeting_parts(code))
    table = meetings_table(code, meetings, links, actors, _names)
    return table, committees_called(links, actors), held_by_committee(table, links, actors)


@st.cache_resource(max_entries=12, show_spinner=False)
def _committees(
    version: _Version,
    period: Period,
    _view: View,
    _members: View | None,
    _work: tuple[View, View] | None,
    _of_session: Meetings,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame | None]:
    code, today = period.code, danish_now().date()
    actors, into, into_people, out_of, out_people = (
        _view.table(*part) for part in committee_parts(code)
    )
    committees = committees_table(actors)
    roles = committee_roles(committees, (into, into_people), (out_of, out_people), period)
    memberships = NO_MEMBERSHIPS
    if _members is not None:
        memberships = read_memberships(*(_members.table(*part) for part in member_parts(code)))
    referred = None
    if _work is not None:
        rows, *work = work_parts(code)
        frames = [_work[0].table(*rows), *(_work[1].table(*part) for part in work)]
        referred = referred_of(committees, frames, code, _of_session.names, today)
    day = min(today, period.end.date())
    figures = committee_figures(committees, roles, _of_session.held, referred, day)
    return figures, with_parties(roles, memberships, period, today), referred


@st.cache_resource(max_entries=4, show_spinner=False)
def _coming(
    version: _Version, code: str, today: date, _work: tuple[View, View], _names: Names
) -> pl.DataFrame:
    part = f"period-{code}"
    keywords = pl.DataFrame(schema={"case_id": pl.Int32, "keyword": pl.String})
    return coming_steps(
        steps_table(_work[1].table("Sagstrin", part), _names),
        cases_table(code, _work[0].table("Sag", part), keywords, _names),
        today,
    )
