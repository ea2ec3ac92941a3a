"""The life of a service with its server."""

from __future__ import annotations

from pathlib import Path

import anyio
import pytest

from core.errors import SettingsError
from core.service import Service
from core.standin.serve import Standin
from core.web.application import running
from core.web.site import Site
from tests.web.sites import opened


def test_service__is_opened_with_the_server_and_closed_with_it_once(tmp_path: Path) -> None:
    told: list[str] = []

    async def live() -> None:
        async with running(Site(service, close=lambda: told.append("closed"))):
            told.append("serving")

    with opened(tmp_path) as site:

        def service() -> Service:
            told.append("opened")
            return site.service()

        anyio.run(live)
    assert told == ["opened", "serving", "closed"]


def test_service__that_cannot_be_opened_does_not_stop_the_server() -> None:
    def refused() -> Service:
        raise SettingsError("TINGBLIK_RETRIES must be 0 or more")

    async def live() -> str:
        async with running(Site(refused)):
            return "serving"

    assert anyio.run(live) == "serving"


def test_previews__are_prepared_once_it_is_known_what_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [False, True]
    monkeypatch.setattr("core.web.application._PREPARE_SECONDS", 0.01)
    monkeypatch.setattr("core.web.previews.prepare", lambda site: told.pop(0))

    async def live(site: Site) -> None:
        async with running(site):
            with anyio.fail_after(10):
                while told:
                    await anyio.sleep(0.01)
            await anyio.sleep(0.05)  # a third time would fail

    with opened(tmp_path) as site:
        anyio.run(live, site)


def test_copy__begins_to_be_kept_up_once_somebody_was_served(
    parliament: Standin, tmp_path: Path
) -> None:
    async def live(site: Site) -> bool:
        jobs = site.service().jobs
        async with running(site):
            await anyio.sleep(0.2)
            before = jobs.get("sync") is not None
            site.want()
            with anyio.fail_after(60):
                while jobs.get("sync") is None:
                    await anyio.sleep(0.02)
            return before

    with opened(tmp_path, api_url=parliament.url, sync_minutes=10.0, max_rps=10_000.0) as site:
        assert anyio.run(live, site) is False
