"""Starting from a snapshot: where it may come from, and that the app goes on without it."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.errors import Cancelled, SnapshotRefused
from core.jobs import Jobs
from core.settings import Settings
from core.store.datasets import votes as vote_sets
from core.store.library import Library
from core.store.lock import exclusive
from core.store.snapshot import start
from core.store.snapshot.archive import read_snapshot, write_snapshot
from core.store.snapshot.start import LONGEST_SECONDS, fetch_snapshot, start_from_snapshot
from core.store.store import Store, store_root
from core.store.sync.state import read_state
from core.store.sync.syncer import Syncer, SyncScope
from core.telemetry import Telemetry
from tests.certificates import untrusted_context
from tests.conftest import ClientFactory, StandinFactory
from tests.makers.clocks import Clock
from tests.oda.fake_server import FakeServer, answer, running
from tests.store.chamber import PERIODS, assert_same, chamber
from tests.store.snapshots import NOON, contents, files, fill, open_store, pack, put, unpack, votes

BODY = b"a snapshot" * 1000


@pytest.fixture
def web() -> Iterator[FakeServer]:
    with running() as server:
        server.replies = [answer(BODY, kind="application/zip")]
        yield server


@pytest.fixture
def good(tmp_path: Path) -> Path:
    file = tmp_path / "good.zip"
    write_snapshot(fill(open_store(tmp_path / "made")), file, lambda: NOON)
    return file


def impatient(url: str = "", **changes: Any) -> Settings:
    values = {"connect_timeout": 0.5, "read_timeout": 0.3, "snapshot_url": url}
    return Settings(**(values | changes))


def unreachable(url: str, folder: Path, **options: Any) -> str:
    """Why it cannot be fetched."""
    with pytest.raises(SnapshotRefused) as caught:
        fetch_snapshot(url, folder, impatient(), **options)
    assert caught.value.params["what"] == "unreachable"
    return str(caught.value.params["reason"])


# Fetching


def test_fetch__a_file_is_taken_where_it_lies(good: Path, tmp_path: Path) -> None:
    assert fetch_snapshot(good.as_uri(), tmp_path, impatient()) == good
    assert fetch_snapshot(str(good), tmp_path, impatient()) == good
    spaced = tmp_path / "a b æ.zip"
    assert fetch_snapshot(spaced.as_uri(), tmp_path, impatient()) == spaced


def test_fetch__over_the_web(web: FakeServer, tmp_path: Path) -> None:
    file = fetch_snapshot(f"{web.url}s.zip?key=1", tmp_path, impatient())
    assert file.read_bytes() == BODY
    assert file.parent == tmp_path
    assert web.paths == ["/api/s.zip?key=1"]
    assert "accept-encoding: identity" in web.requests[0].lower()


def test_fetch__redirects_are_followed(web: FakeServer, tmp_path: Path) -> None:
    web.replies.insert(0, answer(status="302 Found", Location="/other.zip"))
    assert fetch_snapshot(web.url, tmp_path, impatient()).read_bytes() == BODY
    assert web.paths == ["/api/", "/other.zip"]


@pytest.mark.parametrize(
    "url", ["http://example.org/s.zip", "ftp://example.org/s.zip", "https:///s.zip", "gopher://x"]
)
def test_fetch__only_safe_addresses_are_asked(web: FakeServer, tmp_path: Path, url: str) -> None:
    assert "not https" in unreachable(url, tmp_path)
    web.replies = [answer(status="301 Moved", Location=url)]
    assert "not https" in unreachable(web.url, tmp_path)


def test_fetch__redirects_without_end(web: FakeServer, tmp_path: Path) -> None:
    web.replies = [answer(status="302 Found", Location="/again")]
    assert "without end" in unreachable(web.url, tmp_path)
    assert len(web.requests) == 6


def test_fetch__a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    with running(untrusted_context(tmp_path)) as server:
        assert "CERTIFICATE_VERIFY_FAILED" in unreachable(server.url, tmp_path)
        assert server.requests == []


def test_fetch__from_https_nothing_leads_back_to_http(
    web: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = untrusted_context(tmp_path)
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(tmp_path / "cert.pem"))
    with running(context) as server:
        server.replies = [answer(status="302 Found", Location=f"{web.url}s.zip")]
        assert "not https" in unreachable(server.url, tmp_path)
        assert len(server.requests) == 1
    assert web.requests == []


@pytest.mark.faults
@pytest.mark.parametrize("status", ["404 Not Found", "500 Broken", "204 No Content", "206 Partial"])
def test_fetch__any_other_answer(web: FakeServer, tmp_path: Path, status: str) -> None:
    web.replies = [answer(b"Not Found", status)]
    assert status[:3] in unreachable(web.url, tmp_path)


@pytest.mark.faults
def test_fetch__a_body_that_is_cut(web: FakeServer, tmp_path: Path) -> None:
    web.replies = [answer(BODY, length=len(BODY) + 1)]
    assert "IncompleteRead" in unreachable(web.url, tmp_path)


@pytest.mark.faults
def test_fetch__a_server_that_hangs(web: FakeServer, tmp_path: Path) -> None:
    web.replies = [web.hang]
    assert "imed out" in unreachable(web.url, tmp_path)

    def half(client: socket.socket) -> None:
        client.sendall(answer(BODY, length=2 * len(BODY)))
        web.wait(30)

    web.replies = [half]
    assert "imed out" in unreachable(web.url, tmp_path)


@pytest.mark.faults
def test_fetch__a_server_that_drips(web: FakeServer, tmp_path: Path) -> None:
    web.replies = [web.drip]
    ticks = itertools.count(0, LONGEST_SECONDS / 5)
    assert "not here after" in unreachable(web.url, tmp_path, clock=lambda: next(ticks))


@pytest.mark.faults
def test_fetch__a_server_that_floods(
    web: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "LARGEST_FILE", len(BODY) - 1)
    assert "larger than" in unreachable(web.url, tmp_path)


@pytest.mark.faults
def test_fetch__nobody_there(web: FakeServer, tmp_path: Path) -> None:
    web.stop()
    reason = unreachable(f"{web.url}?key=secret", tmp_path)
    assert "Connection refused" in reason
    assert "secret" not in reason


def test_fetch__can_be_stopped(web: FakeServer, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        fetch_snapshot(web.url, tmp_path, impatient(), cancel=stop)


# Starting


def test_start__fills_an_empty_store(good: Path, empty: Store, tmp_path: Path) -> None:
    info = start_from_snapshot(impatient(good.as_uri()), empty, clock=lambda: NOON)
    assert info is not None
    assert info.made_at == NOON
    assert empty.snapshot_problem is None
    assert contents(empty) == contents(open_store(tmp_path / "made"))


def test_start__without_the_setting_nothing_happens(empty: Store) -> None:
    assert start_from_snapshot(impatient(), empty) is None
    assert empty.snapshot_problem is None
    assert not empty.root.exists()


def test_start__a_store_that_is_not_empty_is_left_and_nothing_is_asked(
    web: FakeServer, empty: Store
) -> None:
    put(empty, "Afstemning", "20241", votes(1))
    before = files(empty.root)
    assert start_from_snapshot(impatient(web.url), empty) is None
    assert (empty.snapshot_problem, web.requests, files(empty.root)) == (None, [], before)


@pytest.mark.faults
@pytest.mark.parametrize("fault", ["damaged", "foreign", "old", "404", "hang"])
def test_start__goes_on_without_and_says_why(
    web: FakeServer, good: Path, empty: Store, fault: str, tmp_path: Path
) -> None:
    manifest, members = unpack(good)
    foreign = pack(tmp_path / "foreign.zip", manifest | {"source": "x"}, members)
    web.replies = {
        "damaged": [answer(good.read_bytes()[:-1])],
        "foreign": [answer(foreign.read_bytes())],
        "old": [answer(good.read_bytes())],
        "404": [answer(status="404 Not Found")],
        "hang": [web.hang],
    }[fault]
    later = NOON + timedelta(days=90 * (fault == "old"))
    assert start_from_snapshot(impatient(web.url), empty, clock=lambda: later) is None
    assert empty.snapshot_problem is not None
    expected = fault if fault in ("damaged", "foreign", "old") else "unreachable"
    assert empty.snapshot_problem.params["what"] == expected
    assert files(empty.root) == []


@pytest.mark.faults
def test_start__while_another_process_syncs_goes_on_without(good: Path, empty: Store) -> None:
    with exclusive(empty.root / "sync.lock"):
        assert start_from_snapshot(impatient(good.as_uri()), empty, clock=lambda: NOON) is None
    assert empty.snapshot_problem is not None
    assert "under way" in empty.snapshot_problem.params["reason"]
    assert empty.is_empty()


def test_start__when_stopped_is_no_problem(web: FakeServer, empty: Store) -> None:
    stop = threading.Event()
    stop.set()
    assert start_from_snapshot(impatient(web.url), empty, cancel=stop) is None
    assert empty.snapshot_problem is None
    assert files(empty.root) == []


def test_start__what_pages_load_meanwhile_is_kept(
    web: FakeServer, good: Path, empty: Store
) -> None:
    def slowly(client: socket.socket) -> None:
        page = open_store(empty.root.parents[1])
        put(page, "Afstemning", "20241", votes(10, 61), NOON + timedelta(minutes=1))
        client.sendall(answer(good.read_bytes()))

    web.replies = [slowly]
    assert start_from_snapshot(impatient(web.url), empty, clock=lambda: NOON) is not None
    loaded, other = empty.read("Afstemning", "20241"), empty.read("Afstemning", "20231")
    assert loaded is not None
    assert other is not None
    assert loaded.frame["id"].to_list() == [10, 61]
    assert other.frame.height == 3


# What the pages and the next sync find


def test_start__the_pages_need_no_request_and_the_next_sync_one_for_each_set(
    standin: StandinFactory, client: ClientFactory, tmp_path: Path, clock: Clock
) -> None:
    server = standin(chamber())
    asks = client(server.url)
    first = Store(store_root(tmp_path / "first", server.url), Telemetry())
    Syncer(asks, first, clock).sync(SyncScope(all_ballots=True))
    file = tmp_path / "s.zip"
    write_snapshot(first, file, clock)
    before = len(server.requests)

    second = Store(store_root(tmp_path / "second", server.url), Telemetry())
    read_snapshot(file, second, now=clock())
    assert contents(second) == contents(first)
    assert read_state(second) == read_state(first)
    jobs = Jobs()
    # The frames are as old as their answers, which are dated by the real time.
    library = Library(asks, second, jobs)
    session = chamber()["Periode"].filter(kode="20241").row(0, named=True)
    pages = [
        vote_sets.lookups(),
        *(vote_sets.votes(code, period, closed=False) for code, period in PERIODS.items()),
        vote_sets.memberships("20241", session["startdato"], session["slutdato"], closed=False),
        vote_sets.ballots(21, closed=False, session="20241"),
    ]
    try:
        assert all(library.view(dataset).ready for dataset in pages)
        assert jobs.active() == []
    finally:
        jobs.close()
    assert len(server.requests) == before

    report = Syncer(asks, second, clock).sync(SyncScope(all_ballots=True))
    assert report.requests == 4
    assert not report.changed
    assert_same(second, server, ("20231", "20241"))
