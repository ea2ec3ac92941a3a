"""The filters and the table of votes: a row opens its vote."""

from __future__ import annotations

import polars as pl
import streamlit as st

from core.charts.linestrip import line_strips
from core.filters.engine import Chosen
from core.filters.votes import VOTES
from core.parliament.people.party_order import listed_parties
from core.parliament.votes.kinds import TYPE_CODES
from core.tables.figures import Votes
from core.ui.parts.filters import Panel, Row
from core.ui.parts.table import sent
from core.ui.parts.vote_rows import (
    MOST_ROWS,
    selected_vote,
    strip_column,
)
from core.ui.shell.context import Context
from core.ui.shell.way import go, moves

_COLUMNS = (
    "date",
    "case_number",
    "case_title",
    "result",
    "lines",
    "deviations",
    "official_for",
    "official_against",
    "official_neither",
    "type",
    "parties_for",
    "parties_against",
    "parties_neither",
    "error_note",
    "number",
)


def vote_filters(context: Context, votes: Votes) -> Chosen:
    """Draw the filters and give what is chosen, apart from the session."""
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


def votes_grid(context: Context, votes: pl.DataFrame) -> None:
    """The votes in the order given, a thousand at most; choosing a row goes to its page."""
    t = context.t
    if votes.height > MOST_ROWS:
        st.caption(t("votes.first_rows", rows=MOST_ROWS, n=votes.height))
        votes = votes.head(MOST_ROWS)
    config = {
        name: st.column_config.NumberColumn(
            t(f"column.{name}"), help=t(f"column.{name}_help"), width=70
        )
        for name in ("official_for", "official_against", "official_neither", "deviations")
    }
    parties = listed_parties(votes)
    config |= {
        "date": st.column_config.DateColumn(t("column.date"), format="DD.MM.YYYY"),
        "number": st.column_config.NumberColumn(t("column.number"), width="small", format="%d"),
        "case_number": st.column_config.TextColumn(t("column.case_number"), width="small"),
        "case_title": st.column_config.TextColumn(t("column.case_title"), width=210),
        "type": st.column_config.TextColumn(t("column.type")),
        "lines": strip_column(context, parties),
        "result": st.column_config.TextColumn(t("column.result"), width="small"),
        "parties_for": st.column_config.TextColumn(t("column.parties_for")),
        "parties_against": st.column_config.TextColumn(t("column.parties_against")),
        "parties_neither": st.column_config.TextColumn(t("column.parties_neither")),
        "error_note": st.column_config.TextColumn(
            t("column.error_note"), help=t("column.error_note_help")
        ),
    }
    chosen = st.dataframe(
        sent(shown_columns(context, votes, parties)),
        column_config=config,
        hide_index=True,
        height=460,
        on_select="rerun",
        selection_mode="single-row",
        key=f"votes_grid_{hash(tuple(votes['vote_id']))}_{moves()}",
        placeholder="–",
        alt=t("votes.table_alt", n=votes.height),
    )
    vote_id = selected_vote(votes, chosen.selection.rows)
    if vote_id is not None:
        go("vote", id=str(vote_id))


def shown_columns(context: Context, votes: pl.DataFrame, parties: tuple[str, ...]) -> pl.DataFrame:
    """The columns of the grid, with codes in the visitor's words."""
    t = context.t
    notes = {
        kind: t(f"note_kind.{kind}") for kind in ("individual", "party", "technical", "revote")
    }
    types = {code: t(f"vote_type.{code}") for code in (*TYPE_CODES.values(), "unknown")}
    return votes.with_columns(
        pl.when("adopted")
        .then(pl.lit(t("result.adopted")))
        .otherwise(pl.lit(t("result.rejected")))
        .alias("result"),
        pl.col("type_code").replace(types).alias("type"),
        pl.col("error_note").str.replace_all(" ", ", ", literal=True).str.replace_many(notes),
        line_strips(votes, parties).alias("lines"),
    ).select(_COLUMNS)
