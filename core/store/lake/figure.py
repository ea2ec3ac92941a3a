"""A figure to be published: rows that are worked out, which the store cannot do itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Figure:
    """Rows of a table of the dictionary for one period, worked out when they are needed.

    `made_from` is a key of what they are made of: while it is the same, they are not made again.
    `make` gives None where they cannot be made.
    """

    table: str
    period: str
    made_from: str
    make: Callable[[], pl.DataFrame | None]


Figures = Callable[[], Iterable[Figure]]
"""All figures, those of one period after the other."""
