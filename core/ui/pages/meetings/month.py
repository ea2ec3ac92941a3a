"""A month of meetings as a calendar whose days are links, and the way to the other months."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from html import escape as html_text
from pathlib import Path

import polars as pl
import streamlit as st

from core.charts.calendar import month_calendar
from core.language import date_text, day_names, number
from core.parliament.calendar.meetings import meetings_by_day, months_of
from core.ui.parts.chart import chart_menu
from core.ui.parts.links import here
from core.ui.shell.context import Context, dark_ground, escape

_STYLE = (Path(__file__).parent / "month.css").read_text(encoding="utf-8")
_ELSEWHERE = {"week": "", "month": "", "show": "", "page": "", "from": "", "to": "", "sort": ""}
_WEEK = timedelta(days=7)


def month_section(
    context: Context, meetings: pl.DataFrame, rows: pl.DataFrame, month: date, today: date
) -> None:
    """The month as a calendar of the rows that pass; `meetings` are all of the session."""
    t, lang = context.t, context.lang
    title = date_text(month, lang, "month_year")
    st.subheader(escape(title[:1].upper() + title[1:]))
    _other_months(context, months_of(meetings_by_day(meetings)), month)
    by_day = meetings_by_day(rows).filter(pl.col("date").dt.truncate("1mo") == month)
    counts = dict(by_day.select("date", "n").iter_rows())
    n = sum(counts.values())
    st.markdown(escape(t("meetings.n_in_month", n=n, days=len(counts), month=title)))
    st.html(f"<style>{_STYLE}</style>{month_table(context, counts, month, today)}")
    st.caption(t("meetings.calendar_help"))
    if counts:
        drawn = month_calendar(by_day, month, lang, dark=dark_ground())
        chart_menu(drawn, "meetings/calendar")


def month_table(context: Context, counts: Mapping[date, int], month: date, today: date) -> str:
    """A month in HTML, a row for each week; a day with meetings is a link to them."""
    names = day_names(context.lang, short=True)
    heads = "".join(f'<th scope="col">{html_text(names[day % 7])}</th>' for day in range(1, 8))
    first = html_text(context.t("meetings.week_short"))
    rows = "".join(
        f'<tr><th scope="row" class="week">{monday.isocalendar().week}</th>'
        + "".join(
            _cell(context, monday + timedelta(days), counts, month, today) for days in range(7)
        )
        + "</tr>"
        for monday in _mondays(month)
    )
    title = html_text(date_text(month, context.lang, "month_year"))
    return (
        f'<table class="tb-month"><caption class="unseen">{title}</caption><thead><tr>'
        f'<th scope="col" class="week">{first}</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _cell(context: Context, day: date, counts: Mapping[date, int], month: date, today: date) -> str:
    if day.month != month.month:
        return "<td></td>"
    marks = ["day"]
    if day == today:
        marks.append("today")
    current = ' aria-current="date"' if day == today else ""
    n = counts.get(day, 0)
    if not n:
        return f'<td><span class="{" ".join(marks)} none"{current}>{day.day}</span></td>'
    address = here(**{**_ELSEWHERE, "from": day.isoformat(), "to": day.isoformat()})
    told = html_text(context.t("meetings.on_day", n=n, day=date_text(day, context.lang)))
    shown = html_text(number(n, context.lang))
    return (
        f'<td><a class="{" ".join(marks)}" href="{html_text(address)}"{current} aria-label="{told}"'
        f' target="_self">{day.day}<span class="n">{shown}</span></a></td>'
    )


def _other_months(context: Context, months: list[date], month: date) -> None:
    """The months of the session as links, the open one in bold."""
    links = []
    for each in months:
        words = escape(date_text(each, context.lang, "month"))
        address = here(**_ELSEWHERE | {"month": each.strftime("%Y-%m")})
        links.append(f"**{words}**" if each == month else f"[{words}]({address})")
    st.markdown(" · ".join(links))


def _mondays(month: date) -> Iterator[date]:
    first = month.replace(day=1)
    monday = first - timedelta(days=first.weekday())
    while monday < first or monday.month == first.month:
        yield monday
        monday += _WEEK
