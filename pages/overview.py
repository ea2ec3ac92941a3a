"""The front page: what this is, where to begin, and what Parliament voted on lately."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.tables.front import with_votes
from core.tables.votes import LATEST
from core.times import danish_now
from core.ui.pages.overview.alike import alike_section, checks_section
from core.ui.pages.overview.lists import (
    closest_section,
    departures_section,
    laws_section,
    mistakes_section,
)
from core.ui.pages.overview.session import (
    find_links,
    numbers,
    over_time,
    search_examples,
)
from core.ui.pages.overview.week import week_section
from core.ui.parts.offers import Addresses, feed, offer
from core.ui.parts.shown_votes import chosen_session, session_votes, sessions
from core.ui.parts.table import source_line
from core.ui.shell.context import escape
from core.ui.shell.frame import open_page
from core.ui.shell.messages import PageEnds

context = open_page()
t = context.t
st.title(t("overview.title"))
head, aside = st.columns([3, 2], gap="large")
head.markdown(t("overview.lead"))
with aside:
    find_links(context)

known = sessions(context)
latest = session_votes(context, chosen_session(known, LATEST))
votes = with_votes(context.source.tables, known, latest, danish_now())
if votes.content.votes.is_empty():
    st.markdown(t("overview.no_votes", title=escape(latest.content.session.named(context.lang))))
    raise PageEnds
with head:
    if votes is not latest:
        st.markdown(t("overview.not_yet", title=escape(latest.content.session.named(context.lang))))
    search_examples(context, votes)
    numbers(context, votes)
week_section(context, votes)
closest_section(context, votes)
departures_section(context, votes)
laws_section(context, votes)
mistakes_section(context, votes)
left, right = st.columns(2, gap="large")
with left:
    alike_section(context, votes)
with right:
    over_time(context, votes)
checks_section(context, votes)
source_line(context, votes.fetched_at, t("votes.count", n=votes.content.votes.height))
offer(context, "votes", Addresses(None, [feed("votes", t("follow.votes"))]))
