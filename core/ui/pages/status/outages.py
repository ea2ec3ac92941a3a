"""How often the source answered, and when it did not."""

from __future__ import annotations

import time

import streamlit as st

from core.store.availability import (
    WINDOWS,
    availability,
    outage_words,
    outages,
    read_spans,
    share_of,
)
from core.ui.shell.context import Context

_MOST = 20


def answered(context: Context) -> None:
    """The share of the time in which Parliament's server answered, and its last outages."""
    t, lang, now = context.t, context.lang, time.time()
    spans = read_spans(context.service.parliament.store.root)
    st.header(t("outages.title"))
    with st.container(horizontal=True, gap="small"):
        for name, seconds in WINDOWS.items():
            found = availability(spans, now, seconds)
            looks = t("outages.of_looks", n=found.looks)
            st.metric(t(f"outages.{name}"), share_of(found, lang), help=looks, border=True)
    st.caption(t("outages.about"))
    seen = outages(spans, now)
    if not spans:
        return
    if not seen:
        st.markdown(t("outages.nothing"))
        return
    st.markdown(f"{t('outages.seen', n=len(seen))}:")
    words = [outage_words(each, spans, lang) for each in seen[:_MOST]]
    st.markdown("\n".join(f"- {each}" for each in words))
