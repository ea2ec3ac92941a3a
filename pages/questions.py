"""Questions to ministers: who asked, the status, and the time to answer."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.pages.questions.figures import (
    days_section,
    headline,
    method_section,
    ministers_section,
    months_section,
)
from core.ui.pages.questions.filters import chosen_questions
from core.ui.pages.questions.list import list_section, nothing_to_show
from core.ui.shell.frame import open_page

context = open_page()
st.title(context.t("questions.title"))

shown = chosen_questions(context)
nothing_to_show(context, shown)
headline(context, shown)
ministers_section(context, shown)
list_section(context, shown)
months_section(context, shown)
days_section(context, shown)
method_section(context, shown)
