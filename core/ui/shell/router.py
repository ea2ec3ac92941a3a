"""The pages of the menu, and the guard that lets a deep link work on a server that just started.

Where app.py is run as a plain script, Streamlit runs a file of `pages/` by itself on the first
request of a process, because a folder of that name stands beside the script. `ensure_routed` at the
top of each page then hands over to app.py. For that the addresses must be the files' names. The
application's script lies in a folder without `pages`, so there the guard never has anything to do.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.language import Lang, text
from core.web.icons import SVG

_ROOT = Path(__file__).parents[3]
# Our own file: an icon by name would make every visitor's browser ask a font server. It is encoded
# here once, as Streamlit would do it again in every run.
_ICON = f"data:image/svg+xml;base64,{base64.b64encode(SVG).decode()}"


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page: `name` is that of its file, its address and its text.

    `section` is its section of the menu, by the name of its text.
    """

    name: str
    icon: str
    section: str = ""
    shown: bool = True

    @property
    def file(self) -> str:
        """The path of the script."""
        return page_file(self.name)


def page_file(name: str) -> str:
    """The path of a page's script, whichever script Streamlit was started with."""
    return str(_ROOT / "pages" / f"{name}.py")


PAGES = (
    PageEntry("overview", ":material/home:"),
    PageEntry("votes", ":material/how_to_vote:", "votes"),
    PageEntry("vote", ":material/ballot:", "votes", shown=False),
    PageEntry("deviations", ":material/call_split:", "votes"),
    PageEntry("parties", ":material/groups:", "votes"),
    PageEntry("party", ":material/flag:", "votes", shown=False),
    PageEntry("members", ":material/badge:", "votes"),
    PageEntry("member", ":material/person:", "votes", shown=False),
    PageEntry("compare", ":material/compare_arrows:", "votes"),
    PageEntry("grid", ":material/grid_on:", "votes"),
    PageEntry("cases", ":material/gavel:", "cases"),
    PageEntry("case", ":material/description:", "cases", shown=False),
    PageEntry("topics", ":material/sell:", "cases"),
    PageEntry("topic", ":material/label:", "cases", shown=False),
    PageEntry("questions", ":material/contact_support:", "cases"),
    PageEntry("committees", ":material/diversity_3:", "cases"),
    PageEntry("meetings", ":material/calendar_month:", "cases"),
    PageEntry("documents", ":material/folder_open:", "cases"),
    PageEntry("changes", ":material/update:", "cases"),
    PageEntry("explore", ":material/travel_explore:", "data"),
    PageEntry("quality", ":material/fact_check:", "data"),
    PageEntry("methods", ":material/function:", "data"),
    PageEntry("status", ":material/monitor_heart:", "data"),
    PageEntry("search", ":material/search:", shown=False),
)


def has_page(name: str) -> bool:
    """Whether there is a page of that name."""
    return any(entry.name == name for entry in PAGES)


def pages(lang: Lang) -> list[StreamlitPage]:
    """The pages with titles in the visitor's language; the first has the address `/`.

    They are made once per visit and language, as making them reads every file.
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
        )
        for entry in PAGES
    ]


def set_up_page() -> None:
    """Icon, width and a closed sidebar. Must come first, or the tab has a page's icon.

    The title is not set here: each run would show this one before that of the page.
    """
    st.set_page_config(page_icon=_ICON, layout="wide", initial_sidebar_state="collapsed")


def ensure_routed() -> None:
    """Hand over to app.py if Streamlit runs the file of a page without it."""
    if "_routed" not in st.session_state:
        set_up_page()
        st.navigation(pages("da"))
        st.rerun()
