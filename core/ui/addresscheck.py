"""What an address may hold: the parameters of each page, and what to say of others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import partial
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.filters.values import printable
from core.language import Lang, text
from core.ui.context import escape
from core.ui.router import PAGES, PageEntry, has_page

_SCOPE = ("session", "subset", "from", "to", "errors", "lines")
_DAYS = ("from", "to")
_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "overview": (),
    "votes": ("session", "q", "type", "result", *_DAYS, "case", "margin", "line", "differ", "agree",
              "check", "note", "dissent"),
    "vote": ("id", "view", "name", "party", "position", "deviations"),
    "parties": (*_SCOPE, "show", "min", "every", "stand", "order", "a", "b", "index", "party",
                "who"),
    "members": (*_SCOPE, "q", "party"),
    "member": (*_SCOPE, "id", "q", "case", "position", "deviations"),
    "compare": (*_SCOPE, "what", "a", "b", "show", "session2", "from2", "to2"),
    "cases": ("session", "show", "q", "type", "state", "category", "outcome", "ministry",
              "committee", "proposer", "keyword", "votes", *_DAYS, "order", "api", "whose", "by"),
    "case": ("id",),
    "questions": ("session", "kind", "q", "state", "minister", "asker", "party", "committee",
                  *_DAYS),
    "committees": ("session", "committee", "id"),
    "meetings": ("session", "id", "q", "type", "committee", "state", "month", *_DAYS),
    "documents": ("id", "q", "type", "category", "case", "sender", "committee", *_DAYS),
    "changes": ("since", "kind", "state", "owner", "party", "q"),
    "explore": ("query", "show", "q", "set", "chart", "rows", "table"),
    "quality": ("session", "finding"),
    "methods": ("figure",),
    "status": (),
})  # fmt: skip
_EVERYWHERE = ("lang",)
# What Streamlit reads itself, and what others hang onto every link that they pass on.
_QUIET = ("embed", "utm_", "mc_", "hsa_", "_hs", "pk_", "mtm_", "at_")
_QUIET_NAMES = frozenset({
    "fbclid", "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "msclkid", "yclid", "ttclid",
    "twclid", "igshid", "igsh", "li_fat_id", "mkt_tok", "_ga", "_gl", "ref", "ref_src", "ref_url",
    "cmpid", "srsltid", "wt_mc", "s_cid",
})  # fmt: skip
_MOST, _LONGEST = 5, 40


def keys_of(page: str) -> tuple[str, ...]:
    """The parameters that a page reads from its address, with those that every page does."""
    return (*_KEYS[page], *_EVERYWHERE)


def unknown_keys(page: str, names: Iterable[str]) -> list[str]:
    """Those that the page does not know, without what says nothing about the page."""
    known = keys_of(page)
    return [
        name
        for name in names
        if name not in known
        and name.lower() not in _QUIET_NAMES
        and not name.lower().startswith(_QUIET)
    ]


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
