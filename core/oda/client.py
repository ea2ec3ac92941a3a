"""Fetches all rows of a query as a frame, with parallel requests, progress and cancellation.

Each address is requested once at a time, and the number of rows is checked at the end.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from core.errors import ApiError, Cancelled, FormChanged, Incomplete, NotOData
from core.oda.http.form import Drift
from core.oda.page_check import check_page
from core.oda.paging import PAGE_ROWS, KeyWalk, partitions
from core.oda.query.query import Query
from core.oda.rows import Envelope, Fields, TableBuilder, builder_for, open_envelope
from core.settings import Settings
from core.telemetry import Telemetry, log_event

if TYPE_CHECKING:
    from core.oda.http.limits import CircuitBreaker
    from core.oda.http.page_cache import Page, PageCache

# Above this many rows pages are requested in parallel; below, that would cost extra requests.
_SIDE_BY_SIDE_ROWS = 1_000
_SCOUTS = 2

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fetch has come; `total` is the number of rows that the API announced."""

    pages: int
    rows: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The complete answer to a query.

    `frame` has the selected fields in the registry's types, sorted by id unless the query has an
    order of its own; `tables` has the expanded sets by path. `fetched_at` is the time (UTC) of the
    oldest page. `stale` says that a page is a cached copy because the API failed with `error`.
    `total` is how many rows the API has, including those beyond the query's own limit.
    """

    query: Query
    url: str
    frame: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]
    fetched_at: datetime
    stale: bool
    error: ApiError | None
    pages: int
    drift: Drift
    total: int = 0


@dataclass(slots=True)
class _Run:
    """What one fetch has gathered so far; shared by its workers."""

    builder: TableBuilder
    progress: Callable[[Progress], None] | None
    cancel: threading.Event | None
    refresh: bool
    pages: list[Page] = field(default_factory=list)
    rows: int = 0
    total: int | None = None
    failed: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self) -> None:
        if self.failed.is_set() or (self.cancel is not None and self.cancel.is_set()):
            raise Cancelled(f"stopped after {self.rows} rows")

    def take(self, page: Page, envelope: Envelope) -> None:
        with self.lock:
            self.builder.add(envelope.rows)
            self.pages.append(page)
            self.rows += len(envelope.rows)
            state = Progress(len(self.pages), self.rows, self.total)
        if self.progress is not None:
            self.progress(state)


class ODataClient:
    """Reads the API through the page cache; safe to share between threads.

    `pages` is opened where the first is asked for, unless it is given: a page cache brings along
    all that speaks HTTP, for which an app that shows what is stored need not wait. `needed` are the
    fields that no row may lack; without it, all that a query asks for.
    """

    def __init__(
        self,
        settings: Settings,
        telemetry: Telemetry,
        pages: PageCache | None = None,
        needed: Fields | None = None,
    ) -> None:
        self._settings = settings
        self._needed = needed
        self._telemetry = telemetry
        self._pages = pages
        self._opening = threading.Lock()
        self._workers = ThreadPoolExecutor(_workers(settings), thread_name_prefix="fetch")
        # For the newest id of a query, which then need not wait for the workers of another query.
        self._scouts = ThreadPoolExecutor(_SCOUTS, thread_name_prefix="scout")
        self._flights: dict[tuple[str, bool], Future[Page]] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Stop the workers and close the cache."""
        for pool in (self._workers, self._scouts):
            pool.shutdown(wait=True, cancel_futures=True)
        if self._pages is not None:
            self._pages.close()

    @property
    def pages(self) -> PageCache:
        """The page cache, opened by the first who asks."""
        with self._opening:
            if self._pages is None:
                from core.oda.http.page_cache import open_page_cache

                self._pages = open_page_cache(self._settings, self._telemetry)
            return self._pages

    @property
    def breaker(self) -> CircuitBreaker | None:
        """The circuit breaker before the API; None where nothing was asked yet."""
        return None if self._pages is None else self._pages.breaker

    def page(self, query: Query, *, refresh: bool = False) -> Page:
        """One page. Concurrent calls for the same page share one request."""
        return self._get(query.url(self._settings.api_url), query, refresh)

    def _get(self, url: str, query: Query, refresh: bool) -> Page:
        flight = (url, refresh)
        with self._lock:
            running = self._flights.get(flight)
            if running is None:
                own: Future[Page] = Future()
                self._flights[flight] = own
        if running is not None:
            return running.result()
        try:
            page = self.pages.get(
                url,
                entity=query.entity,
                complexity=query.complexity.score,
                refresh=refresh,
                check=partial(self._check, query),
            )
        except BaseException as error:
            own.set_exception(error)
            raise
        else:
            own.set_result(page)
            return page
        finally:
            with self._lock:
                del self._flights[flight]

    def _check(self, query: Query, content: bytes) -> None:
        try:
            rows = check_page(query, content, self._needed)
        except FormChanged as error:
            self._telemetry.count("drift.refused")
            self.refused(error)
            log_event("form_changed", entity=query.entity.name, error=error)
            raise
        changed = self._telemetry.changed_field
        if changed is not None and rows.holds(changed):
            self._telemetry.form(None)

    def refused(self, error: FormChanged) -> None:
        """Report to the verdict that rows were rejected for their form."""
        self._telemetry.form(str(error.params["name"]))

    def count(self, query: Query, *, refresh: bool = False) -> int:
        """The number of rows that the API has for a query."""
        page = self.page(query.order_by().top(0).counted(), refresh=refresh)
        count = open_envelope(page.content).count
        if count is None:
            raise NotOData("no odata.count in the answer")
        return count

    def fetch(
        self,
        query: Query,
        *,
        progress: Callable[[Progress], None] | None = None,
        cancel: threading.Event | None = None,
        refresh: bool = False,
    ) -> Answer:
        """All rows of a query.

        Raises Incomplete if the number of rows is not the one that the API states, even after a
        second attempt; Cancelled when `cancel` is set; another ApiError for any other bad answer.
        """
        query = with_ids(query)
        try:
            answer, expected = self._attempt(self._run(query, progress, cancel, refresh), query)
        except FormChanged as error:
            if refresh or error.url:
                raise
            # A cached page from before the form of pages was checked.
            answer, expected = self._attempt(self._run(query, progress, cancel, True), query)
        if answer.frame.height == expected:
            return answer
        # Rows were added or removed during the fetch, or the cached pages are of different ages.
        log_event("refetch", entity=query.entity.name, rows=answer.frame.height, announced=expected)
        answer, expected = self._attempt(self._run(query, progress, cancel, True), query)
        if answer.frame.height in (expected, query.rows_of(self.count(query, refresh=True))):
            return answer
        rows = answer.frame.height
        raise Incomplete(
            f"{query.entity.name}: {rows} rows of {expected}",
            url=answer.url,
            rows=rows,
            total=expected,
            what="too_many" if rows > expected else "too_few",
        )

    def _run(
        self,
        query: Query,
        progress: Callable[[Progress], None] | None,
        cancel: threading.Event | None,
        refresh: bool,
    ) -> _Run:
        return _Run(builder_for(query, self._needed), progress, cancel, refresh)

    def _attempt(self, run: _Run, query: Query) -> tuple[Answer, int]:
        if query.order or query.limit is not None or query.offset:
            self._follow_links(run, query)
        else:
            self._walk_by_key(run, query)
        if run.total is None:
            raise NotOData("no odata.count in the answer")
        return self._answer(run, query), query.rows_of(run.total)

    def _walk_by_key(self, run: _Run, query: Query) -> None:
        walk = self._step(run, KeyWalk(query, counted=True))
        if not walk.done and (run.total or 0) > _SIDE_BY_SIDE_ROWS:
            self._walk_side_by_side(run, walk)
            return
        while not walk.done:
            walk = self._step(run, walk)

    def _step(self, run: _Run, walk: KeyWalk) -> KeyWalk:
        run.check()
        page = self.page(walk.request(), refresh=run.refresh)
        envelope = open_envelope(page.content)
        if walk.counted:
            run.total = envelope.count
        following = walk.advance(envelope.rows, more=envelope.next_link is not None)
        run.take(page, envelope)
        return following

    def _walk_side_by_side(self, run: _Run, walk: KeyWalk) -> None:
        newest = self._scouts.submit(
            self.page, walk.query.order_by("id desc").top(1), refresh=run.refresh
        )
        walk = self._step(run, walk)  # meanwhile
        rows = open_envelope(_patient(newest).content).rows
        assert walk.after is not None
        last = rows[0]["id"] if rows else walk.after
        waiting = (run.total or 0) - run.rows
        ranges = partitions(walk.after, last, waiting, _workers(self._settings))

        def work(bounds: tuple[int, int | None]) -> None:
            part = replace(walk, after=bounds[0], upto=bounds[1])
            while not part.done:
                part = self._step(run, part)

        futures = [self._workers.submit(work, bounds) for bounds in ranges]
        try:
            for future in futures:
                _patient(future)
        except BaseException:
            run.failed.set()
            for future in futures:
                future.cancel()
            raise

    def _follow_links(self, run: _Run, query: Query) -> None:
        """Fetch a query with its own order, limit or offset by the API's links to next pages."""
        query = query.counted()
        url: str | None = query.url(self._settings.api_url)
        seen: set[str] = set()
        while url is not None:
            run.check()
            if url in seen:
                raise NotOData("the API's link to the next page leads in a circle", url=url)
            seen.add(url)
            page = self._get(url, query, run.refresh)
            envelope = open_envelope(page.content)
            run.total = envelope.count if run.total is None else run.total
            run.take(page, envelope)
            enough = query.limit is not None and run.rows >= query.limit
            link = None if enough else envelope.next_link
            url = self.pages.checked(link) if link else None

    def _answer(self, run: _Run, query: Query) -> Answer:
        if run.builder.continued:
            names = sorted({name for name, _ in run.builder.continued})
            raise Incomplete(
                f"{', '.join(names)} expanded in {query.entity.name} passes {PAGE_ROWS} rows; "
                "ask for the set itself",
                url=query.path_and_query(),
            )
        frame = run.builder.frame().unique("id", keep="last", maintain_order=True)
        drift = run.builder.all_drift()
        if drift:
            log_event(
                "drift",
                unknown=dict(drift.unknown),
                missing=dict(drift.missing),
                wrong_type=dict(drift.wrong_type),
                converted=dict(drift.converted),
            )
            for kind in ("unknown", "missing", "wrong_type", "converted"):
                self._telemetry.count(f"drift.{kind}", getattr(drift, kind).total())
        return Answer(
            query=query,
            url=query.url(self._settings.api_url),
            frame=frame if query.order else frame.sort("id"),
            tables=run.builder.tables(),
            fetched_at=min(page.fetched_at for page in run.pages),
            stale=any(page.stale for page in run.pages),
            error=next((page.error for page in run.pages if page.error), None),
            pages=len(run.pages),
            drift=drift,
            total=run.total or 0,
        )


def _patient(future: Future[T]) -> T:
    """The result. Waits in short steps, since an endless wait ignores Ctrl-C on some systems."""
    while not future.done():
        wait([future], timeout=0.5)
    return future.result()


def _workers(settings: Settings) -> int:
    """A few more than connections, which so stay in use while some workers parse their pages."""
    return settings.max_connections + settings.max_connections // 2


def with_ids(query: Query) -> Query:
    """The query with the ids of its rows and of expanded rows, if it selects fields at all."""
    if not query.selected:
        return query
    paths = ["id", *(f"{path}/id" for path in query.expanded)]
    return query.select(*dict.fromkeys([*paths, *query.selected]))
