"""The parts of the page of meetings: what is coming, filters, calendar and list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import polars as pl
import streamlit as st

from core.charts.calendar import month_calendar
from core.jobs import Job
from core.language import date_text
from core.parliament.calendar.meetings import (
    STATUSES,
    TYPES,
    MeetingFilters,
    Meetings,
    calendar_bounds,
    coming_meetings,
    meetings_by_day,
    months_of,
)
from core.parliament.calendar.periods import Period
from core.tables import meetings as tables
from core.tables.table import Table
from core.times import danish_now
from core.ui.parts.meeting_rows import (
    committee_label,
    forget_unknown,
    meeting_grid,
)
from core.ui.parts.nothing import nothing_found, offer_sessions
from core.ui.parts.shown_cases import periods
from core.ui.parts.table import chart, downloads, grid, source_line
from core.ui.parts.waiting import arriving, shown
from core.ui.shell import address
from core.ui.shell.context import Context, dark_ground
from core.ui.shell.messages import PageEnds, tell_ignored, watch
from core.ui.shell.way import go

Shown = Table[Meetings]

MOST_ROWS = 500
_NEXT = 12
_MOST_STEPS = 50


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters of the visitor, and the meetings that pass them."""

    filters: MeetingFilters
    rows: pl.DataFrame

    @property
    def filtered(self) -> bool:
        """Whether anything but words is chosen."""
        return replace(self.filters, text="") != MeetingFilters()


def period_meetings(context: Context, period: Period) -> Shown:
    """The meetings of a session; ends the page with progress while they are loaded."""
    return shown(context, tables.period_meetings(period, danish_now()))


