"""The parts of the page of meetings: coming meetings and steps, filters, calendar and list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl
import streamlit as st

from core.charts.calendar import month_calendar
from core.filters.engine import Chosen
from core.filters.meetings import MEETINGS
from core.jobs import Job
from core.language import date_text
from core.parliament.calendar.meetings import (
    Meetings,
    coming_meetings,
    meetings_by_day,
    months_of,
    nearest_month,
    newest_first,
)
from core.parliament.calendar.periods import Period
from core.tables import meetings as tables
from core.tables.table import Table
from core.times import danish_now
from core.ui.parts.chart import chart
from core.ui.parts.filters import Panel, Row
from core.ui.parts.meeting_rows import forget_unknown, meeting_grid
from core.ui.parts.nothing import DAYS, none_match, offer_sessions
from core.ui.parts.offers import Addresses, calendar
from core.ui.parts.shown_cases import periods
from core.ui.parts.table import downloads, grid, source_line
from core.ui.parts.waiting import arriving, shown
from core.ui.shell import address
from core.ui.shell.context import Context, dark_ground
from core.ui.shell.messages import PageEnds, tell_unheeded, watch
from core.ui.shell.way import go

Shown = Table[Meetings]

MOST_ROWS = 500
_NEXT = 12
_MOST_STEPS = 50


def period_meetings(context: Context, period: Period) -> Shown:
    """The meetings of a session; ends the page while they are loaded."""
    return shown(context, tables.period_meetings(period, danish_now()))


def coming_section(context: Context, meetings: Shown) -> Job | None:
    """The next meetings and steps of cases; draws nothing for a session that is over.

    Returns the job that loads the cases, if they are not loaded yet.
    """
    t = context.t
    if meetings.content.table.is_empty():
        st.info(
            t("meetings.none", period=meetings.content.period.title), icon=":material/event_busy:"
        )
        raise PageEnds
    now = danish_now()
    rows = coming_meetings(meetings.content.table, now)
    if rows.is_empty() and meetings.content.period.end <= now:
        return None
    st.subheader(t("meetings.coming"))
    first = rows.head(_NEXT)
    if first.is_empty():
        source_line(context, meetings.fetched_at, t("meetings.none_coming"))
    else:
        sentence = t("meetings.n_coming", n=rows.height, shown=first.height)
        source_line(context, meetings.fetched_at, sentence)
        meeting_grid(
            context, first, "coming_grid", t("meetings.coming_alt", n=first.height), "auto"
        )
    steps = arriving(context, tables.coming(meetings.content.period, now))
    st.markdown(f"**{t('meetings.coming_steps')}**")
    if steps.table is None:
        st.caption(t("meetings.steps_later" if steps.job else "meetings.steps_unknown"))
    else:
        _coming_steps(context, steps.table.content, steps.table.fetched_at)
    return steps.job


def _coming_steps(context: Context, steps: pl.DataFrame, fetched: datetime) -> None:
    t = context.t
    if steps.is_empty():
        source_line(context, fetched, t("meetings.no_steps"))
        return
    first = steps.head(_MOST_STEPS)
    source_line(context, fetched, t("meetings.n_steps", n=steps.height, shown=first.height))
    place = grid(
        context,
        first.select("date", "step", "case_number", "case_title"),
        key="steps_grid",
        alt=t("meetings.steps_alt", n=first.height),
        columns={"case_title": st.column_config.TextColumn(t("column.case_title"), width=340)},
        height="auto" if first.height <= 8 else 320,
        select=True,
    )
    if place is not None:
        go("case", id=str(first["case_id"][place]))


def meeting_filters(context: Context, meetings: Shown) -> Chosen:
    """Draw the filters and return what is chosen."""
    st.subheader(context.t("meetings.find"))
    for key in ("type", "state", "committee"):
        forget_unknown(key, list(MEETINGS[key].offered(meetings.content)))
    panel = Panel(context, MEETINGS, meetings.content)
    panel.row("q")
    panel.row("type", "committee", shares=(3, 2))
    panel.more(Row(("state", "from", "to")))
    return panel.done(wrong_days="meetings.wrong_days")


def calendar_section(context: Context, meetings: Shown, chosen: Chosen) -> None:
    """A month as a calendar, and the same as a table of days."""
    t, lang = context.t, context.lang
    rows = MEETINGS.apply(meetings.content, chosen)
    months = months_of(meetings_by_day(meetings.content.table))
    if not months:
        return
    st.subheader(t("meetings.calendar"))
    names = {month.strftime("%Y-%m"): month for month in months}
    passing = months_of(meetings_by_day(rows)) or months
    forget_unknown("month", list(names))
    code = address.one_of(
        st.selectbox,
        t("common.month"),
        list(names),
        key="month",
        default=nearest_month(passing, danish_now().date()).strftime("%Y-%m"),
        format_func=lambda code: date_text(names[code], lang, "month_year"),
    )
    tell_unheeded(context.lang)
    month = names[code] if code in names else months[-1]
    by_day = meetings_by_day(rows).filter(pl.col("date").dt.truncate("1mo") == month)
    title = date_text(month, lang, "month_year")
    if by_day.is_empty():
        none_match(context, "meetings.none_in_month", chosen, month=title)
        return
    chart(month_calendar(by_day, month, lang, dark=dark_ground()), "meetings/calendar")
    n = int(by_day["n"].sum())
    sentence = t("meetings.n_in_month", n=n, days=by_day.height, month=title)
    source_line(context, meetings.fetched_at, f"{sentence} · {t('meetings.calendar_help')}")
    with st.expander(t("meetings.as_table"), icon=":material/table:"):
        grid(
            context,
            by_day,
            key=f"days_grid_{code}",
            alt=t("meetings.days_alt", n=by_day.height, month=title),
            columns={
                name: st.column_config.NumberColumn(t(f"meetings.of_{name}"), format="localized")
                for name in ("n", "chamber", "committee", "other")
            },
        )


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


def list_section(context: Context, meetings: Shown, chosen: Chosen) -> None:
    """The meetings that pass, the newest first, and the download."""
    t = context.t
    st.subheader(t("meetings.list"))
    rows = newest_first(MEETINGS.apply(meetings.content, chosen))
    if rows.is_empty():
        none_match(context, "meetings.none_match", chosen)
        others = [
            p for p in periods(context) if not p.year and p.code != meetings.content.period.code
        ]
        titles = {period.code: period.title for period in others}
        counts, text = _elsewhere(context, chosen, others), chosen.first("q")
        offer_sessions(context, counts, titles, (), together=False, text=text)
        return
    sentence = t(
        "meetings.shown",
        n=rows.height,
        total=meetings.content.table.height,
        period=meetings.content.period.title,
    )
    source_line(context, meetings.fetched_at, f"{sentence} · {t('meetings.order')}")
    if rows.height > MOST_ROWS:
        st.caption(t("votes.first_rows", rows=MOST_ROWS, n=rows.height))
    first = rows.head(MOST_ROWS)
    meeting_grid(
        context,
        first,
        f"meetings_grid_{hash(tuple(first['meeting_id']))}",
        t("meetings.table_alt", n=first.height),
        420 if first.height > 10 else "auto",
    )
    st.caption(t("meetings.open_hint"))
    downloads(
        context,
        "meetings",
        rows,
        meetings,
        session=meetings.content.period.code,
        filters=(
            (t("votes.session"), meetings.content.period.title),
            *MEETINGS.described(meetings.content, chosen, context.lang),
        ),
        at=Addresses(follow=[calendar("meetings", t("follow.meetings"), "meetings", ("month",))]),
    )


def await_cases(context: Context, job: Job | None) -> None:
    """Draw the progress of loading cases, after which the page runs again."""
    if job is not None:
        watch(context, job, context.t("wait.case_work"))
