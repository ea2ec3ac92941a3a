"""Meetings of a session: those to come, a calendar and a list; or one with its agenda."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.pages.meetings.list import (
    await_cases,
    calendar_section,
    coming_section,
    list_section,
    meeting_filters,
    period_meetings,
)
from core.ui.pages.meetings.one import asked_meeting, meeting_page
from core.ui.parts.shown_cases import chosen_period, periods
from core.ui.shell.frame import open_page

context = open_page()
known = periods(context)
if (meeting_id := asked_meeting(context)) is not None:
    meeting_page(context, meeting_id, known)
else:
    st.title(context.t("meetings.title"))
    st.caption(context.t("meetings.lead"))
    period = chosen_period(context, known, years=False)
    meetings = period_meetings(context, period)
    job = coming_section(context, meetings)
    chosen = meeting_filters(context, meetings)
    calendar_section(context, meetings, chosen)
    list_section(context, meetings, chosen)
    await_cases(context, job)
