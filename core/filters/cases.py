"""The filters on cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from core.filters.engine import (
    Column,
    Counts,
    Each,
    Filter,
    Filters,
    Match,
    Offered,
    Words,
    search,
    since,
    until,
)
from core.filters.searched import Searched
from core.filters.values import Values
from core.language import Lang, text
from core.parliament.cases.search import GOVERNMENT, CaseBook
from core.parliament.cases.tables import search_cases
from core.parliament.texts.lookups import option_words

_VOTED = {"with": True, "without": False}
_MOST = 100  # options offered by one filter
_KINDS = 4  # kinds of case that are there at once


@dataclass(frozen=True, slots=True)
class _Linked:
    """Matches cases that are linked with any of the values; see `CaseBook.links`."""

    name: str

    def passes(self, values: Values, book: CaseBook) -> pl.Expr:
        links = book.links[self.name]
        rows = links.filter(pl.col("value").is_in(list(values)))["row"].unique()
        return pl.col("row").is_in(rows.implode())

    def counts(self, rows: pl.DataFrame, book: CaseBook, options: Offered) -> Counts:
        links = book.links[self.name]
        if rows.height < book.table.height:
            there = pl.repeat(False, book.table.height, eager=True)
            there = there.scatter(rows["row"], True)
            links = links.filter(there.gather(links["row"]))
        counted = (
            links.group_by("value")
            .agg(pl.len().alias("n"), pl.col("label").first())
            .cast({"value": pl.String, "label": pl.String})
            .sort("n", "label", descending=[True, False])
        )
        return dict(counted.select("value", "n").iter_rows())


def _table(book: CaseBook) -> pl.DataFrame:
    return book.table


def _days(book: CaseBook) -> tuple[date, date] | None:
    if book.table["proposed"].null_count() == book.table.height:
        return None
    first = min(period.start for period in book.periods).date()
    return first, max(period.end for period in book.periods).date()


def _voted(book: CaseBook) -> tuple[str, ...]:
    """Empty where it is not known of any case whether it was voted on."""
    return () if book.table["votes"].null_count() == book.table.height else tuple(_VOTED)


def _voted_words(value: str, name: str, lang: Lang) -> str:
    return text(f"cases.{value}_votes", lang)


def _proposer_words(value: str, name: str, lang: Lang) -> str:
    return text("cases.government", lang) if value == GOVERNMENT else name


def _facet(
    key: str, facet: str, match: Match[CaseBook], words: Words = "", *, first: int = 0
) -> Filter[CaseBook]:
    """A choice among `CaseBook.values`, each with its number of cases; see `Filter.first`."""
    return Filter(
        key,
        "many",
        f"cases.{facet}",
        match,
        words=words,
        options=lambda book: book.values[facet],
        few=first > 0,
        first=first,
        hides=first == 0,
        counted=True,
        order="chosen",
        most=_MOST,
    )


CASES: Filters[CaseBook] = Filters(
    (
        search(Searched(search_cases, _table, ("row",)), "cases.search_hint", live=True),
        _facet("type", "type_code", Column("type_code"), "case_type", first=_KINDS),
        _facet("category", "category", Column("category"), partial(option_words, "case_category")),
        # Not `status`: the sidebar uses that key.
        _facet("state", "status", Column("status"), partial(option_words, "case_status")),
        _facet("outcome", "outcome", Column("outcome"), "outcome"),
        _facet("ministry", "ministry", _Linked("ministry")),
        _facet("committee", "committee", _Linked("committee")),
        _facet("proposer", "proposer", _Linked("proposer"), _proposer_words),
        _facet("keyword", "keyword", _Linked("keyword")),
        Filter(
            "from", "day", "votes.from", since("proposed"), bounds=_days, help="cases.days_help"
        ),
        Filter("to", "day", "votes.to", until("proposed"), bounds=_days),
        Filter(
            "votes",
            "one",
            "cases.votes",
            Each(lambda value: (pl.col("votes") > 0) == _VOTED[value]),
            words=_voted_words,
            options=_voted,
            hides=True,
        ),
    ),
    table=_table,
)
