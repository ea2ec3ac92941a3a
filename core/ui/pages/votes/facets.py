"""Facets of the votes page: what each choice of a filter would leave, to choose it by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
import streamlit as st

from core.language import number
from core.parliament.votes.votes import NOTE_KINDS, checked, facet_counts, noted
from core.tables.table import worked_out
from core.ui.pages.votes.list import counted_votes
from core.ui.parts.filters import OUTCOMES, RESULTS, TYPES, VoteFilters, case_types
from core.ui.parts.shown_votes import Votes
from core.ui.shell import address
from core.ui.shell.context import Context, escape

Counts = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter whose choices are counted.

    `name` is that of its condition, `key` the parameter of the address, which holds one choice
    alone where it is `single`. `words` are the choices on screen.
    """

    name: str
    key: str
    title: str
    words: Mapping[str, str]
    single: bool = False


def facets(context: Context, votes: Votes, filters: VoteFilters) -> None:
    """Choices with counts, by filter, once opened; what would leave nothing is not offered."""
    t = context.t
    box = st.expander(
        t("votes.facets"), icon=":material/filter_list:", key="facets", on_change="rerun"
    )
    if not box.open:  # counting and two dozen buttons are not for every change of a filter
        return
    kinds = case_types(votes.content.votes)
    counts = _counts(votes, filters, tuple(kinds))
    offered = [
        Facet("types", "type", t("votes.type"), {n: t(f"vote_type.{n}") for n in TYPES}),
        Facet("adopted", "result", t("votes.result"), {n: t(f"result.{n}") for n in RESULTS}, True),
        Facet("case_types", "case", t("votes.case_type"), kinds),
        Facet("checks", "check", t("votes.check"), {n: t(f"check.{n}") for n in OUTCOMES}),
        Facet("error_notes", "note", t("column.error_note"),
              {n: t(f"note_kind.{n}") for n in NOTE_KINDS}),
        Facet("deviating", "dissent", t("column.deviations"), {"1": t("votes.deviating")}, True),
    ]  # fmt: skip
    with box:
        st.caption(t("votes.facets_help"))
        for row in (offered[:3], offered[3:]):
            for place, facet in zip(st.columns(3), row, strict=True):
                with place, st.container(gap="xxsmall"):
                    _choices(context, facet, counts[facet.name])


def with_choice(chosen: list[str], value: str, *, single: bool) -> list[str]:
    """The choices after a click on one: it goes where it was chosen, else it comes."""
    if value in chosen:
        return [other for other in chosen if other != value]
    return [value] if single else [*chosen, value]


def _choices(context: Context, facet: Facet, counts: Mapping[str, int]) -> None:
    st.markdown(f"**{escape(facet.title)}**")
    chosen = st.query_params.get_all(facet.key)
    left = [(value, n) for value, n in counts.items() if n or value in chosen]
    if not left:
        st.caption(context.t("common.none"))
    for value, n in sorted(left, key=lambda item: -item[1]):
        picked = value in chosen
        # No link: Streamlit leaves the address as it was when a page links to itself.
        st.button(
            f"{escape(facet.words[value])}: **{number(n, context.lang)}**",
            key=f"facet_{facet.key}_{value}",
            icon=":material/check_box:" if picked else ":material/check_box_outline_blank:",
            type="tertiary",
            on_click=address.choose,
            args=(facet.key, with_choice(chosen, value, single=facet.single)),
        )


@worked_out(200)
def _counts(votes: Votes, filters: VoteFilters, kinds: tuple[str, ...]) -> Counts:
    choices: dict[str, dict[str, pl.Expr]] = {
        "types": {name: pl.col("type_id") == code for name, code in TYPES.items()},
        "adopted": {name: pl.col("adopted") == value for name, value in RESULTS.items()},
        "case_types": {code: pl.col("case_type_id") == int(code) for code in kinds},
        "checks": {name: checked(name) for name in OUTCOMES},
        "error_notes": {kind: noted(kind) for kind in NOTE_KINDS},
        "deviating": {"1": pl.col("deviations") > 0},
    }
    return facet_counts(counted_votes(votes), filters.conditions(), choices)
