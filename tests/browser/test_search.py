"""A search in a browser: what is meant exactly opens at once, and Back does not lead into it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.servers import AppServer
from tests.browser.waiting import settle


def test_search__leads_on_and_back(warm_app: AppServer, open_page: OpenPage) -> None:
    page = open_page(f"{warm_app.url}/search?lang=en", width=390)
    box = page.get_by_label("Search everything")
    box.fill("lov")
    box.press("Enter")
    page.wait_for_url(re.compile(r"/search\?lang=en&q=lov$"))
    settle(page)
    page.get_by_role("link", name=re.compile("^Show all")).last.click()
    page.wait_for_url(re.compile(r"q=lov&show=vote"))
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box.fill("Hedelisten")
    box.press("Enter")
    page.wait_for_url(re.compile(r"/parties\?show=cohesion&party=HL&lang=en$"))
    settle(page)
    page.go_back()
    settle(page)
    expect(page).to_have_url(re.compile(r"/search\?q=lov&show=vote"))
    assert box.input_value() == "lov"
