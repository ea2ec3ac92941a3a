"""The types of the data dictionary: a table and a column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from core.language import Lang, text


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `source` is its name in the domain table, if that differs.

    A column with `needs_ballots` is empty where the domain table was made without ballots. One with
    `shared` has the same meaning in every table that has it.
    """

    name: str
    dtype: type[pl.DataType]
    nullable: bool = True
    source: str = ""
    needs_ballots: bool = False
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One exported table: `take` selects its columns, in order and typed, from a domain table.

    `work_out` adds the columns that the domain table does not have.
    """

    name: str
    columns: tuple[Column, ...]
    work_out: Callable[[pl.DataFrame], pl.DataFrame] = lambda frame: frame

    @property
    def schema(self) -> dict[str, type[pl.DataType]]:
        """Name and type of each column."""
        return {column.name: column.dtype for column in self.columns}

    def take(
        self, frame: pl.DataFrame, *, demo: bool = False, categories: bool = False
    ) -> pl.DataFrame:
        """The rows of a domain table with exactly the columns of `columns_of(demo)`.

        With `categories`, categorical columns keep their type: faster for millions of rows.
        """
        absent = [c.name for c in self.columns if c.needs_ballots and c.name not in frame.columns]
        frame = self.work_out(frame.with_columns(pl.lit(None).alias(name) for name in absent))
        categorical = {
            name
            for name, dtype in frame.schema.items()
            if categories and isinstance(dtype, pl.Categorical | pl.Enum)
        }
        taken = frame.select(
            (pl.col(name) if name in categorical else pl.col(name).cast(column.dtype)).alias(
                column.name
            )
            for column in self.columns
            for name in (column.source or column.name,)
        )
        return taken.with_columns(pl.lit(value=True).alias(DEMO.name)) if demo else taken

    def columns_of(self, *, demo: bool) -> tuple[Column, ...]:
        """The columns of a file; invented rows have one more, which marks them."""
        return (*self.columns, DEMO) if demo else self.columns

    def meaning(self, column: Column, lang: Lang) -> str:
        """The meaning of a column of this table, in words."""
        owner = "shared" if column.shared else self.name
        return text(f"dictionary.{owner}.{column.name}", lang)


DEMO = Column("demo", pl.Boolean, nullable=False, shared=True)
