"""Explore: queries for any rows of the API, without knowledge of OData."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.pages.explore.build import chosen_query
from core.ui.pages.explore.dictionary import dictionary
from core.ui.pages.explore.facets import facets, names_of_ids
from core.ui.pages.explore.load import loaded
from core.ui.pages.explore.result import chosen_table, quick_chart, rows_grid, summary_table
from core.ui.pages.explore.share import raw_downloads, recipes
from core.ui.shell import address
from core.ui.shell.frame import open_page
from core.ui.shell.messages import PageEnds

context = open_page()
t = context.t
st.title(t("explore.title"))
st.caption(t("explore.intro"))

show = address.one_of(
    st.segmented_control,
    t("explore.show"),
    ["build", "dictionary"],
    key="show",
    default="build",
    format_func=lambda name: t(f"explore.show_{name}"),
    label_visibility="collapsed",
)
if show == "dictionary":
    dictionary(context)
    raise PageEnds

query = chosen_query(context)
result = loaded(context, query)
if result is not None and not result.frame.is_empty():
    rows, owner = chosen_table(context, result)
    frame = rows.content
    raw_downloads(context, result, frame, owner)
    named = names_of_ids(context, frame, owner)
    if owner is query.entity:
        facets(context, query, frame, named)
    table, chart, columns = st.tabs(
        [t("explore.tab_table"), t("explore.tab_chart"), t("explore.tab_columns")]
    )
    with table:
        rows_grid(context, frame, owner, named)
    with chart:
        quick_chart(context, frame, owner)
    with columns:
        summary_table(context, rows, owner)
recipes(context, query)
