"""The line of the status, and its headline in the sidebar."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from pathlib import Path

from core.errors import Incomplete
from core.jobs import Job
from core.service import Service
from core.settings import Settings
from core.standin.serve import Standin
from core.store.datasets import votes as vote_sets
from core.ui.shell.sidebar import Headline, Line
from tests.makers.services import head, loaded, said


def test_headline__all_is_well(service: Service) -> None:
    source, view = loaded(service)
    assert head(service, source, [view]) == Headline(
        "check_circle",
        "Alt er i orden: Folketingets server svarer, og Tingblik virker",
        "Alt er opdateret",
    )
    line = said(service, source, [view])
    assert line.state == "well"
    assert re.fullmatch(r"Data fra i dag \d\d\.\d\d · Folketingets server svarer", line.words)


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
    line = said(service, source, [view])
    assert line.state == "wrong"
    assert re.fullmatch(r"Kopi fra i dag \d\d\.\d\d · Folketingets server svarer ikke", line.words)


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
    assert said(service, source, [view]) == Line("wrong", "Folketingets server svarer ikke")


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
    assert said(service, source, [view, failed]).words.endswith(" · Der mangler rækker")


def test_headline__loading_is_told_all_together(service: Service, tiny_api: Standin) -> None:
    tiny_api.latency_ms = 300
    source = service.source
    assert source is not None
    views = [source.library.view(vote_sets.lookups()), source.library.view(vote_sets.vote(1))]
    found = head(service, source, views)
    assert (found.icon, found.title) == ("sync", "Henter …")
    assert said(service, source, views) == Line("waiting", "Henter …")
    tiny_api.latency_ms = 0
