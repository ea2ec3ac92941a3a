"""Whether the process answers, and whether it has something to show."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core.background.background import begin
from core.errors import SettingsError
from core.service import Service
from core.standin.serve import Standin
from core.web.site import Site
from tests.web.sites import opened, served


def test_healthz__answers_and_is_not_stored(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/v1",
        "/api/v1/votes.csv",
        "/robots.txt",
        "/embed/votes/kinds",
    ],
)
def test_routes__a_slash_at_the_end_changes_nothing(client: TestClient, path: str) -> None:
    plain, slashed = client.get(path), client.get(f"{path}/")
    assert plain.status_code == slashed.status_code == 200
    assert slashed.headers["content-type"] == plain.headers["content-type"]
    assert path == "/metrics" or slashed.content == plain.content


def test_readyz__is_ready_with_the_votes_of_a_session(client: TestClient) -> None:
    assert client.get("/readyz").status_code == 200


def test_readyz__tells_what_it_lacks_of_an_empty_folder(tmp_path: Path) -> None:
    with opened(tmp_path) as site:
        answer = served(site).get("/readyz")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "10"
    assert "python -m core sync" in answer.json()["detail"]


def test_readyz__begins_to_load_and_is_ready_afterwards(
    parliament: Standin, tmp_path: Path
) -> None:
    with opened(tmp_path, api_url=parliament.url, sync_minutes=10.0, max_rps=10_000.0) as site:
        client, service = served(site), site.service()
        begin(service)
        assert client.get("/readyz").status_code == 503
        until = time.monotonic() + 60
        while (job := service.jobs.get("sync")) is None and time.monotonic() < until:
            time.sleep(0.02)
        assert job is not None
        job.wait(60)
        assert client.get("/readyz").status_code == 200


def test_readyz__is_not_ready_with_only_a_part_of_a_sessions_votes(
    site: Site, tmp_path: Path
) -> None:
    store = site.service().parliament.store
    with opened(tmp_path) as other:
        empty = other.service().parliament.store
        for entity, partition in (("Periode", "sessions"), ("Sagstype", "all")):
            kept = store.read(entity, partition)
            assert kept is not None
            meta = kept.meta
            empty.write(entity, partition, kept.frame, fetched_at=meta.fetched_at, url=meta.url)
        assert served(other).get("/readyz").status_code == 503


def test_readyz__invented_rows_in_the_place_of_real_ones_are_not_what_was_to_be_shown(
    tmp_path: Path,
) -> None:
    with opened(tmp_path, demo="auto") as site:
        client = served(site)
        first = client.get("/readyz")
        job = site.service().jobs.get("control")
        assert job is not None
        job.wait(60)
        second = client.get("/readyz")
    assert (first.status_code, second.status_code) == (503, 503)
    assert "being found out" in first.json()["detail"]
    assert "invented" in second.json()["detail"]


def test_readyz__wrong_settings_are_told_and_the_process_still_answers() -> None:
    def refused() -> Service:
        raise SettingsError("TINGBLIK_RETRIES must be 0 or more")

    client = served(Site(refused))
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["detail"]
