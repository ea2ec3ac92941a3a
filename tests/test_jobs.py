"""Jobs: one per key, with an end that can always be seen."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from core.errors import Cancelled, NotReachable
from core.jobs import Job, Jobs
from core.oda.client import Progress


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


def ended(job: Job) -> Job:
    while job.active:
        threading.Event().wait(0.005)
    return job


def test_start__a_second_request_joins_the_first(jobs: Jobs) -> None:
    gate, runs = threading.Event(), []

    def work(job: Job) -> None:
        runs.append(job.key)
        gate.wait(10)

    first, second = jobs.start("a", work), jobs.start("a", work)
    assert first is second
    assert jobs.active() == [first]
    gate.set()
    assert ended(first).state == "done"
    assert runs == ["a"]
    assert jobs.active() == []


def test_start__again_after_the_end_runs_again(jobs: Jobs) -> None:
    runs: list[int] = []
    ended(jobs.start("a", lambda job: runs.append(1)))
    ended(jobs.start("a", lambda job: runs.append(2)))
    assert runs == [1, 2]


def test_run__a_known_error_is_kept(jobs: Jobs) -> None:
    def work(job: Job) -> None:
        raise NotReachable("no route")

    job = ended(jobs.start("a", work))
    assert job.state == "failed"
    assert isinstance(job.error, NotReachable)


def test_run__an_unknown_error_ends_the_job_too(jobs: Jobs) -> None:
    def work(job: Job) -> None:
        raise ZeroDivisionError

    job = ended(jobs.start("a", work))
    assert job.state == "failed"
    assert job.error is not None
    assert "ZeroDivisionError" in str(job.error)


def test_run__what_went_well_and_what_failed_by_our_fault_is_told() -> None:
    told: list[object] = []
    jobs = Jobs(unforeseen=told.append, went_well=lambda key, seconds: told.append((key, seconds)))

    def known(job: Job) -> None:
        raise NotReachable("no route")

    ended(jobs.start("bad", lambda job: 1 // 0))
    ended(jobs.start("known", known))
    ended(jobs.start("good", lambda job: threading.Event().wait(0.02)))
    jobs.close()
    bad, (good, seconds) = told  # type: ignore[misc]
    assert (bad, good) == ("bad", "good")
    assert 0.02 <= seconds < 10


def test_stop__ends_the_job_as_stopped(jobs: Jobs) -> None:
    def work(job: Job) -> None:
        job.report(Progress(1, 100, 300))
        assert job.cancel.wait(10)
        raise Cancelled

    job = jobs.start("a", work)
    jobs.stop("a")
    assert ended(job).state == "stopped"
    assert job.progress == Progress(1, 100, 300)


def test_wait__goes_on_as_soon_as_the_work_has_ended(jobs: Jobs) -> None:
    go_on = threading.Event()
    job = jobs.start("slow", lambda _: go_on.wait(30))
    job.wait(0)
    assert job.active
    go_on.set()
    job.wait(30)
    assert job.state == "done"


def test_ended__counts_how_all_jobs_have_ended_also_those_that_are_forgotten(jobs: Jobs) -> None:
    def stopped(job: Job) -> None:
        raise Cancelled

    for work in (lambda job: None, lambda job: None, stopped, lambda job: 1 // 0):
        ended(jobs.start("same", work))
        jobs.forget("same")
    assert jobs.ended() == {"done": 2, "stopped": 1, "failed": 1}
