"""One vote: totals, case, official text, and every ballot where Parliament published them."""

from core.ui.router import ensure_routed

ensure_routed()

import polars as pl
import streamlit as st

from core.ui.data import session_of_vote, session_votes, sessions, vote_ballots
from core.ui.frame import open_page
from core.ui.vote import (
    asked_vote,
    ballots_section,
    facts,
    heading,
    official_text,
    totals_section,
)

context = open_page()
vote_id = asked_vote(context)
votes = session_votes(context, session_of_vote(context, sessions(context), vote_id))
vote = votes.table.row(by_predicate=pl.col("vote_id") == vote_id, named=True)

heading(context, vote, votes)
ballots, view = vote_ballots(context, votes, vote_id)
totals_section(context, vote, ballots)
left, right = st.columns([3, 2], gap="large")
with left:
    official_text(context, vote)
with right:
    facts(context, vote, votes.session)
ballots_section(context, vote, ballots, view)
