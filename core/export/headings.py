"""Columns of files under headings in words, for who reads a table rather than programs it."""

from __future__ import annotations

import re

import polars as pl

from core.language import Lang, has, text


def heading(name: str, lang: Lang) -> str:
    """A column's heading: that of files, or the one that pages have.

    The columns that roll calls have for each vote keep their names.
    """
    own = f"heading.{name}"
    if re.fullmatch(r"v\d+", name):
        return name
    return text(own if has(own, lang) else f"column.{name}", lang)


def with_headings(rows: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    """Rows with the columns of a file, under their headings."""
    return rows.rename({name: heading(name, lang) for name in rows.columns})
