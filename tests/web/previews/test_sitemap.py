"""What search engines and browsers ask every site for."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from PIL import Image
from starlette.testclient import TestClient

from core.service import Service
from core.ui.shell.router import PAGES
from core.web import sitemap
from core.web.site import Site
from tests.web.previews.conftest import PUBLIC, client_of

_XMLNS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(scope="module")
def true(published: Service, site: Site) -> Iterator[TestClient]:
    """Whoever asks a site of rows that pass for Parliament's."""
    with client_of(replace(site, service=lambda: published)) as client:
        yield client


def addresses(client: TestClient, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/xml"
    found = ElementTree.fromstring(answer.content)
    return [str(each.text) for each in found.iterfind(".//s:loc", _XMLNS)]


def test_sitemap__names_every_vote_case_and_member(true: TestClient, published: Service) -> None:
    parts = addresses(true, "/sitemap.xml")
    kinds = ("pages", "votes", "cases", "members")
    assert parts == [f"{PUBLIC}/sitemap-{kind}-1.xml" for kind in kinds]
    found = {kind: addresses(true, f"/sitemap-{kind}-1.xml") for kind in kinds}
    assert f"{PUBLIC}/" in found["pages"]
    assert all(urlsplit(each).path.strip("/") in {p.name for p in PAGES} | {""}
               for each in found["pages"])  # fmt: skip
    source = published.source
    assert source is not None
    folder = source.store.root / "Afstemning"
    ids = {
        number
        for file in folder.glob("[0-9]*.parquet")
        if (stored := source.store.read("Afstemning", file.stem))
        for number in stored.frame["id"]
    }
    assert set(found["votes"]) == {f"{PUBLIC}/vote?id={number}" for number in ids}
    assert len(found["cases"]) == len(set(found["cases"])) > 100
    assert all(each.startswith(f"{PUBLIC}/member?id=") for each in found["members"])


def test_sitemap__is_split(true: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = addresses(true, "/sitemap-votes-1.xml")
    monkeypatch.setattr(sitemap, "MOST", 50)
    parts = [each for each in addresses(true, "/sitemap.xml") if "votes" in each]
    assert len(parts) == -(-len(whole) // 50)
    found = [each for part in parts for each in addresses(true, part.removeprefix(PUBLIC))]
    assert found == whole


@pytest.mark.parametrize("path", ["votes-0", "votes-99", "x-1", "pages-2"])
def test_sitemap__that_there_is_not_is_404(true: TestClient, path: str) -> None:
    answer = true.get(f"/sitemap-{path}.xml")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_sitemap__unchanged_is_304(true: TestClient) -> None:
    etag = true.get("/sitemap-votes-1.xml").headers["etag"]
    assert true.get("/sitemap-votes-1.xml", headers={"If-None-Match": etag}).status_code == 304
    assert true.get("/sitemap.xml", headers={"If-None-Match": etag}).status_code == 200


def test_robots__names_the_sitemap(true: TestClient) -> None:
    lines = true.get("/robots.txt").text.splitlines()
    assert lines[:3] == ["User-agent: *", "Disallow: /_stcore/", "Disallow: /api/"]
    assert lines[-1] == f"Sitemap: {PUBLIC}/sitemap.xml"


def test_invented__is_closed_to_robots_and_in_no_sitemap(client: TestClient) -> None:
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    for path in ("/sitemap.xml", "/sitemap-votes-1.xml", "/sitemap-pages-1.xml"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "invented" in answer.json()["detail"]


def test_no_public_address__says_why_there_is_no_sitemap(published: Service, site: Site) -> None:
    private = Service(replace(published.settings, public_url=""))
    with client_of(replace(site, service=lambda: private)) as client:
        answer = client.get("/sitemap.xml", headers={"Host": "evil.example"})
        robots = client.get("/robots.txt", headers={"Host": "evil.example"})
    private.close()
    assert answer.status_code == 404
    assert "TINGBLIK_PUBLIC_URL" in answer.json()["detail"]
    assert "Sitemap" not in robots.text


def test_favicon__is_an_icon_of_several_sizes(client: TestClient) -> None:
    answer = client.get("/favicon.ico")
    assert answer.headers["content-type"] == "image/x-icon"
    icon = Image.open(io.BytesIO(answer.content))
    assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


@pytest.mark.parametrize("lang", ["da", "en"])
def test_manifest__names_icons_that_there_are(client: TestClient, lang: str) -> None:
    answer = client.get("/manifest.webmanifest", headers={"Accept-Language": lang})
    assert answer.headers["content-type"] == "application/manifest+json"
    found = answer.json()
    assert (found["name"], found["lang"]) == ("Tingblik", lang)
    for icon in found["icons"]:
        picture = Image.open(io.BytesIO(client.get(icon["src"].removeprefix(".")).content))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
        corner, middle = picture.getpixel((0, 0)), picture.getpixel((picture.width // 2, 8))
        assert (corner, middle) == ((0, 0, 0, 0), (31, 78, 140, 255))
    assert client.get("/icon-33.png").status_code == 404


def test_without_dashboard__robots_and_icon_alone(site: Site) -> None:
    with client_of(replace(site, pages=())) as client:
        assert client.get("/robots.txt").status_code == 200
        assert client.get("/favicon.ico").status_code == 200
        assert client.get("/sitemap.xml").status_code == 404
