"""Compare: two members, two parties, a member and a party, or two periods."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.pages.compare.pair import (
    agreement_section,
    choose_pair,
    choose_what,
    cross_section,
    figures_section,
)
from core.ui.pages.compare.periods import choose_sides, periods_section, second_scope
from core.ui.pages.compare.time import time_section
from core.ui.pages.compare.votes import votes_section
from core.ui.parts.scope import scope
from core.ui.parts.shown_votes import with_ballots
from core.ui.shell.frame import open_page
from core.ui.shell.messages import PageEnds

context = open_page()
st.title(context.t("compare.title"))
st.markdown(context.t("compare.lead"))
what = choose_what(context)
chosen = scope(context)
with_ballots(context, chosen.votes)

if what == "periods":
    sides = choose_sides(context, chosen)
    periods_section(context, sides, chosen, second_scope(context, chosen))
    raise PageEnds

pair = choose_pair(context, chosen, what)
agreement_section(context, pair)
time_section(context, pair)
votes_section(context, pair)
cross_section(context, pair)
figures_section(context, pair)
