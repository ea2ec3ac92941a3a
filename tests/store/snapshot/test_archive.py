"""Snapshots: what is written is read, and what is not whole, ours and recent is refused whole."""

from __future__ import annotations

import copy
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import SnapshotRefused, StoreError
from core.language import LANGUAGES, error_words
from core.standin.tables import conform
from core.store.lock import exclusive
from core.store.snapshot import archive as module
from core.store.snapshot.archive import (
    MANIFEST,
    OLDEST,
    SnapshotInfo,
    announce,
    can_start,
    read_snapshot,
    write_snapshot,
)
from core.store.store import Store
from core.store.sync.state import STATE_FILE, State, read_state, write_state
from tests.makers.mortal import Killed, Life, MortalStore
from tests.store.snapshots import (
    CHANGED,
    NOON,
    SOURCE,
    contents,
    files,
    fill,
    listed,
    open_store,
    pack,
    put,
    seal,
    unpack,
    votes,
)

VOTES = "Afstemning/20241.parquet"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Path, SnapshotInfo]:
    """A filled store and its snapshot."""
    folder = tmp_path_factory.mktemp("made")
    store = fill(open_store(folder))
    return store, folder / "s.zip", write_snapshot(store, folder / "s.zip", lambda: NOON)


@pytest.fixture
def good(made: tuple[Store, Path, SnapshotInfo]) -> Path:
    return made[1]


def refused(file: Path, store: Store, now: Any = NOON) -> SnapshotRefused:
    """Why a snapshot is refused; nothing of it may be in the store then."""
    before = files(store.root.parent)
    with pytest.raises(SnapshotRefused) as caught:
        read_snapshot(file, store, now=now)
    assert files(store.root.parent) == before
    assert caught.value.params["reason"]
    return caught.value


# Writing and reading


def test_snapshot__what_is_written_is_read(
    made: tuple[Store, Path, SnapshotInfo], empty: Store
) -> None:
    store, file, info = made
    assert read_snapshot(file, empty, now=NOON) == info
    assert contents(empty) == contents(store)
    assert len(contents(empty)) == 5
    assert read_state(empty) == read_state(store)
    assert files(empty.root) == files(store.root)


def test_write__says_what_is_in_it(made: tuple[Store, Path, SnapshotInfo]) -> None:
    _, file, info = made
    assert info.source == SOURCE
    assert (info.made_at, info.watermark) == (NOON, CHANGED)
    assert info.rows == 3 + 50 + 1 + 1
    assert info.size == file.stat().st_size
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == MANIFEST
        assert set(archive.namelist()[1:]) == {member.name for member in info.members}
    assert files(file.parent)[0] == "s.zip"  # and no temporary file


def test_write__leaves_out_what_cannot_be_read_and_what_is_not_the_stores(tmp_path: Path) -> None:
    store = fill(open_store(tmp_path))
    (store.root / "Afstemning" / "20231.parquet").write_bytes(b"PAR1 of old")
    (store.root / "Afstemning" / "My Copy.parquet").write_bytes(b"x")
    shutil.copy(store.root / VOTES, store.root / "Afstemning" / "20251.parquet")
    (store.root / "sync-progress.json").write_text("{}")
    info = write_snapshot(store, tmp_path / "s.zip", lambda: NOON)
    names = {member.name for member in info.members}
    assert VOTES in names
    assert len(names) == 5
    assert not any(name.startswith(("Afstemning/2023", "Afstemning/2025")) for name in names)
    read_snapshot(tmp_path / "s.zip", open_store(tmp_path / "other"), now=NOON)


def test_write__nothing_stored_is_no_snapshot(empty: Store, tmp_path: Path) -> None:
    write_state(empty, State())
    with pytest.raises(StoreError):
        write_snapshot(empty, tmp_path / "s.zip", lambda: NOON)
    assert not (tmp_path / "s.zip").exists()


def test_write__not_while_a_sync_is_at_it(tmp_path: Path) -> None:
    store = fill(open_store(tmp_path))
    with exclusive(store.root / "sync.lock"), pytest.raises(StoreError, match="under way"):
        write_snapshot(store, tmp_path / "s.zip", lambda: NOON)


def test_write__a_place_that_cannot_be_written_keeps_what_was_there(
    made: tuple[Store, Path, SnapshotInfo], tmp_path: Path
) -> None:
    with pytest.raises(OSError) as caught:  # noqa: PT011
        write_snapshot(made[0], tmp_path / "none" / "s.zip", lambda: NOON)
    assert caught.value.errno == errno.ENOENT


