"""Filters: each is declared once; widgets, conditions, counts and words derive from that.

`Filters` are all filters of one table. `Chosen` are the values that a user chose in an address, on
the command line or in widgets.
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
    take_number,
    take_one,
    take_pair,
    take_text,
)
from core.language import Lang, date_text, text
from core.times import read_day

C = TypeVar("C")
C_contra = TypeVar("C_contra", contravariant=True)

Kind = Literal["text", "one", "many", "pair", "flag", "day", "number"]
Order = Literal["given", "frequent", "chosen"]
Words = str | Callable[[str, str, Lang], str]
Options = Sequence[str] | Mapping[str, str]
Pairs = tuple[tuple[str, str], ...]

LETTERS = 200
"""The default limit on the length of a search text."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The chosen values of each filter, by its key; filters without any are absent.

    A flag has the value `1`, a day is written YYYY-MM-DD, a number in digits, and a pair is two
    values.
    """

    pairs: tuple[tuple[str, Values], ...] = ()

    @classmethod
    def of(cls, chosen: Mapping[str, Sequence[str]]) -> Chosen:
        """From a mapping of keys to values; keys without values are dropped."""
        return cls(tuple((key, tuple(values)) for key, values in sorted(chosen.items()) if values))

    def __bool__(self) -> bool:
        return bool(self.pairs)

    def __or__(self, other: Chosen) -> Chosen:
        return Chosen.of(dict(self.pairs) | dict(other.pairs))

    def values(self, key: str) -> Values:
        """The values of a filter; empty where none are chosen."""
        return next((values for name, values in self.pairs if name == key), ())

    def first(self, key: str) -> str:
        """The first value of a filter; empty where none is chosen."""
        return next(iter(self.values(key)), "")

    def day(self, key: str) -> date | None:
        """The day chosen in a filter, or None."""
        return read_day(self.first(key))

    def without(self, *keys: str) -> Chosen:
        """A copy without the filters of these keys."""
        return Chosen(tuple(pair for pair in self.pairs if pair[0] not in keys))


def between(first: date | None, last: date | None) -> Chosen:
    """The days from `first` to `last`, both included; None is no bound."""
    chosen = {"from": first, "to": last}
    return Chosen.of({key: [day.isoformat()] if day else [] for key, day in chosen.items()})


Offered = Callable[[], Mapping[str, str]]
"""Returns the options of a filter: value to name. A function, as finding them can be slow."""
Counts = dict[str, int]
"""The number of rows by value, the most frequent first."""


class Match(Protocol[C_contra]):
    """How a filter selects rows, and how it counts the rows that have each value."""

    def passes(self, values: Values, content: C_contra) -> pl.Expr:
        """The condition that a row passes the filter with these values."""

    def counts(self, rows: pl.DataFrame, content: C_contra, options: Offered) -> Counts:
        """The number of rows with each value, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Each:
    """Matches rows that have any of the values; `has` is the condition for one value."""

    has: Callable[[str], pl.Expr]

    def passes(self, values: Values, content: object) -> pl.Expr:
        """Whether a row has any of the values."""
        return pl.any_horizontal(self.has(value) for value in values)

    def counts(self, rows: pl.DataFrame, content: object, options: Offered) -> Counts:
        """The number of rows with each option."""
        names = list(options())
        if not names:
            return {}
        row = rows.select(self.has(name).sum().alias(name) for name in names).row(0, named=True)
        return _most_first({name: int(row[name] or 0) for name in names})


