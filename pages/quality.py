"""Quality: the checks and their findings, by session and by kind, with explanations."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.pages.quality.quality import (
    ballots_offer,
    by_session_section,
    checked_votes,
    described,
    explanations,
    findings_section,
    headline,
    mismatches,
)
from core.ui.parts.offers import Addresses
from core.ui.parts.table import downloads, method_link
from core.ui.shell.frame import open_page

context = open_page()
t = context.t
st.title(t("quality.title"))
st.markdown(t("quality.lead"))

checked = checked_votes(context)
headline(context, checked)
method_link(context, "check")
ballots_offer(context, checked)
mismatches(context, checked)
by_session_section(context, checked)
rows, kinds = findings_section(context, checked)
downloads(
    context,
    "quality",
    rows,
    checked.votes,
    session=checked.session,
    filters=described(context, checked, kinds),
    at=Addresses(),
)
explanations(context)
