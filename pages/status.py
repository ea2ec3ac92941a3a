"""Status: whether the source is down or the fault is ours, with all figures."""

from core.ui.shell.router import ensure_routed

ensure_routed()

import streamlit as st

from core.ui.pages.status.outages import answered
from core.ui.pages.status.status import answers, copies, live, look_ups, work
from core.ui.shell.frame import open_page

context = open_page()
st.title(context.t("status.title"))
live(context)
snapshot = context.source.telemetry.snapshot()
answered(context)
answers(context, snapshot)
look_ups(context, snapshot)
work(context)
copies(context)
