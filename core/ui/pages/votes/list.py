"""The filters of votes."""

from __future__ import annotations

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.filters.engine import Chosen
from core.filters.votes import VOTES
from core.tables.figures import Votes, counted_votes
from core.ui.parts.filters import Panel, Row
from core.ui.shell import address
from core.ui.shell.context import Context


def vote_filters(
    context: Context, votes: Votes, bar: DeltaGenerator
) -> tuple[Chosen, pl.DataFrame]:
    """Draw the filters, with the search in the bar; returns the choice and the votes that pass."""
    panel = Panel(context, VOTES, votes.content)
    found = panel.find("type", "result", rows=counted_votes(votes))
    with bar:
        panel.bar("q")
    drawer = panel.line(
        "type",
        "result",
        drawer=(
            Row(("topic", "case", "from", "to")),
            Row(("margin",), (1, 3)),
            Row(("line", "differ", "agree"), (2, 1, 1)),
            Row(("check", "note", "dissent")),
        ),
    )
    if drawer is not None and drawer.open and (unread := votes.content.votes["check"].null_count()):
        drawer.caption(context.t("votes.unchecked", n=unread))
    if votes.content.unsorted and address.standing("topic"):
        st.caption(context.t("topics.unsorted", n=len(votes.content.unsorted)))
    return panel.done(wrong_days="votes.wrong_period", same_twice="votes.same_party"), found.rows
