"""Some votes side by side: where parties stood and how members voted, a row a vote."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.pages.grid.grid import chosen_columns, files, grid_section, held_votes
from core.ui.shell.frame import open_page

context = open_page()
st.title(context.t("grid.title"))
st.markdown(context.t("grid.lead"))

held = held_votes(context)
columns = chosen_columns(context, held)
grid_section(context, held, columns)
files(context, held, columns)
