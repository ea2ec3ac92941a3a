"""Cases: search and filter them, and the way of bills through a session."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.pages.cases.list import chosen_part, follow_order, list_section
from core.ui.pages.cases.way_of_bills import process_section
from core.ui.parts.shown_cases import chosen_shelf, periods
from core.ui.shell.frame import open_page

context = open_page()
st.title(context.t("cases.title"))
follow_order(context)
part = chosen_part(context)
known = periods(context)

if part == "process":
    process_section(context, chosen_shelf(context, known, years=False), known)
else:
    bar = st.container(horizontal=True)
    list_section(context, chosen_shelf(context, known, bar=bar), bar)
