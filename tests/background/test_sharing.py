"""A writer and a machine that follows it, as services: who asks Parliament, and what is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from core.background.background import Background
from core.background.changed import Changed
from core.background.sharing import following, publishing
from core.jobs import Job
from core.service import Service
from core.settings import Settings
from core.standin.serve import Standin
from core.store.lake.bring import read_moment
from core.store.lake.moment import SYNCS
from core.store.lake.opening import open_tables
from core.store.sync.syncer import SyncScope
from core.tables.marks import has_marks, stored_sessions
from core.tables.votes import session_votes
from core.times import danish_now
from core.verdict import verdict_words
from core.web.health import why_not_ready


@contextmanager
def running(api: Standin, folder: Path, role: str, **settings: Any) -> Iterator[Service]:
    chosen: dict[str, Any] = {
        "demo": "never",
        "max_rps": 10_000.0,
        "log_level": "ERROR",
        "store_url": f"file://{folder}/lake",
    }
    chosen |= {"data_dir": folder / role, "role": role} | settings
    service = Service(Settings(api_url=api.url, **chosen))
    try:
        yield service
    finally:
        service.close()


def synced(writer: Service) -> None:
    """The first session's rows, published as they are after a sync."""
    source, job = writer.parliament, Job("sync")
    writer.sync(source, SyncScope(all_ballots=True), job)
    assert writer.sharing is not None
    publishing(writer.sharing)(source, Changed(frozenset(), frozenset()), job)


@pytest.fixture
def writer(tiny_api: Standin, tmp_path: Path) -> Iterator[Service]:
    with running(tiny_api, tmp_path, "writer") as service:
        yield service


def test_web__waits_for_the_first_copy_and_then_asks_parliament_for_nothing(
    writer: Service, tiny_api: Standin, tmp_path: Path
) -> None:
    with running(tiny_api, tmp_path, "web", demo="auto") as web:
        follower = web.sharing and web.sharing.follower
        assert follower is not None
        assert web.source is None
        assert "brought over" in why_not_ready(web)
        follower.poll()
        assert web.source is None
        assert "no copy in the shared store" in why_not_ready(web)
        synced(writer)
        asked = len(tiny_api.requests)
        task = following(web, follower)
        assert task.left(danish_now(), float("inf")) < 0 < task.left(danish_now(), 0)
        task.run()
        assert why_not_ready(web) == ""
        assert web.source is web.parliament
        assert web.verdict().state != "copy"
        store, now = web.source.store, danish_now()
        sessions = [s for s in stored_sessions(store) if store.meta("Stemme", s.code)]
        assert sessions
        for session in sessions:
            assert has_marks(store, session)
            votes = web.source.tables.read(session_votes(session, now))
            same = writer.parliament.tables.read(session_votes(session, now))
            assert votes is not None
            assert same is not None
            assert votes.content.votes.equals(same.content.votes)
            for dataset in session_votes(session, now).needs:
                assert web.source.library.view(dataset).job is None
        assert len(tiny_api.requests) == asked


def test_tasks__are_those_of_the_role(writer: Service, tiny_api: Standin, tmp_path: Path) -> None:
    def tasks(service: Service) -> set[str]:
        return {task.name for task in Background(service)._tasks}

    with running(tiny_api, tmp_path, "web") as web:
        assert "follow" in tasks(web)
        assert "sync" not in tasks(web)
    assert "sync" in tasks(writer)
    assert "follow" not in tasks(writer)
    assert len(Background(writer).syncing._listeners) == 1
    with running(tiny_api, tmp_path, "all", store_url="") as alone:
        assert alone.sharing is None
        assert not Background(alone).syncing._listeners


def test_gone_store__is_told_while_the_last_copy_is_shown(
    writer: Service, tiny_api: Standin, tmp_path: Path
) -> None:
    synced(writer)
    with running(tiny_api, tmp_path, "web") as web:
        assert web.sharing is not None
        assert web.sharing.follower is not None
        web.sharing.follower.poll()
        (tmp_path / "lake").rename(tmp_path / "gone")
        for _ in range(11):
            web.sharing.follower.poll()
        assert web.source is web.parliament
        assert why_not_ready(web) == ""
        assert web.verdict().state == "copy"
        words = " ".join(verdict_words(web.verdict(), "en"))
        assert "no copy in the shared store" in words
    (tmp_path / "lake").write_text("a file in its way")
    synced(writer)
    assert writer.verdict().params["problem"].startswith("shared_store.")
    (tmp_path / "lake").unlink()
    (tmp_path / "gone").rename(tmp_path / "lake")
    synced(writer)
    assert writer.verdict().state != "copy"


def test_new_writer__begins_with_what_was_published(
    writer: Service, tiny_api: Standin, tmp_path: Path
) -> None:
    synced(writer)
    asked = len(tiny_api.requests)
    again = tmp_path / "again"
    with running(tiny_api, tmp_path, "writer", data_dir=again) as other:
        job = other.jobs.get("snapshot")
        assert job is not None
        job.wait(20)
        assert other.parliament.store.files() == writer.parliament.store.files()
    assert len(tiny_api.requests) == asked


def test_figures__of_the_dictionary_are_published_by_session(writer: Service) -> None:
    synced(writer)
    tables = open_tables(writer.settings)
    version = tables.version(SYNCS)
    assert version is not None
    moment = read_moment(tables, version)
    found = {part.table: part for part in moment.parts.values() if not part.meta.entity}
    assert {"figures/votes", "figures/ballots", "figures/parties"} <= found.keys()
    votes = found["figures/votes"]
    uris = tables.files("figures/votes", moment.versions["figures/votes"])
    frame = tables.read_file(uris[votes.meta.partition][0])
    stored = writer.parliament.store.meta("Afstemning", votes.meta.partition)
    assert stored is not None
    assert frame.height == stored.rows > 0
    assert "official_for" in frame.columns


def test_ending__a_web_stops_in_the_midst_of_a_first_copy(
    writer: Service, tiny_api: Standin, tmp_path: Path
) -> None:
    synced(writer)
    with running(tiny_api, tmp_path, "web") as web:
        assert web.sharing is not None
        assert web.sharing.follower is not None
        web.ending.set()
        following(web, web.sharing.follower).run()
        assert web.sharing.waits
