"""Members with ballots in the selected votes: who is absent, who departs, who changed parties."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.pages.members.list import members_section
from core.ui.parts.scope import scope
from core.ui.parts.shown_votes import with_ballots
from core.ui.shell.frame import open_page

context = open_page()
st.title(context.t("members.title"))
st.markdown(context.t("members.lead"))

chosen = scope(context)
votes = with_ballots(context, chosen.votes)
members_section(context, chosen, votes)
