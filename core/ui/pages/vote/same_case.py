"""The other votes on the case of a vote, and where the parties stood in each."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from core.analysis.votecase import case_stands, case_votes, compared_votes
from core.charts.linestrip import line_strips
from core.parliament.people.party_order import listed_parties, party_order
from core.tables.figures import Votes
from core.ui.pages.vote.ballots import OpenVote
from core.ui.parts.table import grid, sent, source_line
from core.ui.parts.vote_rows import ROW_PIXELS, selected_vote, strip_column
from core.ui.shell.context import Context
from core.ui.shell.way import go


def same_case_section(context: Context, votes: Votes, vote: OpenVote) -> None:
    """Every vote on the case, each opened by its row, and the stands beside each other."""
    t, vote_id = context.t, int(vote.row["vote_id"])
    if vote.row["case_id"] is None:
        return
    case = case_votes(votes.content.votes, vote_id)
    st.subheader(t("vote.same_case"))
    if case.height < 2:
        st.markdown(t("vote.only_vote"))
        return
    _table(context, votes, case, vote_id)
    _side_by_side(context, case, vote_id)


def _table(context: Context, votes: Votes, case: pl.DataFrame, vote_id: int) -> None:
    t = context.t
    words = t("vote.case_votes", n=case.height)
    source_line(context, votes.fetched_at, f"{words} · {t('vote.case_order')}")
    st.caption(f"{t('votes.open_hint')} {t('votes.strip_legend')}")
    parties = listed_parties(case)
    chosen = grid(
        context,
        _case_columns(context, case, vote_id, parties),
        key=f"case_{vote_id}",
        alt=t("vote.case_alt", n=case.height),
        columns={
            "lines": strip_column(context, parties),
            "number": st.column_config.TextColumn(t("column.number"), width=80),
            "step": st.column_config.TextColumn(t("column.step"), width=150),
        },
        height=min(38 + ROW_PIXELS * case.height, 320),
        select=True,
    )
    picked = selected_vote(case, [] if chosen is None else [chosen])
    if picked is not None and picked != vote_id:
        go("vote", id=str(picked))


def _case_columns(
    context: Context, case: pl.DataFrame, vote_id: int, parties: tuple[str, ...]
) -> pl.DataFrame:
    t = context.t
    types = {code: t(f"vote_type.{code}") for code in case["type_code"].unique()}
    return case.select(
        _number(context, vote_id),
        "date",
        "step",
        pl.col("type_code").replace(types).alias("type"),
        pl.when("adopted")
        .then(pl.lit(t("result.adopted")))
        .otherwise(pl.lit(t("result.rejected")))
        .alias("result"),
        line_strips(case, parties).alias("lines"),
        "official_for",
        "official_against",
        "official_neither",
    )


def _side_by_side(context: Context, case: pl.DataFrame, vote_id: int) -> None:
    """A row a party, a column a vote; a stand other than the one in this vote is marked."""
    t = context.t
    compared = compared_votes(case, vote_id)
    stands = case_stands(compared, vote_id)
    if stands["vote_id"].n_unique() < 2:
        return
    stood = {(party, held): (stand, changed) for party, held, stand, changed in stands.iter_rows()}
    columns: dict[str, list[str | None]] = {
        "party": [party for party in party_order(stands["party"]) if party]
    }
    config: dict[str, Any] = {
        "party": st.column_config.TextColumn(t("column.party"), width=60, pinned=True)
    }
    for row in compared.iter_rows(named=True):
        name = str(row["vote_id"])
        columns[name] = [
            _cell(context, *stood.get((party or "", row["vote_id"]), (None, None)))
            for party in columns["party"]
        ]
        here = row["vote_id"] == vote_id
        heading = t("vote.this_one" if here else "vote.other_one", number=row["number"])
        config[name] = st.column_config.TextColumn(
            f"{heading} {row['step'] or t('vote_type.' + row['type_code'])}",
            help=t(f"vote_type.{row['type_code']}"),
        )
    st.markdown(f"**{t('vote.side_by_side')}**")
    st.dataframe(
        sent(pl.DataFrame(columns)),
        column_config=config,
        hide_index=True,
        height="content",
        lazy=False,
        placeholder="–",
        key=f"side_by_side_{vote_id}",
        alt=t("vote.side_alt", n=compared.height),
    )
    parts = [t("vote.side_help")]
    if compared.height < case.height:
        parts.append(t("vote.side_some", n=compared.height, total=case.height))
    moved = stands.filter(pl.col("changed"))["party"].n_unique()
    parts.append(t("vote.side_moved", n=moved) if moved else t("vote.side_none"))
    st.caption(" ".join(parts))


def _cell(context: Context, stand: str | None, changed: bool | None) -> str | None:
    if stand is None:
        return None
    word = context.t(f"position.short.{stand}")
    return f"≠ {word}" if changed else word


def _number(context: Context, vote_id: int) -> pl.Expr:
    number = pl.col("number").cast(pl.String)
    this = context.t("vote.this_number", number="{}")
    return (
        pl.when(pl.col("vote_id") == vote_id)
        .then(pl.format(this, number))
        .otherwise(number)
        .alias("number")
    )
