"""What is stored and how fresh it is; missing or old rows are loaded in the background."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from core.errors import Refused, TingblikError
from core.jobs import Job, Jobs
from core.oda.client import ODataClient, Progress
from core.parliament.searches import TOTALS
from core.store import ledger
from core.store.datasets.dataset import Dataset
from core.store.grow import follow
from core.store.parquet import Meta, Stored
from core.store.passing import tidy
from core.store.store import Store
from core.store.sync.state import STATE_FILE, read_report
from core.store.voters import VOTERS, ballots_within
from core.times import utc_now

_RETRY_SECONDS = 30.0
_FOLLOWED_AGE = timedelta(minutes=75)  # at night a copy is brought up to date hourly
_MOST_ASKED = 200
_REFUSED_SECONDS = 900.0  # an API that denies access is not asked again soon


@dataclass(frozen=True, slots=True)
class View:
    """What the store has of a dataset.

    `fetched_at` (UTC) is the time of the oldest part, None until everything is stored. `job` is
    loading it now. `error` is why the last attempt failed; what is stored is then an older copy.
    `stamp` differs whenever the rows do. A file is only opened when its rows are read, so that a
    damaged one may still count as stored.
    """

    dataset: Dataset
    fetched_at: datetime | None
    expired: bool
    job: Job | None
    error: TingblikError | None
    stamp: tuple[object, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether there is something to show."""
        return self.fetched_at is not None


class Library:
    """Gives what is stored at once, and loads newer rows in jobs.

    With `followed`, another process keeps the copy up to date, so that nothing is loaded but what
    is missing, and old searches.
    """

    def __init__(
        self,
        client: ODataClient,
        store: Store,
        jobs: Jobs,
        clock: Callable[[], datetime] = utc_now,
        *,
        followed: bool = False,
    ) -> None:
        self.client = client
        self.store = store
        self.jobs = jobs
        self._clock = clock
        self._followed = followed
        self._lock = threading.Lock()
        self._asked: OrderedDict[str, tuple[float, Dataset]] = OrderedDict()
        self._confirmed: tuple[int, datetime | None] | None = None

    def view(self, dataset: Dataset, *, start: bool = True) -> View:
        """What is stored of a dataset; with `start`, a missing or expired one begins to load.

        Returns at once. After a failure the next attempt waits half a minute, or a quarter of an
        hour where the API denied access; a load that was stopped is not started again here.
        """
        metas, stamp = _stored(self.store, dataset)
        fetched_at = min((meta.fetched_at for meta in metas), default=None)
        expired = (
            fetched_at is None
            or self._clock() - self.known_at(dataset, fetched_at) > dataset.expiry
            or dataset.asked_otherwise(self.store.url)
        )
        job = self.jobs.get(dataset.key)
        if start:
            self._note_asked(dataset)
            kept_up = self._followed and self._kept_up(dataset, fetched_at)
            if expired and not kept_up and self._may_start(job):
                job = self.load(dataset)
        failed = job.error if job is not None and job.state == "failed" else None
        return View(
            dataset=dataset,
            fetched_at=fetched_at,
            expired=expired,
            job=job if job is not None and job.active else None,
            error=failed,
            stamp=stamp,
        )

    def load(self, dataset: Dataset, *, refresh: bool = False) -> Job:
        """Begin to load a dataset; `refresh` asks the API also for pages that are still fresh.

        The stored rows stay as they are until the new ones are complete.
        """
        return self.jobs.start(
            dataset.key,
            lambda job: load_dataset(
                self.client,
                self.store,
                dataset,
                report=job.report,
                cancel=job.cancel,
                refresh=refresh,
            ),
        )

    def lately(self, seconds: float) -> list[Dataset]:
        """What somebody asked for in the last seconds."""
        since = self.jobs.clock() - seconds
        with self._lock:
            return [dataset for at, dataset in self._asked.values() if at >= since]

    def _note_asked(self, dataset: Dataset) -> None:
        with self._lock:
            self._asked[dataset.key] = (self.jobs.clock(), dataset)
            self._asked.move_to_end(dataset.key)
            while len(self._asked) > _MOST_ASKED:
                self._asked.popitem(last=False)

    def known_at(self, dataset: Dataset, fetched_at: datetime) -> datetime:
        """When the rows were last known to be current: when fetched, or compared by a sync."""
        if not dataset.synced:
            return fetched_at
        path = self.store.root / STATE_FILE
        try:
            written = path.stat().st_mtime_ns
        except OSError:
            return fetched_at
        if self._confirmed is None or self._confirmed[0] != written:
            report = read_report(self.store)
            self._confirmed = (written, report.confirmed if report else None)
        return max(fetched_at, self._confirmed[1] or fetched_at)

    def _kept_up(self, dataset: Dataset, fetched_at: datetime | None) -> bool:
        """Whether what is stored is as new as another process makes it.

        Which searches that follows is not known here.
        """
        if fetched_at is None or not dataset.passing:
            return fetched_at is not None
        return self._clock() - fetched_at < _FOLLOWED_AGE

    def _may_start(self, job: Job | None) -> bool:
        if job is None:
            return True
        if job.active or job.state == "stopped":
            return False
        refused = job.error is not None and job.error.key == Refused.key
        pause = _REFUSED_SECONDS if refused else _RETRY_SECONDS
        return job.state == "done" or self.jobs.since(job) > pause


