"""Members: everybody with ballots in the chosen votes, found by name and party."""

from core.ui.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.data import with_ballots
from core.ui.frame import open_page
from core.ui.members import members_section
from core.ui.scope import scope

context = open_page()
st.title(context.t("members.title"))
st.caption(context.t("members.lead"))

chosen = scope(context)
votes = with_ballots(context, chosen.votes)
members_section(context, chosen, votes)
