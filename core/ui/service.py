"""What one process shares: settings, telemetry, and the source that the pages read.

The source is Parliament's API, or the invented demo parliament served on loopback through the very
same client, cache and store. Nothing here knows of Streamlit.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal

from core.errors import ApiError
from core.language import DANISH_TIME
from core.metrics import FILE_NAME, resident_bytes, write_metrics
from core.oda.cache import open_page_cache
from core.oda.client import ODataClient
from core.oda.query import Query
from core.parliament.chamber import mark_sessions
from core.settings import Settings
from core.store.contents import fields_read
from core.store.files import Store, store_root
from core.store.jobs import Job, Jobs
from core.store.library import Library, View
from core.store.snapshot import can_start
from core.store.snapshotstart import start_from_snapshot
from core.store.sync import Scope, Syncer
from core.store.syncstate import read_report
from core.telemetry import Telemetry, configure_log, log_event

_PROBE_EVERY_SECONDS = 60.0
_NOTE_EVERY_SECONDS = 60.0
SYNC, PROBE, RESTORE = "sync", "probe", "snapshot"
# The demo runs in this process: only the loopback socket stands between, so no politeness is due.
_DEMO_RPS = 500.0

Mode = Literal["api", "demo", "asking"]


@dataclass(slots=True)
class Source:
    """Where the rows come from: its client, store and library."""

    settings: Settings
    telemetry: Telemetry
    library: Library
    syncer: Syncer
    demo: bool

    @property
    def client(self) -> ODataClient:
        """The client of this source."""
        return self.library.client

    @property
    def store(self) -> Store:
        """The store of this source."""
        return self.library.store


class Service:
    """One per process. `source` is what the pages read; None while it is still being decided."""

    def __init__(self, settings: Settings) -> None:
        configure_log(settings.log_level, settings.log_file)
        self.settings = settings
        self.jobs = Jobs()
        self._closing = ExitStack()
        self._api = self._open(settings, demo=False)
        self._demo: Source | None = None
        self._lock = threading.Lock()
        self._wanted: set[str] = set()  # sessions whose ballots somebody waits for
        self._mode: Mode = self._first_mode()
        self._restoring = self._start_from_snapshot()
        self._probed = 0.0
        self._noted = 0.0
        self.probe_error: ApiError | None = None

    @property
    def mode(self) -> Mode:
        """Which source is read. Asks the API in the background where that has to be found out.

        While a snapshot is being put in place nothing is read yet, so that nothing is asked twice.
        """
        if self._restoring is not None:
            if self._restoring.active:
                return "asking"
            self._restoring = None
            if not self._api.store.is_empty():
                self._mode = "api"
        if self._mode != "api" and self.settings.demo == "auto":
            waited = time.time() - self._probed
            if self._mode == "asking" or waited > _PROBE_EVERY_SECONDS:
                self.jobs.start(PROBE, lambda job: self._probe())
        return self._mode

    @property
    def source(self) -> Source | None:
        """The source of the pages, or None while the API has not yet answered or failed to."""
        mode = self.mode
        if mode == "asking":
            return None
        return self._api if mode == "api" else self._demo

    def close(self) -> None:
        """Stop the work in hand and close the files."""
        self.jobs.close()
        self._closing.close()

    def _sync_metrics(self, source: Source) -> dict[str, object] | None:
        report = read_report(source.store)
        lag = report.lag(datetime.now(UTC)) if report else None
        return {"lag_seconds": lag.total_seconds()} if lag is not None else None

    def _first_mode(self) -> Mode:
        if self.settings.demo == "always":
            self._start_demo()
            return "demo"
        if self.settings.demo == "never" or not self._api.store.is_empty():
            return "api"
        return "asking"

    def _start_from_snapshot(self) -> Job | None:
        settings, store = self.settings, self._api.store
        if not settings.snapshot_url or settings.demo == "always" or not can_start(store):
            return None

        def restore(job: Job) -> None:
            start_from_snapshot(settings, store, cancel=job.cancel)

        return self.jobs.start(RESTORE, restore)

    def _probe(self) -> None:
        """Find out whether the API answers; if not, and nothing is stored, show the demo."""
        self._probed = time.time()
        impatient = replace(
            self.settings, retries=0, connect_timeout=3.0, read_timeout=5.0, total_timeout=8.0
        )
        with tempfile.TemporaryDirectory(prefix="tingblik-probe-") as folder:
            client = _client(replace(impatient, data_dir=Path(folder)), Telemetry())
            try:
                client.page(Query("Stemmetype").top(1))
            except ApiError as error:
                self.probe_error = error
                if self._mode == "asking":
                    self._start_demo()
                    self._mode = "demo"
            else:
                self.probe_error = None
                self._mode = "api"
            finally:
                client.close()
        log_event("probe", mode=self._mode, error=self.probe_error and self.probe_error.key)

    def _start_demo(self) -> None:
        # Only a demo needs them, and they take a tenth of the time of a first page.
        from core.standin.demo import build_demo
        from core.standin.serve import Standin

        with self._lock:
            if self._demo is None:
                standin = Standin(build_demo("small")).start()
                self._closing.callback(standin.stop)
                folder = self._closing.enter_context(
                    tempfile.TemporaryDirectory(prefix="tingblik-demo-", ignore_cleanup_errors=True)
                )
                settings = replace(
                    self.settings, api_url=standin.url, data_dir=Path(folder), max_rps=_DEMO_RPS
                )
                self._demo = self._open(settings, demo=True)

    def _open(self, settings: Settings, *, demo: bool) -> Source:
        telemetry = Telemetry()
        store = Store(store_root(settings.data_dir, settings.api_url), telemetry)
        client = _client(settings, telemetry)
        self._closing.callback(client.close)
        library = Library(client, store, self.jobs)
        return Source(settings, telemetry, library, Syncer(client, store), demo)

    def keep_up(self) -> None:
        """Begin a sync in the background where one is due and nobody waits for anything."""
        source, every = self.source, self.settings.sync_minutes * 60
        if source is None or not every or self.jobs.active():
            return
        latest = self.jobs.get(SYNC)
        report = read_report(source.store)
        ended = max(latest.ended if latest else 0.0, report.ended.timestamp() if report else 0.0)
        if time.time() - ended >= every:
            self.jobs.start(SYNC, partial(self._sync, source, Scope()))

    def load_ballots(self, source: Source, sessions: Iterable[str]) -> Job:
        """Load every ballot of those sessions, after the sync that may be under way."""
        with self._lock:
            self._wanted.update(sessions)
        return self.jobs.start(SYNC, partial(self._sync, source, None))

    def _sync(self, source: Source, scope: Scope | None, job: Job) -> None:
        if scope is not None:
            source.syncer.sync(scope, job)
        while wanted := self._take_wanted():
            source.syncer.sync(Scope(sessions=wanted), job)
        mark_sessions(source.store, job)

    def _take_wanted(self) -> tuple[str, ...]:
        with self._lock:
            wanted = tuple(sorted(self._wanted))
            self._wanted.clear()
        return wanted

    def note_gauges(self, source: Source, views: Iterable[View]) -> None:
        """Note memory, queue, sync lag, and how long what is shown is past its time."""
        now, telemetry = datetime.now(UTC), source.telemetry
        report = read_report(source.store)
        lag = report.lag(now) if report else None
        late = [
            (now - view.fetched_at - view.dataset.expiry).total_seconds()
            for view in views
            if view.expired and view.fetched_at is not None
        ]
        telemetry.gauge("memory_bytes", resident_bytes() or 0)
        telemetry.gauge("queue", len(self.jobs.active()))
        telemetry.gauge("sync_lag_seconds", lag.total_seconds() if lag else 0)
        telemetry.gauge("overdue_seconds", max(0.0, *late, 0.0))

    def note_metrics(self) -> None:
        """Write the figures for `python -m core status`, at most once a minute."""
        source = self.source
        if source is None or source.demo or time.time() - self._noted < _NOTE_EVERY_SECONDS:
            return
        self._noted = time.time()
        breaker = source.client.pages.breaker
        extra = {
            "program": "dashboard",
            "breaker": {
                "state": breaker.state,
                "retry_at": breaker.retry_at and breaker.retry_at.isoformat(),
            },
            "queue": len(self.jobs.active()),
            "sync": self._sync_metrics(source),
        }
        write_metrics(self.settings.data_dir / FILE_NAME, source.telemetry.snapshot(), extra)


def _client(settings: Settings, telemetry: Telemetry) -> ODataClient:
    return ODataClient(settings, telemetry, open_page_cache(settings, telemetry), fields_read())


def danish_now() -> datetime:
    """The time in Denmark without a zone, as the API writes times."""
    return datetime.now(UTC).astimezone(DANISH_TIME).replace(tzinfo=None)
