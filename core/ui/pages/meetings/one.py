"""One meeting: when and where, its agenda, and the cases and votes on it."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import polars as pl
import streamlit as st

from core.errors import NoSuchThing
from core.language import PROSE, date_text
from core.parliament.calendar.meetings import Meeting, committee_label
from core.parliament.calendar.periods import Period
from core.parliament.people.committee_names import committee_in
from core.tables.meetings import one_meeting
from core.tables.titles import titled
from core.ui.parts.asked import id_or_end
from core.ui.parts.links import Row, link_list, to
from core.ui.parts.meeting_rows import meeting_name
from core.ui.parts.table import source_line
from core.ui.parts.waiting import shown
from core.ui.shell.context import Context, escape
from core.ui.shell.head import name_page
from core.ui.shell.messages import PageEnds, error_box
from core.ui.shell.router import page_file
from core.ui.shell.way import way_back

_LEVELS = 4  # the deepest level of the list; deeper items are shown at this level


def asked_meeting(context: Context) -> int | None:
    """The id in the address, None where it has none; ends the page if it is invalid."""
    if not st.query_params.get("id"):
        return None
    back = partial(_back, context, None)
    return id_or_end(context, "meetings.no_id", back, title="meetings.title")


def meeting_page(context: Context, meeting_id: int, known: list[Period]) -> None:
    """Draw the page of one meeting, or an error with a link to the list for an unknown id."""
    table = shown(context, one_meeting(meeting_id))
    meeting = table.content
    if not meeting.row:
        error_box(NoSuchThing(what="meeting", name=meeting_id), context.lang)
        _back(context, None)
        raise PageEnds
    period = next((each for each in known if each.period_id == meeting.period_id), None)
    _heading(context, meeting, period)
    _agenda(context, meeting, table.fetched_at)
    _cases(context, meeting)
    _votes(context, meeting)


def agenda_lines(context: Context, agenda: pl.DataFrame) -> list[str]:
    """The agenda as a nested Markdown list."""
    lines, indents = [], [0]
    for row in agenda.iter_rows(named=True):
        level = min(row["level"], _LEVELS, len(indents) - 1)
        indents = [*indents[: level + 1], indents[level] + 2]
        number = f"**{escape(row['number'])}** " if row["number"] else ""
        item = escape(row["title"] or context.t("meetings.untitled"))
        if row["comment"]:
            item += f" {escape(row['comment'], PROSE)}"
        for vote in row["votes"]:
            result = context.t("result.adopted" if vote["adopted"] else "result.rejected")
            said = context.t("meetings.vote_here", number=vote["number"], result=result)
            item += f" · *{escape(said)}*"
        lines.append(f"{' ' * indents[level]}- {number}{item}")
    return lines


def _heading(context: Context, meeting: Meeting, period: Period | None) -> None:
    t, row = context.t, meeting.row
    _back(context, period)
    name_page(titled(meeting_name(context, row)))
    st.title(escape(meeting_name(context, row)))
    clock = row["time"]
    if clock is None:
        hour = t("meetings.no_time")
    else:
        hour = t("meetings.at", time=clock.replace(":", ".") if context.lang == "da" else clock)
    kind = t(f"meeting_type.{row['type_code']}")
    words = [
        "" if kind in meeting_name(context, row) else kind,
        f"{date_text(row['date'], context.lang)} {hour}" if row["date"] else t("meetings.no_date"),
        row["place"],
        period.named(context.lang) if period else None,
    ]
    status = t(f"meeting_status.{row['status_code']}")
    st.markdown(f"**{status}** · " + " · ".join(escape(word) for word in words if word))
    for committee in meeting.called.iter_rows(named=True):
        query = {"committee": committee["code"]}
        name = committee_in(context.lang, committee["name"] or committee["code"])
        if period:
            query["session"] = period.code
        st.page_link(
            page_file("committees"),
            label=escape(committee_label(committee["code"], name)),
            icon=":material/diversity_3:",
            query_params=query,
        )
    if row["type_code"] == "committee" and meeting.called.is_empty():
        st.caption(t("meetings.no_committee"))
    if row["agenda_url"]:
        st.link_button(
            t("meetings.at_parliament"), row["agenda_url"], icon=":material/open_in_new:"
        )


def _agenda(context: Context, meeting: Meeting, fetched_at: datetime) -> None:
    t, agenda = context.t, meeting.agenda
    st.subheader(t("meetings.agenda"))
    if agenda.is_empty():
        source_line(context, fetched_at, t("meetings.no_agenda"))
        return
    placed = agenda.filter("placed")
    st.markdown("\n".join(agenda_lines(context, placed)))
    if unplaced := agenda.height - placed.height:
        st.caption(t("meetings.unplaced", n=unplaced))
        st.markdown("\n".join(agenda_lines(context, agenda.filter(~pl.col("placed")))))
    order = "n_points" if agenda["by_number"].all() else "n_points_by_id"
    source_line(context, fetched_at, t(f"meetings.{order}", n=agenda.height))


def _cases(context: Context, meeting: Meeting) -> None:
    t = context.t
    found = {case["case_id"]: case for cases in meeting.agenda["cases"] for case in cases}
    if not found:
        return
    st.subheader(t("meetings.cases", n=len(found)))
    rows = [
        Row(
            to("case", id=str(case["case_id"])),
            case["case_title"] or t("case.untitled"),
            number=case["case_number"] or "",
        )
        for case in found.values()
    ]
    link_list(context, rows, key="cases", label=t("meetings.cases", n=len(found)))


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
    rows = []
    for vote in votes.iter_rows(named=True):
        name = t("case.vote_number", number=vote["number"])
        title = titles.get(vote["step_id"])
        rows.append(
            Row(
                to("vote", id=str(vote["vote_id"])),
                title or name,
                facts=(name,) if title else (),
                cells=(t("result.adopted" if vote["adopted"] else "result.rejected"),),
            )
        )
    label = t("meetings.votes", n=votes.height)
    link_list(context, rows, key="votes", label=label, heads=("",))


def _back(context: Context, period: Period | None) -> None:
    query = {"session": period.code} if period else {}
    way_back("meetings", context.t("meetings.back"), **query)
