"""How a vote is cited: as a line of text, and for BibTeX."""

from __future__ import annotations

import re
from datetime import date

from core.language import Lang, date_text, text

_SPECIAL = re.compile(r"([\\{}$&#_%~^])")


def cited(title: str, held: date | None, url: str, seen: date, lang: Lang) -> str:
    """One line: who voted on what and when, where that is read, and on which day it was."""
    return text(
        "cite.line",
        lang,
        title=title,
        held=date_text(held, lang, "long"),
        url=url,
        seen=date_text(seen, lang, "long"),
    )


def bibtex(key: str, title: str, held: date | None, url: str, seen: date, lang: Lang) -> str:
    """The same as an entry of BibTeX, whose own signs are escaped in the title."""
    fields = {
        "author": "{Folketinget}",
        "title": f"{{{_SPECIAL.sub(_escaped, title)}}}",
        "howpublished": f"\\url{{{url}}}",
        "note": text("cite.note", lang, seen=seen.isoformat()),
        **({"year": str(held.year), "date": held.isoformat()} if held else {}),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{key},\n{lines}\n}}\n"


def _escaped(found: re.Match[str]) -> str:
    named = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return named.get(found[0], f"\\{found[0]}")
