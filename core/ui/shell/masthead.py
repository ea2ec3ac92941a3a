"""The masthead of every page: mark and name, search, menu, language, and the status in one line.

Its data hangs on the language alone, so that a run leaves it as it stands; masthead.js marks the
current page and takes the words of the status from the sidebar (see sidebar.py).
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from pathlib import Path

import streamlit as st

from core.language import Lang, text
from core.ui.shell.router import PAGES
from core.ui.shell.way import address_of
from core.web.icons import SVG

_HERE = Path(__file__).parent
_LANGUAGES: dict[Lang, str] = {"da": "Dansk", "en": "English"}
_HTML = f"""
<header>
  <a class="skip" href="#stMain"></a>
  <a class="name" href="./">{SVG.decode()}<span>Tingblik</span></a>
  <form role="search" action="./search">
    <input type="search" name="q" autocomplete="off" enterkeyhint="search">
    <input type="hidden" name="lang" disabled>
    <button></button>
  </form>
  <p class="languages"></p>
  <button class="open" aria-expanded="false" aria-controls="menu"></button>
  <nav id="menu"></nav>
  <button class="status" aria-expanded="false"><span class="sign" aria-hidden="true"></span> <span
    class="words"></span></button>
</header>
"""
_MASTHEAD = st.components.v2.component(
    "tingblik_masthead",
    html=_HTML,
    css=(_HERE / "masthead.css").read_text(encoding="utf-8"),
    js=(_HERE / "masthead.js").read_text(encoding="utf-8"),
)
_WORDS = ("skip", "search", "find", "menu", "languages", "status", "lost")


def masthead(lang: Lang) -> None:
    """Draw the masthead; where the browser has it already, nothing happens."""
    with st.container(key="masthead"):
        _MASTHEAD(
            key="masthead_parts",
            data={
                "lang": lang,
                "sections": menu(lang),
                "languages": tuple(_LANGUAGES.items()),
                "words": tuple((name, text(f"frame.{name}", lang)) for name in _WORDS),
            },
        )


@cache
def menu(lang: Lang) -> tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...]:
    """The sections of the menu: a title, and its pages by address, title and whether it is listed.

    A page without a section stands by itself, in a section without a title.
    """
    return tuple(
        (
            text(f"menu.{section}", lang) if section else "",
            tuple((address_of(p.name), text(f"page.{p.name}", lang), p.shown) for p in pages),
        )
        for section, pages in groupby(PAGES, key=lambda page: page.section)
    )
