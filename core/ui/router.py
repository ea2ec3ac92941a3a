"""The pages, and the guard that makes a deep link right also on a server that just started.

Streamlit runs a file of `pages/` by itself on the first request of a process; `ensure_routed` at
the top of each page hands over to app.py. For that the addresses must be the files' names.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.language import Lang, text


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page: `name` is its file, its address and its key in the catalogue."""

    name: str
    icon: str
    shown: bool = True

    @property
    def file(self) -> str:
        """The script, from the repository's root."""
        return f"pages/{self.name}.py"


PAGES = (
    PageEntry("overview", ":material/home:"),
    PageEntry("votes", ":material/how_to_vote:"),
    PageEntry("vote", ":material/ballot:", shown=False),
    PageEntry("parties", ":material/groups:"),
    PageEntry("members", ":material/badge:"),
    PageEntry("member", ":material/person:", shown=False),
    PageEntry("compare", ":material/compare_arrows:"),
    PageEntry("cases", ":material/gavel:"),
    PageEntry("case", ":material/description:", shown=False),
    PageEntry("questions", ":material/contact_support:"),
    PageEntry("committees", ":material/diversity_3:"),
    PageEntry("meetings", ":material/calendar_month:"),
    PageEntry("explore", ":material/travel_explore:"),
    PageEntry("documents", ":material/folder_open:"),
    PageEntry("changes", ":material/update:"),
    PageEntry("quality", ":material/fact_check:"),
    PageEntry("methods", ":material/function:"),
    PageEntry("status", ":material/monitor_heart:"),
)


def has_page(name: str) -> bool:
    """Whether there is a page of that name."""
    return any(entry.name == name for entry in PAGES)


def pages(lang: Lang) -> list[StreamlitPage]:
    """The pages with titles in the visitor's language; the first answers at `/`.

    They are made once a visit: making them looks at every file.
    """
    made: dict[Lang, list[StreamlitPage]] = st.session_state.setdefault("_pages", {})
    if lang not in made:
        made[lang] = _pages(lang)
    return made[lang]


def _pages(lang: Lang) -> list[StreamlitPage]:
    return [
        st.Page(
            entry.file,
            title=text(f"page.{entry.name}", lang),
            icon=entry.icon,
            default=entry is PAGES[0],
            visibility="visible" if entry.shown else "hidden",
        )
        for entry in PAGES
    ]


def ensure_routed() -> None:
    """Hand over to app.py where a page's file was started by itself."""
    if "_routed" not in st.session_state:
        st.navigation(pages("da"))
        st.rerun()
