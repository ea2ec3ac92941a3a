"""All votes on the case of a vote, and where the parties stood in each."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from core.analysis.votecase import case_stands, case_votes, compared_votes
from core.parliament.people.party_order import party_order
from core.parliament.texts.lookups import lookup_words
from core.tables.figures import Votes, counted_votes
from core.ui.pages.vote.ballots import OpenVote
from core.ui.parts.links import to
from core.ui.parts.table import sent, source_line
from core.ui.parts.vote_rows import grid_link, vote_list
from core.ui.shell.context import Context

_LISTED = 10  # votes on the case that are listed, those nearest to this one


def same_case_section(context: Context, votes: Votes, vote: OpenVote) -> None:
    """The other votes on the case, and the stands of the parties side by side."""
    t, vote_id = context.t, int(vote.row["vote_id"])
    if vote.row["case_id"] is None:
        return
    case = case_votes(counted_votes(votes), vote_id)
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
    place = int(case["vote_id"].index_of(vote_id) or 0)
    first = max(0, min(place - _LISTED // 2, case.height - _LISTED))
    near = case[first : first + _LISTED]
    named = near.select("vote_id", "number", "step").iter_rows()
    facts = {
        held: " · ".join(
            filter(None, [t("vote.nth", number=n), lookup_words("step", step, context.lang)])
        )
        for held, n, step in named
    }
    vote_list(context, near, key="case_votes", here=vote_id, facts=facts)
    grid_link(context, near)
    if near.height < case.height:
        page = to("case", id=str(case["case_id"][0]))
        st.markdown(t("vote.case_some", n=near.height, total=case.height, page=page))


def _side_by_side(context: Context, case: pl.DataFrame, vote_id: int) -> None:
    """A row per party, a column per vote; stands other than that in this vote are marked."""
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
        step = lookup_words("step", row["step"], context.lang)
        config[name] = st.column_config.TextColumn(
            f"{heading} {step or t('vote_type.' + row['type_code'])}",
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
