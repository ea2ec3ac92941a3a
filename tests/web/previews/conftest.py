"""The routes over the demo parliament, with everything synced."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace

import polars as pl
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.oda.schema.entities import INVENTED
from core.service import Service
from core.settings import Settings
from core.store.store import Store, store_root
from core.telemetry import Telemetry
from core.web.application import middleware, routes
from core.web.site import Site
from tests.conftest import DemoCopy

PUBLIC = "https://tingblik.example"
PAGES = (
    "overview", "votes", "vote", "deviations", "parties", "party", "members", "member", "compare",
    "cases", "case", "topics", "topic", "grid", "questions", "committees", "meetings", "documents",
    "changes", "explore", "quality", "methods", "status", "search",
)  # fmt: skip


@pytest.fixture(scope="session")
def service(demo_copy: DemoCopy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service on a copy of its own, which asks nobody anything."""
    folder = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(demo_copy.folder, folder)
    settings = Settings(
        api_url=demo_copy.url, data_dir=folder, demo="never", sync_minutes=0, public_url=PUBLIC
    )
    opened = Service(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def site(service: Service) -> Site:
    """The dashboard's site, with a public address."""
    return Site(lambda: service, "", PAGES)


@pytest.fixture(scope="session")
def client(site: Site) -> Iterator[TestClient]:
    """Whoever asks the site."""
    with client_of(site) as client:
        yield client


def client_of(site: Site) -> TestClient:
    """Whoever asks another site."""
    return TestClient(Starlette(routes=routes(site), middleware=middleware(site)))


@pytest.fixture(scope="session")
def private(service: Service) -> Iterator[Service]:
    """A service on the same copy that knows no public address."""
    opened = Service(replace(service.settings, public_url=""))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def published(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The same rows without the one that says they are invented: they pass for Parliament's."""
    folder = tmp_path_factory.mktemp("published") / "data"
    shutil.copytree(service.settings.data_dir, folder)
    store = Store(store_root(folder, service.settings.api_url), Telemetry())
    kinds = store.read("Afstemningstype", "all")
    assert kinds is not None
    true = kinds.frame.filter(pl.col("type") != INVENTED)
    store.write(
        "Afstemningstype", "all", true, fetched_at=kinds.meta.fetched_at, url=kinds.meta.url
    )
    opened = Service(replace(service.settings, data_dir=folder))
    yield opened
    opened.close()
