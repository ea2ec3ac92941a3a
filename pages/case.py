"""One case: what it is, its way through Parliament with votes, its documents and its relations."""

from core.ui.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.case import asked_case, facts, heading, related, resume
from core.ui.casepage import case_file
from core.ui.casesteps import documents_section, steps_section
from core.ui.frame import open_page

context = open_page()
file = case_file(context, asked_case(context))

heading(context, file)
left, right = st.columns([3, 2], gap="large")
with left:
    resume(context, file)
    steps_section(context, file)
with right:
    facts(context, file)
    related(context, file)
documents_section(context, file)
