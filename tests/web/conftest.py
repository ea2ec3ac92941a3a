"""Routes over a copy of the demo parliament, with all that answers pass through."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from core.web.site import Site
from tests.conftest import DemoCopy
from tests.web.sites import opened, served


@pytest.fixture(scope="module")
def site(demo_copy: DemoCopy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site on a folder with everything in it; nothing answers at the API."""
    folder = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(demo_copy.folder, folder)
    with opened(folder, api_url=demo_copy.url) as found:
        yield found


@pytest.fixture(scope="module")
def client(site: Site) -> TestClient:
    """Asks its routes from this machine."""
    return served(site)
