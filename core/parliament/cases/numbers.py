"""Reads numbers of cases as people write them: `l79a`, `Lovforslag nr. L 79 A`, `aktstk.12`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.parliament.texts.plain import search_words, tidy

# Prefixes of more than two letters as the API writes them, by the form that searches compare.
_LONGER: Mapping[str, str] = MappingProxyType(
    {
        "aktstk": "Aktstk.", "aktstykke": "Aktstk.", "alm.del": "Alm.del", "kom": "KOM",
        "umf": "UMF", "radsmode": "Rådsmøde",
    }
)  # fmt: skip
_NUMBER = re.compile(r"([^\W\d_]{1,12}(?:[.][^\W\d_]{1,5})?)[. ]{0,2}([0-9]{1,5}) ?([^\W\d_]?)")
# What a case is called before its number, and the prefix that a bare figure then has.
_CALLED: Mapping[str, str] = MappingProxyType(
    {
        "lovforslag": "L", "lovforslaget": "L", "forslag til lov": "L", "bill": "L",
        "beslutningsforslag": "B", "beslutningsforslaget": "B",
        "forslag til folketingsbeslutning": "B",
        "forespørgsel": "F", "forespørgslen": "F", "interpellation": "F",
        "forslag til vedtagelse": "V", "vedtagelsesforslag": "V", "redegørelse": "R",
        "§ 20-spørgsmål": "S", "§20-spørgsmål": "S", "§ 20 spørgsmål": "S", "§20 spørgsmål": "S",
        "paragraf 20-spørgsmål": "S", "section 20 question": "S",
        "spørgsmål": "", "sag": "", "case": "", "forslag": "", "question": "",
    }
)  # fmt: skip
_NAMED = re.compile(
    rf"({'|'.join(sorted(map(re.escape, _CALLED), key=len, reverse=True))})\b"
    r"(?: (?:nr|no|nummer)\b[.]?)? ?",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"[0-9]{1,5} ?[^\W\d_]?")
_ENDS = " .,;:"


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """The number of a case: `prefix` as the API writes it, `letter` empty or a capital."""

    prefix: str
    figure: int
    letter: str = ""

    def __str__(self) -> str:
        """As the API writes it, such as L 137 or L 79 A."""
        return " ".join(filter(None, (self.prefix, str(self.figure), self.letter)))

    @property
    def key(self) -> str:
        """As `search_key` compares it, without blanks."""
        return "".join(search_words(str(self)))


def read_case_number(text: str) -> CaseNumber | None:
    """The case number that a text is; None for any other text.

    Letter case, blanks and zeros before the figure are ignored, and so is what the case is called
    before its number. Prefixes are one or two letters, or one of the few longer ones, so that
    another word before a figure does not make a case number.
    """
    match = _NUMBER.fullmatch(_bare(tidy(text).rstrip(_ENDS)))
    if match is None:
        return None
    prefix, figure, letter = match.groups()
    written = _LONGER.get("".join(search_words(prefix)))
    if written is None and len(prefix) <= 2:
        written = prefix.upper()
    return CaseNumber(written, int(figure), letter.upper()) if written else None


def as_case_number(text: str) -> str:
    """A case number as the API writes it; any other text unchanged, but in one line."""
    return str(read_case_number(text) or tidy(text))


def _bare(text: str) -> str:
    """The number without what the case is called before it, with the prefix that this implies."""
    named = _NAMED.match(text)
    if named is None:
        return text
    rest = text[named.end() :]
    return f"{_CALLED[named[1].lower()]} {rest}".strip() if _FIGURE.fullmatch(rest) else rest
