"""One meeting: when and where, its agenda, and the cases and votes on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core.errors import NoSuchThing
from core.language import PROSE, date_text
from core.parliament.calendar.agenda import agenda_table
from core.parliament.calendar.meetings import committee_label, committees_called, meetings_table
from core.parliament.calendar.periods import Period
from core.parliament.cases.tables import case_titles
from core.store.datasets import cases as case_sets
from core.store.library import View
from core.ui.parts.asked import id_or_end
from core.ui.parts.shown_cases import case_names
from core.ui.parts.table import source_line
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import PageEnds, error_box, need
from core.ui.shell.way import way_back

_LEVELS = 4  # deeper items are told as deep as this


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting: `row` as in `meetings_table`, `agenda` as in `agenda_table`.

    `votes` has vote_id, number, adopted and step_id of all votes held in it.
    """

    row: Mapping[str, Any]
    period: Period | None
    called: pl.DataFrame
    agenda: pl.DataFrame
    votes: pl.DataFrame
    view: View


def asked_meeting(context: Context) -> int | None:
    """The id in the address, None where the address has none; ends the page where it is no id."""
    if not st.query_params.get("id"):
        return None
    back = partial(_back, context, None)
    return id_or_end(context, "meetings.no_id", back, title="meetings.title")


def meeting_page(context: Context, meeting_id: int, known: list[Period]) -> None:
    """Draw the page of one meeting; where there is none, say so and show the way on."""
    meeting = read_meeting(context, meeting_id, known)
    _heading(context, meeting)
    _agenda(context, meeting)
    _cases(context, meeting)
    _votes(context, meeting)


def read_meeting(context: Context, meeting_id: int, known: list[Period]) -> Meeting:
    """A meeting with all that belongs to it; ends the page with progress while it is loaded."""
    names = case_names(context)
    view = need(
        context, context.source.library.view(case_sets.meeting(meeting_id)),
        context.t("wait.meeting"),
    )  # fmt: skip
    part = f"meeting-{meeting_id}"
    rows = view.table("Møde", part)
    if rows.is_empty():
        error_box(NoSuchThing(what="meeting", name=meeting_id), context.lang)
        _back(context, None)
        raise PageEnds
    period = {each.period_id: each for each in known}.get(rows["periodeid"][0])
    links, actors = view.table("MødeAktør", part), view.table("Aktør", part)
    code = period.code if period else ""
    points = view.table("Dagsordenspunkt", part)
    votes = view.table("Afstemning", part).select(
        pl.col("id").alias("vote_id"),
        pl.col("nummer").alias("number"),
        pl.col("vedtaget").alias("adopted"),
        pl.col("sagstrinid").alias("step_id"),
    )
    return Meeting(
        meetings_table(code, rows, links, actors, names).row(0, named=True),
        period,
        committees_called(links, actors),
        agenda_table(points, _cases_of(view, part, points), votes),
        votes.sort("number", "vote_id"),
        view,
    )


def meeting_name(context: Context, row: Mapping[str, Any]) -> str:
    """What a meeting is called: its title, else its kind, and its number."""
    name = str(row["title"] or context.t(f"meeting_type.{row['type_code']}"))
    return (
        context.t("meetings.numbered", name=name, number=row["number"]) if row["number"] else name
    )


def agenda_lines(context: Context, agenda: pl.DataFrame) -> list[str]:
    """The agenda as a Markdown list; what stands below a heading is a list in it."""
    lines, indents = [], [0]
    for row in agenda.iter_rows(named=True):
        level = min(row["level"], _LEVELS, len(indents) - 1)
        indents = [*indents[: level + 1], indents[level] + 2]
        number = f"**{escape(row['number'])}** " if row["number"] else ""
        told = escape(row["title"] or context.t("meetings.untitled"))
        if row["comment"]:
            told += f" {escape(row['comment'], PROSE)}"
        for vote in row["votes"]:
            result = context.t("result.adopted" if vote["adopted"] else "result.rejected")
            said = context.t("meetings.vote_here", number=vote["number"], result=result)
            told += f" · *{escape(said)}*"
        lines.append(f"{' ' * indents[level]}- {number}{told}")
    return lines


