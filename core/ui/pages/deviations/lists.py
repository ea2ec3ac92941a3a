"""The page of deviations: its filters, its sentence, and a list for each group of kinds."""

from __future__ import annotations

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.filters.deviations import ALL_KINDS, DEVIATIONS, GROUPS, Deviations
from core.filters.engine import Chosen
from core.ui.parts.deviation_rows import deviation_list
from core.ui.parts.filters import Panel
from core.ui.parts.links import part_of
from core.ui.parts.nothing import none_match
from core.ui.shell import address
from core.ui.shell.context import Context
from core.ui.shell.router import page_file

_NEWEST = 10


def deviation_filters(context: Context, found: Deviations, bar: DeltaGenerator) -> Chosen:
    """Draw the filters, those of parties and members in the bar, and return what is chosen."""
    panel = Panel(context, DEVIATIONS, found)
    with bar:
        panel.bar("party", "member")
    panel.line("what")
    return panel.done()


def summary(context: Context, rows: pl.DataFrame, chosen: Chosen) -> str:
    """How many departed, and how many recorded mistakes there are beside them, in words."""
    counts = {group: _of(rows, group).height for group in GROUPS}
    meant = chosen.first("what")
    said = []
    for group, n in counts.items():
        if meant in ("", group) and (n or group != "unclear"):
            people = _of(rows, group).select("member", "party").n_unique()
            key = "count" if n else "none"
            said.append(context.t(f"deviations.{key}.{group}", n=n, people=people))
    return " ".join(said)


def deviation_lists(context: Context, rows: pl.DataFrame, chosen: Chosen) -> None:
    """A list for each group of kinds that is chosen: all of the first, the newest of the others."""
    meant = chosen.first("what")
    if rows.is_empty():
        none_match(context, "deviations.none_match", chosen)
        return
    groups = [meant] if meant else [group for group in GROUPS if not _of(rows, group).is_empty()]
    for place, group in enumerate(groups):
        own = _of(rows, group)
        if len(groups) > 1:
            st.subheader(context.t(f"deviations.what_option.{group}"))
        if place == 0:
            deviation_list(context, own, key=f"deviations_{group}", part=part_of(own.height))
            continue
        deviation_list(context, own.head(_NEWEST), key=f"deviations_{group}")
        if own.height > _NEWEST:
            kept = {
                name: address.standing(name)
                for name in st.query_params
                if name not in ("what", "page", "lang")
            }
            st.page_link(
                page_file("deviations"),
                label=context.t("deviations.all_of", n=own.height),
                query_params={**kept, "what": group},
            )


def _of(rows: pl.DataFrame, group: str) -> pl.DataFrame:
    """The rows of a group of kinds."""
    return rows if group == ALL_KINDS else rows.filter(pl.col("kind").is_in(GROUPS[group]))
