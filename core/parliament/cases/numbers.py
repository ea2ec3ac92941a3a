"""Reads numbers of cases as people write them: `l79a`, `L 79 a`, `aktstk.12`."""

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

    Letter case, blanks and zeros before the figure are ignored. Prefixes are one or two letters, or
    one of the few longer ones, so that a word before a figure does not make a case number.
    """
    match = _NUMBER.fullmatch(tidy(text))
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
