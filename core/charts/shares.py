"""From how many on a share is shown, on every page: under that, counts tell more than per cent."""

from __future__ import annotations

import polars as pl

from core.language import UNKNOWN, Lang, number, percent, text

LEAST = 20
"""No percentage, no point on a curve and no cell of a map is drawn of fewer votes or ballots."""


def enough(n: int | None) -> bool:
    """Whether a share of so many is shown."""
    return n is not None and n >= LEAST


def share_words(
    share: float | None, n: int | None, lang: Lang, decimals: int = 0, *, part: int | None = None
) -> str:
    """A share (0 to 1) of `n` in per cent; of too few the counts, such as 1 of 1; – if unknown.

    `part` is what the share is of `n`, where it is at hand.
    """
    if share is None or not n:
        return UNKNOWN
    if enough(n):
        return percent(share, lang, decimals)
    counted = round(share * n) if part is None else part
    return text("common.part_of", lang, part=number(counted, lang), n=number(n, lang))


def shown_shares(rows: pl.DataFrame, /, **n: str | int) -> pl.DataFrame:
    """The rows without the shares of too few: null in each named column whose n is under `LEAST`.

    `n` is the column that has it, or one number for all rows. Also for means over votes, such as an
    index of cohesion.
    """
    return rows.with_columns(
        pl.when((pl.col(count) if isinstance(count, str) else pl.lit(count)) >= LEAST)
        .then(pl.col(name))
        .alias(name)
        for name, count in n.items()
    )
