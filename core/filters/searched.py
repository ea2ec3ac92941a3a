"""A filter that is a search of a whole table, whose rows are told apart by their keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import polars as pl

from core.filters.engine import Counts, Offered
from core.filters.values import Values

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Searched(Generic[C]):
    """Matches rows that a search of the entire `table` finds; a row is identified by `keys`."""

    search: Callable[[pl.DataFrame, str], pl.DataFrame]
    table: Callable[[C], pl.DataFrame]
    keys: tuple[str, ...]

    def passes(self, values: Values, content: C) -> pl.Expr:
        """Whether the search finds a row."""
        key = pl.struct(self.keys) if len(self.keys) > 1 else pl.col(self.keys[0])
        found = self.search(self.table(content), values[0]).select(key).to_series()
        return key.is_in(found.implode())

    def counts(self, rows: pl.DataFrame, content: C, options: Offered) -> Counts:
        """Nothing."""
        return {}