@dataclass(frozen=True, slots=True)
class Column:
    """Matches rows with any of the values in a column, which may have several, split at `between`.

    With `numbers` the column has integers; the values of the filter are these as text.
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
        """The number of rows with each value of the column, null excepted."""
        column = rows.select(value=self.name)["value"]
        if self.between is not None:
            column = column.str.split(self.between).explode()
        found = column.drop_nulls().value_counts()
        return _most_first(dict(found.select(pl.col("value").cast(pl.String), "count").iter_rows()))


@dataclass(frozen=True, slots=True)
class When:
    """Matches rows by a function of all values; it has no counts."""

    condition: Callable[[Values], pl.Expr]

    def passes(self, values: Values, content: object) -> pl.Expr:
        """The condition for these values."""
        return self.condition(values)

    def counts(self, rows: pl.DataFrame, content: object, options: Offered) -> Counts:
        """Nothing."""
        return {}


def since(column: str) -> When:
    """Matches rows whose day is the chosen one or later; rows without a day do not pass."""
    return When(lambda day: pl.col(column) >= read_day(day[0]))


def until(column: str) -> When:
    """Matches rows whose day is the chosen one or earlier; rows without a day do not pass."""
    return When(lambda day: pl.col(column) <= read_day(day[0]))


@dataclass(frozen=True, slots=True)
class Filter(Generic[C]):
    """One filter of a table.

    `key`: its name in the address. `label`: the key of its text.
    `match`: how it selects rows; None where it is no condition on rows.
    `options`: the values, with names if the table has them. `bounds`: the first and last day.
    `default`: the value that no choice stands for.
    `always_described`: is in `Filters.described` even if nothing is chosen.
    `most`: the most options offered if they are counted, the most letters of a text, or the largest
    number.

    `words`: how a value is written. It is a prefix of text keys (the complete key for a pair), or a
    function of value, name in the table and language.
    `counted`: shows the number of rows of each option, as facets under `title` or the label.
    `order`: counted options in the order given, by frequency, or that with the chosen ones first.
    `hides`: not offered without options.
    `few`: all options are visible at once, or those that are chosen and the `first` most frequent
    ones until the visitor asks for the others. `live`: a text is searched for while it is typed.
    `hint`, `help`: keys of the texts in the empty widget and next to it.
    `option`: its name on the command line, if it has one.
    """

    key: str
    kind: Kind
    label: str
    match: Match[C] | None = None
    words: Words = ""
    options: Options | Callable[[C], Options] = ()
    bounds: Callable[[C], tuple[date, date] | None] | None = None
    default: str = ""
    always_described: bool = False
    counted: bool = False
    title: str = ""
    order: Order = "given"
    most: int = LETTERS
    hides: bool = False
    few: bool = False
    first: int = 0
    live: bool = False
    hint: str = ""
    help: str = ""
    option: str = ""

    def offered(self, content: C) -> dict[str, str]:
        """All values that can be chosen, with their names in the table."""
        if self.kind == "flag":
            return {"1": "1"}
        options = self.options(content) if callable(self.options) else self.options
        return dict(options) if isinstance(options, Mapping) else {name: name for name in options}

    def days(self, content: C) -> tuple[date, date] | None:
        """The first and the last day that can be chosen, or None."""
        return None if self.bounds is None else self.bounds(content)

    def take(
        self, asked: Sequence[str], content: C, options: Collection[str] | None = None
    ) -> Taken:
        """The valid values of a request, and the others; `options` saves looking them up again."""
        if self.kind == "text":
            return take_text(asked, self.most)
        if self.kind == "flag":
            return take_flag(asked)
        if self.kind == "number":
            return take_number(asked, self.most)
        if self.kind == "day":
            days = self.days(content)
            return take_day(asked, *days) if days else Taken(left=tuple(asked))
        read = {"one": take_one, "many": take_many, "pair": take_pair}[self.kind]
        return read(asked, self.offered(content) if options is None else options)

    def in_words(self, value: str, lang: Lang, name: str = "") -> str:
        """A value in words; `name` is its name in the table."""
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
        """All chosen values on one line; without any, what that stands for."""
        if not values:
            return self.in_words(self.default, lang) if self.default else text("common.no", lang)
        if self.kind == "pair":
            return text(str(self.words), lang, one=values[0], other=values[1])
        return ", ".join(self.in_words(value, lang, names.get(value, "")) for value in values)


def search(match: Match[C], hint: str, *, live: bool = False) -> Filter[C]:
    """A search for words, with the key `q`; `hint` is the key of the text in the empty widget."""
    return Filter("q", "text", "votes.search", match, hint=hint, live=live)


def occurring(column: pl.Series, order: Sequence[str]) -> tuple[str, ...]:
    """The values of `order` that occur in a column."""
    there = set(column)
    return tuple(value for value in order if value in there)


@dataclass(frozen=True, slots=True)
class Found:
    """The rows that pass, and the counts of the filters that are `counted`, by key."""

    rows: pl.DataFrame
    counts: Mapping[str, Counts]


def _no_rows(content: object) -> pl.DataFrame:
    raise ValueError("these filters have no rows of their own: say which are meant")


@dataclass(frozen=True, slots=True)
class Filters(Generic[C]):
    """All filters of a table, in the order in which choices are described.

    `table` returns the rows to filter from the content that the options are found in.
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
        """The keys of all filters, which are their names in the address."""
        return tuple(each.key for each in self.each)

    def take(self, asked: Callable[[str], Sequence[str]], content: C) -> dict[str, Taken]:
        """Valid and invalid values by key; `asked` returns the requested values of a key."""
        return {each.key: each.take(asked(each.key), content) for each in self.each}

    def read(self, asked: Callable[[str], Sequence[str]], content: C) -> Chosen:
        """The valid values; `asked` returns the requested values of a key."""
        return Chosen.of({key: one.values for key, one in self.take(asked, content).items()})

    def conditions(self, content: C, chosen: Chosen) -> dict[str, pl.Expr]:
        """The conditions of the chosen filters, by key."""
        return {
            each.key: each.match.passes(values, content)
            for each in self.each
            if each.match is not None and (values := chosen.values(each.key))
        }

    def apply(self, content: C, chosen: Chosen, rows: pl.DataFrame | None = None) -> pl.DataFrame:
        """The rows that pass: of the table, or of `rows`, which have the same columns."""
        rows = self.table(content) if rows is None else rows
        conditions = self.conditions(content, chosen)
        return rows.filter(*conditions.values()) if conditions else rows

    def find(
        self,
        content: C,
        chosen: Chosen,
        rows: pl.DataFrame | None = None,
        counted: Collection[str] | None = None,
    ) -> Found:
        """The rows that pass, and the counts of filters (all, or some) with all others applied."""
        rows = self.table(content) if rows is None else rows
        conditions = self.conditions(content, chosen)
        # with_columns, since a condition may be a single value for all rows.
        marked = rows.with_columns(**{f"if_{key}": one for key, one in conditions.items()})
        masks = {key: marked[f"if_{key}"] for key in conditions}
        passing = _passing(rows, masks.values())
        counts = {}
        for each in self.each:
            meant = each.counted and (counted is None or each.key in counted)
            if meant and each.match is not None:
                left = passing
                if each.key in masks:
                    left = _passing(rows, (mask for key, mask in masks.items() if key != each.key))
                counts[each.key] = each.match.counts(left, content, partial(each.offered, content))
        return Found(passing, counts)

    def described(self, content: C, chosen: Chosen, lang: Lang) -> Pairs:
        """Label and value in words of each filter that is chosen or always described."""
        return tuple(
            (text(each.label, lang), each.all_in_words(values, lang, each.offered(content)))
            for each in self.each
            if (values := chosen.values(each.key)) or each.always_described
        )

    def as_options(self, chosen: Chosen) -> Pairs:
        """Name and value on the command line of each chosen filter that has an `option`."""
        return tuple(
            (f"--{one.option}", "yes" if one.kind == "flag" else " ".join(values))
            for one in self.each
            if one.option and (values := chosen.values(one.key))
        )


def _passing(rows: pl.DataFrame, masks: Iterable[pl.Series]) -> pl.DataFrame:
    all_masks = list(masks)
    return rows.filter(reduce(and_, all_masks)) if all_masks else rows


def _most_first(counts: Mapping[str, int]) -> Counts:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
