"""The status page: whose fault it is, and the figures behind that."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.standin.serve import Standin
from core.store.availability import FILE, note_look
from core.store.lake.address import lake_address
from core.store.lake.delta import DeltaTables
from core.store.lake.follow import Follower
from core.store.lake.opening import Sharing
from core.store.lake.publish import Publisher
from core.tables.marks import MARKS
from core.telemetry import Telemetry
from core.ui.shell.context import service
from core.verdict import verdict_words
from tests.store.snapshots import fill, open_store
from tests.ui.conftest import Visit, words

OUR_FAULT = "Det er en fejl i Tingblik, ikke hos Folketinget"


def titles(page: AppTest) -> list[str]:
    """The titles of the boxes on the page."""
    return [box.proto.title for box in (*page.info, *page.warning)]


def test_status__says_the_verdict_first(visit: Visit) -> None:
    page = visit("status")
    verdict = service().verdict()  # other tests share the service, and may have been slow
    assert verdict_words(verdict, "da")[0] in titles(page)
    assert not verdict.wrong
    assert "Hvad der er gemt" in words(page)
    stored = page.dataframe[-1].value
    assert {"Afstemning", "Stemme"} <= set(stored["entity"])
    assert stored.set_index("entity")["rows"]["Afstemning"] >= 620


def test_status__alerts_name_both_figures(visit: Visit) -> None:
    visit("status")
    source = service().source
    assert source is not None
    source.telemetry.request(entity="Sag", seconds=9.0, status=200, complexity=999)
    said = words(visit("status"))
    assert "Der er sendt en meget krævende forespørgsel. Målt: 999, grænse: 8." in said


def test_status__an_open_breaker_is_the_sources_fault(
    visit: Visit, parliament: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit("status")
    source = service().source
    assert source is not None
    monkeypatch.setattr(source.telemetry, "_happened", source.telemetry._happened)  # put back
    breaker = source.client.pages.breaker
    parliament.faults = "refuse"
    for _ in range(source.settings.breaker_failures):
        source.telemetry.request(entity="Sag", seconds=0.1, error="unreachable", cause="down")
        breaker.failure()
    try:
        page = visit("status")
        assert "Folketingets server svarer ikke" in titles(page)
        assert "et øjeblik, efter mange fejl" in words(page)
        assert "Alt er" not in words(page)
    finally:
        parliament.faults = ""
        breaker.success()


def test_status__no_names_of_counters(visit: Visit) -> None:
    visit("status")
    source = service().source
    assert source is not None
    before = source.telemetry.snapshot().counters.get("api.retries", 0)
    source.telemetry.count("api.retries", 3)
    source.telemetry.count("of.no.text")
    said = words(visit("status"))
    assert f"{before + 3} forespørgsler blev prøvet igen." in said
    assert "of.no.text" not in said
    assert "api.retries" not in said


def test_status__no_all_clear_while_a_page_fails_by_our_own_fault(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit("status")
    source = service().source
    assert source is not None
    monkeypatch.setattr(source.telemetry, "_happened", source.telemetry._happened)  # put back

    def broken(_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("core.ui.pages.status.status.copies", broken)
        page = visit("status")
    assert OUR_FAULT in page.sidebar.markdown[0].value
    page = visit("votes")  # another page tells nothing of that one
    assert OUR_FAULT in page.sidebar.markdown[0].value
    page = visit("status")
    assert "Status" in words(page)
    assert OUR_FAULT not in page.sidebar.markdown[0].value  # it has gone well since
    assert OUR_FAULT not in titles(visit("status"))


def test_status__a_part_that_renews_itself_is_ours_too(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit("status")
    source = service().source
    assert source is not None
    monkeypatch.setattr(source.telemetry, "_happened", source.telemetry._happened)  # put back

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("core.ui.pages.status.status.connection", broken)
        page = visit("status")
        assert not page.exception  # told in our own words
        assert "Hvad der er gemt" in words(page)  # the rest of the page stands
        assert list(source.telemetry.snapshot().happenings.faults) == ["status#live_figures"]
        assert OUR_FAULT in page.sidebar.markdown[0].value  # though the page itself went on
    visit("status")
    assert OUR_FAULT not in visit("votes").sidebar.markdown[0].value


def test_status__tells_how_often_the_source_answered_and_when_not(visit: Visit) -> None:
    visit("status")
    root, now = service().parliament.store.root, time.time()
    (root / FILE).unlink(missing_ok=True)
    for ago in range(40, 1, -1):
        note_look(root, now - ago * 600, "down" if 10 <= ago < 20 else "", now)
    page = visit("status")
    said = words(page)
    assert "1 afbrydelse det seneste år" in said
    assert "i 1 time: serveren svarede ikke" in said
    shares = {metric.label: metric.value for metric in page.metric}
    assert shares["Seneste døgn"].startswith("7")
    (root / FILE).unlink()
    assert "afbrydelse" not in words(visit("status"))


def test_status__says_which_moment_of_the_shared_store_is_shown(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    visit("status")
    address = lake_address(f"file://{tmp_path}/lake", "api", {})
    follower = Follower(DeltaTables(address), open_store(tmp_path / "web"), MARKS, Telemetry())
    monkeypatch.setattr(service(), "sharing", Sharing(follower, None, Telemetry()))
    assert "Henter kopien fra det fælles lager." in [box.value for box in visit("status").info]
    Publisher(DeltaTables(address), fill(open_store(tmp_path / "writer")), MARKS).publish()
    follower.poll()
    assert "følger det fælles lager, og kopien er den fra i dag" in words(visit("status"))
