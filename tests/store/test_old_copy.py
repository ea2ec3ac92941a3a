"""A folder and a snapshot of an earlier version are read on; tests/store/old says what they are."""

from __future__ import annotations

import json
import tarfile
import zipfile
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from core.analysis.selection import Selection, build_table
from core.jobs import Jobs
from core.oda.schema.entities import ENTITIES
from core.parliament.votes.chamber import together
from core.standin.tables import conform
from core.store.datasets import cases as case_sets
from core.store.datasets import periods as period_sets
from core.store.datasets import votes as vote_sets
from core.store.library import Library
from core.store.snapshot.archive import MANIFEST, read_snapshot, write_snapshot
from core.store.store import Store
from core.store.sync.syncer import Syncer
from core.tables.marks import stored_sessions
from core.telemetry import Telemetry
from tests.conftest import ClientFactory, StandinFactory
from tests.tables.reading import session_chamber

SOURCE = "127.0.0.1_8862_api"
SESSIONS = ["20261", "20242"]
ROWS, FILES = 5_648, 60


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The unpacked copy: `data` and `snapshot.zip`."""
    with tarfile.open(Path(__file__).parent / "old" / "copy.tar.xz") as archive:
        archive.extractall(tmp_path / "old", filter="data")
    return tmp_path / "old"


@pytest.fixture
def folder(old: Path) -> Store:
    return Store(old / "data" / "store" / SOURCE, Telemetry())


def restored(old: Path, place: Path) -> Store:
    """An empty store that started from the old snapshot."""
    store = Store(place / "store" / SOURCE, Telemetry())
    with zipfile.ZipFile(old / "snapshot.zip") as archive:
        made_at = datetime.fromisoformat(json.loads(archive.read(MANIFEST))["made_at"])
    info = read_snapshot(old / "snapshot.zip", store, now=made_at)
    assert (info.rows, len(info.members)) == (ROWS, FILES)
    return store


def check_figures(store: Store) -> None:
    """The figures of the copy, from votes to members."""
    assert [session.code for session in stored_sessions(store)] == SESSIONS
    chambers = [session_chamber(store, session) for session in stored_sessions(store)]
    chamber = together([found for found in chambers if found is not None])
    votes = build_table("votes", chamber, Selection())
    assert votes.height == 16
    counted = votes["for"].sum() + votes["against"].sum() + votes["neither"].sum()
    assert (counted + votes["absent"].sum(), counted) == (2_863, 1_721)
    assert build_table("ballots", chamber, Selection()).height == 2_863
    assert build_table("members", chamber, Selection()).height > 179


def test_folder__every_file_is_read(folder: Store) -> None:
    files = folder.files()
    assert len(files) > FILES
    for name, partition in files:
        stored = folder.read(name, partition)
        assert stored is not None, (name, partition)
        assert stored.meta.rows == stored.frame.height
    assert list(folder.root.rglob("*.bad")) == []


def test_folder__shows_its_figures(folder: Store) -> None:
    check_figures(folder)


def test_folder__answers_for_what_pages_ask(folder: Store, client: ClientFactory) -> None:
    jobs = Jobs()
    library = Library(client("http://127.0.0.1:9/api/"), folder, jobs)
    session = stored_sessions(folder)[0]
    dates = (session.start, session.end)
    of_period = period_sets.of_period(
        session.code, session.period_id, *dates, closed=False, year=False
    )
    asked = [
        vote_sets.lookups(),
        vote_sets.votes(session.code, session.period_id, closed=False),
        vote_sets.memberships(session.code, *dates, closed=False),
        case_sets.names(),
        # Which committees ask was not loaded then; the questions are shown without it.
        *(dataset for dataset in of_period if not dataset.key.startswith("question-committees/")),
    ]
    for dataset in asked:
        assert library.view(dataset, start=False).ready, dataset.key
    jobs.close()


def test_snapshot__is_taken_whole(old: Path, folder: Store, tmp_path: Path) -> None:
    store = restored(old, tmp_path)
    for name, partition in folder.files():
        if name in ENTITIES and name != "marked":
            kept, came = folder.read(name, partition), store.read(name, partition)
            assert kept is not None
            assert came is not None
            assert came.frame.equals(kept.frame)
    check_figures(store)


def test_snapshot__the_next_one_is_no_smaller(
    old: Path, folder: Store, tmp_path: Path, standin: StandinFactory, client: ClientFactory
) -> None:
    """What is done every night: start from the last one, sync, write the next one."""
    store = restored(old, tmp_path)
    server = standin(served(folder))
    report = Syncer(client(server.url), store).sync()
    assert report.outcome == "done"
    info = write_snapshot(store, tmp_path / "next.zip", lambda: report.ended)
    assert info.rows >= ROWS
    assert len(info.members) >= FILES
    check_figures(Store(store.root, Telemetry()))


def served(store: Store) -> dict[str, pl.DataFrame]:
    """The rows of a copy as an API has them."""
    parts: dict[str, list[pl.DataFrame]] = {}
    for name, partition in store.files():
        stored = store.read(name, partition)
        if name in ENTITIES and stored is not None:
            parts.setdefault(name, []).append(stored.frame)
    whole = {
        # the part with the most columns knows most of a row that is in several
        name: pl.concat(sorted(frames, key=lambda frame: -frame.width), how="diagonal").unique(
            "id", keep="first", maintain_order=True
        )
        for name, frames in parts.items()
    }
    return {name: conform(name, frame) for name, frame in whole.items()}
