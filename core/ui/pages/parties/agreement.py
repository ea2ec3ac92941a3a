"""Agreement on the parties page: all pairs, the votes of one pair, and one pair over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from core.analysis.agreement import agreement_over_time
from core.charts.agreement import agreement_heatmap
from core.charts.agreement import agreement_over_time as time_chart
from core.charts.periods import period_label
from core.language import percent
from core.tables.figures import counted_votes
from core.tables.parties import ordered
from core.ui.pages.parties.choice import (
    compared,
    least_shared,
    need_stands,
    offer_ballots,
    pair_choice,
    period_choice,
    stands_source,
    stands_table,
    with_source,
)
from core.ui.parts.chart import chart, chart_menu, plot_config
from core.ui.parts.filters import segments
from core.ui.parts.links import part_of
from core.ui.parts.offers import Addresses
from core.ui.parts.scope import Scope
from core.ui.parts.table import downloads, grid, method_link, source_line
from core.ui.parts.vote_rows import vote_list
from core.ui.shell import address
from core.ui.shell.context import Context, dark_ground, escape
from core.ui.shell.messages import tell_unheeded

ORDERS = ("chamber", "alphabetical")
STANDS = ("same", "different")
_DRAWN = "_heatmaps_drawn"

Pair = tuple[str, str]


def agreement_section(context: Context, scope: Scope) -> None:
    """The agreement of all pairs of parties as a heatmap, and the votes of the chosen pair."""
    t, scope = context.t, with_source(context, scope)
    st.header(t("parties.show_agreement"))
    st.markdown(t("parties.agreement_lead"))
    left, right = st.columns(2)
    with left:
        order = segments(context, "parties.order", ORDERS, key="order")
    with right:
        least = least_shared(context)
    pairs = stands_table(scope, "agreement", min_shared=least)
    need_stands(context, pairs)
    parties = ordered(pl.concat([pairs["party_a"], pairs["party_b"]]))
    if order == "alphabetical":
        parties.sort()
    st.caption(t("parties.cell_hint"))
    pair = pair_choice(context, parties)
    tell_unheeded(context.lang)
    if pairs["agreement"].null_count() == pairs.height:
        st.info(t("parties.none_shared", n=least), icon=":material/filter_alt_off:")
    else:
        _heatmap(context, pairs, parties, pair)
        stands_source(context, scope)
        st.caption(t(f"parties.order_said_{order}") + " " + t("parties.empty_cell", n=least))
        method_link(context, "party_agreement")
    if pair is not None:
        _votes_of_pair(context, scope, pair)
    _pairs_table(context, scope, pairs, least)
    offer_ballots(context, scope.votes)


def pair_section(context: Context, scope: Scope) -> None:
    """The agreement of two parties by month or session."""
    t, scope = context.t, with_source(context, scope)
    st.header(t("parties.show_pair"))
    left, right = st.columns(2)
    with left:
        every = period_choice(context)
    with right:
        least = least_shared(context)
    pairs = stands_table(scope, "agreement")
    need_stands(context, pairs)
    pair = pair_choice(context, ordered(pl.concat([pairs["party_a"], pairs["party_b"]])))
    tell_unheeded(context.lang)
    if pair is None:
        st.info(t("parties.choose_two"), icon=":material/groups:")
        return
    rows = compared(scope, *pair)
    if rows.is_empty():
        st.info(t("parties.nothing_shared"), icon=":material/filter_alt_off:")
        return
    over_time = agreement_over_time(
        rows.select("vote_id", "same"), scope.votes.content.votes, every, min_shared=least
    )
    _pair_heading(context, rows, pair, least, pairs)
    if over_time["agreement"].null_count() == over_time.height:
        st.info(t("parties.none_in_periods", n=least), icon=":material/filter_alt_off:")
    else:
        sessions = scope.votes.content.sessions
        chart(time_chart(over_time, *pair, every, sessions, context.lang), "parties/pair")
    stands_source(context, scope)
    st.caption(t("parties.borders") + " " + t("parties.gaps", n=least))
    method_link(context, "party_agreement")
    labels = [
        period_label(period, every, scope.votes.content.sessions, context.lang) if period else "–"
        for period in over_time["period"]
    ]
    grid(
        context,
        over_time.select(pl.Series("period", labels), "agreement", "shared", "same"),
        key=f"pair_{every}",
        alt=t("parties.pair_table_alt", n=over_time.height),
        columns={"period": st.column_config.TextColumn(t(f"parties.every_{every}"))},
        shares={"agreement": "shared"},
    )
    st.caption(t("parties.by_time"))
    _votes_of_pair(context, scope, pair)
    offer_ballots(context, scope.votes)


def cell_of(selection: Mapping[str, Any]) -> Pair | None:
    """The two parties of the cell chosen in the heatmap, from Streamlit's event."""
    points = selection.get("points") or []
    data = points[0].get("customdata") if points else None
    values = list(data.values()) if isinstance(data, Mapping) else list(data or [])
    if len(values) < 2 or values[0] == values[1]:
        return None
    return str(values[0]), str(values[1])


