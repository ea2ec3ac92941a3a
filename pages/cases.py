"""Cases: search and filter them, and the way of bills through a session."""

from core.ui.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.caseprocess import process_section
from core.ui.cases import chosen_part, list_section
from core.ui.frame import open_page
from core.ui.shown_cases import chosen_shelf, periods

context = open_page()
st.title(context.t("cases.title"))
part = chosen_part(context)
known = periods(context)

if part == "process":
    process_section(context, chosen_shelf(context, known, years=False), known)
else:
    list_section(context, chosen_shelf(context, known))
