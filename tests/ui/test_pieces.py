"""The parts of the pages that can be tested without a page."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.settings import Settings
from core.standin.serve import Standin
from core.store import plan
from core.store.library import View
from core.store.snapshot import write_snapshot
from core.ui.context import escape
from core.ui.router import PAGES
from core.ui.service import Service, Source
from core.ui.sidebar import headline
from core.ui.votes import selected_vote
from tests.conftest import StandinFactory

ROOT = Path(__file__).resolve().parents[2]


@given(st.text())
def test_escape__leaves_no_syntax(text: str) -> None:
    escaped = escape(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_`\[\]<>$:#|!~]", re.sub(r"\\.", "", escaped))
    assert "\n" not in escaped


@pytest.mark.parametrize(
    "text", ["![x](http://evil.example)", "<b>x</b>", ":red[x]", "$x$", "# x", "1 * 2 * 3"]
)
def test_escape__what_is_written_can_be_read(text: str) -> None:
    seen = escape(text).replace("\N{WORD JOINER}", "")  # takes no room on screen
    assert re.sub(r"\\(.)", r"\1", seen) == text


def test_selected_vote__positions_become_ids() -> None:
    votes = pl.DataFrame({"vote_id": [9, 7, 5]})
    assert selected_vote(votes, [1]) == 7
    assert selected_vote(votes, []) is None
    assert selected_vote(votes, [3]) is None


def test_router__every_page_file_is_known_and_guarded() -> None:
    files = {path.stem: path.read_text(encoding="utf-8") for path in ROOT.glob("pages/*.py")}
    assert files.keys() == {page.name for page in PAGES}
    for name, script in files.items():
        body = script.partition('"""\n\n')[2]
        assert body.startswith("from core.ui.router import ensure_routed\n\nensure_routed()"), name


@pytest.fixture
def server(standin: StandinFactory) -> Standin:
    return standin()


@pytest.fixture
def service(server: Standin, tmp_path: Path) -> Iterator[Service]:
    settings = Settings(
        api_url=server.url, data_dir=tmp_path, demo="never", max_rps=1000.0, retries=0
    )
    running = Service(settings)
    yield running
    running.close()


def loaded(service: Service, *, refresh: bool = False) -> tuple[Source, View]:
    source, dataset = service.source, plan.lookups()
    assert source is not None
    job = source.library.load(dataset, refresh=refresh)
    while job.active:
        threading.Event().wait(0.005)
    return source, source.library.view(dataset, start=False)


def test_headline__all_is_well(service: Service) -> None:
    source, view = loaded(service)
    assert headline(service, source, [view], "da") == ("check_circle", "Alt er opdateret")


def test_headline__the_api_is_down_and_there_is_a_copy(service: Service, server: Standin) -> None:
    loaded(service)
    server.faults = "refuse"
    source, view = loaded(service, refresh=True)
    icon, words = headline(service, source, [view], "da")
    assert icon == "cloud_off"
    assert re.search(r"svarer ikke. Du ser kopien fra i dag \d\d\.\d\d", words)


def test_headline__the_api_is_down_and_there_is_nothing(service: Service, server: Standin) -> None:
    server.faults = "refuse"
    source, view = loaded(service)
    assert "ingen kopi" in headline(service, source, [view], "da")[1]


def test_headline__the_data_folder_cannot_be_written(server: Standin, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "data"
    service = Service(Settings(api_url=server.url, data_dir=folder, demo="never", max_rps=1000.0))
    source, view = loaded(service)
    assert view.ready
    assert "kan ikke skrives" in headline(service, source, [view], "da")[1]
    service.close()


def wait_for_mode(service: Service, mode: str) -> None:
    for _ in range(2_000):
        if service.mode == mode:
            return
        threading.Event().wait(0.01)
    raise AssertionError(f"{service.mode} instead of {mode}")


def test_mode__auto_without_api_and_copy_is_the_demo(tmp_path: Path) -> None:
    service = Service(
        Settings(api_url="http://127.0.0.1:9/api/", data_dir=tmp_path, connect_timeout=1.0)
    )
    assert service.source is None
    wait_for_mode(service, "demo")
    assert service.source is not None
    assert service.source.demo
    assert service.probe_error is not None
    service.close()


def test_mode__auto_with_an_api_that_answers(server: Standin, tmp_path: Path) -> None:
    service = Service(Settings(api_url=server.url, data_dir=tmp_path))
    wait_for_mode(service, "api")
    service.close()


def test_mode__auto_with_a_copy_never_shows_the_demo(server: Standin, tmp_path: Path) -> None:
    settings = Settings(api_url=server.url, data_dir=tmp_path, max_rps=1000.0)
    first = Service(settings)
    wait_for_mode(first, "api")
    loaded(first)
    first.close()
    server.faults = "refuse"
    again = Service(settings)
    assert again.mode == "api"
    again.close()


def test_mode__always_is_the_demo_at_once(tmp_path: Path) -> None:
    service = Service(Settings(data_dir=tmp_path, demo="always"))
    source, view = loaded(service)
    assert source.demo
    assert view.ready
    service.close()


def test_start__from_a_snapshot_asks_the_api_for_nothing(
    server: Standin, tmp_path: Path, service: Service
) -> None:
    source, _ = loaded(service)
    source.syncer.sync()
    write_snapshot(source.store, tmp_path / "copy.zip", lambda: datetime.now(UTC))
    before = len(server.requests)
    settings = Settings(
        api_url=server.url, data_dir=tmp_path / "new", max_rps=1000.0,
        snapshot_url=(tmp_path / "copy.zip").as_uri(),
    )  # fmt: skip
    started = Service(settings)
    assert started.source is None
    wait_for_mode(started, "api")
    assert started.source is not None
    view = started.source.library.view(plan.lookups(), start=False)
    assert view.ready
    assert len(server.requests) == before
    started.close()


def test_start__a_snapshot_that_is_no_good_is_told_and_done_without(
    server: Standin, tmp_path: Path
) -> None:
    (tmp_path / "bad.zip").write_bytes(b"no snapshot")
    settings = Settings(
        api_url=server.url, data_dir=tmp_path / "new", max_rps=1000.0,
        snapshot_url=(tmp_path / "bad.zip").as_uri(),
    )  # fmt: skip
    started = Service(settings)
    wait_for_mode(started, "api")
    source, view = loaded(started)
    assert view.ready
    assert source.store.snapshot_problem is not None
    started.close()
