"""Starts Tingblik: page set-up, navigation and the status sidebar."""

import streamlit as st

from core.ui.frame import run

st.set_page_config(page_title="Tingblik", page_icon=":material/account_balance:", layout="wide")
run()