def coming_section(context: Context, meetings: Shown) -> Job | None:
    """The next meetings and steps of cases; nothing of a session that is over.

    Gives what loads the cases, where they are still coming.
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
    """Draw the filters and give what is chosen with the meetings that pass.

    The status is `state` in the address: another element of every page has that key.
    """
    t, table = context.t, meetings.content.table
    st.subheader(t("meetings.find"))
    text = address.words(
        st.text_input, t("votes.search"), key="q", max_chars=200,
        placeholder=t("meetings.search_hint"),
    )  # fmt: skip
    by_type, by_committee = st.columns([3, 2])
    kinds = _present(table, "type_code", TYPES)
    known = _present(table, "status_code", STATUSES)
    named = dict(meetings.content.called.sort("code").select("code", "name").iter_rows())
    for key, options in (("type", kinds), ("state", known), ("committee", list(named))):
        forget_unknown(key, options)
    types = address.many_of(
        by_type.pills,
        t("meetings.type"),
        kinds,
        key="type",
        selection_mode="multi",
        format_func=lambda name: t(f"meeting_type.{name}"),
        wrap=True,
    )
    committees = address.many_of(
        by_committee.multiselect,
        t("column.committee"),
        list(named),
        key="committee",
        format_func=lambda code: committee_label(code, named[code]),
        placeholder=t("common.all"),
    )
    opened = any(name in st.query_params for name in ("from", "to", "state"))
    with st.expander(t("votes.more_filters"), expanded=opened, icon=":material/tune:"):
        by_status, first, last = st.columns(3)
        low, high = calendar_bounds(meetings.content.period, table)
        bounds: dict[str, Any] = {"first": low, "last": high, "format": "DD.MM.YYYY"}
        statuses = address.many_of(
            by_status.multiselect,
            t("column.status"),
            known,
            key="state",
            format_func=lambda name: t(f"meeting_status.{name}"),
            placeholder=t("common.all"),
        )
        start = address.day(first.date_input, t("votes.from"), key="from", **bounds)
        end = address.day(last.date_input, t("votes.to"), key="to", **bounds)
    tell_ignored(context)
    if start and end and start > end:
        st.warning(t("meetings.wrong_days"), icon=":material/date_range:")
    filters = MeetingFilters(text, types, statuses, committees, start, end)
    return Chosen(filters, filters.apply(table))


def calendar_section(context: Context, meetings: Shown, chosen: Chosen) -> None:
    """A month as a calendar, with its days as a table."""
    t, lang = context.t, context.lang
    months = months_of(meetings_by_day(meetings.content.table))
    if not months:
        return
    st.subheader(t("meetings.calendar"))
    names = {month.strftime("%Y-%m"): month for month in months}
    passing = months_of(meetings_by_day(chosen.rows)) or months
    forget_unknown("month", list(names))
    code = address.one_of(
        st.selectbox,
        t("common.month"),
        list(names),
        key="month",
        default=_nearest(passing, danish_now().date()).strftime("%Y-%m"),
        format_func=lambda code: date_text(names[code], lang, "month_year"),
    )
    tell_ignored(context)
    month = names[code] if code in names else months[-1]
    by_day = meetings_by_day(chosen.rows).filter(pl.col("date").dt.truncate("1mo") == month)
    title = date_text(month, lang, "month_year")
    if by_day.is_empty():
        nothing_found(
            context, "meetings.none_in_month", month=title, searched=bool(chosen.filters.text),
            filtered=chosen.filtered,
        )  # fmt: skip
        return
    chart(month_calendar(by_day, month, lang, dark=dark_ground()))
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
    """How many meetings pass in the other sessions that the copy has, by code."""
    counts: dict[str, int] = {}
    now = danish_now()
    filters = replace(chosen.filters, start=None, end=None)
    for period in others:
        there = context.source.tables.read(tables.period_meetings(period, now))
        if there is not None:
            counts[period.code] = filters.apply(there.content.table).height
    return counts


def list_section(context: Context, meetings: Shown, chosen: Chosen) -> None:
    """The meetings that pass, the newest first, and their file."""
    t = context.t
    st.subheader(t("meetings.list"))
    rows = chosen.rows.reverse().sort("date", descending=True, nulls_last=True, maintain_order=True)
    if rows.is_empty():
        nothing_found(
            context, "meetings.none_match", searched=bool(chosen.filters.text),
            filtered=chosen.filtered,
        )  # fmt: skip
        others = [
            p for p in periods(context) if not p.year and p.code != meetings.content.period.code
        ]
        titles = {period.code: period.title for period in others}
        offer_sessions(context, _elsewhere(context, chosen, others), titles, (), together=False)
        return
    sentence = t("meetings.shown", n=rows.height, total=meetings.content.table.height,
                 period=meetings.content.period.title)  # fmt: skip
    source_line(context, meetings.fetched_at, f"{sentence} · {t('meetings.order')}")
    if rows.height > MOST_ROWS:
        st.caption(t("votes.first_rows", rows=MOST_ROWS, n=rows.height))
    first = rows.head(MOST_ROWS)
    meeting_grid(
        context, first, f"meetings_grid_{hash(tuple(first['meeting_id']))}",
        t("meetings.table_alt", n=first.height), 420 if first.height > 10 else "auto",
    )  # fmt: skip
    st.caption(t("meetings.open_hint"))
    downloads(
        context, "meetings", rows, meetings, session=meetings.content.period.code,
        filters=described(context, meetings, chosen.filters),
    )  # fmt: skip


def described(
    context: Context, meetings: Shown, filters: MeetingFilters
) -> tuple[tuple[str, str], ...]:
    """Label and value of each filter that is set."""
    t, lang = context.t, context.lang
    pairs = (
        ("votes.session", meetings.content.period.title),
        ("votes.search", filters.text),
        ("meetings.type", ", ".join(t(f"meeting_type.{name}") for name in filters.types)),
        ("column.committee", ", ".join(filters.committees)),
        ("column.status", ", ".join(t(f"meeting_status.{name}") for name in filters.statuses)),
        ("votes.from", date_text(filters.start, lang) if filters.start else ""),
        ("votes.to", date_text(filters.end, lang) if filters.end else ""),
    )
    return tuple((t(key), value) for key, value in pairs if value)


def await_cases(context: Context, job: Job | None) -> None:
    """The progress of cases that load beside the page, which runs again when they are there."""
    if job is not None:
        watch(context, job, context.t("wait.case_work"))


def _present(table: pl.DataFrame, column: str, order: tuple[str, ...]) -> list[str]:
    there = set(table[column].unique())
    return [code for code in order if code in there]


def _nearest(months: list[date], today: date) -> date:
    """This month, else the next one with meetings, else the last."""
    return next((month for month in months if month >= today.replace(day=1)), months[-1])
