"""`sync` on the command line."""

from __future__ import annotations

import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from core.language import moment
from core.standin.demo import build_demo
from core.standin.serve import Standin
from core.store.lock import exclusive
from core.store.store import Store, store_root
from core.store.sync.state import read_report
from core.telemetry import Telemetry
from tests.cli.conftest import Command, Started
from tests.cli.test_fetch import until_asked
from tests.conftest import StandinFactory
from tests.store.chamber import assert_same


@pytest.fixture
def api(chamber_api: Standin) -> Standin:
    return chamber_api


def test_sync__fills_the_store_and_says_what_came(
    command: Command, api: Standin, store: Store
) -> None:
    result = command("sync")
    assert (result.code, result.out) == (0, b"")
    assert "220 Stemme" in result.err
    assert "requests in" in result.err
    assert_same(store, api)
    again = command("sync")
    assert "nothing changed; 4 requests" in again.err


def test_sync__says_before_the_ballots_how_long_they_take(command: Command) -> None:
    result = command("sync", "--all", max_rps=100)
    line = next(line for line in result.err.splitlines() if line.startswith("ballots of"))
    assert line.startswith("ballots of 52 votes in 2 sessions: about ")
    assert line.endswith(" at 100 a second")


def test_sync__leaves_no_marks_for_a_page_to_work_out(command: Command, store: Store) -> None:
    result = command("sync", "--all")
    assert "party lines and deviations worked out for 2 sessions" in result.err
    marked = [store.read("marked", code) for code in ("20231", "20241")]
    assert all(part is not None and part.meta.rows for part in marked)
    assert "worked out" not in command("sync", "--all").err


def test_sync__sessions_and_sets_may_be_named(command: Command, store: Store) -> None:
    assert command("sync", "Afstemning", "--session", "20231", "20241", "--quiet").err == ""
    assert store.partitions("Afstemning") == ["20231", "20241"]
    assert store.partitions("Stemme") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Stemmer",), "did you mean Stemme?"),
        (("Fil",), "Fil is not synced"),
        (("--all", "--session", "20241"), "do not go together"),
        (("--session",), "expected at least one argument"),
        (("--snapshot-out", "."), "names a folder"),
        (("--snapshot-out", "none/s.zip"), "folder of --snapshot-out does not exist"),
    ],
)
def test_sync__wrong_use(command: Command, api: Standin, words: tuple[str, ...], said: str) -> None:
    result = command("sync", *words)
    assert result.code == 2
    assert said in result.err
    assert api.requests == []


def test_sync__an_unknown_session(command: Command) -> None:
    result = command("sync", "--session", "20991")
    assert result.code == 1
    assert "20991" in result.err


def test_sync__help_has_an_example(command: Command) -> None:
    assert b"python -m core sync --session" in command("sync", "--help").out


@pytest.mark.faults
def test_sync__an_api_that_lost_its_rows(command: Command, api: Standin, store: Store) -> None:
    command("sync")
    api.tables = {}
    result = command("sync")
    assert result.code == 1
    assert "error: Rows are missing" in result.err
    report = read_report(store)
    assert report is not None
    assert report.outcome == "failed"


