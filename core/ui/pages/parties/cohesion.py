"""Cohesion on the parties page: how united each party votes, overall and over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from core.analysis.votes import LOPSIDED
from core.charts.parties import Index, cohesion_dots, cohesion_lines, cohesion_points
from core.charts.party import departure_panels, rate_words
from core.charts.periods import period_label
from core.charts.shares import LEAST, shown_shares
from core.language import Lang, number, percent
from core.tables.figures import figures
from core.tables.parties import Cohesion, cohesion_of, ordered
from core.tables.party import departures_in_all, departures_of, usual_interval
from core.ui.pages.parties.choice import offer_ballots, period_choice
from core.ui.parts.chart import chart
from core.ui.parts.filters import segments
from core.ui.parts.offers import Addresses
from core.ui.parts.scope import Scope
from core.ui.parts.shown_votes import with_ballots
from core.ui.parts.table import downloads, grid, method_link, source_line
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import PageEnds, tell_unheeded

INDICES: tuple[Index, ...] = ("agreement_index", "rice")
_ROW = 35
_COUNTS = {"agreement_index": "votes", "rice": "rice_votes", "contested_index": "contested_votes",
           "contested_rice": "contested_rice_votes"}  # fmt: skip


def cohesion_section(context: Context, scope: Scope) -> None:
    """Each party's cohesion, overall and over time."""
    t = context.t
    st.header(t("parties.show_cohesion"))
    scope = replace(scope, votes=with_ballots(context, scope.votes))
    _departures(context, scope)
    st.subheader(t("parties.indices"))
    st.markdown(t("parties.cohesion_lead", share=percent(LOPSIDED, context.lang, 1)))
    index = segments(
        context,
        "parties.index",
        INDICES,
        key="index",
        format_func=lambda name: t(f"parties.{name}"),
        help=t("parties.index_help"),
    )
    votes = scope.votes
    selection = replace(scope.selection, lines="best", min_shared=None)
    found = cohesion_of(votes, selection)
    overall = found.whole.filter(pl.col("votes") > 0)
    if overall.is_empty():
        tell_unheeded(context.lang)
        st.info(t("parties.no_cohesion"), icon=":material/filter_alt_off:")
        raise PageEnds
    if shown_shares(overall, **{index: _COUNTS[index]})[index].null_count() < overall.height:
        chart(cohesion_dots(overall, found.contested, index, context.lang), "parties/cohesion")
        st.caption(t("parties.axis_from"))
    else:
        st.info(t("parties.few_cohesion", n=LEAST), icon=":material/filter_alt_off:")
    _source(context, scope, found.n)
    method_link(context, "cohesion")
    grid(
        context,
        cohesion_rows(overall, found.contested, context.lang),
        key="cohesion",
        alt=t("parties.cohesion_table_alt", n=overall.height),
        columns=_columns(context, list(_COUNTS)),
        height=_ROW * (overall.height + 1) + 3,
    )
    st.caption(t("parties.order_said_chamber"))
    downloads(
        context,
        "cohesion",
        figures(votes, "cohesion", selection),
        votes,
        session=scope.session,
        filters=scope.described(context),
        at=Addresses(),
    )
    _over_time(context, scope, found, index)
    offer_ballots(context, votes)


def _departures(context: Context, scope: Scope) -> None:
    """Departures for every 1,000 ballots, a small panel for each party, by session or month."""
    t, votes = context.t, scope.votes
    every, sessions = usual_interval(votes), votes.content.sessions
    rows = departures_of(votes, scope.selection, every)
    totals = departures_in_all(rows)
    known = shown_shares(totals, per_thousand="ballots").drop_nulls("per_thousand")
    if known.is_empty():
        return
    st.subheader(t("party.departures_title"))
    most = known.sort("per_thousand", "party", descending=[True, False]).row(0, named=True)
    st.markdown(
        t(
            f"parties.departures_lead_{every}",
            n=int(totals["departures"].sum()),
            ballots=int(totals["ballots"].sum()),
            party=escape(most["party"]),
            most=escape(rate_words(most, context.lang)),
        )
    )
    chart(departure_panels(rows, every, sessions, context.lang), "parties/departures")
    source_line(context, votes.fetched_at, scope.sentence(context))
    method_link(context, "deviation")


