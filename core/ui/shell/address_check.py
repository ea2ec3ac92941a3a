"""The query parameters of each page, and messages about unknown parameters and pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import partial
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote, urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.filters.ballots import MEMBER_BALLOTS, VOTE_BALLOTS
from core.filters.cases import CASES
from core.filters.changes import CHANGES
from core.filters.documents import DOCUMENTS
from core.filters.engine import Filters
from core.filters.meetings import MEETINGS
from core.filters.members import MEMBERS
from core.filters.questions import QUESTIONS
from core.filters.scope import SCOPE
from core.filters.values import printable
from core.filters.votes import VOTES
from core.language import Lang, text
from core.ui.shell.context import escape
from core.ui.shell.router import PAGES, PageEntry, has_page

_FILTERS: Mapping[str, tuple[Filters[Any], ...]] = MappingProxyType(
    {
        "votes": (VOTES,),
        "vote": (VOTE_BALLOTS,),
        "parties": (SCOPE,),
        "members": (SCOPE, MEMBERS),
        "member": (SCOPE, MEMBER_BALLOTS),
        "compare": (SCOPE,),
        "cases": (CASES,),
        "questions": (QUESTIONS,),
        "meetings": (MEETINGS,),
        "documents": (DOCUMENTS,),
        "changes": (CHANGES,),
    }
)
"""The filters of each page; each filter is a parameter."""

_OTHERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "overview": (),
        "votes": ("session",),
        "vote": ("id", "view"),
        "parties": ("session", "show", "min", "every", "stand", "order", "a", "b", "index", "party",
                    "who"),
        "members": ("session",),
        "member": ("session", "id"),
        "compare": ("session", "what", "a", "b", "show", "session2", "from2", "to2"),
        "cases": ("session", "show", "order", "api", "whose", "by"),
        "case": ("id",),
        "questions": ("session", "kind"),
        "committees": ("session", "committee", "id"),
        "meetings": ("session", "id", "month"),
        "documents": ("id",),
        "changes": ("since",),
        "explore": ("query", "show", "q", "set", "chart", "rows", "table"),
        "quality": ("session", "finding"),
        "methods": ("figure",),
        "status": (),
    }
)  # fmt: skip
"""The other parameters of each page: what is shown, of which period, and how."""

_EVERYWHERE = ("lang",)
# Parameters of Streamlit itself, and those that other sites add to links.
_QUIET = ("embed", "utm_", "mc_", "hsa_", "_hs", "pk_", "mtm_", "at_")
_QUIET_NAMES = frozenset({
    "fbclid", "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "msclkid", "yclid", "ttclid",
    "twclid", "igshid", "igsh", "li_fat_id", "mkt_tok", "_ga", "_gl", "ref", "ref_src", "ref_url",
    "cmpid", "srsltid", "wt_mc", "s_cid",
})  # fmt: skip
_MOST, _LONGEST = 5, 40


def keys_of(page: str) -> tuple[str, ...]:
    """All parameters that a page reads, including those that every page does."""
    filters = (key for each in _FILTERS.get(page, ()) for key in each.keys)
    return (*filters, *_OTHERS[page], *_EVERYWHERE)


def unknown_keys(page: str, names: Iterable[str]) -> list[str]:
    """The parameters that a page does not know, except those of Streamlit and of other sites."""
    known = keys_of(page)
    return [
        name
        for name in names
        if name not in known
        and name.lower() not in _QUIET_NAMES
        and not name.lower().startswith(_QUIET)
    ]


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
    for entry in _likely(name):
        st.page_link(entry.file, label=text(f"page.{entry.name}", lang), icon=entry.icon)


def _likely(name: str) -> list[PageEntry]:
    """The pages with similar names, and the first page."""
    by_name = {entry.name: entry for entry in PAGES if entry.shown}
    like = get_close_matches(name.lower(), by_name, n=2)
    return list(dict.fromkeys([*(by_name[found] for found in like), PAGES[0]]))
