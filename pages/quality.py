"""Quality."""

from core.ui.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.frame import open_page

context = open_page()
st.title(context.t("quality.title"))
