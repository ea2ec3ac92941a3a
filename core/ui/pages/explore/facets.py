"""Names for the ids in the rows of a query, and how many rows have each, to narrow the query by."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import streamlit as st

from core.language import number
from core.oda.query.query import Query
from core.oda.query.query import field as oda
from core.oda.schema.entities import Entity
from core.ui.pages.explore.builder_state import lookup_of, query_text
from core.ui.pages.explore.names import lookup_names
from core.ui.parts.links import Row, link_list, to
from core.ui.shell.context import Context

_MOST_COLUMNS, _MOST_VALUES = 4, 8
_PATIENCE = 1.5  # seconds to wait for the names of a lookup set


def names_of_ids(
    context: Context, frame: pl.DataFrame, owner: Entity
) -> dict[str, Mapping[int, str]]:
    """The columns of a set's own whose ids a lookup set names, with these names as they arrive."""
    found: dict[str, Mapping[int, str]] = {}
    for name in frame.columns:
        lookup = None if "/" in name else lookup_of(owner, name)
        if lookup is not None and (names := lookup_names(context, lookup, _PATIENCE)):
            found[name] = names
    return found


def with_names(
    context: Context, frame: pl.DataFrame, named: Mapping[str, Mapping[int, str]]
) -> pl.DataFrame:
    """The rows with a column of names to the right of each column of ids."""
    columns: list[pl.Expr] = []
    for name in frame.columns:
        columns.append(pl.col(name))
        if name in named:
            words = pl.col(name).replace_strict(named[name], default=None, return_dtype=pl.String)
            columns.append(words.alias(context.t("explore.name_of", name=name)))
    return frame.select(columns)


def facets(
    context: Context, query: Query, frame: pl.DataFrame, named: Mapping[str, Mapping[int, str]]
) -> None:
    """How many of the loaded rows have each name, each a link to the query of these alone."""
    t = context.t
    counted = {name: frame[name].drop_nulls().value_counts(sort=True) for name in named}
    several = {name: counts for name, counts in counted.items() if counts.height > 1}
    if not several:
        return
    with st.expander(t("explore.facets"), icon=":material/filter_list:"):
        st.caption(t("explore.facets_help", n=frame.height))
        for name, counts in list(several.items())[:_MOST_COLUMNS]:
            link_list(
                context,
                [
                    Row(
                        to("explore", query=query_text(query.where(oda(name) == value))),
                        named[name].get(value, str(value)),
                        facts=(f"{name} eq {value}",),
                        cells=(number(n, context.lang),),
                    )
                    for value, n in counts.head(_MOST_VALUES).iter_rows()
                ],
                key=f"facet_{name}",
                label=name,
                heads=(t("explore.rows_axis"),),
            )
            if counts.height > _MOST_VALUES:
                st.caption(t("explore.facets_more", n=counts.height - _MOST_VALUES))
