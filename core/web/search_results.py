"""A search by name, as the search page makes it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

import polars as pl

from core.errors import TingblikError
from core.parliament.finding.find import Found, find
from core.parliament.finding.index import Index
from core.tables import search as tables
from core.tables.table import Table
from core.web.answers import NotLoaded, Problem
from core.web.table_reading import TableReader

_JOB = "search-index"


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The index that was searched, the hits, and Parliament's own hits of what is not stored.

    `beyond` is None where Parliament was not asked, or does not answer.
    """

    index: Table[Index]
    found: Found
    beyond: Table[pl.DataFrame] | None


def search_results(loaded: TableReader, text: str) -> SearchResults:
    """The results for a text. Raises `NotLoaded` while the index is made or Parliament is asked."""
    source, known = loaded.source, loaded.periods(years=True)
    unmade = tables.unmade(source.tables, known, loaded.now)
    if len(unmade) > tables.AT_ONCE:
        source.library.jobs.start(_JOB, partial(tables.make, source.tables, unmade))
        raise NotLoaded("What is stored is being made ready to be searched.")
    index = tables.searched(source.tables, known, loaded.now)
    found = find(index.content, text)
    recipe = tables.asking(index, found, text)
    if recipe is None:
        return SearchResults(index, found, None)
    try:
        beyond = loaded.read(recipe)
    except TingblikError:
        return SearchResults(index, found, None)
    return SearchResults(index, find(index.content, text, beyond.content), beyond)


def numbered_case(loaded: TableReader, text: str) -> int:
    """The id of the case of a number, with or without its session.

    Raises `Problem` where there is none, or one in each of several sessions.
    """
    found = search_results(loaded, text).found
    if found.exact is not None and found.exact.kind == "case":
        return int(found.exact.value)
    cases = found.groups.get("case")
    if cases is None or found.elsewhere:
        raise Problem(HTTPStatus.NOT_FOUND, "There is no case of that number in what is known.")
    codes = cases["period"].cast(pl.String).drop_nulls().unique(maintain_order=True).to_list()
    raise Problem(
        HTTPStatus.BAD_REQUEST,
        "There is a case of that number in each of several sessions.",
        f"Name one with session: {', '.join(codes[:40])}.",
        parameter="session",
        like=codes[:40],
    )
