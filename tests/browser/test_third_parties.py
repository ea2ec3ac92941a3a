"""A cold server asks no third party for anything; of each page test_every_page.py holds it."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Browser

from core.standin.serve import Standin
from tests.browser.servers import AppServer
from tests.browser.test_every_page import asked_elsewhere, refusals


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
        refused = refusals(page)
        page.expose_function("seen", lambda address: icons.append(address))
        page.add_init_script(
            """new MutationObserver(() => {
                const icon = document.querySelector('link[rel~="icon"]');
                if (icon) window.seen(icon.href);
            }).observe(document, { childList: true, subtree: true, attributes: true });"""
        )
        assert not asked_elsewhere(page, f"{app.url}/votes?type=final")
        assert not refused
        assert page.evaluate("window.flashed ?? ''") == ""
        assert {urlsplit(icon).netloc for icon in icons} <= {"", urlsplit(app.url).netloc}
        assert icons[-1].startswith("data:image/svg+xml")
