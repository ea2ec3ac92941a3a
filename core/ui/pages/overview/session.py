"""What the page is, where to begin, and the session in numbers; every number is a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import streamlit as st

from core.charts.votes import votes_over_time
from core.parliament.finding.find import examples
from core.parliament.votes.votes import NOTE_KINDS
from core.tables.figures import Votes
from core.tables.front import CLOSE, Counts, counts
from core.tables.search import searched
from core.times import danish_now
from core.ui.parts.chart import chart
from core.ui.parts.links import to
from core.ui.shell.context import Context, escape

_FIND: Sequence[tuple[str, str, Mapping[str, str]]] = (
    ("next_week", "meetings", MappingProxyType({"week": "next"})),
    ("departures", "deviations", MappingProxyType({"what": "dissent"})),
    ("alike", "compare", MappingProxyType({"session": "all"})),
    ("absent", "members", MappingProxyType({"sort": "absent"})),
    ("members", "compare", MappingProxyType({"what": "members"})),
    ("answers", "questions", MappingProxyType({})),
    ("committees", "committees", MappingProxyType({})),
    ("topics", "topics", MappingProxyType({})),
)
"""What people come for: the text of each, and the page with the parameters where it is found."""


def link(words: str, address: str) -> str:
    """A link in a sentence; the words are a text of ours, or escaped."""
    return f"[{words}]({address})"


def find_links(context: Context) -> None:
    """Links to what people come for, as a list."""
    t = context.t
    links = (link(t(f"overview.find_{name}"), to(page, **asked)) for name, page, asked in _FIND)
    st.markdown("\n".join([f"**{t('overview.find')}**\n", *(f"- {each}" for each in links)]))


def search_examples(context: Context, votes: Votes) -> None:
    """Searches that find something in the session, as links."""
    found = searched(context.source.tables, (votes.content.session,), danish_now())
    words = [link(escape(each), to("search", q=each)) for each in examples(found.content)]
    if words:
        st.markdown(context.t("overview.examples", examples=" · ".join(words)))


def numbers(context: Context, votes: Votes) -> None:
    """How many votes of the session are of which kind, as a sentence of links."""
    t, n, session = context.t, counts(votes), votes.content.session
    said = t(
        "overview.numbers",
        title=escape(session.named(context.lang)),
        votes=_counted(context, "n_votes", n.votes, session.code),
        final=_counted(context, "n_final", n.final, session.code, type="final"),
        adopted=_counted(
            context, "n_adopted", n.adopted, session.code, type="final", result="adopted"
        ),
    )
    st.markdown(" ".join([said, *_close(context, n, session.code), _noted(context, n, votes)]))


def over_time(context: Context, votes: Votes) -> None:
    """The votes of the session month by month."""
    st.header(context.t("overview.over_time"))
    st.markdown(context.t("overview.over_time_lead"))
    chart(votes_over_time(votes.content.votes, context.lang), "overview/over-time")


def noted_votes(session: str) -> str:
    """The address of the votes with a note on a mistake."""
    return to("votes", session=session, note=NOTE_KINDS)


def _counted(context: Context, key: str, n: int, session: str, **asked: str) -> str:
    """A number of votes in words, as a link to their list."""
    words = context.t(f"overview.{key}", n=n)
    return link(words, to("votes", session=session, **asked)) if n else words


def _close(context: Context, n: Counts, session: str) -> list[str]:
    """How many votes were close, where the differences are known."""
    if not n.decided:
        return []
    close = _counted(context, "n_close", n.close, session, margin=str(CLOSE))
    said = [context.t("overview.close", votes=close, most=CLOSE)]
    if n.decided < n.votes:
        said.append(context.t("overview.close_of", n=n.decided))
    return said


def _noted(context: Context, n: Counts, votes: Votes) -> str:
    words = context.t("overview.n_votes", n=n.noted)
    address = noted_votes(votes.content.session.code)
    return context.t("overview.noted", votes=link(words, address) if n.noted else words, n=n.noted)
