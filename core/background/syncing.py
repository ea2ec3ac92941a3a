"""Brings the copy up to date by the clock, and tells of what changed."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial

from core.background.changed import Listener, Told
from core.background.followed import (
    bring_up,
    changes,
    due,
    of_closed_periods,
    of_open_periods,
    sittings,
    stored_of_open_periods,
)
from core.background.loop import Task
from core.background.timetable import sync_seconds
from core.jobs import Job
from core.service import SYNC, Service, Source
from core.store.datasets.dataset import Dataset
from core.store.sync.state import read_report
from core.store.sync.syncer import SyncScope
from core.times import utc_now

# Whom a start serves first is who caused it; without anybody the work begins all the same.
_UNVISITED_SECONDS = 60.0
_LOOK_SECONDS = 1.0
_IDLE_SECONDS = 60.0

Stage = Callable[[Job], object]
Which = Callable[[Source, datetime], Iterable[Dataset]]


class Syncing:
    """The sync of a process by the clock: a task, and those who are told what it changed.

    A writer follows all that pages show; every other process follows what is stored. `clock` counts
    seconds and never goes back, `now` gives the time (UTC).
    """

    def __init__(
        self,
        service: Service,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._service = service
        self._clock = clock
        self._now = now
        self._begun = clock()
        self._listeners: list[Listener] = []

    @property
    def task(self) -> Task:
        """The task of a loop."""
        return Task("sync", self.left, self.run)

    def tell(self, told: Told) -> None:
        """Have somebody told after each sync of Parliament's own rows what it changed."""
        self._listeners.append(Listener(told))

    def left(self, now: datetime, since: float) -> float:
        """Seconds until the next sync, of this process or after one of another."""
        source = self._source()
        if source is None:
            return _LOOK_SECONDS
        if not self._writes and not self._service.visited.is_set():
            alone = _UNVISITED_SECONDS - (self._clock() - self._begun)
            if alone > 0:
                return min(alone, _LOOK_SECONDS)
        report = read_report(source.store)
        # A time that our clock says is ahead tells nothing.
        ago = (now - report.ended).total_seconds() if report else math.inf
        return self._every(source, now) - min(since, ago if ago >= 0 else math.inf)

    def run(self) -> None:
        """Sync once, as a job that pages show, when nobody waits for other rows."""
        service = self._service
        until = self._clock() + _IDLE_SECONDS
        for job in service.jobs.active():
            job.wait(until - self._clock())
        source, begun = self._source(), threading.Event()

        def work(job: Job) -> None:
            begun.set()
            self._sync(source, job)

        # The job of that key may be one that loads ballots, which somebody waits for.
        while not (begun.is_set() or service.ending.is_set()):
            job = service.jobs.start(SYNC, work)
            while job.active and not service.ending.is_set():
                job.wait(_LOOK_SECONDS)

    def _sync(self, source: Source | None, job: Job) -> None:
        if source is None:
            return
        for stage in self._stages(source):
            stage(job)
            self._tell(source, job, always=False)
        self._tell(source, job, always=True)

    def _tell(self, source: Source, job: Job, *, always: bool) -> None:
        for listener in () if source.demo else self._listeners:
            listener.tell(source, job, always=always)

    def _stages(self, source: Source) -> Iterator[Stage]:
        """The newest first: what a stage brings is told of before the next one begins."""
        sync = partial(self._service.sync, source)
        if not self._writes:
            yield partial(sync, SyncScope())
            yield partial(self._bring_up, source, stored_of_open_periods)
            return
        if read_report(source.store) is None:
            yield partial(sync, SyncScope())
            yield partial(self._bring_up, source, of_open_periods)
        yield partial(sync, SyncScope(all_ballots=True))
        yield partial(self._bring_up, source, of_open_periods)
        yield partial(self._bring_up, source, changes)
        yield lambda job: bring_up(source, of_closed_periods(source, self._now()), job)

    def _bring_up(self, source: Source, which: Which, job: Job) -> None:
        now = self._now()
        ahead = timedelta(seconds=self._every(source, now))
        bring_up(source, due(source, which(source, now), now, ahead), job)

    def _every(self, source: Source, now: datetime) -> float:
        return sync_seconds(self._service.settings, now, sittings(source, now))

    def _source(self) -> Source | None:
        """A writer writes Parliament's own rows, whatever stands in for them."""
        return self._service.parliament if self._writes else self._service.source

    @property
    def _writes(self) -> bool:
        return self._service.settings.role == "writer"
