"""Which votes the figures of a page are about: session, days, subset and method, in the address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from core.analysis.selection import Selection
from core.analysis.subsets import SUBSETS, Subset
from core.language import date_text, number
from core.parliament.periods import Period
from core.parliament.stands import LinesFrom
from core.ui import address
from core.ui.context import Context, escape
from core.ui.data import (
    ALL,
    LATEST,
    Votes,
    chosen_session,
    chosen_votes,
    sessions,
    with_ballots,
)
from core.ui.messages import PageEnds, tell_ignored
from core.ui.nothing import no_votes_in_session, nothing_found

LINES: tuple[LinesFrom, ...] = ("best", "ballots", "text")


@dataclass(frozen=True, slots=True)
class Scope:
    """The votes of the chosen session (or of all) and which of them are meant.

    `n` is the number of votes that are meant; there is at least one.
    """

    votes: Votes
    selection: Selection
    title: str
    n: int

    @property
    def session(self) -> str | None:
        """The code of the session, None for several: for the name of a file."""
        return self.votes.content.session.code if len(self.votes.content.sessions) == 1 else None

    def sentence(self, context: Context) -> str:
        """Subset, period and n in words, for the line under a figure."""
        t, chosen = context.t, self.selection
        words = [t(f"scope.n_{chosen.subset}", n=self.n), escape(self.title)]
        if chosen.start or chosen.end:
            words.append(t("scope.days", start=date_text(chosen.start or self.votes.content.start,
                           context.lang), end=date_text(chosen.end or self.votes.content.end,
                           context.lang)))  # fmt: skip
        words.append(t("scope.with_errors" if chosen.include_errors else "scope.without_errors"))
        return ", ".join(words)

    def described(self, context: Context) -> tuple[tuple[str, str], ...]:
        """Label and value of each choice, for the readme of a file."""
        t, chosen = context.t, self.selection
        pairs = [
            ("votes.session", self.title),
            ("scope.subset", t(f"scope.{chosen.subset}")),
            ("votes.from", date_text(chosen.start, context.lang) if chosen.start else ""),
            ("votes.to", date_text(chosen.end, context.lang) if chosen.end else ""),
            ("scope.errors", t("common.yes" if chosen.include_errors else "common.no")),
            ("scope.lines", t(f"scope.lines_{chosen.lines}") if chosen.lines != "best" else ""),
            ("scope.min_shared", number(chosen.min_shared, context.lang)
             if chosen.min_shared else ""),
        ]  # fmt: skip
        return tuple((t(key), value) for key, value in pairs if value)


def session_filter(context: Context, sessions: list[Period]) -> str:
    """The code of the session to show, or `all`.

    The default is the latest one, by that name, so that a link keeps its meaning.
    """
    titles = {session.code: session.title for session in sessions}
    titles[LATEST] = context.t("votes.latest", title=chosen_session(sessions, LATEST).title)
    titles[ALL] = context.t("votes.all_sessions")
    code = address.one_of(
        st.selectbox,
        context.t("votes.session"),
        [LATEST, ALL, *(session.code for session in sessions)],
        key="session",
        default=LATEST,
        format_func=titles.__getitem__,
    )
    return code or LATEST


def scope(context: Context, *, lines: bool = False) -> Scope:
    """Draw the choices and give what is meant; ends the page where no vote is left.

    `lines` offers where the stands of the parties are read.
    """
    t = context.t
    known = sessions(context)
    left, right = st.columns([3, 5])
    with left:
        code = session_filter(context, known)
    votes = chosen_votes(context, known, code)
    chosen = address.one_of(
        right.segmented_control,
        t("scope.subset"),
        SUBSETS,
        key="subset",
        default="all",
        required=True,
        wrap=True,
        format_func=lambda name: t(f"scope.{name}"),
        help=t("scope.subset_help"),
    )
    subset: Subset = next((name for name in SUBSETS if name == chosen), "all")
    selection = replace(_more(context, votes, lines=lines), subset=subset)
    tell_ignored(context)
    if subset == "divided" and selection.lines == "ballots":
        votes = with_ballots(context, votes)  # only they tell which votes are meant
    title = t("votes.all_sessions") if code == ALL else votes.content.session.title
    if votes.missing:
        st.caption(t("votes.missing_sessions", n=len(votes.missing)))
    if selection.start and selection.end and selection.start > selection.end:
        st.warning(t("votes.wrong_period"), icon=":material/date_range:")
        raise PageEnds
    n = selection.votes(votes.content).height
    if not n:
        if votes.content.votes.is_empty():
            no_votes_in_session(context, known, votes)
        else:
            nothing_found(context, "votes.none_match", searched=False, filtered=True)
        raise PageEnds
    return Scope(votes, selection, title, n)


def _more(context: Context, votes: Votes, *, lines: bool) -> Selection:
    t = context.t
    opened = any(name in st.query_params for name in ("from", "to", "errors", "lines"))
    with st.expander(t("scope.more"), expanded=opened, icon=":material/tune:"):
        first, last, source = st.columns(3)
        bounds: dict[str, Any] = {
            "first": votes.content.start,
            "last": votes.content.end,
            "format": "DD.MM.YYYY",
        }
        start = address.day(first.date_input, t("votes.from"), key="from", **bounds)
        end = address.day(last.date_input, t("votes.to"), key="to", **bounds)
        read_from: LinesFrom = "best"
        if lines:
            found = address.one_of(
                source.selectbox,
                t("scope.lines"),
                LINES,
                key="lines",
                default="best",
                format_func=lambda name: t(f"scope.lines_{name}"),
                help=t("scope.lines_help"),
            )
            read_from = next((name for name in LINES if name == found), "best")
        errors = address.flag(
            st.toggle, t("scope.errors"), key="errors", help=t("scope.errors_help")
        )
    return Selection(start=start, end=end, include_errors=errors, lines=read_from)