def _heatmap(context: Context, pairs: pl.DataFrame, parties: list[str], pair: Pair | None) -> None:
    """Draw the heatmap; choosing a cell writes its two parties into the address.

    The key changes each time, since a cell that stays selected would override a later choice of
    parties.
    """
    drawn = agreement_heatmap(pairs, parties, context.lang, chosen=pair, dark=dark_ground())
    key = f"heatmap_{st.session_state.setdefault(_DRAWN, 0)}"

    def choose() -> None:
        cell = cell_of(st.session_state[key]["selection"])
        if cell is not None:
            st.query_params["a"], st.query_params["b"] = cell
            st.session_state[_DRAWN] += 1

    st.plotly_chart(
        drawn.figure,
        alt=drawn.alt,
        config=plot_config(context.lang),
        key=key,
        on_select=choose,
        selection_mode="points",
    )
    chart_menu(drawn, "parties/agreement")


def _pairs_table(context: Context, scope: Scope, pairs: pl.DataFrame, least: int) -> None:
    t = context.t
    rows = pairs.sort(
        "agreement", "party_a", "party_b", descending=[True, False, False], nulls_last=True
    )
    with st.expander(t("parties.all_pairs", n=rows.height), icon=":material/table_rows:"):
        grid(
            context,
            rows.select("party_a", "party_b", "agreement", "shared", "same", "single_voter_votes"),
            key="pairs",
            alt=t("parties.pairs_alt", n=rows.height),
            shares={"agreement": "shared"},
        )
        st.caption(t("parties.by_agreement"))
    filters = (*scope.described(context), (t("scope.min_shared"), str(least)))
    downloads(
        context,
        "agreement",
        pairs,
        scope.votes,
        session=scope.session,
        filters=filters,
        at=Addresses(),
    )


def _pair_heading(
    context: Context, rows: pl.DataFrame, pair: Pair, least: int, pairs: pl.DataFrame
) -> None:
    a, b = (escape(party) for party in pair)
    same, shared = int(rows["same"].sum()), rows.height
    st.subheader(context.t("parties.and", a=a, b=b))
    if shared < least:
        st.markdown(context.t("parties.few_same", same=same, n=shared))
    else:
        share = escape(percent(same / shared, context.lang))
        st.markdown(context.t("parties.same_of", share=share, same=same, n=shared))
    of_pair = pairs.filter(pl.col("party_a") == min(pair), pl.col("party_b") == max(pair))
    for single in of_pair["single_voter_votes"].drop_nulls():
        st.caption(context.t("parties.single_of_pair", n=single))


def _votes_of_pair(context: Context, scope: Scope, pair: Pair) -> None:
    """The votes in which both have a stand, the same or not, with where each stood."""
    t = context.t
    rows = compared(scope, *pair)
    a, b = pair
    st.subheader(t("parties.votes_of", a=escape(a), b=escape(b)))
    if rows.is_empty():
        st.info(t("parties.nothing_shared"), icon=":material/filter_alt_off:")
        return
    counts = {"same": int(rows["same"].sum()), "different": int((~rows["same"]).sum())}
    stand = address.one_of(
        st.segmented_control,
        t("parties.stand"),
        STANDS,
        key="stand",
        format_func=lambda name: t(f"parties.stand_{name}", n=counts[name]),
    )
    tell_unheeded(context.lang)
    if stand is not None:
        rows = rows.filter(pl.col("same") == (stand == "same"))
    if rows.is_empty():
        st.info(t("parties.none_stand"), icon=":material/filter_alt_off:")
        return
    n = t("parties.votes_shown", n=rows.height)
    source_line(context, scope.votes.fetched_at, f"{n} · {t('votes.order')}")
    part = part_of(rows.height)
    facts = {
        row["vote_id"]: t("parties.stood", a=a, b=b, **_positions(context, row))
        for row in rows[part.first : part.end].iter_rows(named=True)
    }
    listed = counted_votes(scope.votes).join(
        rows.select("vote_id"), on="vote_id", how="right", maintain_order="right"
    )
    vote_list(context, listed, key="pair_votes", part=part, facts=facts)
    filters = (
        *scope.described(context),
        (t("parties.show_pair"), t("parties.and", a=a, b=b)),
        *([(t("parties.stand"), t(f"parties.{stand}"))] if stand else []),
    )
    downloads(context, "votes", rows, scope.votes, session=scope.session, filters=filters, at=None)


def _positions(context: Context, row: Mapping[str, Any]) -> dict[str, str]:
    """Where the two parties stood in a vote, in words."""
    return {name: context.t(f"stood.{row[name]}") for name in ("position_a", "position_b")}
