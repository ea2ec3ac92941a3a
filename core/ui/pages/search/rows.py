"""Hits and other links as lists."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from core.tables.hits import Hit


def hit_list(found: Iterable[Hit]) -> None:
    """The hits, each a link to its page with what tells it apart."""
    rows = "".join(
        f'<li><a href="{escape(hit.page)}">{escape(hit.title)}</a>'
        f"<br><small>{escape(' · '.join(hit.notes))}</small></li>"
        for hit in found
    )
    st.html(f'<ul class="hits">{rows}</ul>')


def links(found: Iterable[tuple[str, str]]) -> None:
    """Words with the address that each leads to, below one another."""
    rows = "".join(f'<li><a href="{escape(to)}">{escape(words)}</a></li>' for words, to in found)
    st.html(f'<ul class="hits">{rows}</ul>')
