"""Facets of the votes page: what each choice of a filter would leave, to choose it by."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.filters.engine import Chosen, Counts, Filter
from core.filters.votes import VOTES
from core.language import number
from core.parliament.votes.chamber import Chamber
from core.tables.figures import Votes, counted_votes
from core.tables.table import worked_out
from core.ui.shell import address
from core.ui.shell.context import Context, escape

_COLUMNS = 3


def facets(context: Context, votes: Votes, chosen: Chosen) -> None:
    """Choices with counts, by filter, once opened; what would leave nothing is not offered."""
    t = context.t
    box = st.expander(
        t("votes.facets"), icon=":material/filter_list:", key="facets", on_change="rerun"
    )
    if not box.open:  # counting and two dozen buttons are not for every change of a filter
        return
    counts = _counts(votes, chosen)
    offered = [each for each in VOTES if each.counted]
    with box:
        st.caption(t("votes.facets_help"))
        for first in range(0, len(offered), _COLUMNS):
            row = offered[first : first + _COLUMNS]
            for place, facet in zip(st.columns(_COLUMNS), row, strict=False):
                with place, st.container(gap="xxsmall"):
                    _choices(context, facet, votes.content, counts[facet.key])


def with_choice(chosen: list[str], value: str, *, single: bool) -> list[str]:
    """The choices after a click on one: it goes where it was chosen, else it comes."""
    if value in chosen:
        return [other for other in chosen if other != value]
    return [value] if single else [*chosen, value]


def _choices(context: Context, facet: Filter[Chamber], content: Chamber, counts: Counts) -> None:
    st.markdown(f"**{escape(context.t(facet.title or facet.label))}**")
    chosen = st.query_params.get_all(facet.key)
    words = _words(context, facet, facet.offered(content))
    left = [value for value in words if counts.get(value) or value in chosen]
    if not left:
        st.caption(context.t("common.none"))
    for value in sorted(left, key=lambda value: -counts.get(value, 0)):
        picked = value in chosen
        n = number(counts.get(value, 0), context.lang)
        # No link: Streamlit leaves the address as it was when a page links to itself.
        st.button(
            f"{escape(words[value])}: **{n}**",
            key=f"facet_{facet.key}_{value}",
            icon=":material/check_box:" if picked else ":material/check_box_outline_blank:",
            type="tertiary",
            on_click=address.choose,
            args=(facet.key, with_choice(chosen, value, single=facet.kind != "many")),
        )


def _words(context: Context, facet: Filter[Chamber], known: Mapping[str, str]) -> dict[str, str]:
    if facet.kind == "flag":
        return dict.fromkeys(known, context.t(facet.label))
    return {value: facet.in_words(value, context.lang, name) for value, name in known.items()}


@worked_out(200)
def _counts(votes: Votes, chosen: Chosen) -> Mapping[str, Counts]:
    return VOTES.find(votes.content, chosen, counted_votes(votes)).counts
