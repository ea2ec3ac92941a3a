"""The filters of votes."""

from __future__ import annotations

import streamlit as st

from core.filters.engine import Chosen
from core.filters.votes import VOTES
from core.tables.figures import Votes
from core.ui.parts.filters import Panel, Row
from core.ui.shell.context import Context


def vote_filters(context: Context, votes: Votes) -> Chosen:
    """Draw the filters, except the session, and return what is chosen."""
    panel = Panel(context, VOTES, votes.content)
    panel.row("q")
    panel.row("type", "result", shares=(2, 1))
    with panel.more(
        Row(("from", "to", "case", "margin")),
        Row(("line", "differ", "agree"), (2, 1, 1)),
        Row(("check", "note", "dissent")),
    ):
        if unread := votes.content.votes["check"].null_count():
            st.caption(context.t("votes.unchecked", n=unread))
    return panel.done(wrong_days="votes.wrong_period", same_twice="votes.same_party")
