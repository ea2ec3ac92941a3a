"""Fixtures of the browser tests: Chromium, servers of their own, and pages that have settled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from core.standin.serve import Standin
from tests.browser.servers import ROOT, AppServer
from tests.browser.waiting import settle

PATIENCE_MS = 15_000
WIDTH, HEIGHT = 1280, 900
# What a page may leave behind, but for cookies; what it fetched stays.
STORED = "local_storage,indexeddb,websql,cache_storage,service_workers,file_systems"


class OpenPage(Protocol):
    """Opens an address as somebody who was never here, and waits until the page has settled."""

    def __call__(
        self,
        url: str,
        *,
        width: int = WIDTH,
        height: int = HEIGHT,
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


class Visitors:
    """Contexts of one browser, each for one visitor at a time.

    A context keeps the scripts that it has fetched and compiled, which are most of the work of a
    page. What a visitor leaves in cookies and in the storage of the pages goes with the visitor;
    what a test adds to a context, such as a listener, would stay, so it belongs to a page.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[BrowserContext]] = {}

    @contextmanager
    def visitor(self, locale: str) -> Iterator[BrowserContext]:
        """A context that remembers nobody, until the visitor goes."""
        free = self._free.setdefault(locale, [])
        context = free.pop() if free else self._new(locale)
        origins: set[str] = set()

        def watch(page: Page) -> None:
            page.on("framenavigated", lambda frame: origins.add(_origin(frame.url)))

        context.on("page", watch)
        yield context
        context.remove_listener("page", watch)
        _forget(context, origins)
        free.append(context)

    def _new(self, locale: str) -> BrowserContext:
        context = self._browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT},
            locale=locale,
            timezone_id="Europe/Copenhagen",
        )
        context.set_default_timeout(PATIENCE_MS)
        return context


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _forget(context: BrowserContext, origins: set[str]) -> None:
    """Close all pages, and empty what the pages of these origins have stored."""
    context.clear_cookies()
    last = context.new_page()
    for page in context.pages:
        if page is not last:
            page.close()
    browser = context.new_cdp_session(last)
    for origin in origins:
        browser.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": STORED})
    last.close()


@pytest.fixture(scope="session")
def visitors(browser: Browser) -> Visitors:
    """The visitors of all tests of a process."""
    return Visitors(browser)


@pytest.fixture
def open_page(visitors: Visitors) -> Iterator[OpenPage]:
    """Opens pages, each for a visitor of its own; nothing but loopback can be reached."""
    with ExitStack() as stack:

        def open_page(
            url: str,
            *,
            width: int = WIDTH,
            height: int = HEIGHT,
            scheme: Literal["light", "dark"] = "light",
            locale: str = "da-DK",
            wait: bool = True,
        ) -> Page:
            page = stack.enter_context(visitors.visitor(locale)).new_page()
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme)
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
