"""One vote: how it ended, by party and member, who departed, and the other votes on the case."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import polars as pl
import streamlit as st

from core.ui.pages.vote.about import (
    asked_vote,
    basis_section,
    check_badge,
    facts,
    heading,
    official_text,
    outcome,
    subject,
    totals_section,
)
from core.ui.pages.vote.ballots import ballots_section, chart_section, deviations_section, open_vote
from core.ui.pages.vote.cite import cite
from core.ui.pages.vote.parties import parties_section
from core.ui.pages.vote.same_case import same_case_section
from core.ui.parts.shown_votes import session_of_vote, session_votes, sessions
from core.ui.shell.frame import open_page

context = open_page()
vote_id = asked_vote(context)
votes = session_votes(context, session_of_vote(context, sessions(context), vote_id))

heading(
    context, votes.content.votes.row(by_predicate=pl.col("vote_id") == vote_id, named=True), votes
)
vote = open_vote(context, votes, vote_id)
outcome(context, vote)
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    check_badge(context, vote.row)
    cite(context, vote.row)
subject(context, vote.row, votes)
totals_section(context, vote)
chart_section(context, vote)
basis_section(context, vote)
parties_section(context, votes, vote)
deviations_section(context, vote)
ballots_section(context, vote)
same_case_section(context, votes, vote)
left, right = st.columns([3, 2], gap="large")
with left:
    official_text(context, vote.row)
with right:
    facts(context, vote.row, votes.content.session)
