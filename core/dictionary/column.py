"""The types of the data dictionary: a table and a column."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from core.language import Lang, text


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `source` is its name in the domain table, if that differs.

    A column with `needs_ballots` is empty where the domain table was made without ballots. One with
    `shared` has the same meaning in every table that has it. `owner` is the part of the catalogue
    that has its description, where that is neither the table's nor the shared one.
    """

    name: str
    dtype: type[pl.DataType]
    nullable: bool = True
    source: str = ""
    needs_ballots: bool = False
    shared: bool = False
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One exported table: `take` selects its columns, in order and typed, from a domain table.

    `work_out` adds the columns that the domain table does not have. After the columns come those of
    `each` vote, where the table has such: their name and the vote's number.
    """

    name: str
    columns: tuple[Column, ...]
    work_out: Callable[[pl.DataFrame], pl.DataFrame] = lambda frame: frame
    each: Column | None = None

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
            for column in self.fixed_and_each(frame)
            for name in (column.source or column.name,)
        )
        return taken.with_columns(pl.lit(value=True).alias(DEMO.name)) if demo else taken

    def columns_of(self, *, demo: bool) -> tuple[Column, ...]:
        """The columns of a file; invented rows have one more, which marks them."""
        return (*self.columns, DEMO) if demo else self.columns

    def fixed_and_each(self, frame: pl.DataFrame) -> tuple[Column, ...]:
        """The columns that the table always has, then those of each vote that the frame has."""
        if self.each is None:
            return self.columns
        named = re.compile(rf"{self.each.name}\d+")
        votes = (name for name in frame.columns if named.fullmatch(name))
        return (*self.columns, *(replace(self.each, name=name) for name in votes))

    def described(self, *, demo: bool) -> tuple[Column, ...]:
        """The columns that words stand for: those of a file, and the one that each vote has."""
        each = () if self.each is None else (self.each,)
        return (*self.columns, *each, *((DEMO,) if demo else ()))

    def meaning(self, column: Column, lang: Lang) -> str:
        """The meaning of a column of this table, in words."""
        owner = column.owner or ("shared" if column.shared else self.name)
        return text(f"dictionary.{owner}.{column.name}", lang)


DEMO = Column("demo", pl.Boolean, nullable=False, shared=True)
