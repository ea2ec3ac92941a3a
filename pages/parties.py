"""Parties: who agrees with whom, how united they vote, who wins, and the map of them."""

from core.ui.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.frame import open_page
from core.ui.parties import section_choice
from core.ui.parties_agreement import agreement_section, pair_section
from core.ui.parties_cohesion import cohesion_section
from core.ui.parties_majorities import majorities_section, winning_section
from core.ui.parties_map import map_section
from core.ui.scope import scope

context = open_page()
st.title(context.t("parties.title"))

chosen = scope(context, lines=True)
match section_choice(context):
    case "agreement":
        agreement_section(context, chosen)
    case "pair":
        pair_section(context, chosen)
    case "cohesion":
        cohesion_section(context, chosen)
    case "winning":
        winning_section(context, chosen)
    case "majorities":
        majorities_section(context, chosen)
    case "map":
        map_section(context, chosen)
