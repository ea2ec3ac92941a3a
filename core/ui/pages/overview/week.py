"""This week in Parliament: when the chamber meets, and what was voted on the last day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from core.language import DateForm, date_text, day_names
from core.tables.figures import Votes, counted_votes
from core.tables.front import Week, days_of, last_day, week_of
from core.tables.sentences import joined
from core.times import danish_now
from core.ui.pages.overview.session import link
from core.ui.parts.links import to
from core.ui.parts.meeting_rows import meeting_list
from core.ui.parts.vote_rows import vote_list
from core.ui.shell.context import Context

LISTED = 5


def week_section(context: Context, votes: Votes) -> None:
    """The meetings of this week where they are stored, and the votes of the last day with some."""
    t, now = context.t, danish_now()
    week = week_of(context.source.tables, votes.content.session, now)
    held = last_day(counted_votes(votes))
    st.header(t("overview.week" if week is not None else "overview.latest"))
    if week is not None:
        _meetings(context, week)
    if not held.is_empty():
        _latest(context, held, votes.content.session.code)


def _meetings(context: Context, week: Week) -> None:
    t, lang = context.t, context.lang
    days = [day_text(context, day, "day_month") for day in days_of(week)]
    said = [t("overview.meets", days=joined(days, lang)) if days else t("overview.meets_not")]
    for row in week.later.iter_rows(named=True):
        next_one = link(day_text(context, row["date"]), _address(row))
        said.append(t("overview.meets_next", day=next_one))
    st.markdown(" ".join(said))
    if not week.meetings.is_empty():
        meeting_list(context, week.meetings.head(LISTED), key="week", agendas=week.agendas)


def _latest(context: Context, held: pl.DataFrame, session: str) -> None:
    t, day = context.t, held["date"][0]
    that_day = {"session": session, "from": day.isoformat(), "to": day.isoformat()}
    adopted = held.filter(pl.col("adopted")).height
    of_day = link(t("overview.n_votes", n=held.height), to("votes", **that_day))
    ended = t("overview.n_ended", n=adopted)
    if adopted:
        ended = link(ended, to("votes", **that_day, result="adopted"))
    st.markdown(t("overview.last_votes", day=day_text(context, day), votes=of_day, adopted=ended))
    vote_list(context, held.head(LISTED), key="latest")


def day_text(context: Context, day: date, form: DateForm = "medium") -> str:
    """A day with its name: `tirsdag 3. nov. 2026`."""
    name = day_names(context.lang)[day.isoweekday() % 7]
    return f"{name} {date_text(day, context.lang, form)}"


def _address(meeting: Mapping[str, Any]) -> str:
    return to("meetings", id=str(meeting["meeting_id"]), session=str(meeting["session"]))
