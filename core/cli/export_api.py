"""The tables that `export` asks the API for, as the pages do: documents and changes."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import polars as pl

from core.cli.common import connected, say
from core.cli.extract import Extract, check_options
from core.errors import ApiError, FormChanged
from core.jobs import Jobs
from core.oda.client import ODataClient
from core.parliament.cases.tables import Names
from core.parliament.changes.changes import change_list, cut_kinds
from core.parliament.documents import found_documents, looked_through, referred_cases
from core.parliament.texts.plain import tidy
from core.settings import Settings
from core.store.datasets import cases as case_sets
from core.store.datasets import changes as change_sets
from core.store.datasets import searches as search_sets
from core.store.datasets import votes as vote_sets
from core.store.datasets.changes import ChangeSearch
from core.store.datasets.votes import Dataset
from core.store.ledger import read_ledger
from core.store.library import Library, View, load_dataset
from core.store.store import Store
from core.tables.cases import periods
from core.tables.table import Tables, is_invented
from core.times import danish_now, utc_now

API_TABLES = frozenset({"documents", "changes"})
DOCUMENT_DAYS, CHANGE_DAYS = 30, 7
"""How many days back where no --from is given."""


def ask_api(options: argparse.Namespace, settings: Settings, store: Store) -> Extract:
    """Documents or changes from --from on. Raises WrongUse, or ApiError where no copy is kept."""
    check_options(options, "session", *(["to"] if options.table == "changes" else []))
    today = danish_now().date()
    with connected(settings, "export") as client:
        for dataset in (vote_sets.lookups(), case_sets.names()):
            _read(client, store, dataset)
        names = _view(client, store, case_sets.names())
        by_name = {name: frame for (name, _), frame in names.tables.items()}
        if options.table == "documents":
            return _documents(client, store, by_name, options, today)
        return _changes(client, store, by_name, options.start, today)


def _documents(
    client: ODataClient,
    store: Store,
    names: Names,
    options: argparse.Namespace,
    today: date,
) -> Extract:
    end: date | None = options.end
    start = options.start or (end or today) - timedelta(days=DOCUMENT_DAYS)
    search = search_sets.DocumentSearch(start=start, end=end, committee=tidy(options.committee))
    if search.committee:
        _read(client, store, case_sets.periods())
        known = Tables(store).read(periods())
        assert known is not None
        search = replace(search, periods=looked_through(search, known.content))
    views = [_asked(client, store, search_sets.documents(search))]
    cases = referred_cases(search, views[0].tables)
    if (of_cases := search_sets.committee_documents(search, cases)) is not None:
        views.append(_asked(client, store, of_cases))
    tables = {part: frame for view in views for part, frame in view.tables.items()}
    found = found_documents(search, tables, names)
    if found.cut:
        total = f"of {found.total:,} " if found.total is not None else ""
        say(f"note: only the newest {found.rows.height:,} {total}documents; ask for fewer days")
    if search.committee:
        say("note: found by the committee's cases and the folder of its files; Parliament's data "
            "links few documents to a committee, so some may be missing")  # fmt: skip
    filters = {"from": start, "to": end, "committee": search.committee}
    return _made(store, found.rows, views, filters)


def _changes(
    client: ODataClient, store: Store, names: Names, start: date | None, today: date
) -> Extract:
    since = datetime.combine(start or today - timedelta(days=CHANGE_DAYS), time())
    search = ChangeSearch(since, narrowed=True)
    view = _asked(client, store, change_sets.changes(search))
    rows = change_list(search, view.tables, names, read_ledger(store))
    for kind, (came, total) in cut_kinds(search, view.tables).items():
        say(f"note: only the newest {came:,} of {total:,} {kind}s; ask for fewer days")
    return _made(store, rows, [view], {"from": since.date()})


def _made(
    store: Store, rows: pl.DataFrame, views: Sequence[View], filters: Mapping[str, object]
) -> Extract:
    ages = [view.fetched_at for view in views if view.fetched_at is not None]
    return Extract(
        rows=rows,
        urls=tuple(dict.fromkeys(url for view in views for url in view.urls)),
        fetched_at=min(ages, default=utc_now()),
        invented=is_invented(store),
        filters=tuple((f"--{name}", str(value)) for name, value in filters.items() if value),
        where="the API",
        none=": the API has none for the days asked for",
    )


def _asked(client: ODataClient, store: Store, dataset: Dataset) -> View:
    _read(client, store, dataset)
    return _view(client, store, dataset)


def _read(client: ODataClient, store: Store, dataset: Dataset) -> None:
    view = _view(client, store, dataset)
    if view.ready and not view.expired:
        return
    try:
        load_dataset(client, store, dataset)
    except ApiError as error:
        if not view.ready or isinstance(error, FormChanged):
            raise
        say(f"note: the API did not answer ({type(error).__name__}): these rows are a copy of "
            f"{view.fetched_at:%Y-%m-%d %H:%M} UTC")  # fmt: skip


def _view(client: ODataClient, store: Store, dataset: Dataset) -> View:
    return Library(client, store, Jobs()).view(dataset, start=False)
