"""The least n of a share that is shown; below it all pages show counts, not per cent."""

from __future__ import annotations

import polars as pl

from core.language import UNKNOWN, Lang, number, percent, text

LEAST = 20
"""The least number of votes or ballots of a percentage, a point on a curve or a cell."""


def enough(n: int | None) -> bool:
    """Whether a share of `n` is shown."""
    return n is not None and n >= LEAST


def share_words(
    share: float | None, n: int | None, lang: Lang, decimals: int = 0, *, part: int | None = None
) -> str:
    """A share (0 to 1) of `n` in per cent; counts such as 1 of 1 if `n` is small; – if unknown.

    `part` is the count that the share stands for, if the caller has it.
    """
    if share is None or not n:
        return UNKNOWN
    if enough(n):
        return percent(share, lang, decimals)
    counted = round(share * n) if part is None else part
    return text("common.part_of", lang, part=number(counted, lang), n=number(n, lang))


def shown_shares(rows: pl.DataFrame, /, **n: str | int) -> pl.DataFrame:
    """The rows with null in each named column whose n is below `LEAST`.

    The columns are shares, or means over votes such as an index of cohesion. `n` is the column of
    their n, or one number for all rows.
    """
    return rows.with_columns(
        pl.when((pl.col(count) if isinstance(count, str) else pl.lit(count)) >= LEAST)
        .then(pl.col(name))
        .alias(name)
        for name, count in n.items()
    )
