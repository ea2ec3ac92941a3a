"""Who departed from the party's line: a sentence for each member and vote."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.filters.deviations import DEVIATIONS
from core.filters.orders import ordered
from core.tables.deviations import deviations_of
from core.tables.titles import list_title
from core.ui.pages.deviations.lists import deviation_filters, deviation_lists, summary
from core.ui.parts.member_rows import method_links
from core.ui.parts.offers import Addresses, feed
from core.ui.parts.orders import order_choice
from core.ui.parts.scope import scope
from core.ui.parts.table import downloads, source_line
from core.ui.parts.vote_rows import ballots_offer
from core.ui.shell.frame import open_page
from core.ui.shell.head import name_page

context = open_page()
t = context.t
st.title(t("deviations.title"))
sentence = st.empty()

chosen = scope(context, hidden=("lines", "errors"))
found = deviations_of(chosen.votes, chosen.selection)
bar = st.container(horizontal=True)
picked = deviation_filters(context, found, bar)
with bar:
    order = order_choice(context, "deviations")
described = DEVIATIONS.described(found, picked, context.lang)
name_page(list_title("deviations", chosen.title, described, context.lang))
rows = ordered(DEVIATIONS.apply(found, picked), "deviations", order)

sentence.markdown(summary(context, rows, picked))
source_line(context, chosen.votes.fetched_at, chosen.sentence(context))
deviation_lists(context, rows, picked)
method_links(context, "deviation", "errors")
if chosen.votes.content.unread:
    ballots_offer(context, chosen.votes.content.unread)
downloads(
    context,
    "deviations",
    rows,
    chosen.votes,
    session=chosen.session,
    filters=(*chosen.described(context), *described),
    at=Addresses(follow=[feed("deviations", t("follow.deviations"), "deviations")]),
)
