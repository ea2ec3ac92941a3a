"""The parties page: how united each party votes, in all and over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import streamlit as st

from core.analysis.cohesion import cohesion, cohesion_by_vote, cohesion_over_time
from core.analysis.selection import Selection
from core.analysis.subsets import of_votes
from core.analysis.votes import LOPSIDED, contested
from core.charts.parties import Index, cohesion_dots, cohesion_lines
from core.charts.periods import period_label
from core.charts.shares import LEAST, shown_shares
from core.language import Lang, number, percent
from core.tables.figures import Votes, figures
from core.tables.table import worked_out
from core.ui.pages.parties.choice import offer_ballots, ordered, period_choice
from core.ui.parts.scope import Scope
from core.ui.parts.shown_votes import with_ballots
from core.ui.parts.table import chart, downloads, grid, method_link, source_line
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import PageEnds, tell_ignored

INDICES: tuple[Index, ...] = ("agreement_index", "rice")
_ROW = 35
_COUNTS = {"agreement_index": "votes", "rice": "rice_votes", "contested_index": "contested_votes",
           "contested_rice": "contested_rice_votes"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Cohesion:
    """Frames of `cohesion`, of all votes and of those not lopsided, by month and by session.

    `n` is how many votes have ballots with a party in them.
    """

    whole: pl.DataFrame
    contested: pl.DataFrame
    month: pl.DataFrame
    session: pl.DataFrame
    n: int


def cohesion_section(context: Context, scope: Scope) -> None:
    """Each party's cohesion, and how it went over time."""
    t = context.t
    st.header(t("parties.show_cohesion"))
    st.markdown(t("parties.cohesion_lead", share=percent(LOPSIDED, context.lang, 1)))
    scope = replace(scope, votes=with_ballots(context, scope.votes))
    index = address.always_one(
        st.segmented_control,
        t("parties.index"),
        INDICES,
        key="index",
        format_func=lambda name: t(f"parties.{name}"),
        help=t("parties.index_help"),
    )
    votes = scope.votes
    selection = replace(scope.selection, lines="best", min_shared=None)
    found = _cohesion(votes, selection)
    whole = found.whole.filter(pl.col("votes") > 0)
    if whole.is_empty():
        tell_ignored(context)
        st.info(t("parties.no_cohesion"), icon=":material/filter_alt_off:")
        raise PageEnds
    if shown_shares(whole, **{index: _COUNTS[index]})[index].null_count() < whole.height:
        chart(cohesion_dots(whole, found.contested, index, context.lang))
        st.caption(t("parties.axis_from"))
    else:
        st.info(t("parties.few_cohesion", n=LEAST), icon=":material/filter_alt_off:")
    _source(context, scope, found.n)
    method_link(context, "cohesion")
    grid(
        context,
        cohesion_rows(whole, found.contested, context.lang),
        key="cohesion",
        alt=t("parties.cohesion_table_alt", n=whole.height),
        columns=_columns(context, list(_COUNTS)),
        height=_ROW * (whole.height + 1) + 3,
    )
    st.caption(t("parties.order_said_chamber"))
    downloads(
        context,
        "cohesion",
        figures(votes, "cohesion", selection),
        votes,
        session=scope.session,
        filters=scope.described(context),
    )
    _over_time(context, scope, found, index)
    offer_ballots(context, votes)


def _over_time(context: Context, scope: Scope, found: _Cohesion, index: Index) -> None:
    t, sessions = context.t, scope.votes.content.sessions
    st.subheader(t("parties.over_time"))
    left, right = st.columns([1, 2])
    with left:
        every = period_choice(context)
    with right:
        parties = _which(context, ordered(found.whole.filter(pl.col("votes") > 0)["party"]))
    tell_ignored(context)
    over_time = found.month if every == "month" else found.session
    rows = over_time.filter(
        pl.col("party").is_in(parties), pl.col("votes") > 0, pl.col("period").is_not_null()
    )
    rows = shown_shares(rows, **{name: _COUNTS[name] for name in INDICES})
    if rows[index].null_count() == rows.height:
        st.info(t("parties.few_cohesion", n=LEAST), icon=":material/filter_alt_off:")
    else:
        chart(cohesion_lines(rows, parties, index, every, sessions, context.lang))
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
    """The parties whose lines are drawn: those chosen, else all."""
    kept = st.session_state.get("party", [])
    if any(party not in parties for party in kept):  # other votes were chosen since
        st.session_state["party"] = [party for party in kept if party in parties]
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
        titles = ", ".join(escape(session.title) for session in unread[:6])
        more = len(unread) - 6
        if more > 0:
            titles += " " + context.t("parties.and_more", n=more)
        st.caption(context.t("parties.unread", titles=titles))


def cohesion_rows(whole: pl.DataFrame, kept: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    """Both indices with their n, over all votes and without the lopsided ones."""
    order = {party: n for n, party in enumerate(ordered(whole["party"]))}
    beside = kept.select(
        "party",
        pl.col("agreement_index").alias("contested_index"),
        pl.col("rice").alias("contested_rice"),
        pl.col("votes").alias("contested_votes"),
        pl.col("rice_votes").alias("contested_rice_votes"),
    )
    rows = whole.join(beside, on="party", how="left").sort(
        pl.col("party").replace_strict(order, return_dtype=pl.Int32)
    )
    rows = shown_shares(rows, **_COUNTS)
    return rows.with_columns(in_words(rows[name], lang) for name in _COUNTS).select(
        "party", *(column for pair in _COUNTS.items() for column in pair)
    )


def in_words(index: pl.Series, lang: Lang) -> pl.Series:
    """An index with four decimals, which tell 1 from nearly 1; of one length, so that it sorts."""
    return pl.Series(index.name, [number(value, lang, 4) for value in index], pl.String)


def _columns(context: Context, names: Sequence[str]) -> dict[str, Any]:
    return {
        name: st.column_config.TextColumn(context.t(f"column.{name}"), alignment="right")
        for name in names
    }


@worked_out(3)
def _by_vote(votes: Votes, include_errors: bool) -> pl.DataFrame:
    """The indices of every party in every vote: some rows a vote, not some hundred."""
    marked = votes.content.marked
    assert marked is not None
    return cohesion_by_vote(marked, include_errors=include_errors)


@worked_out(40)
def _cohesion(votes: Votes, selection: Selection) -> _Cohesion:
    meant = selection.votes(votes.content)
    rows = of_votes(_by_vote(votes, selection.include_errors), meant)
    return _Cohesion(
        cohesion(rows),
        cohesion(of_votes(rows, contested(meant))),
        cohesion_over_time(rows, meant, "month"),
        cohesion_over_time(rows, meant, "session"),
        rows["vote_id"].n_unique(),
    )
