"""What one process shares: settings, telemetry, and the source that the pages read.

The source is Parliament's API, or the invented demo parliament served on loopback through the very
same client, cache and store. Nothing here knows of Streamlit.
"""

from __future__ import annotations

import atexit
import math
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from core.errors import RateLimited, StoreError, TingblikError, TooSlow
from core.happenings import Happenings
from core.jobs import Job, Jobs
from core.metrics import FILE_NAME, recall, resident_bytes, write_metrics
from core.oda.client import ODataClient
from core.settings import Settings, load_settings
from core.store.contents import fields_read
from core.store.first_copy import first_copy
from core.store.library import Library, View
from core.store.place import place_problem
from core.store.store import Store, store_root
from core.store.sync.state import read_report
from core.store.sync.syncer import Syncer, SyncScope
from core.tables.marks import mark_sessions
from core.tables.shared import share
from core.tables.table import Tables
from core.telemetry import Alert, Snapshot, Telemetry, configure_log, log_event
from core.times import utc_now
from core.verdict import Circumstances, State, Verdict, judge

if TYPE_CHECKING:
    from core.oda.http.control import Control

_CONTROL_EVERY_SECONDS = 60.0
_REFUSED_SECONDS = 900.0
_PLACE_SECONDS = 3.0  # to wait for a connection of the few that there are
_NOTE_EVERY_SECONDS = 60.0
_AGAIN_SECONDS = 60.0
_TRY_EVERY_SECONDS = 10.0
SYNC, CONTROL, RESTORE = "sync", "control", "snapshot"

_TO_LOOK_INTO = frozenset(
    {"no_network", "wrong_address", "untrusted", "down", "timeout", "failing", "nonsense",
     "changed", "idle_failed"}
)  # fmt: skip

_OURS = frozenset({"memory_bytes", "queue", "static_hit_rate"})

Mode = Literal["api", "demo", "asking"]

_service: Service | None = None
_opening = threading.Lock()


@dataclass(slots=True)
class Source:
    """Where the rows come from: its client, store and library, and the tables made of them."""

    settings: Settings
    telemetry: Telemetry
    library: Library
    tables: Tables
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

    def alerts(self, snapshot: Snapshot) -> tuple[Alert, ...]:
        """The alerts to show: of the demo's own source none that speak of Parliament's server."""
        return tuple(a for a in snapshot.alerts if not self.demo or a.key in _OURS)


