"""Finding members by name as people write it: without accents, with or without Danish letters."""

from __future__ import annotations

import difflib
import re
import unicodedata

import polars as pl

_MOST_ALIKE = 5
_ALIKE = 0.72
_OE = re.compile("oe+")
_LETTERS = str.maketrans({"å": "aa", "æ": "ae", "ä": "ae", "ø": "o", "ö": "o", "ð": "d", "ß": "ss"})


def folded(name: str) -> str:
    """A name as it is compared: `Søren Åse`, `soeren aase` and `SOREN ÅSE` are the same.

    Å is read as aa, Æ as ae, Ø and oe as o; other accents are dropped, and signs become blanks.
    """
    letters = unicodedata.normalize("NFKC", name).lower().translate(_LETTERS)
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(c)
    )
    words = "".join(c if c.isalnum() else " " for c in _OE.sub("o", bare)).split()
    return " ".join(words)


def find_members(table: pl.DataFrame, text: str) -> pl.DataFrame:
    """The rows (with `member`) whose name holds every word of `text`; the text is no pattern."""
    words = folded(text).split()
    if not words:
        return table
    names = (folded(name or "") for name in table["member"].to_list())
    return table.filter(
        pl.Series([all(word in name for word in words) for name in names], dtype=pl.Boolean)
    )


def similar_members(table: pl.DataFrame, text: str) -> pl.DataFrame:
    """The rows whose names are nearly what `text` says, the nearest first, five at most.

    Each word of the text is held against the words of a name, so that a surname alone will do.
    """
    words = folded(text).split()
    if not words:
        return table.clear()
    scores = [_likeness(words, folded(name or "").split()) for name in table["member"].to_list()]
    return (
        table.with_columns(pl.Series("_score", scores, dtype=pl.Float64))
        .filter(pl.col("_score") >= _ALIKE)
        .sort("_score", "member", descending=[True, False])
        .head(_MOST_ALIKE)
        .drop("_score")
    )


def _likeness(words: list[str], name: list[str]) -> float:
    """How well the words are found in a name: the mean of their best ratios, 0 to 1."""
    matcher = difflib.SequenceMatcher(autojunk=False)
    total = 0.0
    for word in words:
        matcher.set_seq2(word)
        best = 0.0
        for part in name:
            matcher.set_seq1(part)
            if matcher.quick_ratio() > best:
                best = max(best, matcher.ratio())
        total += best
    return total / len(words)