def _cases_of(view: View, part: str, points: pl.DataFrame) -> pl.DataFrame:
    """The cases of the items, linked to them or by the step that is dealt with."""
    steps = view.table("Sagstrin", f"steps-of-{part}")
    known = pl.concat([view.table("Sag", part), view.table("Sag", f"steps-of-{part}")])
    names = case_titles(known)
    linked = view.table("DagsordenspunktSag", part).select(
        pl.col("dagsordenspunktid").alias("point_id"), pl.col("sagid").alias("case_id")
    )
    stepped = points.join(
        steps.select(pl.col("id").alias("sagstrinid"), pl.col("sagid").alias("case_id"))
        .unique("sagstrinid"),
        on="sagstrinid",
    ).select(pl.col("id").alias("point_id"), "case_id")  # fmt: skip
    return pl.concat([linked, stepped]).unique(maintain_order=True).join(names, on="case_id")


def _heading(context: Context, meeting: Meeting) -> None:
    t, row = context.t, meeting.row
    _back(context, meeting.period)
    st.title(escape(meeting_name(context, row)))
    clock = row["time"]
    if clock is None:
        hour = t("meetings.no_time")
    else:
        hour = t("meetings.at", time=clock.replace(":", ".") if context.lang == "da" else clock)
    words = [
        t(f"meeting_type.{row['type_code']}"),
        f"{date_text(row['date'], context.lang, 'long')} {hour}" if row["date"]
        else t("meetings.no_date"),
        row["place"],
        meeting.period.title if meeting.period else None,
    ]  # fmt: skip
    status = t(f"meeting_status.{row['status_code']}")
    st.markdown(f"**{status}** · " + " · ".join(escape(word) for word in words if word))
    for committee in meeting.called.iter_rows(named=True):
        query = {"committee": committee["code"]}
        if meeting.period:
            query["session"] = meeting.period.code
        st.page_link(
            "pages/committees.py",
            label=escape(committee_label(committee["code"], committee["name"])),
            icon=":material/diversity_3:",
            query_params=query,
        )
    if row["type_code"] == "committee" and meeting.called.is_empty():
        st.caption(t("meetings.no_committee"))
    if row["agenda_url"]:
        st.link_button(
            t("meetings.at_parliament"), row["agenda_url"], icon=":material/open_in_new:"
        )


def _agenda(context: Context, meeting: Meeting) -> None:
    t, agenda = context.t, meeting.agenda
    st.subheader(t("meetings.agenda"))
    if agenda.is_empty():
        source_line(context, meeting.view.fetched_at, t("meetings.no_agenda"))
        return
    placed = agenda.filter("placed")
    st.markdown("\n".join(agenda_lines(context, placed)))
    if unplaced := agenda.height - placed.height:
        st.caption(t("meetings.unplaced", n=unplaced))
        st.markdown("\n".join(agenda_lines(context, agenda.filter(~pl.col("placed")))))
    order = "n_points" if agenda["by_number"].all() else "n_points_by_id"
    source_line(context, meeting.view.fetched_at, t(f"meetings.{order}", n=agenda.height))


def _cases(context: Context, meeting: Meeting) -> None:
    t = context.t
    found = {case["case_id"]: case for cases in meeting.agenda["cases"] for case in cases}
    if not found:
        return
    st.subheader(t("meetings.cases", n=len(found)))
    for case in found.values():
        parts = [part for part in (case["case_number"], case["case_title"]) if part]
        st.page_link(
            "pages/case.py",
            label=escape(" · ".join(parts) or str(case["case_id"])),
            query_params={"id": str(case["case_id"])},
        )


def _votes(context: Context, meeting: Meeting) -> None:
    t, votes = context.t, meeting.votes
    st.subheader(t("meetings.votes", n=votes.height))
    if votes.is_empty():
        st.caption(t("meetings.no_votes"))
        return
    titles = {
        row["step_id"]: row["title"]
        for row in meeting.agenda.iter_rows(named=True)
        if row["step_id"] is not None
    }
    for vote in votes.iter_rows(named=True):
        result = t("result.adopted" if vote["adopted"] else "result.rejected")
        said = t("meetings.vote_here", number=vote["number"], result=result)
        said = said[:1].upper() + said[1:]
        title = titles.get(vote["step_id"])
        st.page_link(
            "pages/vote.py",
            label=escape(f"{said} · {title}" if title else said),
            icon=":material/ballot:",
            query_params={"id": str(vote["vote_id"])},
        )


def _back(context: Context, period: Period | None) -> None:
    query = {"session": period.code} if period else {}
    way_back("meetings", context.t("meetings.back"), **query)
