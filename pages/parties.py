"""Parties: agreement, cohesion, winning side and majorities, and the map."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.pages.parties.agreement import agreement_section, pair_section
from core.ui.pages.parties.choice import section_choice
from core.ui.pages.parties.cohesion import cohesion_section
from core.ui.pages.parties.majorities import majorities_section, winning_section
from core.ui.pages.parties.map import map_section
from core.ui.parts.party_rows import party_list
from core.ui.parts.scope import scope
from core.ui.shell.frame import open_page

context = open_page()
st.title(context.t("parties.title"))

chosen = scope(context, hidden=())
section = section_choice(context)
if section == "agreement":
    party_list(context, chosen.votes, chosen.selection)
match section:
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
