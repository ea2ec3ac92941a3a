"""Finds members by name as people write it: without accents, with or without Danish letters."""

from __future__ import annotations

import difflib

import polars as pl

from core.parliament.texts.plain import search_key

_MOST_ALIKE = 5
_ALIKE = 0.72


def find_members(table: pl.DataFrame, text: str) -> pl.DataFrame:
    """The rows (with `member`) whose name has every word of `text`, compared by `search_key`.

    The text is never a pattern, and signs such as hyphens count as blanks.
    """
    return table.filter(has_name(text))


def has_name(text: str) -> pl.Expr:
    """Whether the name of a `member` has every word of `text`; see `find_members`."""
    name = _name_key(pl.col("member"))
    words = (name.str.contains(word, literal=True) for word in _words(text))
    return pl.all_horizontal(pl.lit(value=True), *words)


def similar_members(table: pl.DataFrame, text: str) -> pl.DataFrame:
    """The rows whose names are similar to `text`, the most similar first, five at most.

    Each word of the text is compared with the words of a name, so that a surname is enough.
    """
    words = _words(text)
    if not words:
        return table.clear()
    names = table.select(_name_key(pl.col("member")).fill_null(""))["member"].to_list()
    scores = [_likeness(words, name.split()) for name in names]
    return (
        table.with_columns(pl.Series("_score", scores, dtype=pl.Float64))
        .filter(pl.col("_score") >= _ALIKE)
        .sort("_score", "member", descending=[True, False])
        .head(_MOST_ALIKE)
        .drop("_score")
    )


def _name_key(name: pl.Expr) -> pl.Expr:
    return search_key(name).str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()


def _words(text: str) -> list[str]:
    key: str = pl.select(_name_key(pl.lit(text))).item()
    return key.split()


def _likeness(words: list[str], name: list[str]) -> float:
    """How similar the words are to those of a name: the mean of their best ratios, 0 to 1."""
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
