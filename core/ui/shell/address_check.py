"""Messages about the parameters and the pages that an address names in vain."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from functools import partial
from urllib.parse import unquote, urlencode, urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.filters.pages import keys_of, unknown_keys
from core.filters.values import printable
from core.language import Lang, text
from core.ui.shell.context import escape
from core.ui.shell.router import PAGES, PageEntry, has_page

_MOST, _LONGEST = 5, 40
_WORD = re.compile(r"[^\W_]+")


def tell_unknown_keys(page: str, lang: Lang) -> None:
    """Report parameters that the page does not know, with the known ones that are similar."""
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
    """The name of the page in an address if there is no such page, else empty."""
    name = unquote(urlsplit(url or "").path.rpartition("/")[2])
    return "" if name in {"", "+", "~"} or has_page(name) else name


def lost_page(name: str, lang: Lang) -> StreamlitPage:
    """The page shown for an address of a page that does not exist."""
    draw: Callable[[], None] = partial(_lost, name, lang)
    return st.Page(draw, title=text("address.lost_title", lang), url_path=name, visibility="hidden")


def _lost(name: str, lang: Lang) -> None:
    st.title(text("address.lost_title", lang))
    shown = escape(printable(name)[:_LONGEST])
    st.warning(text("address.lost", lang, name=shown), icon=":material/link_off:")
    words = " ".join(_WORD.findall(printable(name)))[:_LONGEST]
    if words:
        look = text("frame.look", lang, words=escape(words))
        st.markdown(f"[{look}](./search?{urlencode({'q': words})})")
    for entry in _likely(name):
        st.page_link(entry.file, label=text(f"page.{entry.name}", lang), icon=entry.icon)


def _likely(name: str) -> list[PageEntry]:
    """The pages with similar names, and the first page."""
    by_name = {entry.name: entry for entry in PAGES if entry.shown}
    like = get_close_matches(name.lower(), by_name, n=2)
    return list(dict.fromkeys([*(by_name[found] for found in like), PAGES[0]]))
