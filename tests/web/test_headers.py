"""What every answer says for safety."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from core.web.headers import own_path
from tests.web.sites import opened, served

INDEX = (
    "<html><head><script>\n  window.a = 1\n</script><script src='./x.js'></script></head></html>"
)
HASH = base64.b64encode(hashlib.sha256(b"\n  window.a = 1\n").digest()).decode()


async def _page(request: Request) -> Response:
    return HTMLResponse("<p>page</p>")


async def _stricter(request: Request) -> Response:
    return HTMLResponse("<p>chart</p>", headers={"Content-Security-Policy": "default-src 'none'"})


async def _moved(request: Request) -> Response:
    return RedirectResponse(request.query_params["to"])


ROUTES = [
    Route("/votes", _page),
    Route("/embed/votes/result", _page),
    Route("/strict", _stricter),
    Route("/moved", _moved),
    Mount("/below", routes=[Route("/", _page)]),
]


def test_headers__stand_on_every_answer(tmp_path: Path) -> None:
    with opened(tmp_path) as site:
        client = served(site, ROUTES)
        for path in ("/healthz", "/readyz", "/votes", "/moved?to=/votes", "/nothing"):
            headers = client.get(path).headers
            assert headers["x-content-type-options"] == "nosniff", path
            assert headers["referrer-policy"] == "strict-origin-when-cross-origin", path
            assert "strict-transport-security" not in headers, path


def test_headers__promise_https_only_where_it_is(tmp_path: Path) -> None:
    with opened(tmp_path) as site:
        direct = served(site, ROUTES, scheme="https").get("/healthz")
        assert direct.headers["strict-transport-security"] == "max-age=31536000"
        client = served(site, ROUTES)
        for scheme, promised in (("https", True), ("http", False)):
            behind = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": scheme}
            found = client.get("/healthz", headers=behind).headers
            assert ("strict-transport-security" in found) is promised


def test_policy__lets_the_indexs_own_script_run_and_no_other(tmp_path: Path) -> None:
    with opened(tmp_path, index=INDEX) as site:
        client = served(site, ROUTES)
        policy = client.get("/votes").headers["content-security-policy"]
        assert "content-security-policy" not in client.get("/healthz").headers
    rules = {rule.split(" ")[0]: rule.split(" ")[1:] for rule in policy.split("; ")}
    assert rules["script-src"] == ["'self'", "blob:", "'wasm-unsafe-eval'", f"'sha256-{HASH}'"]
    assert rules["object-src"] == ["'none'"]
    assert rules["frame-ancestors"] == ["'self'"]


@pytest.mark.parametrize(
    ("setting", "rule"),
    [
        ("self", "'self'"),
        ("none", "'none'"),
        ("*", "*"),
        (
            "https://avis.example https://skole.example",
            "https://avis.example https://skole.example",
        ),
    ],
)
def test_policy__frames_of_pages_are_a_setting_and_of_charts_free(
    setting: str, rule: str, tmp_path: Path
) -> None:
    with opened(tmp_path, frame_ancestors=setting) as site:
        client = served(site, ROUTES)
        page = client.get("/votes").headers["content-security-policy"]
        chart = client.get("/embed/votes/result").headers["content-security-policy"]
        strict = client.get("/strict").headers["content-security-policy"]
    assert page.endswith(f"; frame-ancestors {rule}")
    assert chart.endswith("; frame-ancestors *")
    assert strict == "default-src 'none'", "what a route says itself stands"


def test_redirect__never_leads_to_the_host_that_a_request_names(tmp_path: Path) -> None:
    with opened(tmp_path) as site:
        client = served(site, ROUTES)
        answer = client.get("/below", headers={"Host": "evil.example"})
        assert (answer.status_code, answer.headers["location"]) == (307, "/below/")
        away = client.get("/moved?to=https://www.ft.dk/", headers={"Host": "evil.example"})
        assert away.headers["location"] == "https://www.ft.dk/"


@pytest.mark.parametrize(
    ("location", "own"),
    [
        ("http://evil.example/tingblik/?a=1#b", "/tingblik/?a=1#b"),
        ("http://evil.example", "/"),
        ("/votes", "/votes"),
        ("http://evil.example//other.example/", "http://evil.example//other.example/"),
        ("https://www.ft.dk/", "https://www.ft.dk/"),
    ],
)
def test_own_path__is_what_is_left_without_the_host(location: str, own: str) -> None:
    assert own_path(location, "evil.example") == own
