"""The store's files: replaced whole or not at all, and honest about what it could not keep."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DiskFull, ReadOnlyStore
from core.standin.tables import conform
from core.store.store import Store, store_root
from core.telemetry import Telemetry

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def frame(*ids: int) -> pl.DataFrame:
    changed = [datetime(2026, 1, 1, 0, 0, i % 60) for i in ids]
    return conform(
        "Afstemning",
        pl.DataFrame({"id": ids, "opdateringsdato": changed}, schema_overrides={"id": pl.Int32}),
    )


def write(store: Store, *ids: int, partition: str = "20222") -> None:
    store.write("Afstemning", partition, frame(*ids), fetched_at=NOON, url="https://x/api/")


def only_file(store: Store) -> Path:
    (path,) = store.root.glob("*/*.parquet")
    return path


def test_write__comes_back_with_its_meta(store: Store, telemetry: Telemetry) -> None:
    write(store, 1, 2, 3)
    stored = Store(store.root, telemetry).read("Afstemning", "20222")
    assert stored is not None
    assert stored.frame.equals(frame(1, 2, 3))
    assert stored.meta.rows == 3
    assert stored.meta.fetched_at == NOON
    assert stored.meta.watermark == datetime(2026, 1, 1, 0, 0, 3)


def test_write__replaces_and_leaves_no_temporary_file(store: Store) -> None:
    write(store, 1)
    write(store, 1, 2)
    stored = store.read("Afstemning", "20222")
    assert stored is not None
    assert stored.frame.height == 2
    assert [p.name for p in only_file(store).parent.iterdir()] == ["20222.parquet"]


def test_write__an_empty_frame_is_kept_as_empty(store: Store) -> None:
    write(store)
    stored = store.read("Afstemning", "20222")
    assert stored is not None
    assert stored.frame.is_empty()
    assert stored.meta.watermark is None


def test_read__what_is_not_there_is_none(store: Store) -> None:
    assert store.read("Afstemning", "20222") is None
    assert store.is_empty()


def test_read__sees_what_another_process_wrote(store: Store, telemetry: Telemetry) -> None:
    write(store, 1)
    assert store.read("Afstemning", "20222") is not None
    write(Store(store.root, telemetry), 1, 2)
    stored = store.read("Afstemning", "20222")
    assert stored is not None
    assert stored.frame.height == 2


@pytest.mark.parametrize("name", ["../x", "", "a/b", ".hidden", "A" * 80, "x\x00"])
def test_path__a_partition_never_leaves_the_folder(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="partition"):
        store.read("Afstemning", name)


def test_read__a_damaged_file_that_cannot_be_set_aside_counts_as_missing(store: Store) -> None:
    write(store, 1)
    path = only_file(store)
    (path.with_suffix(".bad") / "kept").mkdir(parents=True)
    content = bytearray(path.read_bytes())
    content[8] ^= 1
    path.write_bytes(content)
    again = Store(store.root, Telemetry())
    assert again.meta("Afstemning", "20222") is not None
    assert again.read("Afstemning", "20222") is None
    assert path.exists()
    assert again.meta("Afstemning", "20222") is None
    assert again.stamp("Afstemning", "20222") == ()
    write(again, 1)
    assert again.meta("Afstemning", "20222") is not None
    assert again.read("Afstemning", "20222") is not None


def test_rows_stamp__the_same_for_the_same_rows(store: Store) -> None:
    total, later = pl.DataFrame({"total": [7]}), NOON + timedelta(hours=1)
    store.write("totals", "found-0", total, fetched_at=NOON, url="")
    before = store.rows_stamp("totals", "found-0")
    store.write("totals", "found-0", total, fetched_at=later, url="")
    store.write("totals", "found-0", total, fetched_at=later + timedelta(hours=1), url="")
    assert store.rows_stamp("totals", "found-0") == before != store.stamp("totals", "found-0")
    store.write("totals", "found-0", total + 1, fetched_at=later, url="")
    assert store.rows_stamp("totals", "found-0") == store.stamp("totals", "found-0") != before


@pytest.mark.parametrize("damage", ["empty", "cut", "garbage", "middle"])
def test_read__a_damaged_file_is_set_aside(store: Store, telemetry: Telemetry, damage: str) -> None:
    write(store, *range(1, 5000))
    path = only_file(store)
    whole = path.read_bytes()
    broken = {
        "empty": b"",
        "cut": whole[: len(whole) // 2],
        "garbage": b"<html>" * 100,
        "middle": whole[:4] + bytes(len(whole) - 12) + whole[-8:],
    }[damage]
    path.write_bytes(broken)
    assert Store(store.root, telemetry).read("Afstemning", "20222") is None
    assert path.with_suffix(".bad").read_bytes() == broken
    assert not path.exists()
    assert telemetry.snapshot().counters["store.damaged"] == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_read__any_wrong_byte_is_noticed(
    tmp_path: Path, telemetry: Telemetry, data: st.DataObject
) -> None:
    store = Store(tmp_path / "store", telemetry)
    write(store, *range(200))
    path = only_file(store)
    content = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    assert Store(store.root, telemetry).read("Afstemning", "20222") is None
    path.with_suffix(".bad").unlink()


def test_read__another_format_version_is_not_taken(
    store: Store, telemetry: Telemetry, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store, 1)
    monkeypatch.setattr("core.store.store.SCHEMA_VERSION", 2)
    assert Store(store.root, telemetry).read("Afstemning", "20222") is None


def test_store__removes_what_a_killed_writer_left_long_ago(
    store: Store, telemetry: Telemetry
) -> None:
    write(store, 1)
    folder = only_file(store).parent
    old, new = folder / ".20222.parquet.1.0.tmp", folder / ".20222.parquet.2.0.tmp"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    Store(store.root, telemetry)
    assert not old.exists()
    assert new.exists()


def test_partitions__are_listed_in_order(store: Store) -> None:
    for partition in ("20231", "20222"):
        write(store, 1, partition=partition)
    assert store.partitions("Afstemning") == ["20222", "20231"]
    assert store.partitions("Sag") == []


def test_store_root__two_sources_never_share_a_folder(tmp_path: Path) -> None:
    urls = ("https://oda.ft.dk/api/", "http://127.0.0.1:8100/api/", "http://127.0.0.1:8101/api/")
    assert len({store_root(tmp_path, url) for url in urls}) == 3


@pytest.mark.faults
def test_write__a_reader_never_sees_half_a_file(store: Store, telemetry: Telemetry) -> None:
    write(store, *range(1000))
    reader = Store(store.root, telemetry)
    heights: set[int] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            stored = reader.read("Afstemning", "20222")
            heights.add(-1 if stored is None else stored.frame.height)

    thread = threading.Thread(target=read)
    thread.start()
    for n in range(60):
        write(store, *range(1000 + n % 2))
    done.set()
    thread.join()
    assert heights <= {1000, 1001}


_KILLED_WRITER = """
    import sys, polars as pl
    from datetime import datetime, UTC
    from pathlib import Path
    from core.store.store import Store
    from core.telemetry import Telemetry
    store = Store(Path(sys.argv[1]), Telemetry())
    frame = conform("Sag", pl.DataFrame({"id": range(400_000)}))
    print("ready", flush=True)
    while True:
        store.write("Sag", "all", frame, fetched_at=datetime.now(UTC), url="https://x/api/")
