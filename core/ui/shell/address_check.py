"""What to say of an address that asks for what a page does not know, or for no page."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from functools import partial
from urllib.parse import unquote, urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.filters.pages import keys_of, unknown_keys
from core.filters.values import printable
from core.language import Lang, text
from core.ui.shell.context import escape
from core.ui.shell.router import PAGES, PageEntry, has_page

_MOST, _LONGEST = 5, 40


def tell_unknown_keys(page: str, lang: Lang) -> None:
    """Say which parameters of the address the page takes no notice of, and what may be meant."""
    unknown = unknown_keys(page, st.query_params)
    if not unknown:
        return
    words = []
    for name in unknown[:_MOST]:
        shown = escape(printable(name)[:_LONGEST])
        like = get_close_matches(name.lower(), keys_of(page), n=1)
        words.append(text("address.like", lang, name=shown, like=like[0]) if like else shown)
    st.warning(
        text("address.unknown", lang, names=", ".join(words)),
        icon=":material/link_off:",
    )


def wrong_path(url: str | None) -> str:
    """The name of the page that an address asks for in vain, empty where it asks for none."""
    name = unquote(urlsplit(url or "").path.rpartition("/")[2])
    return "" if name in {"", "+", "~"} or has_page(name) else name


def lost_page(name: str, lang: Lang) -> StreamlitPage:
    """A page for an address that there is none for."""
    draw: Callable[[], None] = partial(_lost, name, lang)
    return st.Page(draw, title=text("address.lost_title", lang), url_path=name, visibility="hidden")


def _lost(name: str, lang: Lang) -> None:
    st.title(text("address.lost_title", lang))
    shown = escape(printable(name)[:_LONGEST])
    st.warning(text("address.lost", lang, name=shown), icon=":material/link_off:")
    for entry in _likely(name):
        st.page_link(entry.file, label=text(f"page.{entry.name}", lang), icon=entry.icon)


def _likely(name: str) -> list[PageEntry]:
    """The pages that may be meant, and the first page."""
    by_name = {entry.name: entry for entry in PAGES if entry.shown}
    like = get_close_matches(name.lower(), by_name, n=2)
    return list(dict.fromkeys([*(by_name[found] for found in like), PAGES[0]]))
