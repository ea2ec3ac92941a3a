"""Majorities on the parties page: the winning side, the coalitions, and the seats."""

from __future__ import annotations

import polars as pl
import streamlit as st

from core.charts.colours import party_colour
from core.charts.parties import coalition_chart, seats_bar, winning_bars
from core.language import date_text, number
from core.parliament.texts.party_names import NO_GROUP
from core.tables.parties import latest_seats, ordered
from core.ui.pages.parties.choice import (
    need_stands,
    offer_ballots,
    stands_source,
    stands_table,
    with_source,
)
from core.ui.parts.chart import chart
from core.ui.parts.offers import Addresses
from core.ui.parts.scope import Scope
from core.ui.parts.table import downloads, grid, method_link, source_line
from core.ui.shell.context import Context
from core.ui.shell.messages import tell_unheeded

_MOST = 12


def winning_section(context: Context, scope: Scope) -> None:
    """How often each party was on the side that won."""
    t, scope = context.t, with_source(context, scope)
    st.header(t("parties.show_winning"))
    st.markdown(t("parties.winning_lead"))
    tell_unheeded(context.lang)
    rows = stands_table(scope, "winning")
    need_stands(context, rows)
    chart(winning_bars(rows, context.lang), "parties/winning")
    stands_source(context, scope)
    st.caption(t("parties.order_said_chamber"))
    method_link(context, "winning")
    places = {party: n for n, party in enumerate(ordered(rows["party"]))}
    grid(
        context,
        rows.sort(pl.col("party").replace_strict(places, return_dtype=pl.Int32)).select(
            "party", "won_share", "won", "votes", "single_voter_votes"
        ),
        key="winning",
        alt=t("parties.winning_table_alt", n=rows.height),
        shares={"won_share": "votes"},
    )
    filters = scope.described(context)
    downloads(
        context,
        "winning",
        rows,
        scope.votes,
        session=scope.session,
        filters=filters,
        at=Addresses(),
    )
    offer_ballots(context, scope.votes)


def majorities_section(context: Context, scope: Scope) -> None:
    """Which parties won together, how often, with how many seats; and the seats of all parties."""
    t, scope = context.t, with_source(context, scope)
    st.header(t("parties.show_majorities"))
    st.markdown(t("parties.majorities_lead"))
    tell_unheeded(context.lang)
    rows = stands_table(scope, "coalitions")
    need_stands(context, rows)
    chart(coalition_chart(rows, context.lang, _MOST), "parties/majorities")
    stands_source(context, scope)
    st.caption(t("parties.by_votes", n=min(_MOST, rows.height), all=rows.height))
    method_link(context, "majorities")
    parties = ordered(rows["parties"].str.split(" ").explode())
    grid(
        context,
        coalition_rows(rows, parties),
        key="majorities",
        alt=t("parties.majorities_table_alt", n=rows.height),
        columns={
            "parties": st.column_config.MultiselectColumn(
                t("column.parties"),
                options=parties,
                color=[party_colour(party) for party in parties],
                width=380,
            ),
            **{
                name: st.column_config.NumberColumn(t(f"column.{name}"), format="localized")
                for name in ("size", "margin")
            },
        },
        shares={"share": int(rows["votes"].sum())},
        height=380,
    )
    filters = scope.described(context)
    downloads(
        context,
        "coalitions",
        rows,
        scope.votes,
        session=scope.session,
        filters=filters,
        at=Addresses(),
    )
    _seats(context, scope)
    offer_ballots(context, scope.votes)


def coalition_rows(rows: pl.DataFrame, parties: list[str]) -> pl.DataFrame:
    """The table of majorities, with their parties as a list from left to right of the chamber."""
    sides = [[p for p in parties if p in row.split(" ")] for row in rows["parties"]]
    return rows.select(
        pl.Series("parties", sides, pl.List(pl.String)),
        "votes",
        "share",
        "adopted",
        "single_voter_votes",
        "n_parties",
        pl.col("size", "margin").round(1),
        "first",
        "last",
    )


def _seats(context: Context, scope: Scope) -> None:
    """The seats at the latest selected vote with ballots."""
    t, lang, votes = context.t, context.lang, scope.votes
    found = latest_seats(votes, scope.selection)
    if found is None:
        return
    vote, seats, effective = found
    st.subheader(t("parties.seats"))
    day = date_text(vote, lang)
    unknown = int(seats.filter(pl.col("party").is_null())["seats"].sum())
    known = seats.drop_nulls("party")
    st.markdown(t("parties.seats_lead", date=day, effective=number(effective, lang, 2)))
    chart(seats_bar(known, lang), "parties/seats")
    source_line(context, votes.fetched_at, t("parties.seats_n", n=int(known["seats"].sum())))
    if NO_GROUP in known["party"]:
        st.caption(t("parties.seats_outside"))
    if unknown:
        st.caption(t("parties.seats_unknown", n=unknown))
    method_link(context, "enp")
