"""Lists of meetings, used by several pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from core.language import date_text, day_names
from core.parliament.people.committee_names import committee_in
from core.parliament.texts.lookups import lookup_words
from core.ui.parts.links import Part, Row, link_list, to
from core.ui.shell.context import Context

_OFF = ("cancelled", "postponed")
_MOST_POINTS = 40
Agendas = Mapping[int, Sequence[str]]
"""What stands on the agenda of each meeting whose agenda is known, by the id of the meeting."""


def meeting_list(
    context: Context,
    rows: pl.DataFrame,
    *,
    key: str,
    part: Part | None = None,
    agendas: pl.DataFrame | None = None,
) -> None:
    """Draw meetings in the order given, or the `part` of them, with their agendas folded.

    `agendas` are as in `agendas_table`; None where they are not stored.
    """
    shown = rows if part is None else rows[part.first : part.end]
    points = {} if agendas is None else _points(context, shown, agendas)
    link_list(
        context,
        [meeting_row(context, row, points) for row in shown.iter_rows(named=True)],
        key=key,
        label=context.t("meetings.listed", n=rows.height),
        part=part,
    )


def meeting_row(context: Context, row: Mapping[str, Any], agendas: Agendas) -> Row:
    """A meeting in a list: day and time, what it is, where, and whether it was called off."""
    t, status = context.t, row["status_code"]
    name = meeting_name(context, row)
    kind = t(f"meeting_type.{row['type_code']}")
    committees = (row["committee_name"] or "").split("; ")
    points = agendas.get(row["meeting_id"], ())
    told = (
        kind if kind not in name else "",
        *(committee_in(context.lang, each) for each in committees if each not in name),
        row["place"] or "",
        "" if status in _OFF else t(f"meeting_status.{status}"),
    )
    return Row(
        to("meetings", id=str(row["meeting_id"]), session=row["session"]),
        name,
        when=meeting_time(context, row),
        facts=told,
        badges=(t(f"meeting_status.{status}"),) if status in _OFF else (),
        more=t("meetings.agenda_n", n=len(points)) if points else "",
        lines=tuple(points[:_MOST_POINTS]),
    )


def meeting_name(context: Context, row: Mapping[str, Any]) -> str:
    """The name of a meeting: its title or else its kind, and its number."""
    name = lookup_words("meeting", row["title"], context.lang)
    name = name or context.t(f"meeting_type.{row['type_code']}")
    return (
        context.t("meetings.numbered", name=name, number=row["number"]) if row["number"] else name
    )


def meeting_time(context: Context, row: Mapping[str, Any]) -> str:
    """The day of the week, the day, and the time where that is known."""
    t, lang, day = context.t, context.lang, row["date"]
    if day is None:
        return t("meetings.no_date")
    weekday = day_names(lang, short=True)[day.isoweekday() % 7]
    clock = row["time"]
    at = t("meetings.at", time=clock.replace(":", ".") if lang == "da" else clock) if clock else ""
    return f"{weekday} {date_text(day, lang)} {at}".strip()


def _points(
    context: Context, meetings: pl.DataFrame, agendas: pl.DataFrame
) -> dict[int, list[str]]:
    """The items of the agendas of these meetings, each with its number."""
    ours = agendas.join(meetings.select("meeting_id"), on="meeting_id", maintain_order="left")
    found: dict[int, list[str]] = {}
    for meeting, number, title in ours.select("meeting_id", "number", "title").iter_rows():
        words = " ".join(filter(None, [number, title or context.t("meetings.untitled")]))
        found.setdefault(meeting, []).append(words)
    return found


def forget_unknown(key: str, options: list[str]) -> None:
    """Reset a widget, to read the address again, if its value is not among the options."""
    value = st.session_state.get(key)
    chosen = value if isinstance(value, (list, tuple)) else [value] if value else []
    if any(each not in options for each in chosen):
        del st.session_state[key]
