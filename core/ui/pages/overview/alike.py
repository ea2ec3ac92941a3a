"""Which parties stood alike, and how many votes are checked against the official text."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.analysis.selection import Selection
from core.charts.map import party_map
from core.language import number, percent
from core.tables.figures import Votes
from core.tables.front import Alike, alike, counts
from core.tables.parties import map_of_parties
from core.tables.party import party_name
from core.ui.pages.overview.session import link
from core.ui.parts.chart import chart
from core.ui.parts.links import to
from core.ui.parts.party_rows import names_of
from core.ui.shell.context import Context, escape


def alike_section(context: Context, votes: Votes) -> None:
    """Who stood most and least alike in a sentence, and the map of the parties."""
    t, code, found = context.t, votes.content.session.code, alike(votes)
    if found is None:
        return
    st.header(t("overview.alike"))
    names = names_of(context, votes.content.sessions)
    most, least = (_pair(context, code, each, names) for each in found)
    way = link(t("overview.to_alike"), to("parties", session=code))
    st.markdown(t("overview.alike_lead", most=most, least=least, way=way))
    scaling = map_of_parties(votes, Selection())
    if scaling.points.height > 1:
        st.markdown(t("overview.map_lead", map=link(t("overview.to_map"), _map(code))))
        chart(party_map(scaling, context.lang), "parties/map", session=code)


def checks_section(context: Context, votes: Votes) -> None:
    """How many votes are held against the official text, and in how many both say the same."""
    t, n, code = context.t, counts(votes), votes.content.session.code
    if not n.checked:
        return
    st.header(t("overview.checks"))
    words = t("overview.n_checked", n=n.checked, total=n.votes)
    checked = link(words, to("votes", session=code, check=("match", "mismatch")))
    same = number(n.matching, context.lang)
    if n.matching:
        same = link(same, to("votes", session=code, check="match"))
    way = link(t("overview.to_quality"), to("quality", session=code))
    st.markdown(t("overview.checks_lead", checked=checked, same=same, way=way, n=n.matching))


def _pair(context: Context, session: str, pair: Alike, names: Mapping[str, str]) -> str:
    """Two parties with their share, as a link to the two; the names spelled out."""
    a, b = pair.parties
    words = context.t(
        "overview.pair",
        a=escape(party_name(a, names)),
        b=escape(party_name(b, names)),
        share=escape(percent(pair.same / pair.shared, context.lang)),
        n=pair.shared,
    )
    return link(words, to("parties", show="pair", session=session, a=a, b=b))


def _map(session: str) -> str:
    return to("parties", show="map", session=session)
