"""The frame around every page: masthead, search, menu, status, fonts and focus."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from core.standin.serve import Standin
from tests.browser.conftest import OpenPage
from tests.browser.demo import a_vote
from tests.browser.servers import AppServer
from tests.browser.test_every_page import asked_elsewhere, fits, serious_flaws
from tests.browser.waiting import no_traceback, open_status, settle

PHONE = 390


def focused(page: Page) -> str:
    """The text of what has the focus, also inside a component."""
    found: str = page.evaluate(
        """() => {
            let at = document.activeElement;
            while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
            return at?.textContent.trim() ?? '';
        }"""
    )
    return found


def title_has_focus(page: Page, title: str) -> None:
    heading = page.get_by_role("heading", level=1, name=title)
    expect(heading).to_be_focused(timeout=10_000)


def test_masthead__leads_everywhere_by_keyboard(warm_app: AppServer, open_page: OpenPage) -> None:
    page = open_page(f"{warm_app.url}/votes?lang=en")
    assert page.evaluate("document.activeElement === document.body")  # nothing moves at first
    masthead = page.locator(".st-key-masthead").element_handle()
    page.keyboard.press("Tab")  # to what can be scrolled by keys
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    page.keyboard.press("Enter")
    title_has_focus(page, "Votes")

    section = page.get_by_role("button", name="Data and method")
    section.focus()
    page.keyboard.press("Enter")
    expect(section).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(section).to_have_attribute("aria-expanded", "false")
    expect(section).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Methods", exact=True).press("Enter")
    title_has_focus(page, "Methods")
    assert page.url == f"{warm_app.url}/methods?lang=en"
    assert page.title() == "Methods · Tingblik"
    expect(section).to_have_attribute("aria-expanded", "false")
    section.click()
    current = page.locator('nav a[aria-current="page"]')
    expect(current).to_have_text("Methods")
    assert not serious_flaws(page)
    assert page.evaluate("e => e.isConnected", masthead)  # it was never drawn anew

    page.get_by_role("searchbox").first.fill(" æble & lov ")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{warm_app.url}/search?q=%C3%A6ble+%26+lov&lang=en")
    settle(page)
    expect(page.get_by_role("searchbox").first).to_have_value("æble & lov")
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Methods")).to_be_visible()
    no_traceback(page)


def test_masthead__hides_nothing_on_a_phone(
    parliament: Standin, warm_app: AppServer, open_page: OpenPage
) -> None:
    page = open_page(f"{warm_app.url}/vote?id={a_vote(parliament)}", width=PHONE, height=844)
    masthead = page.locator(".st-key-masthead")
    for part in (
        masthead.get_by_role("link", name="Tingblik"),
        masthead.get_by_role("searchbox"),
        masthead.get_by_role("link", name="English"),
        masthead.get_by_role("button", name=re.compile("^Data fra i dag .* · Folketingets server")),
    ):
        expect(part).to_be_visible()
    assert page.get_by_test_id("stExpandSidebarButton").is_hidden()
    button = masthead.get_by_role("button", name="Menu")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    assert fits(page, PHONE)
    assert not serious_flaws(page)
    masthead.get_by_role("link", name="Medlemmer").click()
    title_has_focus(page, "Medlemmer")
    expect(button).to_have_attribute("aria-expanded", "false")

    # Language: at once on the whole page, calendars and numbers in tables too
    assert page.evaluate("navigator.language") == "da-DK"
    masthead.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    settle(page)
    assert page.evaluate("navigator.language") == "en-GB"
    expect(masthead.get_by_role("button", name=re.compile("Parliament's server"))).to_be_visible()


def test_status__the_line_opens_the_sidebar_which_stays_open(
    warm_app: AppServer, open_page: OpenPage
) -> None:
    page = open_page(f"{warm_app.url}/methods")
    side, line = page.get_by_test_id("stSidebar"), page.locator("button.status")
    expect(side.locator(".st-key-status")).to_have_count(0)
    open_status(page)
    expect(line).to_have_attribute("aria-expanded", "true")
    expect(side.get_by_text("Hentninger i gang")).to_be_visible()
    page.get_by_role("link", name="Overblik").click()
    title_has_focus(page, "Folketinget, afstemning for afstemning")
    expect(side.get_by_text("Hentninger i gang")).to_be_visible()
    page.reload()
    settle(page)
    expect(side.get_by_text("Hentninger i gang")).to_be_visible()
    line.click()
    expect(line).to_have_attribute("aria-expanded", "false")
    expect(side.locator(".st-key-status")).to_have_count(0)
    page.reload()
    settle(page)
    expect(line).to_have_attribute("aria-expanded", "false")


def test_fonts_and_words__are_ours_and_nobody_is_asked(
    warm_app: AppServer, browser: Browser
) -> None:
    with browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        assert not asked_elsewhere(page, f"{warm_app.url}/questions?lang=da")
        fonts = [url for url in asked if url.endswith(".woff2") and "Symbols" not in url]
        assert fonts
        assert all(url.startswith(f"{warm_app.url}/fonts/") for url in fonts)
        for place, family in (("h1", "Tingblik Serif"), ("label", "Tingblik Sans")):
            styled = page.locator(f"main {place}, section {place}").first
            assert family in styled.evaluate("e => getComputedStyle(e).fontFamily")
            assert page.evaluate(f"document.fonts.check('16px \"{family}\"')")
        # The browser's language is another than the page's.
        assert page.evaluate("(0.5).toLocaleString(navigator.language)") == "0,5"
        english = page.evaluate(
            """() => [...document.querySelectorAll('[aria-label], [placeholder]')]
                .flatMap((e) => [e.getAttribute('aria-label'), e.getAttribute('placeholder')])"""
        )
        assert not {"Select all", "Choose options", "Open", "Sidebar", "Clear all"} & set(english)

        # The foot: what is copied has the address as it is now.
        page.get_by_role("button", name="Kopiér sidens adresse og version").click()
        told = page.locator("footer output")
        expect(told).to_contain_text(f"Side: {page.url}")
        expect(told).to_contain_text(re.compile(r"Version: [0-9a-f]{12}"))
        page.emulate_media(media="print")
        for part in ("nav", "form", "button.status"):
            expect(page.locator(f"header {part}").first).to_be_hidden()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
