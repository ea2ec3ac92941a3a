"""One case: its kind and status, its steps with votes, its documents and related cases."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.pages.case.about import asked_case, facts, heading, related, resume
from core.ui.pages.case.steps import documents_section, steps_section
from core.ui.parts.shown_cases import shown_case
from core.ui.shell.frame import open_page

context = open_page()
case = shown_case(context, asked_case(context))
file = case.content

heading(context, file)
left, right = st.columns([3, 2], gap="large")
with left:
    resume(context, file)
    steps_section(context, case)
with right:
    facts(context, file)
    related(context, file)
documents_section(context, case)
