"""What is said where nothing was found: what could be undone, and where there is something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl
import streamlit as st

from core.filters.cases import CASES
from core.filters.engine import Chosen
from core.filters.votes import VOTES
from core.language import date_text
from core.parliament.calendar.periods import Period
from core.tables.figures import Votes
from core.tables.votes import ALL
from core.ui.parts.shown_cases import stored_cases
from core.ui.parts.shown_votes import all_votes
from core.ui.shell import address
from core.ui.shell.context import Context, escape

DAYS = ("from", "to")
"""The filters that are of no use in another session."""
_MOST = 6  # sessions that are offered


def nothing_found(
    context: Context, key: str, *, searched: bool, filtered: bool, **params: str
) -> None:
    """The sentence `key` with what would bring more, of what was in fact written and chosen."""
    hints = [
        context.t(f"nothing.{name}")
        for name, holds in (("searched", searched), ("filtered", filtered))
        if holds
    ]
    st.info(" ".join([context.t(key, **params), *hints]), icon=":material/filter_alt_off:")


def none_match(
    context: Context, key: str, chosen: Chosen, *, words: str = "q", **params: str
) -> None:
    """The sentence `key` with what would bring more; `words` is the filter that is written."""
    searched, filtered = bool(chosen.values(words)), bool(chosen.without(words))
    nothing_found(context, key, searched=searched, filtered=filtered, **params)


def no_votes(context: Context, known: list[Period], votes: Votes, chosen: Chosen) -> None:
    """No vote passes: why, and how many pass in other sessions."""
    if votes.content.votes.is_empty():
        st.info(context.t("votes.none_in_session"), icon=":material/event_busy:")
    else:
        none_match(context, "votes.none_match", chosen)
    everywhere = {session.code for session in votes.content.sessions} >= {s.code for s in known}
    # Who deviated is known of sessions whose ballots are read, and nobody waits for them here.
    if everywhere or chosen.values("dissent"):
        return
    there = all_votes(context, known)
    passing = VOTES.apply(there.content, chosen.without(*DAYS))
    titles = {session.code: session.title for session in known}
    here = [session.code for session in votes.content.sessions]
    offer_sessions(context, _counted(passing, "session"), titles, here)


def no_votes_in_session(context: Context, known: list[Period], votes: Votes) -> None:
    """There are no votes to choose from: says so, and which sessions have some."""
    st.info(context.t("votes.none_in_session"), icon=":material/event_busy:")
    titles = {session.code: session.title for session in known}
    here = [session.code for session in votes.content.sessions]
    there = all_votes(context, known).content.votes
    offer_sessions(context, _counted(there, "session"), titles, here)


def no_cases(
    context: Context, known: Sequence[Period], here: Period | None, chosen: Chosen
) -> None:
    """No case passes: why, and how many pass in the other periods that are stored."""
    none_match(context, "cases.none_match", chosen)
    stored = stored_cases(context, known) if here is not None else None
    if here is None or stored is None:
        return
    found = CASES.apply(stored.content, chosen.without(*DAYS))
    titles = {period.code: period.title for period in known}
    offer_sessions(context, _counted(found, "period"), titles, [here.code])


def offer_earlier(context: Context, key: str, day: date) -> None:
    """A button that asks again from an earlier day; `key` is the parameter that holds it."""
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
    also: Mapping[str, str] | None = None,
) -> None:
    """Buttons for the newest other sessions that have something, with how much; or that none has.

    `counts` and `titles` are by the session's code, the titles of all that could have something,
    the newest first. `together` where the page can show all of them at once. `also` is what else a
    button writes into the address.
    """
    found = [code for code in titles if counts.get(code) and code not in here]
    if not found:
        st.caption(context.t("nothing.nowhere"))
        return
    st.markdown(context.t("nothing.elsewhere"))
    with st.container(horizontal=True):
        for code in found[:_MOST]:
            st.button(
                escape(context.t("nothing.in_session", session=titles[code], n=counts[code])),
                key=f"elsewhere_{code}",
                on_click=_go,
                args=(code, also),
            )
        if together and len(found) > _MOST:
            n = sum(counts[code] for code in found)
            label = context.t("nothing.in_all", n=n, sessions=len(found))
            st.button(label, key="elsewhere_all", on_click=_go, args=(ALL,))


def _counted(rows: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(rows[column].cast(pl.String).value_counts().iter_rows())


def _go(code: str, also: Mapping[str, str] | None = None) -> None:
    """The other session, without the days of this one."""
    address.choose("session", [code])
    for key, value in (also or {}).items():
        address.choose(key, [value])
    for day in DAYS:
        address.choose(day, [])
