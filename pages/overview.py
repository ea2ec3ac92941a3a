"""Overview: the latest session in numbers, its latest votes and cases, and links to the pages."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.charts.votes import votes_over_time
from core.tables.votes import LATEST
from core.ui.pages.overview.overview import changed_lately, latest_cases, latest_votes, numbers
from core.ui.parts.chart import chart
from core.ui.parts.offers import Addresses, feed, offer
from core.ui.parts.shown_votes import chosen_session, session_votes, sessions
from core.ui.parts.table import source_line
from core.ui.shell.frame import open_page
from core.ui.shell.router import page_file

context = open_page()
t = context.t
st.title(t("overview.title"))
st.markdown(t("overview.lead"))

session = chosen_session(sessions(context), LATEST)
votes = session_votes(context, session)

st.header(t("overview.session", title=session.title))
numbers(context, votes.content.votes)
if not votes.content.votes.is_empty():
    chart(votes_over_time(votes.content.votes, context.lang), "overview/over-time")
source_line(context, votes.fetched_at, t("votes.count", n=votes.content.votes.height))
with st.container(horizontal=True, vertical_alignment="center"):
    st.page_link(page_file("votes"), label=t("overview.to_votes"), icon=":material/how_to_vote:")
    st.page_link(page_file("topics"), label=t("overview.to_topics"), icon=":material/sell:")
    offer(context, "votes", Addresses(None, [feed("votes", t("follow.votes"))]))

left, right = st.columns(2, gap="large")
with left:
    latest_votes(context, votes.content.votes)
with right:
    latest_cases(context)
changed_lately(context, votes.content.votes)
