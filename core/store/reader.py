"""How a sync asks the API: always afresh, patiently, counted, and stopped at any page."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from core.errors import ApiError, BreakerOpen, Cancelled, Incomplete, NotOData
from core.oda.client import Answer, ODataClient, Progress
from core.oda.paging import PAGE_ROWS
from core.oda.parse import Drift, Row, builder_for, open_envelope
from core.oda.query import Query
from core.store.syncstate import Pulse
from core.telemetry import log_event

# Each try has the transport's own retries within it.
TRIES = 4
_WAITS = (5.0, 20.0, 60.0)
LONGEST_WAIT = 120.0

T = TypeVar("T")


class Reader:
    """Asks for whole answers. `watch` is told, page by page, the rows of the step and in all.

    `drift` is how the rows of all answers differed from the registry.

    Nothing is taken from the page cache, since a page may be older than the pulse that the copy is
    held against. `pause` waits some seconds, or less if `cancel` is set.
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

    def begin(self, rows: int = 0) -> None:
        """A new step, of which so many rows are there already."""
        self._rows = rows

    def fetch(self, query: Query) -> Answer:
        """All rows of a query. Raises ApiError, also where only an old copy could be had."""
        return self._patiently(lambda: self._fetch(query))

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

    def _fetch(self, query: Query) -> Answer:
        requests, rows = self.requests, self._rows

        def note(progress: Progress) -> None:
            self.requests = requests + progress.pages
            total = None if progress.total is None else rows + progress.total
            self._watch(rows + progress.rows, total)

        answer = self._client.fetch(query, progress=note, cancel=self._cancel, refresh=True)
        if answer.error is not None:
            raise answer.error
        self._rows = rows + answer.frame.height
        self.drift.add(answer.drift)
        return answer

    def _patiently(self, ask: Callable[[], T]) -> T:
        """Try again what may pass, a bounded number of times."""
        for wait in (*_WAITS[: TRIES - 1], None):
            self.check()
            try:
                return ask()
            except ApiError as error:
                passing = error.retryable or isinstance(error, BreakerOpen | Incomplete)
                if wait is None or not passing:
                    raise
                seconds = min(error.retry_after or wait, LONGEST_WAIT)
                log_event("sync.wait", seconds=seconds, error=error.key)
                self._pause(seconds)
        raise AssertionError("the last try returns or raises")
