"""Changes since a time in the address, by case, as a table and a feed."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.pages.changes.changes import (
    all_changes,
    bookmark,
    change_filters,
    change_search,
    changes_section,
    since_filter,
)
from core.ui.pages.changes.visits import last_visit
from core.ui.shell.frame import open_page

context = open_page()
st.title(context.t("changes.title"))
st.caption(context.t("changes.lead"))

since = since_filter(context)
since_then = st.container()
bookmark(context)
found = all_changes(context, change_search(since))
with since_then:
    last_visit(context, found.fetched_at)
changes_section(context, found, change_filters(context, found))
