"""Messages where nothing was found: what could be undone, and which sessions have something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl
import streamlit as st

from core.filters.cases import CASES
from core.filters.engine import Chosen
from core.filters.votes import VOTES
from core.language import date_text, number
from core.parliament.calendar.periods import Period
from core.tables.figures import Votes
from core.tables.votes import ALL
from core.ui.parts.links import Row, link_list, to
from core.ui.parts.links import here as at
from core.ui.parts.shown_cases import stored_cases
from core.ui.parts.shown_votes import all_votes
from core.ui.shell import address
from core.ui.shell.context import Context

DAYS = ("from", "to")
"""The filters that make no sense in another session."""
_MOST = 6  # the most sessions offered


def nothing_found(
    context: Context, key: str, *, searched: bool, filtered: bool, **params: str
) -> None:
    """The sentence `key`, with hints on the search and the filters if these were used."""
    hints = [
        context.t(f"nothing.{name}")
        for name, holds in (("searched", searched), ("filtered", filtered))
        if holds
    ]
    st.info(" ".join([context.t(key, **params), *hints]), icon=":material/filter_alt_off:")


def none_match(
    context: Context, key: str, chosen: Chosen, *, words: str = "q", **params: str
) -> None:
    """The sentence `key`, with hints on the chosen filters; `words` is the key of the search."""
    searched, filtered = bool(chosen.values(words)), bool(chosen.without(words))
    nothing_found(context, key, searched=searched, filtered=filtered, **params)


def no_votes(context: Context, known: list[Period], votes: Votes, chosen: Chosen) -> None:
    """Say that no vote passes, and how many pass in other sessions."""
    if votes.content.votes.is_empty():
        st.info(context.t("votes.none_in_session"), icon=":material/event_busy:")
    else:
        none_match(context, "votes.none_match", chosen)
    everywhere = {session.code for session in votes.content.sessions} >= {s.code for s in known}
    # Deviations are known only for sessions whose ballots are read, which is not done here.
    if everywhere or chosen.values("dissent"):
        return
    there = all_votes(context, known)
    passing = VOTES.apply(there.content, chosen.without(*DAYS))
    titles = {session.code: session.named(context.lang) for session in known}
    here = [session.code for session in votes.content.sessions]
    offer_sessions(context, _counted(passing, "session"), titles, here, text=chosen.first("q"))


def no_votes_in_session(context: Context, known: list[Period], votes: Votes) -> None:
    """Say that the session has no votes, and which sessions have some."""
    st.info(context.t("votes.none_in_session"), icon=":material/event_busy:")
    titles = {session.code: session.named(context.lang) for session in known}
    here = [session.code for session in votes.content.sessions]
    there = all_votes(context, known).content.votes
    offer_sessions(context, _counted(there, "session"), titles, here)


def no_cases(
    context: Context,
    known: Sequence[Period],
    here: Period | None,
    chosen: Chosen,
    *,
    empty: bool = False,
) -> None:
    """Say that no case passes, and how many pass in other stored periods.

    `empty` says that the period has no cases at all.
    """
    if empty:
        st.info(context.t("cases.none_in_period"), icon=":material/filter_alt_off:")
    else:
        none_match(context, "cases.none_match", chosen)
    stored = stored_cases(context, known) if here is not None else None
    if here is None or stored is None:
        return
    found = CASES.apply(stored.content, chosen.without(*DAYS))
    titles = {period.code: period.named(context.lang) for period in known}
    counts = _counted(found, "period")
    offer_sessions(context, counts, titles, [here.code], text=chosen.first("q"))


def offer_earlier(context: Context, key: str, day: date) -> None:
    """A button that repeats the search from an earlier day; `key` is the parameter of the day."""
    st.button(
        context.t("nothing.earlier", day=date_text(day, context.lang)),
        key="nothing_earlier",
        icon=":material/history:",
        on_click=address.choose,
        args=(key, [day.isoformat()]),
    )


def offer_sessions(
    context: Context,
    counts: Mapping[str, int],
    titles: Mapping[str, str],
    here: Sequence[str],
    *,
    together: bool = True,
    text: str = "",
    also: Mapping[str, str] | None = None,
) -> None:
    """Links to the same list in the newest other sessions with a count above 0.

    Without any, a sentence says so. `counts` and `titles` are by the code of the session; `titles`
    are all sessions to consider, the newest first, `here` are those on screen. `together` offers
    all sessions at once. A search for `text` in everything is offered too. `also` are further
    parameters that a link sets.
    """
    t, lang = context.t, context.lang
    found = [code for code in titles if counts.get(code) and code not in here]
    rows = [
        Row(_in_session(code, also), titles[code], cells=(number(counts[code], lang),))
        for code in found[:_MOST]
    ]
    if together and len(found) > _MOST:
        n = sum(counts[code] for code in found)
        every = t("nothing.in_all", sessions=len(found))
        rows.append(Row(_in_session(ALL), every, cells=(number(n, lang),)))
    if not rows:
        st.caption(t("nothing.nowhere"))
    else:
        st.markdown(t("nothing.elsewhere"))
        link_list(context, rows, key="elsewhere", label=t("nothing.elsewhere"), heads=("",))
    if text:
        offer_search(context, text)


def offer_search(context: Context, text: str) -> None:
    """A link to a search for a text in everything."""
    everything = Row(to("search", q=text), context.t("nothing.search", text=text))
    link_list(context, [everything], key="everywhere", label=context.t("search.title"))


def _counted(rows: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(rows[column].cast(pl.String).value_counts().iter_rows())


def _in_session(code: str, also: Mapping[str, str] | None = None) -> str:
    """The address of this list in another session, without the days of this one."""
    return at(**{"session": code, "page": "", **dict.fromkeys(DAYS, ""), **(also or {})})
