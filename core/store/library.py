"""What is stored and how fresh it is; what is missing or old is loaded behind the reader's back."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from core.errors import Refused, TingblikError
from core.jobs import Job, Jobs
from core.oda.client import ODataClient, Progress
from core.store import ledger
from core.store.datasets.votes import TOTALS, Dataset
from core.store.grow import follow
from core.store.store import Store, Stored
from core.store.sync.state import STATE_FILE, read_report
from core.store.voters import VOTERS, ballots_within
from core.times import utc_now

_RETRY_SECONDS = 30.0
_REFUSED_SECONDS = 900.0  # who is not let in does not knock again and again


@dataclass(frozen=True, slots=True)
class View:
    """What the store has of a dataset.

    `tables` maps (entity set, partition) to its frame and is empty until everything is there.
    `fetched_at` (UTC) is the age of the oldest part. `job` loads it at this moment, `error` is why
    the last attempt failed: with tables, they are the kept copy. `stamp` is another for other rows.
    """

    dataset: Dataset
    tables: Mapping[tuple[str, str], pl.DataFrame]
    fetched_at: datetime | None
    expired: bool
    job: Job | None
    error: TingblikError | None
    urls: tuple[str, ...]
    stamp: str = ""

    @property
    def ready(self) -> bool:
        """Whether there is something to show."""
        return self.fetched_at is not None

    def table(self, entity: str, partition: str) -> pl.DataFrame:
        """One of its frames."""
        return self.tables[entity, partition]

    @property
    def version(self) -> tuple[str, str]:
        """Changes whenever the tables do: a key for what is computed from them."""
        return self.dataset.key, self.stamp


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
        parts = stored_parts(self.store, dataset)
        fetched_at = _age(parts) if parts else None
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
            tables={(p.meta.entity, p.meta.partition): p.frame for p in parts},
            fetched_at=fetched_at,
            expired=expired,
            job=job if job is not None and job.active else None,
            error=failed,
            urls=tuple(dict.fromkeys(p.meta.url for p in parts)),
            stamp=_stamp(parts),
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
                load.target(path), partition, answer.tables[path],
                fetched_at=answer.fetched_at, url=answer.url,
            )  # fmt: skip
        if load.counted:
            store.write(
                TOTALS, load.partition, pl.DataFrame({"total": [answer.total]}),
                fetched_at=answer.fetched_at, url=answer.url,
            )  # fmt: skip
        # last, as the others are only looked up from it
        store.write(
            load.query.entity.name, load.partition, answer.frame,
            fetched_at=answer.fetched_at, url=answer.url,
        )  # fmt: skip
        if answer.error is not None:
            raise answer.error


def _parts(store: Store, dataset: Dataset, *, keep: bool = True) -> list[Stored]:
    """The stored frames of a dataset; empty where any is missing."""
    found = [store.read(name, partition, keep=keep) for name, partition in dataset.parts]
    parts = [part for part in found if part is not None]
    return parts if len(parts) == len(found) else []


def _stamp(parts: list[Stored]) -> str:
    """Changes with any part: a sync may merge rows into one and leave the oldest as it is."""
    told = [(p.meta.fetched_at.isoformat(), p.meta.checksum, p.meta.rows) for p in parts]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32] if parts else ""


def _age(parts: list[Stored]) -> datetime:
    return min(part.meta.fetched_at for part in parts)
