"""How a party votes: alike with whom, united or not, and where it stood when it was close."""

from __future__ import annotations

import polars as pl
import streamlit as st

from core.charts.party import agreement_panels, departure_bars
from core.charts.periods import period_label
from core.charts.shares import enough, shown_shares
from core.filters.deviations import GROUPS
from core.filters.orders import ordered
from core.language import number
from core.tables.deviations import deviations_of
from core.tables.figures import counted_votes, stands_of
from core.tables.parties import ordered as from_left
from core.tables.party import agreement_in_all, agreement_of, departures_of, usual_interval
from core.tables.votes import ALL
from core.ui.pages.party.about import SELECTION, Party
from core.ui.pages.party.seats import LEAST_POINTS
from core.ui.parts.chart import chart
from core.ui.parts.deviation_rows import deviation_list
from core.ui.parts.table import grid, method_link, source_line
from core.ui.parts.vote_rows import vote_list
from core.ui.shell.context import Context
from core.ui.shell.router import page_file

_NEWEST = 10


def agreement_section(context: Context, party: Party) -> None:
    """How often every other party stood alike, over time and in all."""
    t, votes = context.t, party.votes
    every = usual_interval(votes)
    over_time = agreement_of(votes, SELECTION, party.short, every)
    st.header(t("party.agreement_title"))
    if over_time.is_empty():
        st.caption(t("parties.nothing_shared"))
        return
    st.markdown(t(f"party.agreement_lead_{every}", party=party.short))
    points = shown_shares(over_time, agreement="shared").drop_nulls("agreement")
    if points.height >= LEAST_POINTS and points["period"].n_unique() > 1:
        sessions = votes.content.sessions
        drawn = agreement_panels(over_time, party.short, every, sessions, context.lang)
        chart(drawn, "party/agreement")
        source_line(context, votes.fetched_at, party.sentence)
    totals = agreement_in_all(over_time)
    places = {each: place for place, each in enumerate(from_left(totals["party"]))}
    grid(
        context,
        totals.sort(pl.col("party").replace_strict(places, return_dtype=pl.Int32)).select(
            "party", "agreement", "shared", "same"
        ),
        key="party_agreement",
        alt=t("party.agreement_table", n=totals.height),
        shares={"agreement": "shared"},
    )
    method_link(context, "party_agreement")


def departures_section(context: Context, party: Party) -> None:
    """How often members departed from the line, over time, and the latest who did."""
    t, votes = context.t, party.votes
    st.header(t("party.departures_title"))
    every = usual_interval(votes)
    rows = departures_of(votes, SELECTION, every).filter(pl.col("party") == party.short)
    if rows.is_empty():
        st.caption(t("member.no_loyalty"))
        return
    st.markdown(t("party.departures_lead"))
    sessions = votes.content.sessions
    if rows.height >= LEAST_POINTS:
        chart(departure_bars(rows, party.short, every, sessions, context.lang), "party/departures")
        source_line(context, votes.fetched_at, party.sentence)
    else:
        labels = [period_label(period, every, sessions, context.lang) for period in rows["period"]]
        rates = [
            number(rate, context.lang, 1) if enough(n) else "–"
            for rate, n in rows.select("per_thousand", "ballots").iter_rows()
        ]
        grid(
            context,
            rows.select(
                pl.Series("period", labels),
                "departures",
                "ballots",
                pl.Series("per_thousand", rates),
            ),
            key="party_departures",
            alt=t("party.departures_title"),
            columns={
                "period": st.column_config.TextColumn(t(f"parties.every_{every}")),
                "departures": st.column_config.NumberColumn(
                    t("column.deviations"), format="localized"
                ),
                "ballots": st.column_config.NumberColumn(t("party.ballots"), format="localized"),
                "per_thousand": st.column_config.TextColumn(
                    t("party.per_thousand"), alignment="right"
                ),
            },
        )
    _latest_departures(context, party)
    method_link(context, "deviation")


def closest_section(context: Context, party: Party) -> None:
    """Where the party stood in the votes with the smallest margins."""
    t = context.t
    st.header(t("party.closest_title"))
    stands = stands_of(party.votes, SELECTION).filter(pl.col("party") == party.short)
    rows = counted_votes(party.votes).join(stands.select("vote_id", "stand"), on="vote_id")
    rows = ordered(rows.drop_nulls("margin"), "votes", "closest").head(_NEWEST)
    if rows.is_empty():
        st.caption(t("party.none_close"))
        return
    st.markdown(t("party.closest_lead", party=party.short))
    facts = {
        vote_id: t("party.stood", party=party.short, position=t(f"stood.{stand}"))
        for vote_id, stand in rows.select("vote_id", "stand").iter_rows()
    }
    vote_list(context, rows.drop("stand"), key="party_closest", facts=facts)
    st.page_link(
        page_file("votes"),
        label=t("party.all_closest"),
        query_params={"session": _session(party), "sort": "closest"},
    )


def _latest_departures(context: Context, party: Party) -> None:
    found = deviations_of(party.votes, SELECTION).rows
    own = found.filter(pl.col("party") == party.short, pl.col("kind").is_in(GROUPS["dissent"]))
    if own.is_empty():
        return
    deviation_list(context, own.head(_NEWEST), key="party_deviations")
    st.page_link(
        page_file("deviations"),
        label=context.t("party.all_departures", n=own.height),
        query_params={"session": _session(party), "party": party.short, "what": "dissent"},
    )


def _session(party: Party) -> str:
    """The session in an address of the same votes."""
    chamber = party.votes.content
    return chamber.session.code if len(chamber.sessions) == 1 and not party.votes.missing else ALL
