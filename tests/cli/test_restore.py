"""`restore`: what the shared store held at a time becomes a local copy."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from core.__main__ import main
from core.store.lake.address import lake_address
from core.store.lake.delta import DeltaTables
from core.store.lake.publish import Publisher
from core.store.store import Store, store_root
from core.tables.marks import MARKS
from core.telemetry import Telemetry
from tests.store.snapshots import NOON, fill, put, votes

API = "https://oda.example/api/"


@pytest.fixture
def lake(tmp_path, monkeypatch):
    """Three moments of a store, and the environment that names it; gives the writer's copy."""
    url = f"file://{tmp_path}/lake"
    monkeypatch.setenv("TINGBLIK_STORE_URL", url)
    monkeypatch.setenv("TINGBLIK_API_URL", API)
    monkeypatch.setenv("TINGBLIK_DATA_DIR", str(tmp_path / "data"))
    store = fill(Store(store_root(tmp_path / "writer", API), Telemetry()))
    writer = Publisher(DeltaTables(lake_address(url, store.root.name)), store, MARKS)
    for n in range(3):
        put(store, "Afstemning", "20231", votes(*range(1, 2 + n)), NOON + timedelta(hours=n))
        writer.publish()
    return store


def test_restore__any_kept_moment(lake, tmp_path, capsys):
    assert main(["restore", "--list", "--json"]) == 0
    newest, middle, oldest = json.loads(capsys.readouterr().out)
    assert newest > middle > oldest
    for at, rows in ((newest, 3), (middle, 2), (oldest, 1)):
        folder = tmp_path / f"restored{rows}"
        assert main(["restore", "--at", at, "--to", str(folder)]) == 0
        copy = Store(store_root(folder, API), Telemetry())
        assert copy.read("Afstemning", "20231").frame.height == rows
        assert copy.meta("Afstemning", "20231").fetched_at == NOON + timedelta(hours=rows - 1)
    assert f"rows of {newest[:19]}" in capsys.readouterr().err
    assert main(["restore", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    copy = Store(store_root(tmp_path / "data", API), Telemetry())
    assert told["folder"] == str(copy.root)
    assert copy.files() == [each for each in lake.files() if not each[1].startswith("part-")]


def test_restore__nothing_is_overwritten_and_nothing_made_up(lake, tmp_path, capsys):
    put(Store(store_root(tmp_path / "data", API), Telemetry()), "Afstemning", "20231", votes(1))
    assert main(["restore"]) == 1
    assert "is not empty" in capsys.readouterr().err
    before = (datetime.now(UTC) - timedelta(days=30)).isoformat()
    assert main(["restore", "--at", before, "--to", str(tmp_path / "new")]) == 1
    assert "keeps no moment of that time" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["restore", "--at", "yesterday"])


def test_restore__without_a_shared_store_says_which_setting(monkeypatch, capsys):
    monkeypatch.delenv("TINGBLIK_STORE_URL", raising=False)
    assert main(["restore", "--list"]) == 2
    assert "TINGBLIK_STORE_URL" in capsys.readouterr().err
