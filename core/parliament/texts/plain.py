"""Plain text out of the API's strings, and Danish order of names."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

import polars as pl

_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li)\s*/?\s*>", re.IGNORECASE)
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_TAG = re.compile(r"<[^<>]{0,500}>")


def tidy(text: str) -> str:
    """Text in one line with single blanks, composed letters and no invisible characters."""
    if text.isascii():  # nothing to compose, and nothing invisible
        return " ".join(text.split())
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def plain(text: str | None) -> str:
    """Text without HTML: breaks become line breaks, other tags vanish, entities are read once."""
    if not text:
        return ""
    without = _TAG.sub("", _BREAK.sub("\n", text))
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in html.unescape(without).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(column: str) -> pl.Expr:
    """A text column with all white space folded to single blanks; empty text becomes null."""
    folded = pl.col(column).str.replace_all(r"\s+", " ").str.strip_chars()
    return pl.when(folded != "").then(folded)


def search_key(text: pl.Expr) -> pl.Expr:
    """Text as searches compare it: without letter case, accents and spellings of Danish letters.

    Å, aa and a are one, ø, oe and o are one, and æ is ae.
    """
    return (
        text.str.to_lowercase()
        .str.replace_many(["å", "aa", "ø", "oe", "æ"], ["a", "a", "o", "o", "ae"])
        .str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .str.replace_many(["aa", "oe"], ["a", "o"])  # øe and oe are one, as in Færøerne, Faeroerne
        .str.replace_all(r"\s+", " ")
    )


def search_words(text: str) -> list[str]:
    """The words of a search in the form of `search_key`."""
    return _search_key(text).split()


@lru_cache(maxsize=1024)
def _search_key(text: str) -> str:
    key: str = pl.select(search_key(pl.lit(text))).item()
    return key


_IN_ORDER = {"æ": "{a", "ä": "{a", "ø": "{b", "ö": "{b", "å": "{c", "ü": "y", "ð": "d"} | {
    accented: plain
    for plain, group in {"a": "áàâ", "e": "éèêë", "i": "íìîï", "o": "óòô", "u": "úùû"}.items()
    for accented in group
}


def danish_order(column: str) -> pl.Expr:
    """A key that sorts names in Danish order: Æ, Ø and Å last, Aa as Å, other accents ignored."""
    return (
        pl.col(column)
        .str.to_lowercase()
        .str.replace_all("aa", "å", literal=True)
        .str.replace_many(_IN_ORDER)
    )