class Service:
    """One per process. `source` is what the pages read; None while it is still being decided."""

    def __init__(self, settings: Settings) -> None:
        configure_log(settings.log_level, settings.log_file, settings.log_format)
        self.settings = settings
        self.visited = threading.Event()  # once somebody has been shown something
        self.ending = threading.Event()
        self.jobs = Jobs(unforeseen=self.note_fault, went_well=self.note_well)
        self._closing = ExitStack()
        self._api = self._open(settings, demo=False)
        self.sharing = share(settings, self._api.tables, self._api.telemetry)
        self._demo: Source | None = None
        self._lock = threading.Lock()
        self._wanted: set[str] = set()  # sessions whose ballots somebody waits for
        self._mode: Mode = self._first_mode()
        self._restoring = self._begin_first_copy()
        self._controlled = self._noted = -math.inf  # by the clock that never goes back
        self._control: Control | None = None
        self._known = False
        self._told: State | None = None
        self._tried = -math.inf
        self._place: StoreError | None = None

    @property
    def mode(self) -> Mode:
        """Which source is read. Asks the API in the background where that has to be found out.

        While a first copy is put in place nothing is read yet, so that nothing is asked twice.
        """
        if self.sharing is not None and self.sharing.follower is not None:
            return "asking" if self.sharing.waits else "api"
        if self._restoring is not None:
            if self._restoring.active:
                return "asking"
            self._restoring = None
            if not self._api.store.is_empty():
                self._mode = "api"
        undecided = self._mode == "asking" or (self._mode == "demo" and self._control_due())
        if undecided and self.settings.demo == "auto":
            self.jobs.start(CONTROL, lambda job: self._find_out())
        return self._mode

    @property
    def source(self) -> Source | None:
        """The source of the pages, or None while the API has not yet answered or failed to."""
        mode = self.mode
        if mode == "asking":
            return None
        return self._api if mode == "api" else self._demo

    @property
    def copying(self) -> bool:
        """Whether a web waits for its first copy from the shared store."""
        return self.sharing is not None and self.sharing.waits

    @property
    def parliament(self) -> Source:
        """The source that is the API's own, also while the demo stands in for it."""
        return self._api

    def close(self) -> None:
        """Stop the work in hand and close the files."""
        self.ending.set()
        self.jobs.close()
        self._closing.close()

    def _sync_metrics(self, source: Source) -> dict[str, object] | None:
        report = read_report(source.store)
        lag = report.lag(utc_now()) if report else None
        return {"lag_seconds": lag.total_seconds()} if lag is not None else None

    def _first_mode(self) -> Mode:
        if self.settings.demo == "always":
            self._start_demo()
            return "demo"
        if self.settings.demo == "never" or not self._api.store.is_empty():
            return "api"
        return "asking"

    def _begin_first_copy(self) -> Job | None:
        work = first_copy(self.settings, self._api.store, self.sharing)
        return None if work is None else self.jobs.start(RESTORE, lambda job: work(job.cancel))

    @property
    def unreachable(self) -> bool:
        """Whether the last control of Parliament's API got no good answer."""
        return self._control is not None and self._control.cause is not None

    def verdict(self, snapshot: Snapshot | None = None) -> Verdict:
        """Is it the source, the network or us: of Parliament's API, also while a demo is shown.

        `snapshot` is that of its telemetry, where the caller has just taken one.
        """
        api = self._api
        snapshot = snapshot or api.telemetry.snapshot()
        problem = self._place_problem() or api.store.problem
        shared = self.sharing.problem if self.sharing is not None else None
        self._known = self._known or not api.store.is_empty()
        around = Circumstances(
            self.settings.api_url,
            known=self._known,
            paused=api.client.breaker is not None and api.client.breaker.state == "open",
            problem=problem.key if problem else shared,
            alerts=[alert.key for alert in snapshot.alerts],
            demo=self.settings.demo == "always",
            followed=self.sharing is not None and self.sharing.follower is not None,
        )
        return judge(snapshot.happenings, around, time.time())

    def _place_problem(self) -> StoreError | None:
        """Why nothing can be kept, found out by a try every few seconds.

        A read-only folder would else be told of only once something has to be written.
        """
        if self.settings.demo == "always":
            return None
        if time.monotonic() - self._tried > _TRY_EVERY_SECONDS:
            self._tried = time.monotonic()
            before, store = self._place, self._api.store
            self._place = place_problem(self.settings.data_dir, store.root)
            if before is not None and self._place is None:
                store.problem = None  # what could not be written is at hand until a restart
        return self._place

    def note_fault(self, where: str) -> None:
        """Note that a page or a job failed by our own fault."""
        self._api.telemetry.fault(where)

    def note_well(self, where: str, seconds: float) -> None:
        """Note that a page or a job went well, and how long it took."""
        self._api.telemetry.went_well(where, seconds)

    def note_page(self, name: str, seconds: float) -> None:
        """Note that a page of the menu went well, and how long it took."""
        self.note_well(name, seconds)
        self._api.telemetry.totals.page(name, seconds)
        self.visited.set()

    def look_into(self, verdict: Verdict) -> None:
        """After a failure, find out in the background what is the matter; once a minute at most.

        Not where the API refuses us or asks us to wait: that is an answer, and to be heeded.
        """
        if self._mode != "api" or verdict.state not in _TO_LOOK_INTO or not self._control_due():
            return
        if not self._api.client.pages.limiter.pause_left:
            self._controlled = time.monotonic()
            self.jobs.start(CONTROL, lambda job: self._find_out())

    def _control_due(self) -> bool:
        refused = self._control is not None and self._control.cause == "refusing"
        pause = _REFUSED_SECONDS if refused else _CONTROL_EVERY_SECONDS
        return time.monotonic() - self._controlled > pause

    def _find_out(self) -> None:
        """Control the connection; where nothing is stored, the demo is shown unless it is good.

        Where all connections are taken nothing is found out until the next control.
        """
        from core.oda.http.control import control  # speaks HTTP; see ODataClient

        self._controlled = time.monotonic()
        # While a visitor waits for what to see, a server that is silent is soon taken for down.
        quick = replace(self.settings, connect_timeout=3.0, read_timeout=5.0)
        settings = quick if self._mode == "asking" else self.settings
        pages = self._api.client.pages
        try:
            found = control(settings, place=partial(pages.place, _PLACE_SECONDS))
        except (TooSlow, RateLimited) as error:
            log_event("control", mode=self._mode, detail=str(error))
            return
        self._control = found
        if found.error is not None and found.error.retry_after:
            pages.limiter.pause(found.error.retry_after)
        self._api.telemetry.control(found.cause, found.seconds)
        if found.cause is None:
            self._mode = "api"
        elif self._mode == "asking":
            self._start_demo()
            self._mode = "demo"
        log_event("control", mode=self._mode, cause=found.cause, detail=found.detail or None)

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
                settings = self.settings.of_demo(standin.url, Path(folder))
                self._demo = self._open(settings, demo=True)

    def _open(self, settings: Settings, *, demo: bool) -> Source:
        path = settings.data_dir / FILE_NAME
        telemetry = Telemetry(earlier=Happenings() if demo else recall(path, settings.api_url))
        store = Store(store_root(settings.data_dir, settings.api_url), telemetry)
        client = ODataClient(settings, telemetry, needed=fields_read())
        self._closing.callback(client.close)
        if settings.redis_url:
            _ = client.pages  # says at once what is missing, and follows the shared breaker
        library = Library(client, store, self.jobs, followed=settings.role == "web")
        return Source(
            settings, telemetry, library, Tables(store, demo=demo), Syncer(client, store), demo
        )

    def load_ballots(self, source: Source, sessions: Iterable[str]) -> Job:
        """Load every ballot of those sessions, after the sync that may be under way."""
        with self._lock:
            self._wanted.update(sessions)
        return self.jobs.start(SYNC, partial(self.sync, source, None))

    def loading_failed(self) -> TingblikError | None:
        """Why the last sync, which ballots come with, failed; None where that is to be tried again.

        A program asks every few seconds, and what waits for a failing API would never tell it.
        """
        latest = self.jobs.get(SYNC)
        if latest is None or latest.active or self.jobs.since(latest) > _AGAIN_SECONDS:
            return None
        return latest.error

    def sync(self, source: Source, scope: SyncScope | None, job: Job) -> None:
        """Sync what is asked for, then the ballots that somebody waits for, and mark all of them.

        Raises what `Syncer.sync` raises.
        """
        if scope is not None:
            source.syncer.sync(scope, job)
        while wanted := self._take_wanted():
            source.syncer.sync(SyncScope(sessions=wanted), job)
        mark_sessions(source.store, job)

    def _take_wanted(self) -> tuple[str, ...]:
        with self._lock:
            wanted = tuple(sorted(self._wanted))
            self._wanted.clear()
        return wanted

    def note_gauges(self, source: Source, views: Iterable[View]) -> None:
        """Note memory, queue, sync lag, and how long what is shown is past its time."""
        now, telemetry = utc_now(), source.telemetry
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

    def note_metrics(self, verdict: Verdict) -> None:
        """Write the figures for `python -m core status`, once a minute and when the verdict is new.

        Also while the demo stands in: they are those of Parliament's API.
        """
        waited = time.monotonic() - self._noted
        if self.settings.demo == "always":
            return
        if waited < _NOTE_EVERY_SECONDS and verdict.state == self._told:
            return
        self._noted, self._told = time.monotonic(), verdict.state
        api = self._api
        breaker, problem = api.client.breaker, api.store.problem
        extra = {
            "program": "writer" if self.settings.role == "writer" else "dashboard",
            "api_url": self.settings.api_url,
            "breaker": {
                "state": breaker.state if breaker else "closed",
                "retry_at": breaker and breaker.retry_at and breaker.retry_at.isoformat(),
            },
            "queue": len(self.jobs.active()),
            "problem": problem.key if problem else None,
            "sync": self._sync_metrics(api),
        }
        write_metrics(self.settings.data_dir / FILE_NAME, api.telemetry.snapshot(), extra)


def open_service(secrets: Callable[[], Mapping[str, Any]] = dict) -> Service:
    """The service that pages and routes of this process share, opened by the first who asks.

    `secrets` gives the host's. Raises SettingsError.
    """
    global _service
    with _opening:
        if _service is None:
            _service = Service(load_settings(secrets=secrets()))
            atexit.register(close_service)
        return _service


def close_service() -> None:
    """Close the shared service where it is open; whoever asks next opens another."""
    global _service
    with _opening:
        closing, _service = _service, None
    if closing is not None:
        closing.close()
