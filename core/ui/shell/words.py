"""Streamlit's own words on a page, which it has in English alone, in the page's language."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.language import Lang, catalogue

_PREFIX = "widget."
_WORDS = st.components.v2.component(
    "tingblik_words", js=Path(__file__).with_name("words.js").read_text(encoding="utf-8")
)


def own_words(lang: Lang) -> None:
    """Load words.js. In English it puts back what was Danish before the language was changed."""
    with st.container(key="words"):
        _WORDS(key="words_of_widgets", data={"words": pairs(lang), "theirs": lang == "en"})


def pairs(lang: Lang) -> tuple[tuple[str, str], ...]:
    """Each word as it stands in the other language and in this one.

    The English texts of `[widget]` in the catalogue are Streamlit's, letter by letter.
    """
    own, other = catalogue(lang), catalogue("en" if lang == "da" else "da")
    return tuple(
        (other[key], own[key])
        for key in sorted(own)
        if key.startswith(_PREFIX) and other[key] != own[key]
    )
