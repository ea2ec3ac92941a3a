"""What the explore page asks the API: numbers of rows, and whole results.

Results are shared by the whole process and bounded by number and by size; the least recently shown
goes first. Nothing here draws anything.
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
"""At most so many rows are loaded when a link is opened, without a click."""
CONFIRM_ROWS = 20_000
"""More are loaded only when the visitor has said yes to their number."""
TYPED_ROWS = 2_000_000
"""More are loaded only when the visitor has typed their number."""
MOST_BYTES = 400_000_000
"""What a result may be expected to take in memory; more is for the command line."""
MOST_LOADS = 2
"""Loads at the same time in the whole process, so that the other pages get their turn."""

_MOST_RESULTS = 12
_KEPT_BYTES = 200_000_000
_MOST_COUNTS = 500
_COUNT_SECONDS = 300.0
_RETRY_SECONDS = 30.0
_FIELD_BYTES = {"Edm.String": 60, "Edm.DateTime": 8, "Edm.Boolean": 1}
_PREFIX = "explore/"


@dataclass(frozen=True, slots=True)
class Result:
    """A loaded query: the flat rows under `""`, expanded collections under their paths."""

    query: Query
    tables: Mapping[str, pl.DataFrame]
    fetched_at: datetime
    stale: bool
    error: ApiError | None
    drift: bool
    pages: int

    @property
    def frame(self) -> pl.DataFrame:
        """The rows of the query itself."""
        return self.tables[""]

    @property
    def size(self) -> int:
        """Bytes in memory, about."""
        return sum(int(frame.estimated_size()) for frame in self.tables.values())

    def table(self, path: str) -> Table[pl.DataFrame]:
        """One of the tables, with what tells it from others."""
        key, version = f"explore/{path}/{query_text(self.query)}", self.fetched_at.isoformat()
        return Table(self.tables[path], key, version, self.fetched_at, ())


class Explorer:
    """The results and numbers of rows that this process has; one for all visitors."""

    def __init__(self) -> None:
        self._results: OrderedDict[str, Result] = OrderedDict()
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()
        self._counting = Jobs(workers=2)

    def result(self, key: str) -> Result | None:
        """The result of a key of `query_key`, where it is kept."""
        with self._lock:
            found = self._results.get(key)
            if found is not None:
                self._results.move_to_end(key)
            return found

    def keep(self, key: str, result: Result) -> None:
        """Keep a result, and let go of old ones while there are too many or they are too large."""
        with self._lock:
            self._results[key] = result
            self._results.move_to_end(key)
            sizes = {name: kept.size for name, kept in self._results.items()}
            while len(self._results) > 1 and (
                len(self._results) > _MOST_RESULTS or sum(sizes.values()) > _KEPT_BYTES
            ):
                name, _ = self._results.popitem(last=False)
                del sizes[name]

    def count(self, client: ODataClient, key: str, query: Query) -> int | Job:
        """The number of rows that a query finds, or the job that asks for it."""
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
        """Let the number be asked for again, after a failure."""
        self._counting.forget(key)

    def counted(self, client: ODataClient, key: str, query: Query, patience: float) -> int | Job:
        """As `count`, waiting a moment for the answer, which mostly comes at once."""
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
        """Begin to load a query; the result is kept when it is whole."""

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
    """Drop what is known of a load that has ended."""
    jobs.forget(_PREFIX + key)


def loads(jobs: Jobs) -> int:
    """How many loads of this page are under way in the process."""
    return sum(job.key.startswith(_PREFIX) for job in jobs.active())


def query_key(query: Query, api_url: str) -> str:
    """A short name for a query at an API."""
    return hashlib.sha256(query.url(api_url).encode()).hexdigest()[:20]


def pages_of(rows: int) -> int:
    """How many pages the API gives so many rows in."""
    return max(1, math.ceil(rows / PAGE_ROWS))


def expected_bytes(query: Query, rows: int) -> int:
    """About how much memory the rows will take: by the types of the fields asked for."""
    total = 0
    for way in ("", *query.expanded):
        owner = resolve_navigation(query.entity, way) if way else query.entity
        for name, one in owner.fields.items():
            path = f"{way}/{name}" if way else name
            if not query.selected or path in query.selected:
                total += _FIELD_BYTES.get(one.edm, 4)
    return total * rows


def advice(query: Query, error: TingblikError) -> list[tuple[str, Query]]:
    """What would rather work than a query that failed: a key of `explore.try` and the query.

    For a query that the API refused or could not answer whole; empty for other errors.
    """
    if error.key not in ("bad_query", "incomplete", "too_slow", "server_failing", "not_found"):
        return []
    found: list[tuple[str, Query]] = []
    plain = Query(query.name)
    kept = plain if query.filter is None else plain.where(query.filter)
    if query.expanded:
        own = [name for name in query.selected if "/" not in name]
        without = kept.select(*own).order_by(*map(str, query.order))
        found.append(
            ("without_expand", without if query.limit is None else without.top(query.limit))
        )
    if query.order:
        found.append(("without_order", kept))
    if query.filter is not None:
        found.append(("without_filter", plain.top(PAGE_ROWS)))
    return found
