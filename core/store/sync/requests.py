"""How a sync asks the API: past the page cache, with retries, and stopped at any page."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from core.errors import ApiError, BreakerOpen, Cancelled, Incomplete, NotOData
from core.oda.client import Answer, ODataClient, Progress
from core.oda.http.form import Drift
from core.oda.paging import PAGE_ROWS
from core.oda.query.query import Query
from core.oda.rows import Row, builder_for, open_envelope
from core.store.sync.state import Pulse
from core.telemetry import log_event

# Each try has the transport's own retries within it.
TRIES = 4
_WAITS = (5.0, 20.0, 60.0)
LONGEST_WAIT = 120.0
# Queries of `fetch_each` that run at the same time: the first pages of one use the connections
# that the last pages of the other leave free.
_TOGETHER = 2

T = TypeVar("T")


class Reader:
    """Asks for complete answers. `watch` is called after each page with the step's rows and total.

    `drift` is how the rows of all answers differed from the registry. Nothing is taken from the
    page cache, since a page may be older than the pulse that the copy is compared with. `pause`
    waits some seconds, or less if `cancel` is set.
    """

    def __init__(
        self,
        client: ODataClient,
        cancel: threading.Event,
        watch: Callable[[int, int | None], None],
        pause: Callable[[float], object],
    ) -> None:
        self._client = client
        self._cancel = cancel
        self._watch = watch
        self._pause = pause
        self.requests = 0
        self.drift = Drift()
        self._rows = 0
        self._lock = threading.Lock()

    def begin(self, rows: int = 0) -> None:
        """Begin a new step, of which so many rows are stored already."""
        self._rows = rows

    def fetch(self, query: Query) -> Answer:
        """All rows of a query. Raises ApiError, also where only an old copy could be had."""
        return self._patiently(lambda: self._fetch(query, self._cancel))

    def fetch_each(self, queries: Iterable[Query]) -> Iterator[Answer]:
        """`fetch` for each query, in order; the next query runs while one is waited for.

        A query that fails before its turn is fetched again, with retries, when its turn comes.
        """
        stop = _Stop(self._cancel)
        waiting: deque[tuple[Query, Future[Answer]]] = deque()
        with ThreadPoolExecutor(_TOGETHER, thread_name_prefix="ahead") as pool:
            try:
                for query in queries:
                    self.check()
                    waiting.append((query, pool.submit(self._fetch, query, stop)))
                    if len(waiting) == _TOGETHER:
                        yield self._result(*waiting.popleft())
                        self._watch(self._rows, None)
                while waiting:
                    self.check()
                    yield self._result(*waiting.popleft())
            finally:
                stop.set()  # queries under way are not needed any more

    def count(self, query: Query) -> int:
        """How many rows the API has for a query: one request without rows."""
        return self._page(query.top(0))[1]

    def pulse(self, query: Query) -> Pulse:
        """How many rows there are and which are the newest: one request."""
        newest = (
            query.select("id", "opdateringsdato")
            .order_by("opdateringsdato desc", "id desc")
            .top(PAGE_ROWS)
        )
        rows, count = self._page(newest)
        builder = builder_for(newest)
        builder.add(rows)
        found = builder.frame().select("id", "opdateringsdato").iter_rows()
        return Pulse(count, tuple(found))

    def check(self) -> None:
        """Raise Cancelled where the sync is to stop."""
        if self._cancel.is_set():
            raise Cancelled("the sync was stopped")

    def _page(self, query: Query) -> tuple[list[Row], int]:
        """The rows of a query that fits one page, and how many there are in all."""
        return self._patiently(lambda: self._one_page(query))

    def _one_page(self, query: Query) -> tuple[list[Row], int]:
        page = self._client.page(query.counted(), refresh=True)
        self.requests += 1
        if page.error is not None:
            raise page.error
        envelope = open_envelope(page.content)
        if envelope.count is None:
            raise NotOData("no odata.count in the answer", url=page.url)
        return envelope.rows, envelope.count

    def _result(self, query: Query, ahead: Future[Answer]) -> Answer:
        while not ahead.done():  # an endless wait ignores Ctrl-C on some systems
            futures.wait([ahead], timeout=0.5)
        try:
            return ahead.result()
        except ApiError:
            return self.fetch(query)

    def _fetch(self, query: Query, cancel: threading.Event) -> Answer:
        counted = Progress(0, 0, None)

        def note(progress: Progress) -> None:
            nonlocal counted
            with self._lock:
                self.requests += progress.pages - counted.pages
                self._rows += progress.rows - counted.rows
                counted = progress
                rows = self._rows
                total = None if progress.total is None else rows - progress.rows + progress.total
            self._watch(rows, total)

        try:
            answer = self._client.fetch(query, progress=note, cancel=cancel, refresh=True)
            if answer.error is not None:
                raise answer.error
        except BaseException:
            with self._lock:
                self._rows -= counted.rows
            raise
        with self._lock:
            self.drift.add(answer.drift)
        return answer

    def _patiently(self, ask: Callable[[], T]) -> T:
        """Call `ask`, and again a few times after errors that may pass."""
        for wait in (*_WAITS[: TRIES - 1], None):
            self.check()
            try:
                return ask()
            except ApiError as error:
                passing = error.retryable or isinstance(error, BreakerOpen | Incomplete)
                seconds = error.retry_after or wait
                if wait is None or seconds is None or not passing or seconds > LONGEST_WAIT:
                    raise
                log_event("sync.wait", seconds=seconds, error=error.key)
                self._pause(seconds)
        raise AssertionError("the last try returns or raises")


class _Stop(threading.Event):
    """An event that is set if it or another one is set."""

    def __init__(self, other: threading.Event) -> None:
        super().__init__()
        self._other = other

    def is_set(self) -> bool:
        return super().is_set() or self._other.is_set()
