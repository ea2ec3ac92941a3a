"""How the agreement of two sides went, session by session."""

from __future__ import annotations

from urllib.parse import urlencode

import polars as pl
import streamlit as st

from core.analysis.agreement import agreement_over_time
from core.analysis.subsets import Interval
from core.charts.compare import agreement_by_period, period_name
from core.charts.shares import LEAST
from core.tables.votes import ALL
from core.ui.pages.compare.pair import Pair, of_all_sessions, plain
from core.ui.pages.compare.sides import met
from core.ui.parts.chart import chart
from core.ui.parts.scope import Scope
from core.ui.parts.table import grid, source_line
from core.ui.shell.context import Context
from core.ui.shell.served import page_query, routes_served

_FEWEST = 5  # points that are a curve; fewer are read in the table


def time_section(context: Context, pair: Pair) -> None:
    """The agreement in each session that is stored, with n; month by month where these are few."""
    whole = _whole(context, pair)
    table = _over(whole, pair, "session")
    if table.is_empty():
        return
    if len(whole.votes.content.sessions) > 1:
        _section(context, pair, whole, table, "session")
        if table["agreement"].count() >= _FEWEST:
            return
    months = _over(pair.scope, pair, "month")
    if len(pair.scope.votes.content.sessions) == 1 and not months.is_empty():
        _section(context, pair, pair.scope, months, "month")


def _over(chosen: Scope, pair: Pair, every: Interval) -> pl.DataFrame:
    compared = met(chosen, pair.a, pair.b)
    return agreement_over_time(compared, chosen.votes.content.votes, every, min_shared=LEAST)


def _section(
    context: Context, pair: Pair, chosen: Scope, table: pl.DataFrame, every: Interval
) -> None:
    """The curve, where it has enough points, the numbers, and a file of them."""
    t, votes = context.t, chosen.votes
    titles = {session.code: session.named(context.lang) for session in votes.content.sessions}
    choices = {"session": ALL} if every == "session" else {}
    st.subheader(t(f"compare.by_{every}"))
    source_line(context, votes.fetched_at, chosen.sentence(context))
    drawable = table["agreement"].count()
    if drawable >= _FEWEST:
        drawn = agreement_by_period(table, context.lang, every, titles)
        chart(drawn, "compare/over-time", **choices)
    elif not drawable:
        st.caption(t("compare.no_period", least=LEAST))
    names = [period_name(period, every, context.lang, titles) for period in table["period"]]
    grid(
        context,
        table.with_columns(pl.Series("period", names)),
        key=f"{every}_{pair.a.key}_{pair.b.key}",
        alt=t("compare.time_alt", n=table.height, **plain(pair)),
        columns={
            "period": st.column_config.TextColumn(t(f"compare.{every}")),
            "shared": st.column_config.NumberColumn(t("compare.shared"), format="localized"),
            "same": st.column_config.NumberColumn(t("compare.same"), format="localized"),
        },
        shares={"agreement": "shared"},
    )
    if routes_served() and drawable:
        query = {**dict(page_query("compare")), **choices, "lang": context.lang}
        words = t("compare.file_by_period")
        st.markdown(f"[{words}](embed/compare/over-time.csv?{urlencode(query)})")
    if drawable >= _FEWEST:
        st.caption(t("compare.gaps", least=LEAST))
    if every == "session" and table.height > 1:
        st.caption(t("parties.joined"))


def _whole(context: Context, pair: Pair) -> Scope:
    """The votes of all sessions; those of the one chosen where days of it are."""
    chosen, days = pair.scope, pair.scope.selection
    if len(chosen.votes.content.sessions) > 1 or days.start or days.end:
        return chosen
    wide = of_all_sessions(context, chosen)
    return wide if len(wide.votes.content.sessions) > 1 else chosen
