"""The tables that `export` makes from a search at the API: documents and changes."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

import polars as pl

from core.cli.common import connected, say
from core.cli.extract import Extract, check_options
from core.errors import ApiError, FormChanged, StoreError
from core.jobs import Jobs
from core.oda.client import ODataClient
from core.parliament.documents import looked_through
from core.parliament.searches import ChangeSearch, DocumentSearch
from core.parliament.texts.plain import tidy
from core.settings import Settings
from core.store.datasets.dataset import Dataset
from core.store.library import Library, load_dataset
from core.store.store import Store
from core.tables.cases import periods
from core.tables.changes import searched_changes
from core.tables.documents import cases_of_committee, searched_documents
from core.tables.table import Recipe, Table, Tables
from core.tables.votes import sessions
from core.times import danish_now

T = TypeVar("T")

API_TABLES = frozenset({"documents", "changes"})
DOCUMENT_DAYS, CHANGE_DAYS = 30, 7
"""How many days back the search goes where no --from is given."""


def ask_api(options: argparse.Namespace, settings: Settings, store: Store) -> Extract:
    """Documents or changes since --from. Raises WrongUse, or ApiError where no copy is stored."""
    check_options(options, "session", *(["to"] if options.table == "changes" else []))
    today = danish_now().date()
    with connected(settings, "export") as client:
        copy = _Copy(client, store)
        copy.read(sessions())  # loads the rows that mark a source as invented
        if options.table == "documents":
            return _documents(copy, options, today)
        return _changes(copy, options.start, today)


class _Copy:
    """Tables of the copy, for which missing and expired parts are fetched."""

    def __init__(self, client: ODataClient, store: Store) -> None:
        self._client, self._store = client, store
        self._tables = Tables(store)
        self._asked: set[str] = set()

    def read(self, recipe: Recipe[T]) -> Table[T]:
        """The table. Raises ApiError where a part can neither be fetched nor read from the copy."""
        for _ in range(2):  # a second time in case a file turns out to be damaged
            for dataset in recipe.needs:
                self._fetch(dataset)
            if (table := self._tables.read(recipe)) is not None:
                return table
        raise StoreError(f"parts of {recipe.key} went away while they were read")

    def _fetch(self, dataset: Dataset) -> None:
        view = Library(self._client, self._store, Jobs()).view(dataset, start=False)
        if view.ready and (not view.expired or dataset.key in self._asked):
            return
        self._asked.add(dataset.key)
        try:
            load_dataset(self._client, self._store, dataset)
        except ApiError as error:
            if not view.ready or isinstance(error, FormChanged):
                raise
            say(
                f"note: the API did not answer ({type(error).__name__}): these rows are a copy of "
                f"{view.fetched_at:%Y-%m-%d %H:%M} UTC"
            )


def _documents(copy: _Copy, options: argparse.Namespace, today: date) -> Extract:
    end: date | None = options.end
    start = options.start or (end or today) - timedelta(days=DOCUMENT_DAYS)
    search = DocumentSearch(start=start, end=end, committee=tidy(options.committee))
    cases: tuple[int, ...] = ()
    if search.committee:
        known = copy.read(periods()).content
        search = replace(search, periods=looked_through(search, known))
        cases = copy.read(cases_of_committee(search)).content
    table = copy.read(searched_documents(search, cases))
    found = table.content
    if found.cut:
        total = f"of {found.total:,} " if found.total is not None else ""
        say(f"note: only the newest {found.rows.height:,} {total}documents; ask for fewer days")
    if search.committee:
        say(
            "note: found by the committee's cases and the folder of its files; Parliament's data "
            "links few documents to a committee, so some may be missing"
        )
    filters = {"from": start, "to": end, "committee": search.committee}
    return _made(table, found.rows, filters)


def _changes(copy: _Copy, start: date | None, today: date) -> Extract:
    since = datetime.combine(start or today - timedelta(days=CHANGE_DAYS), time())
    table = copy.read(searched_changes(ChangeSearch(since, narrowed=True)))
    for kind, (came, total) in table.content.cut.items():
        say(f"note: only the newest {came:,} of {total:,} {kind}s; ask for fewer days")
    return _made(table, table.content.rows, {"from": since.date()})


def _made(table: Table[Any], rows: pl.DataFrame, filters: Mapping[str, object]) -> Extract:
    return Extract(
        rows=rows,
        urls=table.urls,
        fetched_at=table.fetched_at,
        invented=table.invented,
        filters=tuple((f"--{name}", str(value)) for name, value in filters.items() if value),
        where="the API",
        none=": the API has none for the days asked for",
    )
