"""Datasets over the real client: what is stored is shown at once, the rest is loaded behind it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from core.errors import NotOData, NotReachable, Refused
from core.jobs import Jobs
from core.standin.serve import Standin
from core.store.datasets import votes as vote_sets
from core.store.datasets.dataset import Dataset
from core.store.library import Library, View
from core.store.parquet import Stored
from core.store.store import Store
from core.store.sync.syncer import Syncer
from core.telemetry import Telemetry
from tests.conftest import ClientFactory
from tests.makers.clocks import Clock

VOTES = vote_sets.votes("29991", 160, closed=False)


@pytest.fixture
def clock() -> Clock:
    """Stands still now: frames are as old as their answers, which are dated by the real time."""
    return Clock(datetime.now(UTC))


@pytest.fixture
def library(
    tiny_api: Standin, client: ClientFactory, store: Store, clock: Clock
) -> Iterator[Library]:
    jobs = Jobs(clock=lambda: clock.now.timestamp())
    yield Library(client(tiny_api.url), store, jobs, clock)
    jobs.close()


def settled(library: Library, dataset: Dataset) -> View:
    """The view after the load that `view` may have begun."""
    library.view(dataset)
    job = library.jobs.get(dataset.key)
    while job is not None and job.active:
        threading.Event().wait(0.005)
    return library.view(dataset, start=False)


def frame(library: Library, entity: str, partition: str) -> pl.DataFrame:
    """The rows of a partition that is stored."""
    stored = library.store.read(entity, partition)
    assert stored is not None
    return stored.frame


def test_view__begins_to_load_what_is_missing(library: Library) -> None:
    first = library.view(VOTES)
    assert not first.ready
    assert first.job is not None
    view = settled(library, VOTES)
    assert view.ready
    assert view.job is None
    assert frame(library, "Afstemning", "29991")["id"].to_list() == [1, 2]
    assert frame(library, "Møde", "voted-29991")["id"].to_list() == [10]
    assert frame(library, "Sag", "voted-29991")["id"].to_list() == [30]


def test_view__asks_for_nothing_while_it_is_fresh(library: Library, tiny_api: Standin) -> None:
    settled(library, VOTES)
    before = len(tiny_api.requests)
    assert library.view(VOTES).job is None
    assert len(tiny_api.requests) == before


def test_view__shows_the_old_rows_while_it_loads_the_new(library: Library, clock: Clock) -> None:
    settled(library, VOTES)
    clock.now += timedelta(minutes=6)
    view = library.view(VOTES)
    assert view.ready
    assert view.expired
    assert view.job is not None


def test_stamp__another_for_other_rows_though_the_oldest_part_stays(library: Library) -> None:
    before = settled(library, VOTES)
    assert library.view(VOTES, start=False).stamp == before.stamp
    rows = frame(library, "Afstemning", "29991")
    changed = rows.with_columns(pl.lit("Rettet").alias("kommentar"))
    assert before.fetched_at is not None
    library.store.write(
        "Afstemning", "29991", changed, fetched_at=before.fetched_at + timedelta(hours=1), url="x"
    )
    after = library.view(VOTES, start=False)
    assert after.fetched_at == before.fetched_at
    assert after.stamp != before.stamp


def test_stamp__the_same_for_rows_that_were_read_anew(library: Library) -> None:
    before = settled(library, VOTES)
    job = library.load(VOTES, refresh=True)
    while job.active:
        threading.Event().wait(0.005)
    after = library.view(VOTES, start=False)
    assert after.fetched_at != before.fetched_at
    assert after.stamp == before.stamp


def test_stamp__the_same_where_another_process_wrote_the_same_rows(library: Library) -> None:
    settled(library, VOTES)
    rows = frame(library, "Afstemning", "29991")
    before = library.view(VOTES, start=False).stamp
    other, later = Store(library.store.root, Telemetry()), datetime.now(UTC)
    other.write("Afstemning", "29991", rows, fetched_at=later, url="x")
    assert library.view(VOTES, start=False).stamp == before
    other.write("Afstemning", "29991", rows.head(1), fetched_at=later, url="x")
    assert library.view(VOTES, start=False).stamp != before


def test_view__reads_no_rows(library: Library) -> None:
    settled(library, VOTES)
    again = Library(library.client, Unread(library.store.root, Telemetry()), library.jobs)
    assert again.view(VOTES).ready


class Unread(Store):
    """Gives no rows away."""

    def read(self, entity: str, partition: str, *, keep: bool = True) -> Stored | None:
        raise AssertionError(f"{entity}/{partition} was read")


def test_view__what_a_sync_has_compared_is_not_read_again(
    library: Library, tiny_api: Standin, clock: Clock
) -> None:
    settled(library, VOTES)
    clock.now += timedelta(minutes=6)
    Syncer(library.client, library.store, clock).sync()
    before = len(tiny_api.requests)
    assert library.view(VOTES).job is None
    assert len(tiny_api.requests) == before
    clock.now += timedelta(minutes=6)
    assert library.view(VOTES).job is not None


def test_view__memberships_that_were_asked_for_otherwise_are_shown_and_read_again_once(
    library: Library, tiny_api: Standin
) -> None:
    """As of a copy that was made before groups without a first day were asked for."""
    dataset = vote_sets.memberships(
        "29991", datetime(2024, 1, 1), datetime(2025, 1, 1), closed=True
    )
    before = settled(library, dataset)
    assert before.fetched_at is not None
    url = library.store.url("Aktør", "groups-29991")
    assert url is not None
    old = url.replace("startdato%20eq%20null%20or%20", "")
    assert old != url
    rows = frame(library, "Aktør", "groups-29991")
    library.store.write("Aktør", "groups-29991", rows, fetched_at=before.fetched_at, url=old)
    view = library.view(dataset)
    assert view.ready
    assert view.job is not None
    assert not settled(library, dataset).expired
    requests = len(tiny_api.requests)
    assert library.view(dataset).job is None
    assert len(tiny_api.requests) == requests


def test_view__another_session_of_the_program_needs_no_request(
    library: Library, tiny_api: Standin
) -> None:
    settled(library, VOTES)
    before = len(tiny_api.requests)
    reopened = Library(library.client, Store(library.store.root, Telemetry()), library.jobs)
    assert reopened.view(VOTES).ready
    assert len(tiny_api.requests) == before


@pytest.mark.parametrize(
    "dataset",
    [
        vote_sets.lookups(),
        vote_sets.step_states(),
        vote_sets.vote(1),
        vote_sets.ballots(1, closed=True),
        vote_sets.memberships("29991", datetime(2024, 1, 1), datetime(2025, 1, 1), closed=True),
    ],
    ids=lambda dataset: dataset.key,
)
def test_view__every_dataset_loads(library: Library, dataset: Dataset) -> None:
    assert settled(library, dataset).ready


def test_plan__first_votes_of_a_cold_start_take_at_most_twelve_requests(
    library: Library, tiny_api: Standin
) -> None:
    for dataset in (vote_sets.lookups(), vote_sets.step_states(), VOTES):
        assert settled(library, dataset).ready
    # The tiny parliament's votes fit one page; the largest session there was, 736 votes, takes 8.
    assert len(tiny_api.requests) + 7 <= 12


@pytest.mark.faults
def test_view__without_api_and_copy_says_why(library: Library, tiny_api: Standin) -> None:
    tiny_api.faults = "refuse"
    view = settled(library, VOTES)
    assert not view.ready
    assert isinstance(view.error, NotReachable)


@pytest.mark.faults
def test_view__a_failed_refresh_keeps_the_copy_and_its_age(
    library: Library, tiny_api: Standin
) -> None:
    good = settled(library, VOTES)
    rows = frame(library, "Afstemning", "29991")
    tiny_api.faults = "html=1"
    job = library.load(VOTES, refresh=True)
    while job.active:
        threading.Event().wait(0.005)
    view = library.view(VOTES, start=False)
    assert isinstance(view.error, NotOData)
    assert view.fetched_at == good.fetched_at
    assert view.stamp == good.stamp
    assert frame(library, "Afstemning", "29991").equals(rows)


@pytest.mark.faults
def test_view__does_not_hammer_an_api_that_fails(
    library: Library, tiny_api: Standin, clock: Clock
) -> None:
    tiny_api.faults = "503=1"
    settled(library, VOTES)
    before = len(tiny_api.requests)
    for _ in range(5):
        settled(library, VOTES)
    assert len(tiny_api.requests) == before
    tiny_api.faults = ""
    clock.now += timedelta(minutes=1)
    assert settled(library, VOTES).ready


@pytest.mark.faults
def test_view__does_not_knock_again_and_again_where_it_is_not_let_in(
    library: Library, tiny_api: Standin, clock: Clock
) -> None:
    tiny_api.faults = "403"
    assert isinstance(settled(library, VOTES).error, Refused)
    before = len(tiny_api.requests)
    clock.now += timedelta(minutes=14)
    settled(library, VOTES)
    assert len(tiny_api.requests) == before
    tiny_api.faults = ""
    clock.now += timedelta(minutes=2)
    assert settled(library, VOTES).ready


@pytest.mark.faults
def test_view__a_stopped_load_waits_until_it_is_asked_for(
    library: Library, tiny_api: Standin
) -> None:
    lookups = vote_sets.lookups()  # three requests, so that there is a next page to stop before
    tiny_api.latency_ms = 300
    job = library.view(lookups).job
    assert job is not None
    job.cancel.set()
    assert not settled(library, lookups).ready
    assert library.view(lookups).job is None
    tiny_api.latency_ms = 0
    library.load(lookups)
    assert settled(library, lookups).ready


@pytest.mark.faults
def test_view__a_damaged_file_is_fetched_again(library: Library) -> None:
    settled(library, VOTES)
    (path,) = library.store.root.glob("Sag/*.parquet")
    path.write_bytes(b"broken")
    assert settled(library, VOTES).ready
    assert path.with_suffix(".bad").exists()


@pytest.mark.faults
def test_view__two_programs_on_one_folder_both_answer(
    library: Library, tiny_api: Standin, client: ClientFactory
) -> None:
    jobs = Jobs()
    store = Store(library.store.root, Telemetry())
    other = Library(client(tiny_api.url), store, jobs)
    threads = [
        threading.Thread(target=settled, args=(each, VOTES)) for each in (library, other) * 3
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    jobs.close()
    for each in (library, other):
        assert settled(each, VOTES).ready
        assert frame(each, "Afstemning", "29991").height == 2


def test_followed__loads_what_is_missing_and_nothing_again(
    library: Library, tiny_api: Standin, clock: Clock
) -> None:
    web = Library(library.client, library.store, library.jobs, clock, followed=True)
    assert settled(web, VOTES).ready
    clock.now += timedelta(days=2)
    before = len(tiny_api.requests)
    view = settled(web, VOTES)
    assert view.expired
    assert len(tiny_api.requests) == before
    assert [each.key for each in web.lately(60)] == [VOTES.key]
    clock.now += timedelta(minutes=2)
    assert web.lately(60) == []
