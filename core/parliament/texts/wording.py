"""The wording of official texts: positions, what is voted on, sentences, and typing errors."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from core.parliament.texts.plain import plain
from core.parliament.votes.positions import Position

# White space is folded before these are used. So one optional blank is enough everywhere, and all
# patterns take linear time.
WORD_END = r"(?![^\W\d])"
NEITHER = (
    r"h\w{2,8}(?: ?(?:for|fro))? ?(?:eller|el\.|/)(?: ?(?:i ?mod|\w{3,5}))?|hverken"
    r"|for ?(?:eller|/) ?(?:i ?)?mod"
)
POSITION = rf"({NEITHER}|i ?mod|mod|for|fro){WORD_END}"
"""A position in words, as one group; compile with IGNORECASE and read with `position_of`."""

MATTER = (
    r"(?: (?:\w{0,20}forslag[a-zæøå]{0,4}|(?:udvalgets )?indstilling[a-z]{0,2})"
    rf"(?: til \w{{1,20}})?(?: nr\.? ?[0-9]{{1,3}})?{WORD_END})?"
)
"""What is voted on, if stated: "ændringsforslaget", "forslag til vedtagelse"."""

NOTE_OPENING = r"(?:Ved en |Grundet |På grund af |Omafstemning)"

_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_SENTENCE_END = re.compile(
    rf"(?<=[.!?)]) ?(?={NOTE_OPENING})"
    r"|(?<=[.!?])(?<! [A-ZÆØÅ]\.)(?<!Chr\.)(?<!nr\.)(?<!pga\.) (?=[A-ZÆØÅ0-9])"
)


def fold(text: str) -> str:
    """The text without HTML, in one line of single blanks, with round brackets only."""
    for _ in range(2):  # entities may be escaped twice
        if "<" in text or "&" in text:
            text = plain(text)
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return " ".join(text.replace("[", "(").replace("]", ")").split())


def sentences(text: str) -> list[str]:
    """The sentences of a folded text; the full stop of an initial does not end one."""
    return [
        piece for part in _SENTENCE_END.split(text) if (piece := part.strip(" ,;")).strip(".:()")
    ]


@lru_cache(maxsize=256)
def position_of(words: str) -> Position:
    """The position that a match of `POSITION` stands for."""
    words = words.casefold()
    if words in ("imod", "i mod", "mod"):
        return Position.AGAINST
    return Position.FOR if words in ("for", "fro") else Position.NEITHER
