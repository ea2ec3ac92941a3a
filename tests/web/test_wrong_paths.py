"""An address that there is nothing at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient
from starlette.types import Scope

from tests.web.sites import opened, served

INDEX = '<html><head><script src="./static/app.js"></script></head></html>'


class _Fallback(StaticFiles):
    """As the dashboard's files are: its index stands in for what there is none of."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            return await super().get_response(path, scope)
        except HTTPException:
            assert self.directory is not None
            return FileResponse(Path(self.directory) / "index.html")


async def _listed(request: Request) -> Response:
    return HTMLResponse("<p>what there is</p>")


@pytest.fixture(params=["", "/tingblik"])
def asked(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TestClient]:
    files = tmp_path / "files"
    files.mkdir()
    (files / "index.html").write_text(INDEX)
    (files / "favicon.png").write_bytes(b"\x89PNG")
    base = request.param
    with opened(tmp_path / "data", base=base, index=INDEX) as site:
        listed = Route(f"{base}/api/v1/", _listed)
        dashboard = Mount(base or "/", _Fallback(directory=files))
        client = served(site, [listed], behind=[dashboard])
        client.base_url = client.base_url.join(f"{base}/")
        yield client


@pytest.mark.parametrize(
    "path", ["", "votes", "vote?id=10564", "favicon.png", "healthz", "api/v1/"]
)
def test_path__that_is_right_is_answered(asked: TestClient, path: str) -> None:
    assert asked.get(path).status_code == 200


@pytest.mark.parametrize("path", ["vots", "healthzz", "readyzz", "wp-login.php", "metricss"])
def test_path__that_is_wrong_is_404_with_the_dashboard(asked: TestClient, path: str) -> None:
    answer = asked.get(path)
    assert (answer.status_code, answer.text) == (404, INDEX)
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert asked.head(path).status_code == 404


@pytest.mark.parametrize(
    ("accepted", "title"), [("da", "Siden findes ikke"), ("en", "no such page")]
)
def test_path__deeper_than_a_page_is_a_plain_page(
    asked: TestClient, accepted: str, title: str
) -> None:
    answer = asked.get("nope/%3Cb%3E/votes", headers={"accept-language": accepted})
    assert answer.status_code == 404
    assert 'action="../../search"' in answer.text
    assert 'name="q" value="nope b votes"' in answer.text
    assert f'<html lang="{accepted}">' in answer.text
    assert title in answer.text
    assert "nope/&lt;b&gt;/votes" in answer.text
    assert "<b>" not in answer.text
    assert '<a href="../../votes">' in answer.text
    assert '<a href="../../">' in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize("path", ["api/v1/nothing.csv", "feeds/nothing.atom", "calendar/x.ics"])
def test_path__that_a_program_asks_for_in_vain_is_a_problem(asked: TestClient, path: str) -> None:
    answer = asked.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"


def test_path__community_clouds_own_is_left_to_it(asked: TestClient) -> None:
    if asked.base_url.path == "/":
        assert asked.get("~/+/votes").status_code == 200
