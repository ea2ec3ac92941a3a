"""Nothing that a visitor opens asks a third party for anything, from the first request on."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from core.standin.serve import Standin
from tests.browser.demo import query_of
from tests.browser.servers import AppServer
from tests.browser.test_every_page import PATHS
from tests.browser.waiting import settle

OWN = ("data", "blob")


def asked_elsewhere(page: Page, url: str) -> list[str]:
    """What the page asks of others than its own server, with everything on it folded out."""
    origin = urlsplit(url).netloc
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.goto(url)
    settle(page, seconds=60)
    page.evaluate(
        "document.querySelectorAll('main summary, section summary').forEach(e => e.click())"
    )
    settle(page)
    # The icon of the tab is no request that a page can be seen making, so it is asked for here.
    icon = page.evaluate("document.querySelector('link[rel~=icon]').href")
    assert len(asked) > 10
    return [
        each
        for each in {*asked, icon}
        if (parts := urlsplit(each)).scheme not in OWN and parts.netloc != origin
    ]


@pytest.mark.parametrize("path", PATHS)
def test_page__asks_nobody_but_its_own_server(
    parliament: Standin, warm_app: AppServer, browser: Browser, path: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        assert not asked_elsewhere(page, f"{warm_app.url}{path}{query_of(parliament, path)}")


def test_cold_server__asks_nobody_and_shows_no_list_of_files(
    parliament: Standin, app_server: type[AppServer], browser: Browser
) -> None:
    """The first request of a process runs a page's file by itself, before there is a menu."""
    app = app_server(api_url=parliament.url, demo="never", max_rps=1000)
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script(
            """new MutationObserver(() => {
                const menu = document.querySelector('[data-testid="stSidebarNav"]');
                if (menu) window.flashed = menu.innerText;
            }).observe(document, { childList: true, subtree: true });"""
        )
        icons: list[str] = []
        page.expose_function("seen", lambda address: icons.append(address))
        page.add_init_script(
            """new MutationObserver(() => {
                const icon = document.querySelector('link[rel~="icon"]');
                if (icon) window.seen(icon.href);
            }).observe(document, { childList: true, subtree: true, attributes: true });"""
        )
        assert not asked_elsewhere(page, f"{app.url}/votes?type=final")
        assert page.evaluate("window.flashed ?? ''") == ""
        assert {urlsplit(icon).netloc for icon in icons} <= {"", urlsplit(app.url).netloc}
        assert icons[-1].startswith("data:image/svg+xml")
