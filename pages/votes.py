"""Votes of a session: filters, charts, table and files."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.charts.votes import votes_by_type, votes_over_time
from core.filters.orders import ordered
from core.filters.votes import VOTES
from core.tables.titles import list_title
from core.tables.votes import ALL
from core.ui.pages.votes.list import vote_filters
from core.ui.parts.chart import chart
from core.ui.parts.links import part_of
from core.ui.parts.nothing import no_votes
from core.ui.parts.offers import Addresses, feed
from core.ui.parts.orders import order_choice
from core.ui.parts.scope import session_filter
from core.ui.parts.shown_votes import chosen_votes, sessions
from core.ui.parts.table import downloads, source_line
from core.ui.parts.vote_rows import ballots_offer, grid_link, vote_list
from core.ui.shell.frame import open_page
from core.ui.shell.head import name_page
from core.ui.shell.messages import PageEnds

context = open_page()
t = context.t
st.title(t("votes.title"))

known = sessions(context)
bar = st.container(horizontal=True)
with bar:
    code = session_filter(context, known)
votes = chosen_votes(context, known, code)
title = t("votes.all_sessions") if code == ALL else votes.content.session.named(context.lang)
chosen, passing = vote_filters(context, votes, bar)
with bar:
    order = order_choice(context, "votes")
described = VOTES.described(votes.content, chosen, context.lang)
name_page(list_title("votes", title, described, context.lang))
rows = ordered(passing, "votes", order)
if votes.missing:
    st.caption(t("votes.missing_sessions", n=len(votes.missing)))

if rows.is_empty():
    no_votes(context, known, votes, chosen)
    raise PageEnds

key = "votes.shown_all" if code == ALL else "votes.shown"
shown = t(key, n=rows.height, total=votes.content.votes.height, session=title)
source_line(context, votes.fetched_at, f"{shown} · {t(f'order.{order}').lower()}")
st.caption(t("votes.strip_legend"))
part = part_of(rows.height)
grid_link(context, rows[part.first : part.end])
vote_list(context, rows, key="votes", part=part)
over_time, by_type = st.columns([2, 1])
with over_time:
    chart(votes_over_time(rows, context.lang), "votes/over-time")
with by_type:
    chart(votes_by_type(rows, context.lang), "votes/kinds")

ballots_offer(context, votes.content.sessions)
downloads(
    context,
    "votes",
    rows,
    votes,
    session=None if code == ALL else votes.content.session.code,
    filters=((t("votes.session"), title), *described),
    at=Addresses(follow=[feed("votes", t("follow.votes"), "votes")]),
)
