"""`/metrics`, read back as Prometheus reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from core.errors import SettingsError
from core.service import Service
from core.web.site import Site
from tests.web.sites import ELSEWHERE, opened, served

Figures = dict[tuple[str, ...], float]


def figures(client: TestClient) -> Figures:
    """Every sample by its name and the values of its labels."""
    families = list(text_string_to_metric_families(client.get("/metrics").text))
    assert len({family.name for family in families}) == len(families)
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


async def _answer(request: Request) -> Response:
    return PlainTextResponse("x", int(request.query_params.get("status", 200)))


ROUTES = [
    Route("/api/v1/votes/{id}.json", _answer),
    Mount("/feeds", routes=[Route("/case/{id}.atom", _answer)]),
    Route("/_stcore/metrics", _answer),
]


def test_metrics__tell_what_is_stored_and_how_the_last_sync_went(client: TestClient) -> None:
    found = figures(client)
    assert found["tingblik_ready",] == 1
    assert found["tingblik_store_rows", "Stemme"] > 10_000
    assert found["tingblik_store_oldest_timestamp_seconds", "Stemme"] > 1.7e9
    assert found["tingblik_sync_outcome", "done"] == 1
    assert found["tingblik_sync_outcome", "failed"] == 0
    assert found["tingblik_sync_lag_seconds",] >= 0
    assert found["tingblik_api_breaker_open",] == 0
    assert found["tingblik_jobs_active",] == 0
    assert found["tingblik_memory_bytes",] > 1e6


def test_metrics__unknown_is_left_out_and_not_zero(tmp_path: Path) -> None:
    with opened(tmp_path) as site:
        found = figures(served(site))
    assert found["tingblik_ready",] == 0
    names = {name for name, *_ in found}
    assert not names & {"tingblik_sync_lag_seconds", "tingblik_sync_ended_timestamp_seconds"}
    assert not names & {"tingblik_sync_outcome", "tingblik_sessions"}


def test_metrics__count_requests_pages_look_ups_and_jobs(tmp_path: Path) -> None:
    with opened(tmp_path) as site:
        service = site.service()
        telemetry = service.parliament.telemetry
        for seconds in (0.2, 0.2, 40.0):
            telemetry.request(entity="Sag", seconds=seconds, status=200)
        telemetry.request(entity="Møde", seconds=5.0, error="too_slow")
        telemetry.lookup(static=True, outcome="stale")
        telemetry.count("cache.read_errors", 3)
        service.note_page("votes", 0.4)
        service.jobs.start("a", lambda job: None).wait(30)
        client = served(site)
        found, again = figures(client), figures(client)
    assert found["tingblik_api_requests_total", "ok", "Sag"] == 3
    assert found["tingblik_api_requests_total", "too_slow", "Møde"] == 1
    assert found["tingblik_api_request_seconds_bucket", "0.25", "ok"] == 2
    assert found["tingblik_api_request_seconds_bucket", "30.0", "ok"] == 2
    assert found["tingblik_api_request_seconds_bucket", "+Inf", "ok"] == 3
    assert found["tingblik_api_request_seconds_sum", "ok"] == pytest.approx(40.4)
    assert found["tingblik_page_cache_lookups_total", "static", "stale"] == 1
    assert found["tingblik_events_total", "cache.read_errors"] == 3
    assert found["tingblik_page_run_seconds_count", "votes"] == 1
    assert found["tingblik_jobs_ended_total", "done"] == 1
    counted = {key for key in found if key[0].endswith(("_total", "_count", "_bucket"))}
    assert all(again[key] >= found[key] for key in counted), "a counter only grows"


def test_metrics__routes_are_their_paths_with_names_and_never_what_was_asked(
    tmp_path: Path,
) -> None:
    with opened(tmp_path) as site:
        client = served(site, ROUTES)
        for number in range(5):
            client.get(f"/api/v1/votes/{number}.json")
            client.get(f"/feeds/case/{number}.atom?status=503")
            client.get(f"/nothing/{number}")
        found = figures(client)
    assert found["tingblik_http_requests_total", "/api/v1/votes/{id}.json", "200"] == 5
    assert found["tingblik_http_requests_total", "/feeds/case/{id}.atom", "503"] == 5
    assert found["tingblik_http_requests_total", "unknown", "404"] == 5
    assert found["tingblik_http_response_start_seconds_count", "/api/v1/votes/{id}.json"] == 5
    routes = {key[1] for key in found if key[0] == "tingblik_http_requests_total"}
    assert len(routes) == 3


def test_metrics__below_a_base_are_named_without_it(tmp_path: Path) -> None:
    with opened(tmp_path, base="/tingblik") as site:
        client = served(site)
        assert client.get("/metrics").status_code == 404
        client.get("/tingblik/healthz")
        assert 'route="/healthz"' in client.get("/tingblik/metrics").text


def test_metrics__openmetrics_for_who_asks_for_it(client: TestClient) -> None:
    answer = client.get("/metrics", headers={"accept": "application/openmetrics-text"})
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert "tingblik_ready" in {family.name for family in open_metrics(answer.text)}


def test_metrics__sessions_where_there_are_pages(tmp_path: Path) -> None:
    with opened(tmp_path) as site:
        pages = Site(site.service, sessions=lambda: 7)
        assert figures(served(pages))["tingblik_sessions",] == 7


def test_metrics__wrong_settings_leave_those_of_the_process() -> None:
    def refused() -> Service:
        raise SettingsError("TINGBLIK_RETRIES must be 0 or more")

    found = figures(served(Site(refused)))
    assert found["tingblik_memory_bytes",] > 1e6
    assert ("tingblik_ready",) not in found


@pytest.mark.parametrize("path", ["/metrics", "/_stcore/metrics", "/metrics/"])
def test_metrics__are_for_this_machine_and_whom_a_setting_names(path: str, tmp_path: Path) -> None:
    def status(client: str, **headers: str) -> int:
        return served(site, ROUTES, client=client).get(path, headers=headers).status_code

    with opened(tmp_path, metrics_readers="203.0.113.0/24") as site:
        assert status("127.0.0.1") == status("::1") == status("::ffff:127.0.0.1") == 200
        assert status(ELSEWHERE) == 200
        assert status("198.51.100.7") == status("testclient") == 403
        # Who comes through a proxy is neither here nor named, whatever the proxy is.
        for visitor in ("127.0.0.1", ELSEWHERE, "198.51.100.7"):
            assert status("127.0.0.1", **{"x-forwarded-for": visitor}) == 403
            assert status(ELSEWHERE, **{"x-forwarded-for": visitor}) == 403
