"""Calendars at addresses: meetings and deadlines by the filters of the pages, and one case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import polars as pl
from starlette.responses import Response
from starlette.routing import BaseRoute

from core.export.calendar import Event, calendar_file
from core.export.events import deadline_events, meeting_events, step_events
from core.export.followed import case_name
from core.tables.meetings import period_agendas
from core.tables.table import Table
from core.web.site import Site
from core.web.subscriptions import (
    Made,
    Visit,
    answer,
    check_names,
    following,
    number_in_path,
)
from core.web.table_requests import Asked
from core.web.thing_reading import open_case

MOST = 3_000
"""Events of a calendar: the latest. Its description says where there are more."""

_KIND = "text/calendar"
_WAITING = ("open", "overdue", "preliminary")
"""What has become of questions whose deadline still means something."""


def routes(site: Site) -> list[BaseRoute]:
    """`/calendar/…`."""
    return following(
        site,
        {
            "/calendar/meetings.ics": _meetings,
            "/calendar/deadlines.ics": _deadlines,
            "/calendar/case/{id}.ics": _case,
        },
    )


def _meetings(visit: Visit) -> Response:
    """The meetings that pass the filters of their page; `kind` is another name of `type`."""
    params = [("type" if name == "kind" else name, value) for name, value in visit.params]
    asked = visit.ask("meetings", params)
    agendas = _agendas(visit, asked)

    def events() -> list[Event]:
        rows = asked.rows.filter(pl.col("date").is_not_null()).head(MOST)
        return meeting_events(visit.teller, rows, None if agendas is None else agendas.content)

    changes = [] if agendas is None else [agendas.checksum]
    dated = [asked.fetched_at, *([] if agendas is None else [agendas.fetched_at])]
    return _calendar(visit, "meetings", "meetings_about", asked, events, changes, max(dated))


def _agendas(visit: Visit, asked: Asked) -> Table[pl.DataFrame] | None:
    """The agendas of the session, where they are stored; else they begin to load.

    Nobody waits for them: they take many requests, and a calendar without them is a calendar.
    """
    period = next((p for p in visit.loaded.periods(years=False) if p.code == asked.session), None)
    if period is None:
        return None
    recipe = period_agendas(period, visit.now)
    for dataset in recipe.needs:
        visit.source.library.view(dataset)
    return visit.source.tables.read(recipe)


def _deadlines(visit: Visit) -> Response:
    """The deadlines of the questions that pass; where no state is chosen, of those that wait."""
    asked = visit.ask("questions")
    chosen = bool(visit.given.values("state"))

    def events() -> list[Event]:
        rows = asked.rows.filter(pl.col("due").is_not_null())
        if not chosen:
            rows = rows.filter(pl.col("status").is_in(_WAITING))
        latest = rows.sort("due", "question_id", descending=True).head(MOST)
        return deadline_events(visit.teller, latest)

    about = "deadlines_chosen" if chosen else "deadlines_open"
    return _calendar(visit, "deadlines", about, asked, events, [], asked.fetched_at)


def _case(visit: Visit) -> Response:
    """The dated steps of a case."""
    number = number_in_path(visit, "case")
    check_names(visit, "case")
    table = open_case(visit.loaded, number)
    t, file = visit.teller.t, table.content

    def make() -> bytes:
        title = t("follow.case_steps", name=case_name(file.case))
        return calendar_file(
            step_events(visit.teller, file),
            title=t("follow.titled", title=title),
            description=visit.told(
                [t("follow.case_about"), t("follow.source", source=visit.author)]
            ),
            lang=visit.teller.lang,
            address=visit.address,
        )

    return answer(
        visit, Made(f"steps-{number}.ics", _KIND, (table.checksum,), table.fetched_at, make)
    )


def _calendar(
    visit: Visit,
    name: str,
    about: str,
    asked: Asked,
    events: Callable[[], list[Event]],
    changes: Sequence[str],
    modified: datetime,
) -> Response:
    t = visit.teller.t

    def make() -> bytes:
        found = events()
        choices = ", ".join(f"{label}: {value}" for label, value in asked.filters)
        told = [t(f"follow.{about}"), f"{t('follow.chosen', choice=choices)}."]
        told.append(t("follow.source", source=visit.author))
        if len(found) == MOST:
            told.append(t("follow.latest_events", n=MOST))
        return calendar_file(
            found,
            title=t("follow.titled", title=t(f"follow.{name}")),
            description=visit.told(told),
            lang=visit.teller.lang,
            address=visit.address,
        )

    return answer(visit, Made(f"{name}.ics", _KIND, (asked.key, *changes), modified, make))
