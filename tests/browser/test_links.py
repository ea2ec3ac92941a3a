"""A list of links in a browser: by mouse, by keyboard, for a screen reader, on a phone."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.servers import AppServer
from tests.browser.waiting import settle

LISTED = "votes?session=20251&lang=en"


def test_list__is_links_that_everybody_can_use(warm_app: AppServer, open_page: OpenPage) -> None:
    page = open_page(f"{warm_app.url}/{LISTED}", width=390)
    first = page.locator(".st-key-links_votes li a").first
    title = first.inner_text()
    assert re.fullmatch(r"vote\?id=\d+", (first.get_attribute("href") or "").partition("&")[0])
    assert page.evaluate("words => window.find(words)", title)  # as Ctrl-F does
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    found = Axe().run(page, context={"include": [[".st-key-links_votes"]]}).response["violations"]
    assert not found, [violation["id"] for violation in found]
    page.get_by_role("link", name="Next", exact=True).click()
    page.wait_for_url(re.compile(r"/votes\?session=20251&page=2&lang=en$"))
    settle(page)
    expect(page.locator('.st-key-links_votes nav a[aria-current="page"]')).to_have_text("2")
    link = page.locator(".st-key-links_votes li a").nth(30)
    link.focus()
    place = page.get_by_test_id("stMain").evaluate("e => e.scrollTop")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/vote\?id=\d+&lang=en$"))
    settle(page)
    page.go_back()
    settle(page)
    assert page.url.endswith("/votes?session=20251&page=2&lang=en")
    page.wait_for_function(
        "y => Math.abs(document.querySelector('[data-testid=stMain]').scrollTop - y) < 3", arg=place
    )
