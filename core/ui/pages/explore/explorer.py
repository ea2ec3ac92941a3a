"""Requests of the explore page to the API: numbers of rows, and complete results.

Results are shared by all visitors and limited in number and size; the least recently shown are
dropped first. Nothing here draws anything.
"""

from __future__ import annotations

import hashlib
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from core.errors import ApiError, TingblikError
from core.jobs import Job, Jobs
from core.oda.client import ODataClient, Progress
from core.oda.paging import PAGE_ROWS
from core.oda.query.flat import flat_tables, with_keys
from core.oda.query.query import Query
from core.oda.schema.paths import resolve_navigation
from core.tables.table import Table
from core.ui.pages.explore.builder_state import query_text

AUTOMATIC_ROWS = 1_000
"""The most rows that are loaded without a click when a link is opened."""
CONFIRM_ROWS = 20_000
"""More rows are loaded only after the visitor has confirmed their number."""
TYPED_ROWS = 2_000_000
"""More rows are loaded only after the visitor has typed their number."""
MOST_BYTES = 400_000_000
"""The most bytes that a result is expected to take in memory; more is for the command line."""
MOST_LOADS = 2
"""The most concurrent loads in the process, so that other pages can load data too."""

_MOST_RESULTS = 12
_KEPT_BYTES = 200_000_000
_MOST_COUNTS = 500
_COUNT_SECONDS = 300.0
_RETRY_SECONDS = 30.0
_FIELD_BYTES = {"Edm.String": 60, "Edm.DateTime": 8, "Edm.Boolean": 1}
_PREFIX = "explore/"


@dataclass(frozen=True, slots=True)
class Result:
    """The rows of a query as flat tables: the main one under `""`, others under their paths."""

    query: Query
    tables: Mapping[str, pl.DataFrame]
    fetched_at: datetime
    stale: bool
    error: ApiError | None
    drift: bool
    pages: int

    @property
    def frame(self) -> pl.DataFrame:
        """The main table: the rows of the query itself."""
        return self.tables[""]

    @property
    def size(self) -> int:
        """The approximate number of bytes in memory."""
        return sum(int(frame.estimated_size()) for frame in self.tables.values())

    def table(self, path: str) -> Table[pl.DataFrame]:
        """One of the tables, with a key that identifies it for caches."""
        key, version = f"explore/{path}/{query_text(self.query)}", self.fetched_at.isoformat()
        return Table(self.tables[path], key, version, self.fetched_at, ())


class Explorer:
    """The results and numbers of rows of this process, shared by all visitors."""

    def __init__(self) -> None:
        self._results: OrderedDict[str, Result] = OrderedDict()
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()
        self._counting = Jobs(workers=2)

    def result(self, key: str) -> Result | None:
        """The cached result of a `query_key`, or None."""
        with self._lock:
            found = self._results.get(key)
            if found is not None:
                self._results.move_to_end(key)
            return found

    def keep(self, key: str, result: Result) -> None:
        """Cache a result, and drop old ones while they are too many or too large."""
        with self._lock:
            self._results[key] = result
            self._results.move_to_end(key)
            sizes = {name: result.size for name, result in self._results.items()}
            while len(self._results) > 1 and (
                len(self._results) > _MOST_RESULTS or sum(sizes.values()) > _KEPT_BYTES
            ):
                name, _ = self._results.popitem(last=False)
                del sizes[name]

    def count(self, client: ODataClient, key: str, query: Query) -> int | Job:
        """The number of rows of a query, or the job that asks for it."""
        with self._lock:
            known = self._counts.get(key)
        if known is not None and time.monotonic() - known[1] < _COUNT_SECONDS:
            return known[0]

        def ask(job: Job) -> None:
            n = query.rows_of(client.count(query))
            with self._lock:
                self._counts[key] = n, time.monotonic()
                while len(self._counts) > _MOST_COUNTS:
                    self._counts.popitem(last=False)

        job = self._counting.get(key)
        if job is not None and job.state == "failed" and self._counting.since(job) < _RETRY_SECONDS:
            return job
        return self._counting.start(key, ask)

    def forget_count(self, key: str) -> None:
        """Forget a failed request for the number, so that it is asked for again."""
        self._counting.forget(key)

    def counted(self, client: ODataClient, key: str, query: Query, patience: float) -> int | Job:
        """As `count`, after waiting a moment for the answer."""
        found = self.count(client, key, query)
        if isinstance(found, int):
            return found
        found.wait(patience)
        if found.state != "done":
            return found
        self._counting.forget(key)
        return self.count(client, key, query)

    def load(
        self, jobs: Jobs, client: ODataClient, key: str, query: Query, *, refresh: bool
    ) -> Job:
        """Begin to load a query; the result is cached when it is complete."""

        def work(job: Job) -> None:
            def report(state: Progress) -> None:
                total = None if state.total is None else query.rows_of(state.total)
                job.report(Progress(state.pages, state.rows, total))

            answer = client.fetch(
                with_keys(query), progress=report, cancel=job.cancel, refresh=refresh
            )
            self.keep(
                key,
                Result(
                    query,
                    flat_tables(answer, query),
                    answer.fetched_at,
                    answer.stale,
                    answer.error,
                    bool(answer.drift),
                    answer.pages,
                ),
            )

        return jobs.start(_PREFIX + key, work)


def load_job(jobs: Jobs, key: str) -> Job | None:
    """The latest load of a key."""
    return jobs.get(_PREFIX + key)


def forget_load(jobs: Jobs, key: str) -> None:
    """Forget a load that has ended."""
    jobs.forget(_PREFIX + key)


def loads(jobs: Jobs) -> int:
    """The number of current loads of this page in the process."""
    return sum(job.key.startswith(_PREFIX) for job in jobs.active())


def query_key(query: Query, api_url: str) -> str:
    """A short key of a query at an API."""
    return hashlib.sha256(query.url(api_url).encode()).hexdigest()[:20]


def pages_of(rows: int) -> int:
    """The number of pages in which the API returns so many rows."""
    return max(1, math.ceil(rows / PAGE_ROWS))


def expected_bytes(query: Query, rows: int) -> int:
    """The approximate memory of the rows in bytes, by the types of their fields."""
    total = 0
    for way in ("", *query.expanded):
        owner = resolve_navigation(query.entity, way) if way else query.entity
        for name, one in owner.fields.items():
            path = f"{way}/{name}" if way else name
            if not query.selected or path in query.selected:
                total += _FIELD_BYTES.get(one.edm, 4)
    return total * rows


def advice(query: Query, error: TingblikError) -> list[tuple[str, Query]]:
    """Simpler queries for one that failed: keys of `explore.try`, with the query.

    Only if the API refused the query or could not answer it completely; else empty.
    """
    if error.key not in ("bad_query", "incomplete", "too_slow", "server_failing", "not_found"):
        return []
    found: list[tuple[str, Query]] = []
    plain = Query(query.name)
    filtered = plain if query.filter is None else plain.where(query.filter)
    if query.expanded:
        own = [name for name in query.selected if "/" not in name]
        without = filtered.select(*own).order_by(*map(str, query.order))
        found.append(
            ("without_expand", without if query.limit is None else without.top(query.limit))
        )
    if query.order:
        found.append(("without_order", filtered))
    if query.filter is not None:
        found.append(("without_filter", plain.top(PAGE_ROWS)))
    return found