@pytest.mark.faults
def test_sync__a_folder_that_cannot_be_written(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = command("sync", data_dir=tmp_path / "file" / "data")
    assert result.code == 1
    assert "nothing could be kept" in result.err


@pytest.mark.faults
def test_sync__ctrl_c_keeps_what_there_is(start: Started, api: Standin, store: Store) -> None:
    api.latency_ms = 60
    process = start("sync", "--all")
    until_asked(api, 10)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert b"the same command goes on from there" in err
    report = read_report(store)
    assert report is not None
    assert report.outcome == "stopped"
    assert store.partitions("Periode") == ["sessions"]


@pytest.mark.faults
def test_sync__waits_for_another_process(start: Started, api: Standin, store: Store) -> None:
    with exclusive(store.root / "sync.lock") as mine:
        assert mine
        process = start("sync")
        assert process.stderr is not None
        assert b"Another process is syncing" in process.stderr.readline()
        assert api.requests == []
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert_same(store, api)


def test_sync__writes_a_snapshot_that_another_copy_starts_from(
    command: Command, api: Standin, tmp_path: Path
) -> None:
    file = tmp_path / "s.zip"
    result = command("sync", "--snapshot-out", file)
    assert (result.code, result.out) == (0, b"")
    assert f"{file}: " in result.err
    assert " rows in " in result.err.splitlines()[-1]

    other = tmp_path / "other"
    before = len(api.requests)
    started = command("sync", snapshot_url=file.as_uri(), data_dir=other)
    assert started.code == 0
    assert "started from a snapshot of " in started.err
    assert "nothing changed; 4 requests" in started.err
    assert len(api.requests) - before == 4
    assert_same(Store(store_root(other, api.url), Telemetry()), api)
    again = command("sync", snapshot_url=file.as_uri(), data_dir=other)
    assert "snapshot" not in again.err


@pytest.mark.faults
def test_sync__goes_on_without_a_snapshot_that_is_no_good(
    command: Command, api: Standin, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "s.zip").write_bytes(b"PK, but no zip" * 20)
    result = command("sync", "--quiet", snapshot_url=(tmp_path / "s.zip").as_uri())
    assert result.code == 0
    assert result.err.startswith("warning: The snapshot is damaged")
    assert_same(store, api)


@pytest.mark.faults
def test_sync__puts_no_smaller_snapshot_in_the_place_of_one_that_it_could_not_use(
    command: Command, api: Standin, tmp_path: Path
) -> None:
    (tmp_path / "s.zip").write_bytes(b"PK, but no zip" * 20)
    url, file = (tmp_path / "s.zip").as_uri(), tmp_path / "next.zip"
    result = command("sync", "--snapshot-out", file, snapshot_url=url)
    assert result.code == 1
    assert "was not written: the snapshot to start from was not used" in result.err
    assert not file.exists()
    assert not api.requests


@pytest.mark.faults
def test_sync__that_fails_writes_no_snapshot(
    command: Command, api: Standin, tmp_path: Path
) -> None:
    api.tables = {}
    assert command("sync", "--snapshot-out", tmp_path / "s.zip").code == 1
    assert not (tmp_path / "s.zip").exists()


def test_sync__cases_of_the_newest_session_and_of_all(
    standin: StandinFactory, data_dir: Path, command: Command
) -> None:
    server = standin(build_demo("small"))
    done = command("sync", "--cases", api_url=server.url)
    assert done.code == 0, done.err
    assert "of 1 periods are up to date" in done.err
    store = Store(store_root(data_dir, server.url), Telemetry())
    assert store.partitions("SagAktør") == [
        "period-20261",
        "question-committees-20261",
        "questions-20261",
    ]
    cases = store.read("Sag", "period-20261")
    expected = server.tables["Sag"].filter(pl.col("periodeid") == 196)
    assert cases is not None
    assert sorted(cases.frame["id"]) == sorted(expected["id"])
    assert command("sync", "--cases", "--session", "20242", api_url=server.url).code == 0
    assert "period-20242" in store.partitions("Sagstrin")


@pytest.mark.faults
def test_sync__a_folder_that_cannot_be_written_is_found_before_anything_is_asked(
    command: Command, api: Standin, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    result = command("sync", data_dir=tmp_path / "file" / "data")
    assert result.code == 1
    assert "error: nothing could be kept: The data folder cannot be written to" in result.err
    assert not api.requests


@pytest.mark.faults
@pytest.mark.parametrize(
    ("status", "said"), [(429, "server asks us to wait"), (503, "server has problems")]
)
def test_sync__does_not_wait_for_a_server_that_wants_to_be_left_alone_for_a_day(
    command: Command, api: Standin, status: int, said: str
) -> None:
    api.faults = f"{status}=1:86400"
    begun = time.monotonic()
    result = command("sync")
    assert result.code == 1
    assert time.monotonic() - begun < 60
    assert f"error: Parliament's {said}" in result.err
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert f"left alone until {moment(tomorrow, 'en')[:-3]}" in result.err
    assert len(api.requests) == 1
