"""Methods: each figure with a sentence, a formula and an example from the stored votes."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.pages.methods.methods import (
    chosen_figure,
    contents,
    example_votes,
    figure_section,
    figure_sections,
    general,
)
from core.ui.shell.frame import open_page

context = open_page()
st.title(context.t("methods.title"))
st.markdown(context.t("methods.lead_demo" if context.demo else "methods.lead"))
figure = chosen_figure(context)
votes = example_votes(context)

if figure is not None:
    figure_section(context, figure, votes, chosen=True)
    st.divider()
contents(context)
figure_sections(context, votes, figure)
general(context, votes)
