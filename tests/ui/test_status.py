"""The status page: whose fault it is, and the figures behind that."""

from __future__ import annotations

from core.ui.context import service
from tests.ui.conftest import Visit, words


def test_status__all_is_well(visit: Visit) -> None:
    page = visit("status")
    assert "Folketingets server svarer, og Tingblik virker." in words(page)
    assert "Hvad der er gemt" in words(page)
    stored = page.dataframe[-1].value
    assert {"Afstemning", "Stemme"} <= set(stored["entity"])
    assert stored.set_index("entity")["rows"]["Afstemning"] >= 620


def test_status__alerts_name_both_figures(visit: Visit) -> None:
    visit("status")
    source = service().source
    assert source is not None
    source.telemetry.request(entity="Sag", seconds=9.0, status=200, complexity=20)
    said = words(visit("status"))
    assert "Der er sendt en meget krævende forespørgsel. Målt: 20, grænse: 8." in said


def test_status__an_open_breaker_is_the_sources_fault(visit: Visit) -> None:
    visit("status")
    source = service().source
    assert source is not None
    breaker = source.client.pages.breaker
    for _ in range(source.settings.breaker_failures):
        breaker.failure()
    try:
        said = words(visit("status"))
        assert "holder en kort pause" in said
        assert "på pause efter mange fejl" in said
    finally:
        breaker.success()
