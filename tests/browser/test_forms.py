"""The two forms of app.py, and what a browser shows of an address that there is nothing at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from core.standin.serve import Standin
from tests.browser.conftest import OpenPage
from tests.browser.servers import AppServer, Server, plain_command
from tests.browser.waiting import no_traceback

_PATIENCE_MS = 60_000


def test_plain_script__a_deep_link_is_right_on_a_cold_server(
    parliament: Standin, tmp_path: Path, open_page: OpenPage
) -> None:
    settings = {"api_url": parliament.url, "demo": "never", "max_rps": 1000, "lang": "da"}
    with Server(tmp_path, plain_command, "/_stcore/health", **settings) as server:
        page = open_page(f"{server.url}/methods", wait=False)
        expect(page.locator("h1")).to_have_text("Metoder", timeout=_PATIENCE_MS)
        no_traceback(page)
        assert page.url == f"{server.url}/methods"


def test_wrong_path__is_404_and_helps_on_also_on_a_cold_server(
    parliament: Standin, app_server: Callable[..., AppServer], open_page: OpenPage
) -> None:
    app = app_server(api_url=parliament.url, demo="never", max_rps=1000)
    page = open_page("about:blank", wait=False)
    answer = page.goto(f"{app.url}/nope")
    assert answer is not None
    assert answer.status == 404
    expect(page.locator("h1")).to_have_text("Siden findes ikke", timeout=_PATIENCE_MS)
    answer = page.goto(f"{app.url}/nope/x?lang=en")
    assert answer is not None
    assert answer.status == 404
    expect(page.locator("h1")).to_have_text("There is no such page")
    page.get_by_role("link", name="Methods").click()
    expect(page.locator("h1")).to_have_text("Metoder", timeout=_PATIENCE_MS)
    assert page.url == f"{app.url}/methods"
