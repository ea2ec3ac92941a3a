"""Meetings of a session: those to come, a week, a month, or all; or one with its agenda."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.pages.meetings.list import (
    calendar_section,
    chosen_view,
    list_section,
    meeting_filters,
    need_meetings,
    period_meetings,
    steps_section,
)
from core.ui.pages.meetings.one import asked_meeting, meeting_page
from core.ui.parts.shown_cases import chosen_period, periods
from core.ui.parts.waiting import await_first
from core.ui.shell.frame import open_page

context = open_page()
known = periods(context)
if (meeting_id := asked_meeting(context)) is not None:
    meeting_page(context, meeting_id, known)
else:
    st.title(context.t("meetings.title"))
    bar = st.container(horizontal=True)
    with bar:
        period = chosen_period(context, known, years=False)
    meetings = period_meetings(context, period)
    need_meetings(context, meetings)
    chosen = meeting_filters(context, meetings, bar)
    view = chosen_view(context, meetings, chosen)
    agendas = list_section(context, meetings, chosen, view, bar)
    calendar_section(context, meetings, chosen, view)
    steps = steps_section(context, meetings)
    await_first(context, {"agendas": agendas, "case_work": steps})
