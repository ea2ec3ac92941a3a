"""The list of the page of meetings: what comes next, a week, a month, a day, or all that pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.filters.engine import Chosen
from core.filters.meetings import MEETINGS
from core.filters.orders import ordered
from core.jobs import Job
from core.language import date_text
from core.parliament.calendar.meetings import (
    Meetings,
    calendar_bounds,
    coming_meetings,
    meetings_by_day,
    months_of,
    nearest_month,
    newest_first,
)
from core.parliament.calendar.periods import Period
from core.parliament.texts.lookups import lookup_words
from core.tables import meetings as tables
from core.tables.table import Table
from core.times import danish_now
from core.ui.pages.meetings.month import month_section
from core.ui.parts.filters import Panel, Row
from core.ui.parts.links import Row as ListRow
from core.ui.parts.links import here, link_list, part_of, to
from core.ui.parts.meeting_rows import forget_unknown, meeting_list
from core.ui.parts.nothing import DAYS, none_match, offer_sessions
from core.ui.parts.offers import Addresses, calendar
from core.ui.parts.orders import order_choice
from core.ui.parts.shown_cases import periods
from core.ui.parts.table import downloads, source_line
from core.ui.parts.waiting import arriving, shown
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import PageEnds, tell_unheeded

Shown = Table[Meetings]
Kind = Literal["coming", "week", "month", "day", "all"]

WEEKS = ("this", "next")
_NEXT = 12
_MIDDLE = timedelta(days=3)  # a week is of the month of its Thursday
_MOST_STEPS = 10
_WIDE = ("q", "state", "from", "to")  # who chooses by these looks through the session
_CLEAN = {"week": "", "month": "", "show": "", "page": "", "from": "", "to": "", "sort": ""}


@dataclass(frozen=True, slots=True)
class View:
    """What of the meetings is shown: the days from `first` to `last`, or else by the filters."""

    kind: Kind
    month: date
    first: date | None = None
    last: date | None = None
    week: str = ""


def period_meetings(context: Context, period: Period) -> Shown:
    """The meetings of a session; ends the page while they are loaded."""
    return shown(context, tables.period_meetings(period, danish_now()))


def need_meetings(context: Context, meetings: Shown) -> None:
    """End the page where the session has no meetings, and say so."""
    if meetings.content.table.is_empty():
        said = context.t("meetings.none", period=meetings.content.period.named(context.lang))
        st.info(said, icon=":material/event_busy:")
        raise PageEnds


def meeting_filters(context: Context, meetings: Shown, bar: DeltaGenerator) -> Chosen:
    """Draw the filters, the search and the committees in the bar, and return what is chosen."""
    for key in ("type", "state", "committee"):
        forget_unknown(key, list(MEETINGS[key].offered(meetings.content)))
    panel = Panel(context, MEETINGS, meetings.content)
    with bar:
        panel.bar("q", "committee")
    panel.line("type", drawer=(Row(("state", "from", "to")),))
    return panel.done(wrong_days="meetings.wrong_days")


def chosen_view(context: Context, meetings: Shown, chosen: Chosen) -> View:
    """What the address asks for, with links to the other views."""
    now, table = danish_now(), meetings.content.table
    today = now.date()
    passing = MEETINGS.apply(meetings.content, chosen)
    months = {each.strftime("%Y-%m"): each for each in months_of(meetings_by_day(table))}
    week = address.taken("week", WEEKS)
    month = address.taken("month", list(months))
    everything = address.taken("show", ["all"])
    tell_unheeded(context.lang)
    there = months_of(meetings_by_day(passing)) or list(months.values()) or [today]
    near = nearest_month(there, today)
    view = View("all", near)
    if week is not None:
        first = today - timedelta(days=today.weekday() - (7 if week == "next" else 0))
        view = View(
            "week", (first + _MIDDLE).replace(day=1), first, first + timedelta(days=6), week
        )
    elif month is not None:
        view = View("month", months[month], months[month], _end_of(months[month]))
    elif (day := chosen.day("from")) is not None and day == chosen.day("to"):
        view = View("day", day.replace(day=1), day, day)
    elif (
        everything is None
        and not any(chosen.values(key) for key in _WIDE)
        and not coming_meetings(passing, now).is_empty()
    ):
        view = View("coming", near)
    _ways(context, meetings, view, running=meetings.content.period.end > now)
    return view


def list_section(
    context: Context, meetings: Shown, chosen: Chosen, view: View, bar: DeltaGenerator
) -> Job | None:
    """The meetings of the view in a sentence and a list; returns the job of agendas.

    Where all meetings are listed the bar gets the choice of their order.
    """
    t, content = context.t, meetings.content
    passing = MEETINGS.apply(content, chosen)
    if view.kind == "coming":
        rows = coming_meetings(passing, danish_now())
        said = t("meetings.n_coming", n=rows.height, shown=min(_NEXT, rows.height))
    elif view.first is not None and view.last is not None:
        rows = passing.filter(pl.col("date").is_between(view.first, view.last))
        off = rows.filter(pl.col("status_code").is_in(["cancelled", "postponed"])).height
        said = t("meetings.n_of_days", n=rows.height, off=off, days=_days(context, view))
    else:
        rows = newest_first(passing)
        said = t("meetings.shown", n=rows.height, total=content.table.height,
                 period=content.period.named(context.lang))  # fmt: skip
        if not rows.is_empty():
            with bar:
                order = order_choice(context, "meetings")
            rows, said = ordered(rows, "meetings", order), f"{said} · {t(f'order.{order}').lower()}"
    source_line(context, meetings.fetched_at, escape(said))
    if rows.is_empty():
        _nothing(context, meetings, chosen, view)
        return None
    agendas, job = _agendas(context, content.period, view)
    part = None if view.kind == "coming" else part_of(rows.height)
    listed = rows.head(_NEXT) if view.kind == "coming" else rows
    meeting_list(context, listed, key="meetings", part=part, agendas=agendas)
    if view.kind == "coming" and rows.height > _NEXT:
        st.markdown(f"[{t('meetings.all')}]({here(**_CLEAN | {'show': 'all'})})")
    _downloads(context, meetings, chosen, view, passing if view.kind == "coming" else rows)
    return job


def calendar_section(context: Context, meetings: Shown, chosen: Chosen, view: View) -> None:
    """The month of what is shown as a calendar whose days are links."""
    rows = MEETINGS.apply(meetings.content, chosen.without(*DAYS))
    month_section(context, meetings.content.table, rows, view.month, danish_now().date())


def steps_section(context: Context, meetings: Shown) -> Job | None:
    """The next steps of cases, or the job that loads them; nothing for a session that is over."""
    t, now, period = context.t, danish_now(), meetings.content.period
    if period.end <= now:
        return None
    st.subheader(t("meetings.coming_steps"))
    steps = arriving(context, tables.coming(period, now))
    if steps.table is None:
        st.caption(t("meetings.steps_later" if steps.job else "meetings.steps_unknown"))
        return steps.job
    _coming_steps(context, steps.table.content, steps.table.fetched_at)
    return None


def _ways(context: Context, meetings: Shown, view: View, *, running: bool) -> None:
    """The other views as links, the open one in bold."""
    t = context.t
    ways = [("all", {"show": "all"}), ("month", {"month": view.month.strftime("%Y-%m")})]
    if running:
        ways = [
            ("coming", {}),
            *((f"week_{week}", {"week": week}) for week in WEEKS),
            *reversed(ways),
        ]
    open_one = f"week_{view.week}" if view.week else view.kind
    links = []
    for name, changes in ways:
        words = escape(t(f"meetings.way_{name}"))
        address_ = here(**_CLEAN | changes)
        links.append(f"**{words}**" if name == open_one else f"[{words}]({address_})")
    st.markdown(" · ".join(links))


def _agendas(
    context: Context, period: Period, view: View
) -> tuple[pl.DataFrame | None, Job | None]:
    """The agendas of the session, where they are stored; those of what comes begin to load."""
    recipe = tables.period_agendas(period, danish_now())
    if view.kind in ("coming", "week"):
        found = arriving(context, recipe)
        return (found.table.content if found.table else None), found.job
    stored = context.source.tables.read(recipe)
    return (stored.content if stored else None), None


def _downloads(
    context: Context, meetings: Shown, chosen: Chosen, view: View, rows: pl.DataFrame
) -> None:
    """The rows as files, and the address where programs find the same."""
    t, content = context.t, meetings.content
    days: dict[str, str] = {}
    if view.first is not None and view.last is not None:
        first, last = calendar_bounds(content.period, content.table)
        days = {"from": max(first, view.first).isoformat(), "to": min(last, view.last).isoformat()}
    told = [(t(f"votes.{name}"), day) for name, day in days.items() if not chosen.values(name)]
    downloads(
        context,
        "meetings",
        rows,
        meetings,
        session=content.period.code,
        filters=(
            (t("votes.session"), content.period.named(context.lang)),
            *MEETINGS.described(content, chosen, context.lang),
            *told,
        ),
        at=Addresses(
            {**days, "sort": "oldest"} if days or view.kind == "coming" else {},
            follow=[
                calendar("meetings", t("follow.meetings"), "meetings", ("month", "week", "sort"))
            ],
        ),
    )


def _nothing(context: Context, meetings: Shown, chosen: Chosen, view: View) -> None:
    if view.kind in ("week", "month", "day"):
        none_match(context, "meetings.none_in_days", chosen.without(*DAYS),
                   days=_days(context, view))  # fmt: skip
        return
    none_match(context, "meetings.none_match", chosen)
    others = [p for p in periods(context) if not p.year and p.code != meetings.content.period.code]
    titles = {period.code: period.named(context.lang) for period in others}
    counts, text = _elsewhere(context, chosen, others), chosen.first("q")
    offer_sessions(context, counts, titles, (), together=False, text=text)


def _elsewhere(context: Context, chosen: Chosen, others: Sequence[Period]) -> dict[str, int]:
    """The number of meetings that pass in the other stored sessions, by code."""
    counts: dict[str, int] = {}
    now = danish_now()
    chosen = chosen.without(*DAYS)
    for period in others:
        there = context.source.tables.read(tables.period_meetings(period, now))
        if there is not None:
            counts[period.code] = MEETINGS.apply(there.content, chosen).height
    return counts


def _coming_steps(context: Context, steps: pl.DataFrame, fetched: datetime) -> None:
    t = context.t
    if steps.is_empty():
        source_line(context, fetched, t("meetings.no_steps"))
        return
    first = steps.head(_MOST_STEPS)
    source_line(context, fetched, t("meetings.n_steps", n=steps.height, shown=first.height))
    rows = [
        ListRow(
            to("case", id=str(step["case_id"])),
            step["case_title"] or t("case.untitled"),
            number=step["case_number"] or "",
            when=date_text(step["date"], context.lang),
            facts=(lookup_words("step", step["step"], context.lang),),
        )
        for step in first.iter_rows(named=True)
    ]
    link_list(context, rows, key="steps", label=t("meetings.coming_steps"))


def _days(context: Context, view: View) -> str:
    """The days of a view in words: a week with its number, a month, or a day."""
    t, lang = context.t, context.lang
    assert view.first is not None
    assert view.last is not None
    if view.kind == "month":
        return date_text(view.first, lang, "month_year")
    if view.kind == "day":
        return date_text(view.first, lang)
    return t(
        "meetings.week_days",
        week=view.first.isocalendar().week,
        first=date_text(view.first, lang, "day_month"),
        last=date_text(view.last, lang),
    )


def _end_of(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
