"""The method of each figure: a sentence, a formula and an example with real votes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from core.analysis.exampledata import Example, Value
from core.analysis.examples import worked_examples
from core.charts.shares import enough
from core.language import PROSE, date_text, number, percent
from core.store.voters import ballots_of_session
from core.tables.figures import Votes
from core.tables.table import worked_out
from core.tables.votes import LATEST
from core.times import danish_now
from core.ui.parts.shown_votes import chosen_session, session_votes, sessions
from core.ui.parts.table import source_line, vote_name
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import tell_unheeded
from core.ui.shell.router import page_file

GROUPS: Mapping[str, tuple[str, ...]] = {
    "votes": ("check", "errors", "turnout", "closeness", "density"),
    "parties": ("stand", "line", "rice", "agreement_index", "cohesion", "party_agreement",
                "winning", "majorities", "enp", "map"),
    "members": ("loyalty", "deviation", "attendance", "member_agreement", "member_party"),
}  # fmt: skip
"""The figures that are explained, by subject; `method_link` takes these names."""

FIGURES = tuple(name for names in GROUPS.values() for name in names)

NEEDS_BALLOTS = frozenset(FIGURES) - {
    "party_agreement",
    "winning",
    "majorities",
    "map",
    "closeness",
    "density",
}
"""The figures that need the members' ballots."""

# Shares and means, each with the name of its n in an example, which needs enough votes.
_SHARES: Mapping[str, str] = {
    "turnout": "listed", "cohesion": "votes", "party_agreement": "shared", "winning": "votes",
    "majorities": "total", "map": "votes", "loyalty": "line_votes", "attendance": "listed",
    "member_agreement": "shared", "member_party": "shared",
}  # fmt: skip
_DECIMALS = 4
_WORKS = {
    "rice": "Stuart A. Rice (1928): Quantitative Methods in Politics",
    "hix": "Simon Hix, Abdul Noury, Gérard Roland (2005): Power to the Parties: Cohesion and "
    "Competition in the European Parliament, 1979-2001, British Journal of Political Science 35",
    "laakso": "Markku Laakso, Rein Taagepera (1979): “Effective” Number of Parties: A Measure with "
    "Application to West Europe, Comparative Political Studies 12",
    "basgpol": "basgpol (2018)",
}


def chosen_figure(context: Context) -> str | None:
    """Draw the choice of a figure and return it."""
    figure = address.one_of(
        st.selectbox,
        context.t("methods.choose"),
        FIGURES,
        key="figure",
        format_func=lambda name: context.t(f"methods.{name}.title"),
        placeholder=context.t("methods.choose_hint"),
    )
    tell_unheeded(context.lang)
    return figure


def contents(context: Context) -> None:
    """A table of contents: the figures by subject, as links to their sections."""
    t = context.t
    lines = [
        f"**{t(f'methods.group_{group}')}:** "
        + " · ".join(f"[{t(f'methods.{name}.title')}](#{anchor(name)})" for name in names)
        for group, names in GROUPS.items()
    ]
    more = " · ".join(
        f"[{t(f'methods.{part}_title')}](#{anchor(part)})" for part in ("general", "sources")
    )
    st.markdown("  \n".join([*lines, f"**{t('methods.group_all')}:** {more}"]))


def anchor(name: str) -> str:
    """The anchor of a figure on the page."""
    return name.replace("_", "-")


def example_votes(context: Context) -> Votes:
    """The votes for the examples: those of the newest session whose ballots are stored."""
    known = sessions(context)
    store, now = context.source.store, danish_now()
    read = (s for s in known if s.start <= now and ballots_of_session(store, s.code))
    return session_votes(context, next(read, None) or chosen_session(known, LATEST))


def figure_sections(context: Context, votes: Votes, first: str | None) -> None:
    """All figures by subject, except the chosen one, which is drawn first."""
    for group, names in GROUPS.items():
        st.header(context.t(f"methods.group_{group}"), divider=True)
        for name in names:
            if name != first:
                figure_section(context, name, votes)


def figure_section(context: Context, figure: str, votes: Votes, *, chosen: bool = False) -> None:
    """One figure: its meaning, its formula, and an example."""
    t = context.t
    heading = st.header if chosen else st.subheader
    heading(t(f"methods.{figure}.title"), anchor=anchor(figure))
    st.markdown(t(f"methods.{figure}.plain"))
    st.markdown(f"**{t('methods.formula')}:** {escape(t(f'methods.{figure}.formula'), PROSE)}")
    example = _examples(votes).get(figure)
    if example is None or not _of_enough(figure, example):
        key = "no_ballots" if figure in NEEDS_BALLOTS and not _has_ballots(votes) else "no_example"
        st.caption(t(f"methods.{key}", session=escape(votes.content.session.named(context.lang))))
        return
    label = t("methods.example_demo" if context.demo else "methods.example")
    words = t(f"methods.{figure}.example", **example_words(context, figure, example))
    st.markdown(f"**{label}:** {words}")
    if example.vote_id is not None:
        _vote_link(context, votes, example.vote_id)


def example_words(context: Context, figure: str, example: Example) -> dict[str, Any]:
    """The values of an example in words."""
    words = {name: _written(context, name, value) for name, value in example.values.items()}
    value = example.values["value"]
    if figure in _SHARES and isinstance(value, int | float):
        words["percent"] = percent(value, context.lang, 1)
    if figure == "check":
        words["value"] = context.t(f"methods.check.{value}")
    return words


def general(context: Context, votes: Votes) -> None:
    """Notes on all figures: what is left out, what is missing, clearing, and the sources."""
    t = context.t
    st.header(t("methods.general_title"), anchor=anchor("general"), divider=True)
    for part in ("left_out", "missing", "kinds", "absence", "clearing", "least", "sessions"):
        st.markdown(f"**{t(f'methods.{part}_title')}** {t(f'methods.{part}')}")
    st.header(t("methods.sources_title"), anchor=anchor("sources"), divider=True)
    works = (
        f"- {escape(work, PROSE)}. {t(f'methods.source_{name}')}" for name, work in _WORKS.items()
    )
    st.markdown("\n".join([*works, f"- {t('methods.source_folketinget')}"]))
    title, n = escape(votes.content.session.named(context.lang)), votes.content.votes.height
    source_line(
        context,
        votes.fetched_at,
        t("methods.taken_from", session=title, n=n),
    )


def _of_enough(figure: str, example: Example) -> bool:
    n = example.values.get(_SHARES.get(figure, ""))
    return not isinstance(n, int) or enough(n)


def _written(context: Context, name: str, value: Value) -> str:
    if value is None:
        return number(None, context.lang)
    if name in ("line", "value") and isinstance(value, str):
        return context.t(f"position.{value}").lower() if value in _STANDS else value
    if isinstance(value, str):
        return escape(value)
    return number(value, context.lang, _DECIMALS if isinstance(value, float) else 0)


_STANDS = ("for", "against", "neither")


def _has_ballots(votes: Votes) -> bool:
    marked = votes.content.marked
    return marked is not None and not marked.is_empty()


@worked_out(10)
def _examples(votes: Votes) -> dict[str, Example]:
    return worked_examples(votes.content)


def _vote_link(context: Context, votes: Votes, vote_id: int) -> None:
    vote = votes.content.votes.row(by_predicate=pl.col("vote_id") == vote_id, named=True)
    day = date_text(vote["date"], context.lang)
    st.page_link(
        page_file("vote"),
        label=escape(context.t("methods.vote", name=vote_name(context, vote), date=day)),
        icon=":material/ballot:",
        query_params={"id": str(vote_id)},
    )
