"""The votes that the figures of a page are about: session, days, subset and method."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.analysis.selection import Selection
from core.filters.engine import Chosen, Filters
from core.filters.scope import SCOPE, scope_told, selection_of
from core.parliament.calendar.periods import Period
from core.parliament.votes.chamber import Chamber
from core.tables.figures import Votes
from core.tables.votes import ALL, LATEST
from core.ui.parts.filters import Panel, Row, backwards
from core.ui.parts.nothing import no_votes_in_session, nothing_found
from core.ui.parts.shown_votes import chosen_session, chosen_votes, sessions, with_ballots
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import PageEnds


@dataclass(frozen=True, slots=True)
class Scope:
    """The votes of the chosen session (or of all), and the selection of some of them.

    `n` is the number of selected votes, at least one. `filters` are those that were offered.
    """

    votes: Votes
    chosen: Chosen
    title: str
    n: int
    filters: Filters[Chamber] = SCOPE

    @property
    def selection(self) -> Selection:
        """The selection, with its method."""
        return selection_of(self.chosen)

    @property
    def session(self) -> str | None:
        """The code of the session for the name of a file; None for several sessions."""
        return self.votes.content.session.code if len(self.votes.content.sessions) == 1 else None

    def sentence(self, context: Context) -> str:
        """Subset, period and n in words, for the line under a figure."""
        title = escape(self.title)
        mistakes = "errors" in self.filters.keys
        return scope_told(
            self.votes.content, self.selection, title, self.n, context.lang, mistakes=mistakes
        )

    def described(self, context: Context) -> tuple[tuple[str, str], ...]:
        """Label and value of each choice, for the readme of a file."""
        choices = self.filters.described(self.votes.content, self.chosen, context.lang)
        return ((context.t("votes.session"), self.title), *choices)


def session_filter(context: Context, sessions: list[Period], default: str = LATEST) -> str:
    """Draw the choice of a session; returns its code, `latest` or `all`.

    `default` is `latest` or `all`. A link with `latest` always leads to the latest session.
    """
    titles = {session.code: session.named(context.lang) for session in sessions}
    titles[LATEST] = context.t(
        "votes.latest", title=chosen_session(sessions, LATEST).named(context.lang)
    )
    titles[ALL] = context.t("votes.all_sessions")
    code = address.one_of(
        st.selectbox,
        context.t("votes.session"),
        [default, ALL if default == LATEST else LATEST, *(session.code for session in sessions)],
        key="session",
        default=default,
        format_func=titles.__getitem__,
        label_visibility="collapsed",
        width=240,
    )
    return code or default


def scope(context: Context, hidden: tuple[str, ...] = ("lines",)) -> Scope:
    """Draw the choices and return the selected votes; ends the page where there are none.

    `hidden` are the filters that the figures of the page do not hang on.
    """
    t = context.t
    known = sessions(context)
    bar = st.container(horizontal=True, gap="small", vertical_alignment="center")
    with bar:
        code = session_filter(context, known)
    votes = chosen_votes(context, known, code)
    panel = Panel(context, SCOPE.without(*hidden), votes.content)
    panel.line(
        "subset",
        drawer=(
            Row(tuple(key for key in ("from", "to", "lines") if key not in hidden), (1, 1, 1)),
            Row(tuple(key for key in ("topic", "errors") if key not in hidden), (2, 1)),
        ),
        title="scope.more",
        place=bar,
    )
    chosen = panel.done()
    if votes.content.unsorted and address.standing("topic"):
        st.caption(t("topics.unsorted", n=len(votes.content.unsorted)))
    meant = selection_of(chosen)
    if meant.subset == "divided" and meant.lines == "ballots":
        votes = with_ballots(context, votes)  # the ballots decide which votes are selected
    title = t("votes.all_sessions") if code == ALL else votes.content.session.named(context.lang)
    if votes.missing:
        st.caption(t("votes.missing_sessions", n=len(votes.missing)))
    if backwards(chosen):
        st.warning(t("votes.wrong_period"), icon=":material/date_range:")
        raise PageEnds
    n = meant.votes(votes.content).height
    if not n:
        if votes.content.votes.is_empty():
            no_votes_in_session(context, known, votes)
        else:
            nothing_found(context, "votes.none_match", searched=False, filtered=True)
        raise PageEnds
    return Scope(votes, chosen, title, n, SCOPE.without(*hidden))