def stored_parts(store: Store, dataset: Dataset, *, keep: bool = True) -> list[Stored]:
    """The stored frames of a dataset, in the order of its parts; empty where any is missing.

    The ballots of one vote may also be among those of its session; the newer ones are taken.
    Without `keep` they are not cached in memory.
    """
    parts = _parts(store, dataset, keep=keep)
    others = ballots_within(store, *dataset.within) if dataset.within else []
    return max(parts, others, key=_age) if parts and others else parts or others


def stamp_of(store: Store, dataset: Dataset) -> tuple[object, ...]:
    """A value that changes whenever the stored frames of a dataset may have changed."""
    own = tuple(store.stamp(*part) for part in dataset.parts)
    if dataset.within is None:
        return own
    code, _ = dataset.within
    try:  # a sync that found the session's ballots unchanged makes them current again
        compared = (store.root / STATE_FILE).stat().st_mtime_ns
    except OSError:
        compared = 0
    around = (store.stamp(*place) for place in (("Stemme", code), *VOTERS))
    return (*own, *around, compared)


def load_dataset(
    client: ODataClient,
    store: Store,
    dataset: Dataset,
    *,
    report: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
    refresh: bool = False,
) -> None:
    """Read a dataset into the store: all of it, or only the changes of loads that grow.

    `refresh` asks the API also for pages that are still fresh. The stored rows stay as they are
    until the new ones are complete. Raises ApiError where the API fails, even if an older copy is
    stored.
    """
    stored = bool(_parts(store, dataset))
    if dataset.passing and not stored:
        tidy(store, dataset.passing)
    for load in dataset.loads:
        if load.grows and not refresh and follow(client, store, load, report, cancel):
            continue
        # The cached pages of a load that grows are older than its stored rows.
        again = refresh or (load.grows and stored)
        answer = client.fetch(load.query, progress=report, cancel=cancel, refresh=again)
        if answer.error is not None and stored:
            raise answer.error
        ledger.record_drift(store, answer.drift, answer.fetched_at)
        for path, partition in load.expanded.items():
            store.write(
                load.target(path),
                partition,
                answer.tables[path],
                fetched_at=answer.fetched_at,
                url=answer.url,
            )
        if load.counted:
            store.write(
                TOTALS,
                load.partition,
                pl.DataFrame({"total": [answer.total]}),
                fetched_at=answer.fetched_at,
                url=answer.url,
            )
        # last, since the other rows are looked up by these
        store.write(
            load.query.entity.name,
            load.partition,
            answer.frame,
            fetched_at=answer.fetched_at,
            url=answer.url,
        )
        if answer.error is not None:
            raise answer.error


def _parts(store: Store, dataset: Dataset, *, keep: bool = True) -> list[Stored]:
    """The stored frames of a dataset; empty where any is missing."""
    found = [store.read(name, partition, keep=keep) for name, partition in dataset.parts]
    parts = [part for part in found if part is not None]
    return parts if len(parts) == len(found) else []


def _stored(store: Store, dataset: Dataset) -> tuple[list[Meta], tuple[object, ...]]:
    """The metas of a dataset's files, empty where any is missing, and its stamp.

    The ballots of one vote may have no file of their own, so they are read with their session's.
    """
    if dataset.within is not None:
        parts = stored_parts(store, dataset)
        return [part.meta for part in parts], tuple(tuple(part.frame.hash_rows()) for part in parts)
    found = [meta for place in dataset.parts if (meta := store.meta(*place)) is not None]
    if len(found) < len(dataset.parts):
        return [], ()
    return found, tuple(store.rows_stamp(*place) for place in dataset.parts)


def _age(parts: list[Stored]) -> datetime:
    return min(part.meta.fetched_at for part in parts)
