"""The parts of the pages that can be tested without a page."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from core.errors import Incomplete
from core.jobs import Job
from core.metrics import recall
from core.service import Service, Source
from core.settings import Settings
from core.standin.serve import Standin
from core.store.datasets import votes as vote_sets
from core.store.library import View
from core.store.snapshot.archive import write_snapshot
from core.ui.parts.vote_rows import selected_vote
from core.ui.shell.context import escape
from core.ui.shell.router import PAGES
from core.ui.shell.sidebar import Headline, headline

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
        assert body.startswith(
            "from core.ui.shell.router import ensure_routed\n\nensure_routed()"
        ), name


@pytest.fixture
def service(tiny_api: Standin, tmp_path: Path) -> Iterator[Service]:
    settings = Settings(
        api_url=tiny_api.url, data_dir=tmp_path, demo="never", max_rps=1000.0, retries=0
    )
    running = Service(settings)
    yield running
    running.close()


def loaded(service: Service, *, refresh: bool = False) -> tuple[Source, View]:
    source, dataset = service.source, vote_sets.lookups()
    assert source is not None
    job = source.library.load(dataset, refresh=refresh)
    while job.active:
        threading.Event().wait(0.005)
    return source, source.library.view(dataset, start=False)


def head(service: Service, source: Source | None, views: list[View]) -> Headline:
    return headline(service, source, service.verdict(), views, "da")


def test_headline__all_is_well(service: Service) -> None:
    source, view = loaded(service)
    assert head(service, source, [view]) == Headline(
        "check_circle",
        "Alt er i orden: Folketingets server svarer, og Tingblik virker",
        "Alt er opdateret",
    )


def test_headline__nothing_was_asked_yet(service: Service) -> None:
    assert head(service, service.source, []).title == "Folketingets server er ikke spurgt endnu"


def test_headline__the_api_is_down_and_there_is_a_copy(service: Service, tiny_api: Standin) -> None:
    loaded(service)
    tiny_api.faults = "refuse"
    source, view = loaded(service, refresh=True)
    found = head(service, source, [view])
    assert (found.icon, found.title) == ("cloud_off", "Folketingets server svarer ikke")
    assert re.fullmatch(r"Du ser kopien fra i dag \d\d\.\d\d", found.shown)
    assert "prøver igen" in found.advice


def test_headline__the_api_is_down_and_what_is_shown_is_still_fresh(
    service: Service, tiny_api: Standin
) -> None:
    source, view = loaded(service)
    tiny_api.faults = "refuse"
    source.library.load(vote_sets.vote(1))
    while service.jobs.active():
        threading.Event().wait(0.005)
    found = head(service, source, [view])
    assert found.title == "Folketingets server svarer ikke"
    assert found.shown.startswith("Du ser kopien fra")


def test_headline__the_form_has_changed_and_there_is_a_copy(
    service: Service, tiny_api: Standin
) -> None:
    loaded(service)
    tiny_api.faults = "drop=kode@Periode"
    source, view = loaded(service, refresh=True)
    found = head(service, source, [view])
    assert found.title == "Folketinget har ændret formen på sine data"
    assert re.fullmatch(
        r"Det gælder Periode\\.kode\. Du ser kopien fra i dag \d\d\.\d\d", found.shown
    )


def test_headline__the_api_is_down_and_there_is_nothing(
    service: Service, tiny_api: Standin
) -> None:
    tiny_api.faults = "refuse"
    source, view = loaded(service)
    assert head(service, source, [view]).shown == "Der er ingen kopi at vise"


def test_headline__the_data_folder_cannot_be_written(tiny_api: Standin, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "data"
    service = Service(Settings(api_url=tiny_api.url, data_dir=folder, demo="never", max_rps=1000.0))
    source, view = loaded(service)
    assert view.ready
    assert "kan ikke skrives" in head(service, source, [view]).title
    service.close()


def test_headline__our_own_fault_is_never_an_all_clear(service: Service) -> None:
    source, view = loaded(service)

    def broken(job: Job) -> None:
        raise ZeroDivisionError

    job = service.jobs.start("marks", broken)
    while job.active:
        threading.Event().wait(0.005)
    found = head(service, source, [view])
    assert found.title == "Det er en fejl i Tingblik, ikke hos Folketinget"
    assert "Partilinjer og afvigelser" in found.advice


def test_headline__rows_that_are_missing_are_no_all_clear(service: Service) -> None:
    source, view = loaded(service)
    failed = replace(view, dataset=vote_sets.vote(1), error=Incomplete("1 of 2", rows=1, total=2))
    found = head(service, source, [view, failed])
    assert found.title == "Der mangler rækker"
    assert found.shown.startswith("Du ser kopien fra")


def test_headline__loading_is_told_all_together(service: Service, tiny_api: Standin) -> None:
    tiny_api.latency_ms = 300
    source = service.source
    assert source is not None
    views = [source.library.view(vote_sets.lookups()), source.library.view(vote_sets.vote(1))]
    found = head(service, source, views)
    assert (found.icon, found.title) == ("sync", "Henter …")
    tiny_api.latency_ms = 0


def control_of(service: Service) -> None:
    """Let the service look into what happened, and wait for it."""
    service.look_into(service.verdict())
    while service.jobs.active():
        threading.Event().wait(0.005)


def test_look_into__after_a_failure_once_a_minute_and_in_the_background(
    service: Service, tiny_api: Standin
) -> None:
    loaded(service)
    control_of(service)  # all is well: nothing to look into
    before = len(tiny_api.requests)
    tiny_api.faults = "503"
    loaded(service, refresh=True)
    asked = len(tiny_api.requests)
    assert service.verdict().state == "failing"
    tiny_api.faults = ""
    control_of(service)
    assert len(tiny_api.requests) == asked + 1
    assert before < asked
    tiny_api.faults = "503"
    loaded(service, refresh=True)
    asked = len(tiny_api.requests)
    control_of(service)
    assert len(tiny_api.requests) == asked


def test_look_into__heals_the_verdict(service: Service, tiny_api: Standin) -> None:
    tiny_api.faults = "refuse"
    loaded(service)
    assert service.verdict().state == "down"
    tiny_api.faults = ""
    control_of(service)
    assert service.verdict().state in ("well", "unsteady")  # the failure is seconds old


def test_look_into__finds_out_nothing_while_all_connections_are_taken(
    service: Service, tiny_api: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.service._PLACE_SECONDS", 0.05)
    tiny_api.faults = "503"
    loaded(service)
    source, asked = service.source, len(tiny_api.requests)
    assert source is not None
    tiny_api.faults = ""
    with ExitStack() as taken:
        for _ in range(service.settings.max_connections):
            taken.enter_context(source.client.pages.place(5))
        control_of(service)
    assert len(tiny_api.requests) == asked
    assert service.verdict().state == "failing"


def test_verdict__a_folder_that_can_be_written_again_is_well(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.service._TRY_EVERY_SECONDS", -1.0)
    assert service.verdict().state == "unasked"
    in_the_way = tmp_path / "store"
    in_the_way.write_text("in the way")
    loaded(service)
    source = service.source
    assert source is not None
    assert source.store.problem is not None
    assert service.verdict().params["problem"] == "read_only"
    in_the_way.unlink()
    assert service.verdict().state == "well"
    assert source.library.view(vote_sets.lookups()).ready  # from memory


def test_note_metrics__at_once_when_the_verdict_is_new(
    service: Service, tiny_api: Standin, tmp_path: Path
) -> None:
    loaded(service)
    service.note_metrics(service.verdict())
    assert recall(tmp_path / "metrics.json", tiny_api.url).failed is None
    tiny_api.faults = "refuse"
    loaded(service, refresh=True)
    service.note_metrics(service.verdict())
    assert recall(tmp_path / "metrics.json", tiny_api.url).cause == "down"


def test_service__knows_what_happened_before_it_started(
    service: Service, tiny_api: Standin, tmp_path: Path
) -> None:
    tiny_api.faults = "refuse"
    loaded(service)
    service.note_metrics(service.verdict())
    settings = service.settings
    again = Service(settings)
    assert again.verdict().state == "down"
    again.close()


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
    assert service.unreachable
    found = head(service, service.source, [])
    assert found.title == "Folketingets server svarer ikke"  # the real one's state is told
    assert found.shown == "Du ser opfundne data"
    service.close()


def test_mode__auto_with_an_api_that_answers(tiny_api: Standin, tmp_path: Path) -> None:
    service = Service(Settings(api_url=tiny_api.url, data_dir=tmp_path))
    wait_for_mode(service, "api")
    service.close()


def test_mode__auto_with_a_copy_never_shows_the_demo(tiny_api: Standin, tmp_path: Path) -> None:
    settings = Settings(api_url=tiny_api.url, data_dir=tmp_path, max_rps=1000.0)
    first = Service(settings)
    wait_for_mode(first, "api")
    loaded(first)
    first.close()
    tiny_api.faults = "refuse"
    again = Service(settings)
    assert again.mode == "api"
    again.close()


def test_mode__always_is_the_demo_at_once(tmp_path: Path) -> None:
    service = Service(Settings(data_dir=tmp_path, demo="always"))
    source, view = loaded(service)
    assert source.demo
    assert view.ready
    found = head(service, source, [view])
    assert found.title == "Folketingets server bliver ikke spurgt"
    assert found.shown == "Du ser opfundne data"
    source.telemetry.request(entity="Sag", seconds=9.0, status=200)
    source.telemetry.gauge("memory_bytes", 1e9)
    shown = source.alerts(source.telemetry.snapshot())
    assert [alert.key for alert in shown] == ["memory_bytes"]
    service.note_metrics(service.verdict())
    assert not (tmp_path / "metrics.json").exists()
    service.close()


def test_start__from_a_snapshot_asks_the_api_for_nothing(
    tiny_api: Standin, tmp_path: Path, service: Service
) -> None:
    source, _ = loaded(service)
    source.syncer.sync()
    write_snapshot(source.store, tmp_path / "copy.zip", lambda: datetime.now(UTC))
    before = len(tiny_api.requests)
    settings = Settings(
        api_url=tiny_api.url,
        data_dir=tmp_path / "new",
        max_rps=1000.0,
        snapshot_url=(tmp_path / "copy.zip").as_uri(),
    )
    started = Service(settings)
    assert started.source is None
    wait_for_mode(started, "api")
    assert started.source is not None
    view = started.source.library.view(vote_sets.lookups(), start=False)
    assert view.ready
    assert len(tiny_api.requests) == before
    started.close()


def test_start__a_snapshot_that_is_no_good_is_told_and_done_without(
    tiny_api: Standin, tmp_path: Path
) -> None:
    (tmp_path / "bad.zip").write_bytes(b"no snapshot")
    settings = Settings(
        api_url=tiny_api.url,
        data_dir=tmp_path / "new",
        max_rps=1000.0,
        snapshot_url=(tmp_path / "bad.zip").as_uri(),
    )
    started = Service(settings)
    wait_for_mode(started, "api")
    source, view = loaded(started)
    assert view.ready
    assert source.store.snapshot_problem is not None
    started.close()


def test_tell_kept__says_which_copy_is_shown_and_why() -> None:
    def page() -> None:
        from datetime import UTC, datetime

        import streamlit as st

        from core.errors import FormChanged, NotReachable
        from core.store.datasets import votes as vote_sets
        from core.store.library import View
        from core.ui.shell.messages import tell_old_copy

        at = datetime(2026, 1, 5, 13, 5, tzinfo=UTC)
        changed = FormChanged("typeid is missing", name="Stemme.typeid", what="missing")
        for error in (changed, NotReachable("gone"), None):
            view = View(vote_sets.lookups(), at, True, None, error)
            tell_old_copy([view], st.empty(), "en")

    app = AppTest.from_function(page).run(timeout=60)
    assert not app.exception
    (told,) = app.warning
    assert "You see the copy of" in told.value
    assert "14:05" in told.value
    assert "Stemme\\.typeid" in told.value
