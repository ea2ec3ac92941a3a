"""Committees of a session, and one of them with its month, members, cases and workload."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.pages.committees.choice import (
    cases_coming,
    chosen_committee,
    follow_id,
    period_committees,
)
from core.ui.pages.committees.list import list_section
from core.ui.pages.committees.month import documents_coming, month_section
from core.ui.pages.committees.one import (
    cases_section,
    heading,
    members_section,
    workload_section,
)
from core.ui.parts.shown_cases import chosen_period, periods
from core.ui.parts.waiting import await_first
from core.ui.shell.frame import open_page

context = open_page()
st.title(context.t("committees.title"))

known = periods(context)
follow_id(context, known)
period = chosen_period(context, known, years=False)
cases = cases_coming(context, period)
committees = period_committees(context, period)
committee = chosen_committee(context, committees, known)

documents = None
if committee is None:
    list_section(context, committees)
else:
    heading(context, committees, committee)
    month_section(context, committees, committee, known)
    documents = documents_coming(context, committees, committee, known)
    members_section(context, committees, committee)
    cases_section(context, committees, committee)
    workload_section(context, committees, committee)
await_first(context, {"documents": documents, "case_work": cases})
