"""Streamlit's document with what it must have from its first moment: fonts, theme and language.

It is the same for every page, so that the policy may know its scripts by their hash.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from core.language import Lang
from core.web.fonts import FONTS, faces

_LANGUAGE = re.compile(r'<html lang="[^"]*">')
# The font that is shown until the theme has come, which would be fetched for nothing.
_PRELOAD = re.compile(r'<link\s+rel="preload"[^>]*\bas="font"[^>]*>', re.DOTALL)
# Calendars and numbers in tables are written as the browser's language has it. Here that is the
# page's, also after another was chosen.
_NAVIGATOR = """
for (const [name, of] of [['language', (tag) => tag], ['languages', (tag) => [tag]]]) {
  const get = () => of(document.documentElement.lang === 'da' ? 'da-DK' : 'en-GB');
  Object.defineProperty(navigator, name, { configurable: true, get });
}
"""


def styled_document(index: str, themes: Mapping[str, Mapping[str, Any]]) -> str:
    """The document with our fonts in the place of its own.

    `themes` are the colours and fonts of LIGHT_THEME and DARK_THEME as Streamlit's page takes them
    from its window; else it would show its own until the server has told it ours.
    """
    preload = "\n    ".join(
        f'<link rel="preload" href="./fonts/{font.name}" as="font" type="font/woff2" crossorigin />'
        for font in FONTS
    )
    script = f"{_NAVIGATOR}window.__streamlit = {json.dumps(themes)};\n".replace("</", "<\\/")
    head = f"{preload}\n    <style>\n{faces('./fonts/')}</style>\n    <script>{script}</script>"
    return _PRELOAD.sub(lambda found: head, index, count=1)


def in_language(index: str, lang: Lang) -> str:
    """The document in a language."""
    return _LANGUAGE.sub(f'<html lang="{lang}">', index, count=1)