def test_read__a_folder_that_cannot_be_written_works_from_memory(
    good: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    store = open_store(tmp_path / "file")
    read_snapshot(good, store, now=NOON)
    stored = store.read("Afstemning", "20241")
    assert stored is not None
    assert stored.frame.height == 50
    assert store.problem is not None


# Refusals


@given(where=st.floats(0, 1, exclude_max=True), bits=st.integers(1, 255))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_read__a_wrong_byte_anywhere_is_refused(
    made: tuple[Store, Path, SnapshotInfo], where: float, bits: int
) -> None:
    raw = bytearray(made[1].read_bytes())
    raw[int(where * len(raw))] ^= bits
    _refuses_bytes(bytes(raw))


@given(where=st.floats(0, 1, exclude_max=True), more=st.binary(max_size=3))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_read__cut_short_anywhere_is_refused(
    made: tuple[Store, Path, SnapshotInfo], where: float, more: bytes
) -> None:
    raw = made[1].read_bytes()
    _refuses_bytes(raw[: int(where * len(raw))] + more)


@given(raw=st.binary(max_size=300))
@settings(max_examples=60)
def test_read__not_a_zip_is_refused_sealed_or_not(raw: bytes) -> None:
    _refuses_bytes(raw)
    _refuses_bytes(raw, sealed=True)


def _refuses_bytes(raw: bytes, *, sealed: bool = False) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "s.zip"
        seal(file, raw) if sealed else file.write_bytes(raw)
        assert refused(file, open_store(Path(folder) / "data")).params["what"] == "damaged"


@given(where=st.floats(0, 1, exclude_max=True), bits=st.integers(1, 255))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_read__wrong_bytes_under_right_checksums_are_refused(
    made: tuple[Store, Path, SnapshotInfo], where: float, bits: int
) -> None:
    manifest, members = unpack(made[1])
    raw = bytearray(members[VOTES])
    raw[int(where * len(raw))] ^= bits
    members[VOTES] = bytes(raw)
    with tempfile.TemporaryDirectory() as folder:
        file = pack(Path(folder) / "s.zip", relisted(manifest, members), members)
        assert refused(file, open_store(Path(folder) / "data")).params["what"] == "damaged"


def relisted(manifest: dict[str, Any], members: dict[str, bytes]) -> dict[str, Any]:
    """The manifest with the sizes and checksums of those members."""
    rows = {member["name"]: member["rows"] for member in manifest["members"]}
    again = [listed(name, raw, rows.get(name, 0)) for name, raw in members.items()]
    return {**manifest, "members": again}


Members = dict[str, bytes]
Craft = Callable[[dict[str, Any], Members], "tuple[Any, Any] | None"]


def _set(key: str, value: Any) -> Craft:
    def craft(manifest: dict[str, Any], members: Members) -> None:
        manifest[key] = value

    return craft


def _without(key: str) -> Craft:
    def craft(manifest: dict[str, Any], members: Members) -> None:
        del manifest[key]

    return craft


def _extra(name: str, raw: bytes = b"{}", *, listing: bool = True) -> Craft:
    def craft(manifest: dict[str, Any], members: Members) -> None:
        members[name] = raw
        if listing:
            manifest["members"].append(listed(name, raw, 0))

    return craft


def _member(**changes: Any) -> Craft:
    def craft(manifest: dict[str, Any], members: Members) -> None:
        next(m for m in manifest["members"] if m["name"] == VOTES).update(changes)

    return craft


def _frame(frame: pl.DataFrame, entity: str = "Afstemning", **meta: Any) -> Craft:
    """A member as a store of other habits would have written it."""

    def craft(manifest: dict[str, Any], members: Members) -> tuple[Any, Any]:
        with tempfile.TemporaryDirectory() as folder:
            store = open_store(Path(folder))
            at = meta.get("at", NOON)
            store.write(entity, meta.get("partition", "20241"), frame, fetched_at=at, url="")
            members[VOTES] = next(store.root.glob("*/*.parquet")).read_bytes()
        again = relisted(manifest, members)
        next(m for m in again["members"] if m["name"] == VOTES)["rows"] = frame.height
        return again, members

    return craft


def _repeated(frame: pl.DataFrame, times: int) -> pl.DataFrame:
    """The first row so often: a few kilobytes on the disk."""
    return frame.select(pl.col(name).first().repeat_by(times).explode() for name in frame.columns)


def _missing(manifest: dict[str, Any], members: Members) -> None:
    del members[VOTES]


def _twice(manifest: dict[str, Any], members: Members) -> tuple[Any, Any]:
    return manifest, [*members.items(), (VOTES, members[VOTES])]


def _listed_twice(manifest: dict[str, Any], members: Members) -> None:
    manifest["members"].append(manifest["members"][0])


def _no_manifest(manifest: dict[str, Any], members: Members) -> tuple[Any, Any]:
    return None, members


CRAFTED: dict[str, tuple[str, Craft]] = {
    "foreign": ("foreign", _set("source", "oda.other_api")),
    "format": ("version", _set("format", 2)),
    "older schema": ("version", _set("schema_version", 0)),
    "newer schema": ("version", _set("schema_version", 2)),
    "too old": ("old", _set("made_at", (NOON - OLDEST - timedelta(minutes=1)).isoformat())),
    "yet to come": ("old", _set("made_at", (NOON + timedelta(days=2)).isoformat())),
    "no zone": ("damaged", _set("made_at", "2025-03-02T12:00:00")),
    "no date": ("damaged", _set("made_at", None)),
    "no members": ("damaged", _set("members", [])),
    "odd members": ("damaged", _set("members", [{"name": VOTES}])),
    "members are text": ("damaged", _set("members", "abc")),
    "no source": ("damaged", _without("source")),
    "extra member": ("damaged", _extra("Afstemning/20251.parquet", listing=False)),
    "not Parquet": ("damaged", _extra("Afstemning/20251.parquet", b"PAR1")),
    "missing member": ("damaged", _missing),
    "member twice": ("damaged", _twice),
    "listed twice": ("damaged", _listed_twice),
    "no manifest": ("damaged", _no_manifest),
    "manifest is a list": ("damaged", lambda m, members: ([m], members)),
    "manifest is no JSON": ("damaged", lambda m, members: (b"{", members)),
    "manifest is deep": ("damaged", lambda m, members: (b"[" * 100_000, members)),
    "manifest is huge": ("damaged", lambda m, members: (b" " * (5 << 20), members)),
    "other size": ("damaged", _member(size=10)),
    "size as text": ("damaged", _member(size="10")),
    "other checksum": ("damaged", _member(sha256="0" * 64)),
    "other rows": ("damaged", _member(rows=49)),
    "fewer rows": ("damaged", _member(rows=51)),
    "too many rows": ("damaged", _member(rows=10**12)),
    "rows below zero": ("damaged", _member(rows=-1)),
    "frame of another set": ("damaged", _frame(votes(1), "Møde")),
    "frame of another partition": ("damaged", _frame(votes(1), partition="20231")),
    "unknown column": ("damaged", _frame(pl.DataFrame({"vote": [1]}))),
    "wrong type": ("damaged", _frame(pl.DataFrame({"id": ["1"]}))),
    "no zone of a frame": ("damaged", _frame(votes(1), at=NOON.replace(tzinfo=None))),
    "a field is absent": ("damaged", _frame(votes(1).drop("konklusion"))),
    "a field is empty": ("damaged", _frame(votes(1).with_columns(mødeid=pl.lit(None, pl.Int32)))),
    "an id is empty": ("damaged", _frame(votes(1).with_columns(id=pl.lit(None, pl.Int32)))),
    "an id is there twice": ("damaged", _frame(pl.concat([votes(1), votes(1)]))),
    "one row without end": ("damaged", _frame(_repeated(votes(1), 2_000_000))),
    "one text without end": (
        "damaged",
        _frame(votes(1).with_columns(konklusion=pl.lit("x" * 20_000_000))),
    ),
    "one text in many rows": (
        "damaged",
        _frame(votes(*range(1, 300)).with_columns(konklusion=pl.lit("x" * 1_000_000))),
    ),
    "state is no JSON": ("damaged", lambda m, members: _broken_state(m, members)),
}


def _broken_state(manifest: dict[str, Any], members: Members) -> tuple[Any, Any]:
    members[STATE_FILE] = b"{"
    return relisted(manifest, members), members


@pytest.mark.parametrize("name", CRAFTED)
def test_read__a_crafted_snapshot_is_refused(
    good: Path, empty: Store, tmp_path: Path, name: str
) -> None:
    what, craft = CRAFTED[name]
    manifest, members = unpack(good)
    crafted = craft(manifest, members) or (manifest, members)
    error = refused(pack(tmp_path / "s.zip", *crafted), empty)
    assert error.params["what"] == what
    assert empty.is_empty()


@pytest.mark.parametrize(
    "name",
    [
        "../../Afstemning/1.parquet",
        "Afstemning/../1.parquet",
        "Afstemning/..parquet",
        "/Afstemning/1.parquet",
        "..\\Afstemning/1.parquet",
        "x/Afstemning/1.parquet",
        "Afstemning/",
        "Afstemning/readme.txt",
        "Afstemning/20251.pkl",
        "Votes/20241.parquet",
        "sync.lock",
    ],
)
def test_read__a_name_that_does_not_belong_is_refused_unopened(
    good: Path, empty: Store, tmp_path: Path, name: str
) -> None:
    manifest, members = unpack(good)
    members[name] = members[VOTES]
    error = refused(pack(tmp_path / "s.zip", relisted(manifest, members), members), empty)
    assert "does not belong in it" in error.params["reason"]
    assert files(tmp_path) == ["s.zip"]


def test_read__crafting_by_itself_is_no_reason(good: Path, empty: Store, tmp_path: Path) -> None:
    manifest, members = unpack(good)
    again = relisted(copy.deepcopy(manifest), members)
    read_snapshot(pack(tmp_path / "s.zip", again, members), empty, now=NOON)
    assert not empty.is_empty()


def test_read__a_bomb_is_refused_unopened(good: Path, empty: Store, tmp_path: Path) -> None:
    manifest, members = unpack(good)
    members["Afstemning/20251.parquet"] = b"\0" * (30 << 20)
    file = pack(tmp_path / "s.zip", relisted(manifest, members), members, zipfile.ZIP_DEFLATED)
    assert file.stat().st_size < 1 << 20
    assert "far more" in refused(file, empty).params["reason"]


def test_read__a_bomb_that_lies_about_its_size_is_read_no_further(
    good: Path, empty: Store, tmp_path: Path
) -> None:
    manifest, members = unpack(good)
    name, size = "Afstemning/20251.parquet", 30 << 20
    members[name] = b"\0" * size
    again = relisted(manifest, members)
    again["members"][-1]["size"] = 500
    raw = pack(tmp_path / "s.zip", again, members, zipfile.ZIP_DEFLATED).read_bytes()[:-64]
    lying = raw.replace(size.to_bytes(4, "little"), (500).to_bytes(4, "little"))
    assert lying != raw
    refused(seal(tmp_path / "s.zip", lying), empty)


@pytest.mark.parametrize("limit", ["LARGEST_FILE", "LARGEST_CONTENT", "MOST_ROWS"])
def test_read__more_than_a_bound_is_refused(
    good: Path, empty: Store, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(module, limit, 40)
    assert "than 0 MB" in (reason := refused(good, empty).params["reason"]) or "40 rows" in reason


def test_read__an_unknown_packing_is_refused(good: Path, empty: Store, tmp_path: Path) -> None:
    file = pack(tmp_path / "s.zip", *unpack(good), zipfile.ZIP_BZIP2)
    assert "packed" in refused(file, empty).params["reason"]


def test_read__a_file_that_is_not_there(empty: Store, tmp_path: Path) -> None:
    assert refused(tmp_path / "none.zip", empty).params["what"] == "unreachable"
    assert refused(tmp_path, empty).params["what"] == "unreachable"


def test_read__its_age_is_held_against_the_clock(good: Path, empty: Store) -> None:
    assert refused(good, empty, NOON + OLDEST + timedelta(hours=1)).params["what"] == "old"
    read_snapshot(good, empty, now=NOON + OLDEST)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("what", ["", "damaged", "foreign", "version", "old", "unreachable"])
def test_refused__says_why_in_both_languages(lang: Any, what: str) -> None:
    title, words = error_words(SnapshotRefused("x", what=what, reason="cut short"), lang)
    general, _ = error_words(SnapshotRefused("x"), lang)
    assert "cut short" in words
    assert (title == general) == (what == "")


# What is there already


def test_read__a_store_that_is_not_empty_is_not_touched(good: Path, empty: Store) -> None:
    put(empty, "Sagstype", "all", conform("Sagstype", [{"id": 1}]))
    before = contents(empty)
    refused(good, empty)
    assert contents(empty) == before


def test_read__not_while_a_sync_is_at_it(good: Path, empty: Store) -> None:
    with exclusive(empty.root / "sync.lock"), pytest.raises(StoreError, match="under way"):
        read_snapshot(good, empty, now=NOON)
    assert empty.is_empty()


def test_read__what_was_loaded_after_the_announcement_stays(good: Path, empty: Store) -> None:
    assert announce(empty)
    assert not announce(empty)
    put(empty, "Afstemning", "20241", votes(10, 61), NOON + timedelta(minutes=1))
    put(empty, "Afstemning", "20231", votes(1), NOON - timedelta(days=1))  # older
    put(empty, "Sagstype", "all", conform("Sagstype", [{"id": 1}]))
    read_snapshot(good, empty, now=NOON)
    heights = {name: len(found[1]) for name, found in contents(empty).items() if found}
    assert heights["Afstemning/20241"] == 2
    assert heights["Afstemning/20231"] == 3
    assert heights["Sagstype/all"] == 1
    assert not can_start(empty)


def test_read__not_over_a_sync_that_has_begun(good: Path, empty: Store) -> None:
    announce(empty)
    put(empty, "Afstemning", "20241", votes(10))
    write_state(empty, State())
    refused(good, empty)


@pytest.mark.faults
@pytest.mark.parametrize("lives", range(10))
def test_read__killed_at_any_write_each_frame_is_whole_or_absent_and_the_rest_can_follow(
    made: tuple[Store, Path, SnapshotInfo], empty: Store, lives: int
) -> None:
    store, file, _ = made
    mortal = MortalStore(empty.root, Life(lives))
    with pytest.raises(Killed):
        read_snapshot(file, mortal, now=NOON)
    whole = contents(store)
    assert contents(empty).items() <= whole.items()
    assert len(contents(empty)) == (lives + 1) // 2
    assert read_state(empty) == State()
    assert can_start(open_store(empty.root.parents[1]))
    read_snapshot(file, open_store(empty.root.parents[1]), now=NOON)
    assert contents(empty) == whole
    assert read_state(empty) == read_state(store)


_PROGRAM = """
import sys
from datetime import datetime
from pathlib import Path
from core.store.store import Store
from core.store.snapshot.archive import read_snapshot
from core.telemetry import Telemetry

if len(sys.argv) > 4:
    import resource, signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), int(sys.argv[4])))

class Telling(Store):
    def write(self, *args, **kwargs):
        print(args[0], flush=True)
        return super().write(*args, **kwargs)

store = Telling(Path(sys.argv[2]), Telemetry())
try:
    read_snapshot(Path(sys.argv[1]), store, now=datetime.fromisoformat(sys.argv[3]))
except Exception as error:
    print(type(error).__name__, flush=True)
"""


def _process(file: Path, store: Store, *more: str) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-c", _PROGRAM, str(file), str(store.root), NOON.isoformat(), *more]
    return subprocess.Popen(words, stdout=subprocess.PIPE)


@pytest.mark.faults
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a system without SIGKILL")
def test_read__a_process_that_is_killed_leaves_no_broken_file(
    made: tuple[Store, Path, SnapshotInfo], empty: Store
) -> None:
    store, file, _ = made
    process = _process(file, empty)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    assert contents(empty).items() <= contents(store).items()
    assert list(empty.root.rglob("*.bad")) == []
    if can_start(empty):  # it may have been done before the signal came
        read_snapshot(file, empty, now=NOON)
    assert contents(empty) == contents(store)


@pytest.mark.faults
@pytest.mark.skipif(sys.platform == "win32", reason="a system without limits for files")
def test_read__a_full_disk_keeps_what_fitted_and_the_rest_can_follow(
    made: tuple[Store, Path, SnapshotInfo], empty: Store
) -> None:
    store, file, info = made
    largest = max((m for m in info.members if m.rows), key=lambda member: member.size)
    process = _process(file, empty, str(largest.size - 1))
    out, _ = process.communicate(timeout=60)
    assert out.split()[-1] == b"DiskFull"
    assert largest.name.removesuffix(".parquet") not in contents(empty)
    assert contents(empty).items() <= contents(store).items()
    assert not (empty.root / STATE_FILE).exists()
    read_snapshot(file, open_store(empty.root.parents[1]), now=NOON)
    assert contents(empty) == contents(store)


def test_manifest__is_plain_json(good: Path) -> None:
    with zipfile.ZipFile(good) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    assert (manifest["format"], manifest["schema_version"]) == (1, 1)
    assert {member["name"] for member in manifest["members"]} >= {VOTES, STATE_FILE}
