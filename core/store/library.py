"""What is stored and how fresh it is; what is missing or old is loaded behind the reader's back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

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
_REFUSED_SECONDS = 900.0  # who is not let in does not knock again and again


@dataclass(frozen=True, slots=True)
class View:
    """What the store has of a dataset.

    `fetched_at` (UTC) is the age of the oldest part, None until everything is there. `job` loads it
    at this moment, `error` is why the last attempt failed: where something is there, that is the
    kept copy. `stamp` is another for other rows. A file is only looked into when its rows are read,
    so that one that is damaged may still count as there.
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
    """Gives what is stored at once and keeps it fresh through jobs."""

    def __init__(
        self,
        client: ODataClient,
        store: Store,
        jobs: Jobs,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.client = client
        self.store = store
        self.jobs = jobs
        self._clock = clock
        self._confirmed: tuple[int, datetime | None] | None = None

    def view(self, dataset: Dataset, *, start: bool = True) -> View:
        """What is stored of a dataset; with `start`, what is missing or expired begins to load.

        Returns at once. After a failure the next attempt waits half a minute, a quarter of an hour
        where the API did not let us in, and a load that was stopped waits until it is asked for.
        """
        metas, stamp = _stored(self.store, dataset)
        fetched_at = min((meta.fetched_at for meta in metas), default=None)
        expired = (
            fetched_at is None
            or self._clock() - self._known_at(dataset, fetched_at) > dataset.expiry
            or dataset.asked_otherwise(self.store.url)
        )
        job = self.jobs.get(dataset.key)
        if start and expired and self._may_start(job):
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

        What is stored stays as it is until the new rows are whole.
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

    def _known_at(self, dataset: Dataset, fetched_at: datetime) -> datetime:
        """When the rows were last known to be the API's: when fetched, or compared by a sync."""
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

    Those of one vote may be found among its session's, and the newer are taken. Without `keep`
    they are not held in memory.
    """
    parts = _parts(store, dataset, keep=keep)
    whole = ballots_within(store, *dataset.within) if dataset.within else []
    return max(parts, whole, key=_age) if parts and whole else parts or whole


def stamp_of(store: Store, dataset: Dataset) -> tuple[object, ...]:
    """Changes whenever the stored frames of a dataset may, without reading them."""
    own = tuple(store.stamp(*part) for part in dataset.parts)
    if dataset.within is None:
        return own
    code, _ = dataset.within
    try:  # a sync that found the session's ballots unchanged makes them younger
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
    """Read a dataset into the store, all of it or of what grows the changes.

    `refresh` asks the API also for pages that are still fresh. What is stored stays as it is until
    the new rows are whole. Raises ApiError where the API fails, also where it leaves an older copy.
    """
    kept = bool(_parts(store, dataset))
    if dataset.passing and not kept:
        tidy(store, dataset.passing)
    for load in dataset.loads:
        if load.grows and not refresh and follow(client, store, load, report, cancel):
            continue
        # Pages of a load that grows are older than its rows.
        anew = refresh or (load.grows and kept)
        answer = client.fetch(load.query, progress=report, cancel=cancel, refresh=anew)
        if answer.error is not None and kept:
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
        # last, as the others are only looked up from it
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
    """What the files of a dataset say of themselves, none where any is missing, and its stamp.

    The ballots of one vote among those of its session have no file: these are read.
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
