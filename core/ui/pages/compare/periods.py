"""The comparison of two periods: of one party, one member or a pair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from core.analysis.subsets import of_votes
from core.filters.engine import between
from core.filters.scope import selection_of
from core.language import date_text
from core.parliament.calendar.periods import Period
from core.tables.titles import pair_title
from core.tables.votes import ALL
from core.ui.pages.compare.figures import (
    Figure,
    clearing_note,
    difference,
    figure_links,
    figures_table,
    pair_figure,
    side_figures,
)
from core.ui.pages.compare.pair import silent_note
from core.ui.pages.compare.sides import Side, choose_side, largest_parties, met, stands_of
from core.ui.parts.scope import Scope
from core.ui.parts.shown_votes import chosen_votes, sessions, with_ballots
from core.ui.parts.table import downloads, source_line
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.head import name_page
from core.ui.shell.messages import PageEnds, tell_unheeded

PREVIOUS = "previous"


def choose_sides(context: Context, chosen: Scope) -> tuple[Side, ...]:
    """Draw the choice of one side or a pair; ends the page if none is chosen."""
    default = next(iter(largest_parties(context, chosen.votes)), None)
    left, right = st.columns(2)
    with left:
        a = choose_side(context, chosen.votes, "a", ("party", "member"), default=default)
    with right:
        b = choose_side(context, chosen.votes, "b", ("party", "member"))
    tell_unheeded(context.lang)
    if a is None:
        st.info(context.t("compare.choose_periods"), icon=":material/compare_arrows:")
        raise PageEnds
    if b is not None and b.key == a.key:
        words = context.t("compare.same_side_alone", name=escape(a.name))
        st.info(words, icon=":material/content_copy:")
        return (a,)
    return (a,) if b is None else (a, b)


def second_scope(context: Context, first: Scope) -> Scope:
    """Draw the choice of the second period; returns its votes with the same subset and method."""
    t, known = context.t, sessions(context)
    session, start_place, end_place = st.columns([2, 1, 1])
    before = session_before(known, first.votes.content.sessions)
    titles = {one.code: one.named(context.lang) for one in known}
    titles[PREVIOUS] = t("compare.previous", title=before.named(context.lang) if before else "–")
    titles[ALL] = t("votes.all_sessions")
    code = address.one_of(
        session.selectbox,
        t("compare.second"),
        [PREVIOUS, ALL, *(one.code for one in known)],
        key="session2",
        default=PREVIOUS,
        format_func=titles.__getitem__,
    )
    if code == PREVIOUS:
        if before is None:
            st.info(t("compare.no_previous"), icon=":material/date_range:")
            raise PageEnds
        code = before.code
    votes = chosen_votes(context, known, code or ALL)
    bounds: dict[str, Any] = {
        "first": votes.content.start,
        "last": votes.content.end,
        "format": context.t("time.digits"),
    }
    start = address.day(start_place.date_input, t("votes.from"), key="from2", **bounds)
    end = address.day(end_place.date_input, t("votes.to"), key="to2", **bounds)
    tell_unheeded(context.lang)
    if start and end and start > end:
        st.warning(t("votes.wrong_period"), icon=":material/date_range:")
        raise PageEnds
    chosen = first.chosen.without("from", "to") | between(start, end)
    title = t("votes.all_sessions") if code == ALL else votes.content.session.named(context.lang)
    n = selection_of(chosen).votes(votes.content).height
    if not n:
        st.info(t("compare.second_empty"), icon=":material/filter_alt_off:")
        raise PageEnds
    second = Scope(with_ballots(context, votes), chosen, title, n)
    if (second.votes.version, chosen) == (first.votes.version, first.chosen):
        st.info(t("compare.same_period"), icon=":material/content_copy:")
        raise PageEnds
    return second


def session_before(known: Sequence[Period], chosen: Sequence[Period]) -> Period | None:
    """The session before the oldest of those chosen; None where there is none."""
    starts = [session.start for session in chosen]
    return next((session for session in known if session.start < min(starts)), None)


def periods_section(context: Context, sides: tuple[Side, ...], first: Scope, second: Scope) -> None:
    """The figures of both periods side by side, with n, and their differences in words."""
    t = context.t
    name_page(pair_title([side.name for side in sides], context.lang))
    st.header(" – ".join(escape(side.name) for side in sides))
    columns = [period_figures(context, sides, one) for one in (first, second)]
    heads = [period_title(context, first), period_title(context, second)]
    if heads[0] == heads[1]:
        heads = [f"{n}. {head}" for n, head in enumerate(heads, 1)]
    names = " – ".join(side.name for side in sides)
    figures_table(context, heads, columns, t("compare.periods_alt", a=names))
    for side in sides:
        for head, one in zip(heads, (first, second), strict=True):
            if stands_of(one, side).is_empty():
                st.caption(t("compare.not_then", a=escape(side.name), period=escape(head)))
    for one, other in zip(*columns, strict=True):
        if one.form == "count":
            continue  # counts of votes, which depend on the length of the period
        title, words = one.label(context), difference(context, one, other)
        st.markdown(f"- {t('compare.change', figure=title, words=words, period=escape(heads[1]))}")
    st.caption(t("compare.other_votes"))
    clearing_note(context, columns[0])
    for one in (first, second):
        source_line(context, one.votes.fetched_at, one.sentence(context))
        silent_note(context, one)
    figure_links(context, [figure.name for figure in columns[0]])
    rows = period_votes(sides, first, second)
    if rows.is_empty():
        return
    st.caption(t("compare.files_votes"))
    chosen = tuple(
        (f"{n}. {label}", value)
        for n, one in enumerate((first, second), 1)
        for label, value in one.described(context)
    )
    downloads(
        context,
        "votes",
        rows,
        (first.votes, second.votes),
        session=None,
        filters=((t("compare.what"), names), *chosen),
        at=None,
    )


def period_votes(sides: tuple[Side, ...], first: Scope, second: Scope) -> pl.DataFrame:
    """The distinct votes of both periods in which all sides took a position, the newest first."""
    found = []
    for one in (first, second):
        rows = one.votes.content.votes
        for side in sides:
            rows = of_votes(rows, stands_of(one, side))
        found.append(rows)
    return (
        pl.concat(found)
        .unique("vote_id", keep="first")
        .sort("date", "vote_id", descending=True, nulls_last=True)
    )


def period_figures(context: Context, sides: tuple[Side, ...], chosen: Scope) -> list[Figure]:
    """The figures of one side, or the agreement of two, in a period."""
    if len(sides) == 1:
        return side_figures(context, chosen, sides[0])
    a, b = sides
    return [pair_figure(a, b, met(chosen, a, b))]


def period_title(context: Context, chosen: Scope) -> str:
    """The heading of the figures of a period."""
    days = chosen.selection
    if not days.start and not days.end:
        return chosen.title
    bounds = (days.start or chosen.votes.content.start, days.end or chosen.votes.content.end)
    start, end = (date_text(day, context.lang) for day in bounds)
    return context.t("compare.period_days", title=chosen.title, start=start, end=end)
