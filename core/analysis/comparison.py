"""Compares two sides: how often each position of one met each position of the other."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from core.parliament.votes.counting import SIDES


def cross_table(compared: pl.DataFrame) -> pl.DataFrame:
    """A cross table of the positions of two sides, from `compare`.

    One row for each position of the first side, in the order for, against, neither. Columns:
    position_a, and for, against, neither (votes in which the second side took that position). The
    sum of all is the shared votes, that of the diagonal the votes in which both stood alike.
    """
    counts = compared.group_by("position_a", "position_b").len("n")
    met = {(str(a), str(b)): n for a, b, n in counts.iter_rows()}
    return pl.DataFrame(
        {"position_a": SIDES} | {b: [met.get((a, b), 0) for a in SIDES] for b in SIDES},
        schema={"position_a": pl.String} | dict.fromkeys(SIDES, pl.Int64),
    )


@dataclass(frozen=True, slots=True)
class Agreed:
    """How often two sides stood alike: `same` of the `shared` votes that both took part in.

    `agreement` (0 to 1) is None where they share too few votes.
    """

    shared: int
    same: int
    agreement: float | None


def agreed(compared: pl.DataFrame, min_shared: int = 1) -> Agreed:
    """The agreement of two sides, from `compare`, by the same method as `party_agreement`."""
    shared, same = compared.height, int(compared["same"].sum())
    enough = shared >= max(min_shared, 1)
    return Agreed(shared, same, same / shared if enough else None)