"""


@pytest.mark.faults
def test_write__a_killed_writer_leaves_a_whole_file(tmp_path: Path, telemetry: Telemetry) -> None:
    store = Store(tmp_path, telemetry)
    first = conform("Sag", pl.DataFrame({"id": [1]}))
    store.write("Sag", "all", first, fetched_at=NOON, url="https://x/api/")
    for wait in (0.0, 0.02, 0.05):
        writer = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(_KILLED_WRITER), str(tmp_path)],
            stdout=subprocess.PIPE,
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        threading.Event().wait(wait)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        stored = Store(tmp_path, telemetry).read("Sag", "all")
        assert stored is not None
        assert stored.frame.height in (1, 400_000)


def _limited(root: str, results: multiprocessing.Queue[object]) -> None:
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    store = Store(Path(root), Telemetry())
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    big = pl.DataFrame({"id": [os.urandom(64).hex() for _ in range(5_000)]})
    store.write("Sag", "all", big, fetched_at=NOON, url="https://x/api/")
    kept = store.read("Sag", "all")
    results.put((type(store.problem), kept is not None and kept.frame.height))


@pytest.mark.faults
def test_write__a_full_disk_keeps_the_earlier_file_and_works_from_memory(
    tmp_path: Path, telemetry: Telemetry
) -> None:
    store = Store(tmp_path, telemetry)
    store.write("Sag", "all", conform("Sag", [{"id": 1}]), fetched_at=NOON, url="https://x/api/")
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[object] = context.Queue()
    process = context.Process(target=_limited, args=(str(tmp_path), results))
    process.start()
    assert results.get(timeout=60) == (DiskFull, 5_000)
    process.join()
    stored = Store(tmp_path, telemetry).read("Sag", "all")
    assert stored is not None
    assert stored.frame.height == 1
    assert list((tmp_path / "Sag").glob(".*")) == []


@pytest.mark.faults
def test_write__a_folder_that_cannot_be_written_works_from_memory(
    tmp_path: Path, telemetry: Telemetry
) -> None:
    (tmp_path / "file").write_text("not a folder")
    store = Store(tmp_path / "file" / "store", telemetry)
    write(store, 1, 2)
    stored = store.read("Afstemning", "20222")
    assert isinstance(store.problem, ReadOnlyStore)
    assert stored is not None
    assert stored.frame.height == 2
    assert store.partitions("Afstemning") == ["20222"]
    assert not store.is_empty()


def test_meta__tells_of_a_partition_without_reading_its_rows(
    tmp_path: Path, telemetry: Telemetry
) -> None:
    write(Store(tmp_path, telemetry), 1, 2)
    fresh = Store(tmp_path, telemetry)
    meta = fresh.meta("Afstemning", "20222")
    stored = fresh.read("Afstemning", "20222")
    assert stored is not None
    assert meta == stored.meta == fresh.meta("Afstemning", "20222")
    assert fresh.meta("Afstemning", "20231") is None
    (tmp_path / "Afstemning" / "20222.parquet").write_bytes(b"broken")
    assert fresh.meta("Afstemning", "20222") is None


def test_remove__takes_a_partition_away_once_and_for_all(
    tmp_path: Path, telemetry: Telemetry
) -> None:
    store = Store(tmp_path, telemetry)
    write(store, 1, 2)
    store.remove("Afstemning", "20222")
    store.remove("Afstemning", "20222")
    assert store.read("Afstemning", "20222") is None
    assert store.meta("Afstemning", "20222") is None
    assert store.partitions("Afstemning") == []
