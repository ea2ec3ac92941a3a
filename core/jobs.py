"""Long work in background threads: one job per key, with progress and a way to stop it."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Literal

from core.errors import Cancelled, TingblikError
from core.oda.client import Progress
from core.telemetry import log_event

State = Literal["waiting", "running", "done", "failed", "stopped"]


@dataclass(slots=True)
class Job:
    """One piece of work. `error` says why it failed, `progress` how far it has come.

    `started` and `ended` are seconds by the clock of its `Jobs`, which never goes back.
    """

    key: str
    cancel: threading.Event = field(default_factory=threading.Event)
    state: State = "waiting"
    progress: Progress | None = None
    error: TingblikError | None = None
    started: float = 0.0
    ended: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def active(self) -> bool:
        """Whether it is still waiting or running."""
        return self.state in ("waiting", "running")

    def report(self, progress: Progress) -> None:
        """Note how far the work has come."""
        self.progress = progress

    def wait(self, seconds: float) -> None:
        """Wait until it ends, but at most so many seconds."""
        self._over.wait(max(seconds, 0))

    def end(self, state: State, at: float) -> None:
        """Record how it ended, and wake those who wait for it."""
        self.ended, self.state = at, state
        self._over.set()


class Jobs:
    """Runs jobs in parallel, but only one at a time for each key.

    `clock` counts seconds and never goes back. `unforeseen` is called with the key of a job that
    failed by a fault of our own, `went_well` with the key and the seconds of a job that succeeded.
    """

    def __init__(
        self,
        workers: int = 3,
        clock: Callable[[], float] = time.monotonic,
        unforeseen: Callable[[str], None] = lambda key: None,
        went_well: Callable[[str, float], None] = lambda key, seconds: None,
    ) -> None:
        self.clock = clock
        self._unforeseen = unforeseen
        self._went_well = went_well
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="job")
        self._jobs: dict[str, Job] = {}
        self._ended: Counter[State] = Counter()
        self._lock = threading.Lock()

    def start(self, key: str, work: Callable[[Job], object]) -> Job:
        """Start `work`, or give the job of that key that is already under way."""
        with self._lock:
            job = self._jobs.get(key)
            if job is not None and job.active:
                return job
            job = self._jobs[key] = Job(key)
        self._pool.submit(self._run, job, work)
        return job

    def get(self, key: str) -> Job | None:
        """The latest job of that key."""
        return self._jobs.get(key)

    def since(self, job: Job) -> float:
        """Seconds since a job ended."""
        return self.clock() - job.ended

    def active(self) -> list[Job]:
        """The jobs that wait or run, oldest first."""
        with self._lock:
            return [job for job in self._jobs.values() if job.active]

    def ended(self) -> Mapping[State, int]:
        """How many jobs have ended how."""
        with self._lock:
            return dict(self._ended)

    def stop(self, key: str) -> None:
        """Ask a job to stop at its next page."""
        job = self._jobs.get(key)
        if job is not None:
            job.cancel.set()

    def forget(self, key: str) -> None:
        """Forget a job that has ended."""
        with self._lock:
            job = self._jobs.get(key)
            if job is not None and not job.active:
                del self._jobs[key]

    def close(self) -> None:
        """Stop everything and wait for it."""
        for job in self.active():
            job.cancel.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, job: Job, work: Callable[[Job], object]) -> None:
        job.state, job.started = "running", self.clock()
        try:
            work(job)
            outcome: State = "done"
            self._went_well(job.key, self.clock() - job.started)
        except Cancelled:
            outcome = "stopped"
        except TingblikError as error:
            job.error, outcome = error, "failed"
        except Exception as error:  # else the page of a failed job would wait for ever
            job.error, outcome = TingblikError(repr(error)), "failed"
            self._unforeseen(job.key)
        with self._lock:
            self._ended[outcome] += 1
        job.end(outcome, self.clock())
        log_event(
            "job",
            key=job.key,
            state=outcome,
            seconds=job.ended - job.started,
            error=job.error and f"{job.error.key}: {job.error}",
        )
