"""Streamlit's own words on a page, which it has in English alone, in the page's language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from core.language import LANGUAGES, Lang, text

# fmt: off
_NAMES = (
    "select_all", "deselect_all", "clear_all", "clear_value", "no_results", "choose_options",
    "choose_option", "options_multi", "options_select", "selected", "open", "close",
    "dismiss", "columns", "csv", "search", "search_close", "search_type", "next_result",
    "previous_result", "fullscreen", "fullscreen_close", "ascending", "descending",
    "autosize", "pin", "unpin", "hide", "copy_name", "statistics", "clear_selection",
    "column_menu", "average", "minimum", "maximum", "distinct", "empty", "choose_date",
    "next_month", "previous_month", "copy", "copy_clipboard", "copied", "heading_link",
    "sidebar", "sidebar_close", "show_password", "press_enter", "connecting",
    "connection_error",
)
# fmt: on
"""The keys of `[widget]` in the catalogue."""
_STARTS = {
    "help": " ",
    "columns": ": ",
    "csv": ": ",
    "search": ": ",
    "search_close": ": ",
    "fullscreen": ": ",
    "fullscreen_close": ": ",
}
"""What stands between a word and what it is about, in names that begin with it."""
_WORDS = st.components.v2.component(
    "tingblik_words", js=Path(__file__).with_name("words.js").read_text(encoding="utf-8")
)


def own_words(lang: Lang) -> None:
    """Load words.js. In English it puts back what was Danish before the language was changed."""
    with st.container(key="words"):
        _WORDS(
            key="words_of_widgets",
            data={"words": pairs(lang), "starts": starts(lang), "theirs": lang == "en"},
        )


@cache
def pairs(lang: Lang) -> tuple[tuple[str, str], ...]:
    """Each word as it stands in the other language and in this one.

    The English texts of `[widget]` in the catalogue are Streamlit's, letter by letter.
    """
    both = (_both(name, lang) for name in _NAMES)
    return tuple((theirs, ours) for theirs, ours in both if theirs != ours)


@cache
def starts(lang: Lang) -> tuple[tuple[str, str], ...]:
    """The beginnings of names, in the other language and in this one; see `pairs`."""
    both = ((_both(name, lang), end) for name, end in _STARTS.items())
    return tuple((f"{theirs}{end}", f"{ours}{end}") for (theirs, ours), end in both)


def _both(name: str, lang: Lang) -> tuple[str, str]:
    other = next(each for each in LANGUAGES if each != lang)
    return text(f"widget.{name}", other), text(f"widget.{name}", lang)
