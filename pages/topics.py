"""Topics: the keywords and ministries of a period's cases, with what there is on each."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.pages.topics.list import topics_section
from core.ui.parts.shown_cases import chosen_shelf, periods
from core.ui.shell.frame import open_page

context = open_page()
st.title(context.t("topics.title"))
st.markdown(context.t("topics.lead"))
topics_section(context, chosen_shelf(context, periods(context)))
