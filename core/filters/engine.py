"""Filters: each is declared once, and all that is made of it derives from the declaration.

`Filters` is what one table can be filtered by. `Chosen` is what somebody chose, wherever it was
written: in an address, on the command line, or in a widget.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial, reduce
from operator import and_
from typing import Generic, Literal, Protocol, TypeVar

import polars as pl

from core.filters.values import (
    Taken,
    Values,
    take_day,
    take_flag,
    take_many,
    take_one,
    take_pair,
    take_text,
)
from core.language import Lang, date_text, text
from core.times import read_day

C = TypeVar("C")
C_contra = TypeVar("C_contra", contravariant=True)

Kind = Literal["text", "one", "many", "pair", "flag", "day"]
Order = Literal["given", "frequent", "chosen"]
Words = str | Callable[[str, str, Lang], str]
Options = Sequence[str] | Mapping[str, str]
Pairs = tuple[tuple[str, str], ...]

LETTERS = 200
"""The most letters of a text that is looked for, where a filter says nothing else."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen: the values of each filter, by its key. What is not there is not filtered.

    A yes is the value `1`, a day is written YYYY-MM-DD, and a pair is two values.
    """

    pairs: tuple[tuple[str, Values], ...] = ()

    @classmethod
    def of(cls, chosen: Mapping[str, Sequence[str]]) -> Chosen:
        """From the values of each filter; those without any are not chosen."""
        return cls(tuple((key, tuple(values)) for key, values in sorted(chosen.items()) if values))

    def __bool__(self) -> bool:
        return bool(self.pairs)

    def __or__(self, other: Chosen) -> Chosen:
        return Chosen.of(dict(self.pairs) | dict(other.pairs))

    def values(self, key: str) -> Values:
        """The values of a filter, empty where it is not chosen."""
        return next((values for name, values in self.pairs if name == key), ())

    def first(self, key: str) -> str:
        """The one value of a filter, empty where it is not chosen."""
        return next(iter(self.values(key)), "")

    def day(self, key: str) -> date | None:
        """The day that was chosen."""
        return read_day(self.first(key))

    def without(self, *keys: str) -> Chosen:
        """The same without some filters."""
        return Chosen(tuple(pair for pair in self.pairs if pair[0] not in keys))


def between(first: date | None, last: date | None) -> Chosen:
    """The days from one to another, both included; None is no bound."""
    chosen = {"from": first, "to": last}
    return Chosen.of({key: [day.isoformat()] if day else [] for key, day in chosen.items()})


Offered = Callable[[], Mapping[str, str]]
"""Gives the options of a filter, which may take some looking."""


class Match(Protocol[C_contra]):
    """What the values of a filter ask of a row, and how many rows have each value."""

    def passes(self, values: Values, content: C_contra) -> pl.Expr:
        """Whether a row has what is asked for."""

    def counts(self, rows: pl.DataFrame, content: C_contra, options: Offered) -> Counts:
        """How many of the rows have each value."""


Counts = dict[str, int]
"""How many rows choosing a value would leave, those with most first."""


@dataclass(frozen=True, slots=True)
class Each:
    """Rows that have any of the values; `has` says what a row with one of them is."""

    has: Callable[[str], pl.Expr]

    def passes(self, values: Values, content: object) -> pl.Expr:
        """Whether a row has any of the values."""
        return pl.any_horizontal(self.has(value) for value in values)

    def counts(self, rows: pl.DataFrame, content: object, options: Offered) -> Counts:
        """How many rows have each of the options."""
        names = list(options())
        if not names:
            return {}
        row = rows.select(self.has(name).sum().alias(name) for name in names).row(0, named=True)
        return _most_first({name: int(row[name] or 0) for name in names})


@dataclass(frozen=True, slots=True)
class Column:
    """Rows with any of the values in a column; with several in it, `between` stands between them.

    Of a column of `numbers` the values are written as text.
    """

    name: str
    between: str | None = None
    numbers: bool = False

    def passes(self, values: Values, content: object) -> pl.Expr:
        """Whether a row has any of the values."""
        column = pl.col(self.name)
        if self.between is None:
            wanted = [int(value) for value in values] if self.numbers else list(values)
            return column.is_in(wanted)
        shared = column.str.split(self.between).list.set_intersection(pl.lit(list(values)))
        return shared.list.len() > 0

    def counts(self, rows: pl.DataFrame, content: object, options: Offered) -> Counts:
        """How many rows have each value that there is; those without one are in none."""
        column = rows.select(value=self.name)["value"]
        if self.between is not None:
            column = column.str.split(self.between).explode()
        found = column.drop_nulls().value_counts()
        return _most_first(dict(found.select(pl.col("value").cast(pl.String), "count").iter_rows()))


@dataclass(frozen=True, slots=True)
class When:
    """Rows that are as a function of the values says; they are not counted by value."""

    condition: Callable[[Values], pl.Expr]

    def passes(self, values: Values, content: object) -> pl.Expr:
        """Whether a row is so."""
        return self.condition(values)

    def counts(self, rows: pl.DataFrame, content: object, options: Offered) -> Counts:
        """Nothing."""
        return {}


@dataclass(frozen=True, slots=True)
class Searched(Generic[C]):
    """Rows that a search of the whole `table` finds, told from others by the columns `keys`."""

    search: Callable[[pl.DataFrame, str], pl.DataFrame]
    table: Callable[[C], pl.DataFrame]
    keys: tuple[str, ...]

    def passes(self, values: Values, content: C) -> pl.Expr:
        """Whether a row was found."""
        key = pl.struct(self.keys) if len(self.keys) > 1 else pl.col(self.keys[0])
        found = self.search(self.table(content), values[0]).select(key).to_series()
        return key.is_in(found.implode())

    def counts(self, rows: pl.DataFrame, content: C, options: Offered) -> Counts:
        """Nothing."""
        return {}


def since(column: str) -> When:
    """Rows of a day in a column or a later one; rows without a day do not pass."""
    return When(lambda day: pl.col(column) >= read_day(day[0]))


def until(column: str) -> When:
    """Rows of a day in a column or an earlier one; rows without a day do not pass."""
    return When(lambda day: pl.col(column) <= read_day(day[0]))


@dataclass(frozen=True, slots=True)
class Filter(Generic[C]):
    """One filter of a table.

    `key` is its name in the address, `label` that of its text, and `words` how a value reads: the
    beginning of a text's name (of a pair the whole name), or a function of value, name in the table
    and language. `match` is None where the choice is no condition on rows. `options` are the
    values, with names where the table has them; where it `hides`, the filter is not offered without
    any. `bounds` are the days that may be chosen, and `default` is what no choice means; where it
    is `told`, that too is among what was chosen. A filter that is `counted` tells how many rows
    each choice would leave, under `title` where that is not the label. `order` is that of options
    with numbers, of which `most` are offered; of a text so many letters are taken. `hint` stands in
    the empty widget, `help` beside it. `few` options are all seen at once, and a text that is
    `live` is looked for while it is written. `option` is its name on the command line, where it has
    one.
    """

    key: str
    kind: Kind
    label: str
    match: Match[C] | None = None
    words: Words = ""
    options: Options | Callable[[C], Options] = ()
    bounds: Callable[[C], tuple[date, date] | None] | None = None
    default: str = ""
    told: bool = False
    counted: bool = False
    title: str = ""
    order: Order = "given"
    most: int = LETTERS
    hides: bool = False
    few: bool = False
    live: bool = False
    hint: str = ""
    help: str = ""
    option: str = ""

    def offered(self, content: C) -> dict[str, str]:
        """Every value that can be chosen, with its name in the table."""
        if self.kind == "flag":
            return {"1": "1"}
        options = self.options(content) if callable(self.options) else self.options
        return dict(options) if isinstance(options, Mapping) else {name: name for name in options}

    def days(self, content: C) -> tuple[date, date] | None:
        """The first and the last day that can be chosen."""
        return None if self.bounds is None else self.bounds(content)

    def take(
        self, asked: Sequence[str], content: C, options: Collection[str] | None = None
    ) -> Taken:
        """What can be had of what was asked for; `options` are those of the content if known."""
        if self.kind == "text":
            return take_text(asked, self.most)
        if self.kind == "flag":
            return take_flag(asked)
        if self.kind == "day":
            days = self.days(content)
            return take_day(asked, *days) if days else Taken(left=tuple(asked))
        read = {"one": take_one, "many": take_many, "pair": take_pair}[self.kind]
        return read(asked, self.offered(content) if options is None else options)

    def in_words(self, value: str, lang: Lang, name: str = "") -> str:
        """How a value reads; `name` is that of the table."""
        if self.kind == "day":
            return date_text(read_day(value), lang)
        if callable(self.words):
            return self.words(value, name or value, lang)
        if self.kind == "flag":
            return text(self.words or "common.yes", lang)
        if not self.words or self.kind == "pair":
            return name or value
        return text(f"{self.words}.{value}", lang)

    def all_in_words(self, values: Values, lang: Lang, names: Mapping[str, str]) -> str:
        """How all that is chosen reads in one line; of nothing, what that means."""
        if not values:
            return self.in_words(self.default, lang) if self.default else text("common.no", lang)
        if self.kind == "pair":
            return text(str(self.words), lang, one=values[0], other=values[1])
        return ", ".join(self.in_words(value, lang, names.get(value, "")) for value in values)


@dataclass(frozen=True, slots=True)
class Found:
    """The rows that pass, and how many rows each choice of the counted filters would leave."""

    rows: pl.DataFrame
    counts: Mapping[str, Counts]


def _no_rows(content: object) -> pl.DataFrame:
    raise ValueError("these filters have no rows of their own: say which are meant")


@dataclass(frozen=True, slots=True)
class Filters(Generic[C]):
    """What a table can be filtered by, in the order in which it is told what was chosen.

    `table` gives the rows out of the content that the options are found in, where it has them.
    """

    each: tuple[Filter[C], ...]
    table: Callable[[C], pl.DataFrame] = _no_rows

    def __iter__(self) -> Iterator[Filter[C]]:
        return iter(self.each)

    def __getitem__(self, key: str) -> Filter[C]:
        return next(each for each in self.each if each.key == key)

    def without(self, *keys: str) -> Filters[C]:
        """The same without some filters."""
        return replace(self, each=tuple(each for each in self.each if each.key not in keys))

    @property
    def keys(self) -> tuple[str, ...]:
        """The names in the address."""
        return tuple(each.key for each in self.each)

    def take(self, asked: Callable[[str], Sequence[str]], content: C) -> dict[str, Taken]:
        """What can be had of what is asked for by the key of each filter, and what cannot."""
        return {each.key: each.take(asked(each.key), content) for each in self.each}

    def read(self, asked: Callable[[str], Sequence[str]], content: C) -> Chosen:
        """What can be had of what is asked for by the key of each filter."""
        return Chosen.of({key: one.values for key, one in self.take(asked, content).items()})

    def conditions(self, content: C, chosen: Chosen) -> dict[str, pl.Expr]:
        """What a row must be to pass, by the key of each filter that is chosen."""
        return {
            each.key: each.match.passes(values, content)
            for each in self.each
            if each.match is not None and (values := chosen.values(each.key))
        }

    def apply(self, content: C, chosen: Chosen, rows: pl.DataFrame | None = None) -> pl.DataFrame:
        """The rows that pass: those of the table, or others that have its columns."""
        rows = self.table(content) if rows is None else rows
        conditions = self.conditions(content, chosen)
        return rows.filter(*conditions.values()) if conditions else rows

    def find(self, content: C, chosen: Chosen, rows: pl.DataFrame | None = None) -> Found:
        """The rows that pass with the numbers beside every choice: all other filters applied."""
        rows = self.table(content) if rows is None else rows
        conditions = self.conditions(content, chosen)
        # By with_columns, since a condition may be the same for all rows.
        told = rows.with_columns(**{f"if_{key}": one for key, one in conditions.items()})
        masks = {key: told[f"if_{key}"] for key in conditions}
        passing = _kept(rows, masks.values())
        counts = {}
        for each in self.each:
            if each.counted and each.match is not None:
                left = passing
                if each.key in masks:
                    left = _kept(rows, (mask for key, mask in masks.items() if key != each.key))
                counts[each.key] = each.match.counts(left, content, partial(each.offered, content))
        return Found(passing, counts)

    def described(self, content: C, chosen: Chosen, lang: Lang) -> Pairs:
        """Label and value in words of each filter that is chosen."""
        return tuple(
            (text(each.label, lang), each.all_in_words(values, lang, each.offered(content)))
            for each in self.each
            if (values := chosen.values(each.key)) or each.told
        )

    def as_options(self, chosen: Chosen) -> Pairs:
        """Name and value on the command line of each filter that is chosen and has one."""
        return tuple(
            (f"--{each.option}", "yes" if each.kind == "flag" else " ".join(values))
            for each in self.each
            if each.option and (values := chosen.values(each.key))
        )


def _kept(rows: pl.DataFrame, masks: Iterable[pl.Series]) -> pl.DataFrame:
    both = list(masks)
    return rows.filter(reduce(and_, both)) if both else rows


def _most_first(counts: Mapping[str, int]) -> Counts:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
