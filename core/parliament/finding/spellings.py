"""Spellings near to words that nothing is called by, taken from what there is."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from itertools import islice

import polars as pl

from core.parliament.finding.find import words_of
from core.parliament.finding.index import Index, name_key
from core.parliament.texts.plain import tidy

_MOST = 3
_ALIKE = 0.75
_LETTERS = 2  # by so many letters a word may be longer or shorter
_SHORTEST = 4
_MANY = 4_000  # words to compare with


def vocabulary(index: Index) -> pl.DataFrame:
    """The words that anything is called by: word (as it is written) and key (as it is searched)."""
    titles = pl.concat(
        [
            index.cases["title"],
            index.votes["case_title"],
            index.members["name"],
            index.parties["name"],
            index.terms["label"],
        ]
    )
    word = titles.str.to_lowercase().str.extract_all(rf"\p{{L}}{{{_SHORTEST},}}").explode()
    words = word.drop_nulls().unique(maintain_order=True).alias("word").to_frame()
    key = name_key(pl.col("word")).str.strip_chars()
    return words.with_columns(key.alias("key")).unique("key", keep="first", maintain_order=True)


def near(words: pl.DataFrame, text: str, finds: Callable[[str], bool]) -> tuple[str, ...]:
    """Texts like `text` in which words that there are not are replaced by similar ones.

    `words` is a `vocabulary`. At most three, the most similar first, and only those of which
    `finds` says that something is found by them.
    """
    asked = tidy(text).lower().split()
    if len(asked) > _LETTERS * _MOST:
        return ()
    texts = [""]
    for word in asked:
        like = _like(words, word)
        texts = [f"{text} {each}".strip() for text in texts for each in like][: _MOST * _MOST]
    other = (each for each in texts if each != " ".join(asked))
    return tuple(islice(filter(finds, other), _MOST))


def _like(words: pl.DataFrame, word: str) -> list[str]:
    """The word itself where it is a part of one that there is, else those most like it."""
    key = "".join(words_of(word))
    known = words.filter(pl.col("key").str.contains(key, literal=True))
    if not known.is_empty() or len(key) < _SHORTEST:
        return [word]
    length = pl.col("key").str.len_chars()
    close = words.filter(length.is_between(len(key) - _LETTERS, len(key) + _LETTERS))
    if close.height > _MANY:  # a slip in the first letter is rare
        close = close.filter(pl.col("key").str.starts_with(key[0]))
    written = dict(close.select("key", "word").iter_rows())
    return [written[each] for each in get_close_matches(key, written, _MOST, _ALIKE)] or [word]
