"""Changes since a time in the address, by case, as a list and a feed."""

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

bar = st.container(horizontal=True)
since = since_filter(context, bar)
found = all_changes(context, change_search(since), bar)
chosen = change_filters(context, found, bar)
last_visit(context, found.fetched_at)
changes_section(context, found, chosen, since)
bookmark(context)
