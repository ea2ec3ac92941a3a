"""Fixtures of the browser tests: Chromium, servers of their own, and pages that have settled."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Literal, Protocol

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from core.standin.serve import Standin
from scripts.chromium import VARIABLE, find_chromium
from tests.browser.servers import ROOT, AppServer
from tests.browser.waiting import settle

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)
PATIENCE_MS = 15_000
ELSEWHERE = re.compile(r"^https?://(?!127\.0\.0\.1[:/]|localhost[:/])")


class OpenPage(Protocol):
    """Opens an address in a browser of its own and waits until the page has settled."""

    def __call__(
        self,
        url: str,
        *,
        width: int = 1280,
        height: int = 900,
        scheme: Literal["light", "dark"] = "light",
        locale: str = "da-DK",
        wait: bool = True,
    ) -> Page: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as a browser test."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    path = find_chromium()
    if path is None:
        reason = f"no Chromium was found (put one on PATH or set {VARIABLE})"
        if os.environ.get("TINGBLIK_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, headless=True, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def app_server(tmp_path: Path) -> Iterator[Callable[..., AppServer]]:
    """Starts servers: `app_server(api_url=..., demo="never", lang="da")`, ended with the test.

    `script` runs another script than app.py.
    """
    with ExitStack() as stack:
        started = 0

        def start(script: Path = ROOT / "app.py", **settings: object) -> AppServer:
            nonlocal started
            started += 1
            return stack.enter_context(AppServer(tmp_path / f"server{started}", script, **settings))

        yield start


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens pages, each in a context of its own; nothing but loopback can be reached."""
    with ExitStack() as stack:

        def open_page(
            url: str,
            *,
            width: int = 1280,
            height: int = 900,
            scheme: Literal["light", "dark"] = "light",
            locale: str = "da-DK",
            wait: bool = True,
        ) -> Page:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                locale=locale,
                timezone_id="Europe/Copenhagen",
            )
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE_MS)
            context.route(ELSEWHERE, _refuse)
            page = context.new_page()
            page.goto(url)
            if wait:
                settle(page)
            return page

        yield open_page


@pytest.fixture(scope="session")
def warm_app(parliament: Standin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """One server for the tests that do not need a cold one."""
    folder = tmp_path_factory.mktemp("app")
    with AppServer(folder, api_url=parliament.url, demo="never", max_rps=1000) as server:
        yield server


def _refuse(route: Route) -> None:
    route.abort()