def _over_time(context: Context, scope: Scope, found: Cohesion, index: Index) -> None:
    t, sessions = context.t, scope.votes.content.sessions
    st.subheader(t("parties.over_time"))
    left, right = st.columns([1, 2])
    with left:
        every = period_choice(context)
    with right:
        parties = _which(context, ordered(found.whole.filter(pl.col("votes") > 0)["party"]))
    tell_unheeded(context.lang)
    over_time = found.month if every == "month" else found.session
    rows = cohesion_points(over_time, parties)
    if rows[index].null_count() == rows.height:
        st.info(t("parties.few_cohesion", n=LEAST), icon=":material/filter_alt_off:")
    else:
        lines = cohesion_lines(rows, parties, index, every, sessions, context.lang)
        chart(lines, "parties/cohesion-over-time")
    source_line(context, scope.votes.fetched_at, scope.sentence(context))
    st.caption(t("parties.borders") + " " + t("parties.few_points", n=LEAST))
    if every == "session":
        st.caption(t("parties.joined"))
    labels = [period_label(period, every, sessions, context.lang) for period in rows["period"]]
    with st.expander(t("parties.as_table"), icon=":material/table_rows:"):
        grid(
            context,
            rows.select(
                "party",
                pl.Series("period", labels),
                in_words(rows["agreement_index"], context.lang),
                "votes",
                in_words(rows["rice"], context.lang),
                "rice_votes",
            ),
            key=f"cohesion_{every}",
            alt=t("parties.cohesion_time_table_alt", n=rows.height),
            columns={
                "period": st.column_config.TextColumn(t(f"parties.every_{every}")),
                **_columns(context, INDICES),
            },
        )
        st.caption(t("parties.by_party_and_time"))


def _which(context: Context, parties: list[str]) -> list[str]:
    """Draw the choice of the parties whose lines are drawn; by default all."""
    chosen = st.session_state.get("party", [])
    if any(party not in parties for party in chosen):  # other votes are selected now
        st.session_state["party"] = [party for party in chosen if party in parties]
    chosen = address.many_of(
        st.multiselect,
        context.t("parties.which"),
        parties,
        key="party",
        placeholder=context.t("common.all"),
    )
    return list(chosen) or parties


def _source(context: Context, scope: Scope, n: int) -> None:
    words = [scope.sentence(context), context.t("parties.with_ballots", n=n)]
    source_line(context, scope.votes.fetched_at, ", ".join(words))
    if unread := scope.votes.content.unread:
        titles = ", ".join(escape(session.named(context.lang)) for session in unread[:6])
        more = len(unread) - 6
        if more > 0:
            titles += " " + context.t("parties.and_more", n=more)
        st.caption(context.t("parties.unread", titles=titles))


def cohesion_rows(overall: pl.DataFrame, contested: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    """A table of both indices with their n, over all votes and without the lopsided ones."""
    order = {party: n for n, party in enumerate(ordered(overall["party"]))}
    columns = contested.select(
        "party",
        pl.col("agreement_index").alias("contested_index"),
        pl.col("rice").alias("contested_rice"),
        pl.col("votes").alias("contested_votes"),
        pl.col("rice_votes").alias("contested_rice_votes"),
    )
    rows = overall.join(columns, on="party", how="left").sort(
        pl.col("party").replace_strict(order, return_dtype=pl.Int32)
    )
    rows = shown_shares(rows, **_COUNTS)
    return rows.with_columns(in_words(rows[name], lang) for name in _COUNTS).select(
        "party", *(column for pair in _COUNTS.items() for column in pair)
    )


def in_words(index: pl.Series, lang: Lang) -> pl.Series:
    """An index with four decimals, to tell 1 from nearly 1; of the same length, for sorting."""
    return pl.Series(index.name, [number(value, lang, 4) for value in index], pl.String)


def _columns(context: Context, names: Sequence[str]) -> dict[str, Any]:
    return {
        name: st.column_config.TextColumn(context.t(f"column.{name}"), alignment="right")
        for name in names
    }
