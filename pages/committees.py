"""Committees of a session, and one of them with its members, cases, meetings and workload."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.pages.committees.committees import (
    cases_coming,
    cases_section,
    chosen_committee,
    committee_heading,
    follow_id,
    meetings_section,
    members_section,
    overview_section,
    period_committees,
    workload_section,
)
from core.ui.pages.meetings.list import await_cases
from core.ui.parts.shown_cases import chosen_period, periods
from core.ui.shell.frame import open_page

context = open_page()
st.title(context.t("committees.title"))
st.caption(context.t("committees.lead"))

known = periods(context)
follow_id(context, known)
period = chosen_period(context, known, years=False)
job = cases_coming(context, period)
committees = period_committees(context, period)
committee = chosen_committee(context, committees, known)

if committee is None:
    overview_section(context, committees)
else:
    committee_heading(context, committees, committee)
    members_section(context, committees, committee)
    workload_section(context, committees, committee)
    cases_section(context, committees, committee)
    meetings_section(context, committees, committee)
await_cases(context, job)
