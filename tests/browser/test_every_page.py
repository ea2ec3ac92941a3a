"""What holds for every page: its language, that it fits a phone, that all can read it, and that it
asks no third party for anything.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from core.standin.serve import Standin
from core.ui.shell.router import PAGES
from tests.browser.conftest import OpenPage
from tests.browser.demo import query_of
from tests.browser.servers import AppServer
from tests.browser.waiting import no_traceback, open_status, settle

PATHS = tuple("/" if page is PAGES[0] else f"/{page.name}" for page in PAGES)
ENGLISH = re.compile(r"\b(votes|latest|rejected|session|loading|against|choose)")
OWN = ("data", "blob")
DANISH = re.compile(r"\b(forkastet\n|hentet|seneste|fravær|samlingen|stemmer)")


@pytest.mark.parametrize("path", PATHS)
def test_page__in_danish_and_dark_on_a_phone_and_at_four_times_the_size(
    parliament: Standin, warm_app: AppServer, open_page: OpenPage, path: str
) -> None:
    address = f"{warm_app.url}{path}{query_of(parliament, path)}"
    page = open_page(address, width=390, height=844, scheme="dark")
    no_traceback(page)
    assert fits(page, 390)
    # As wide as a desktop's window at 400 %.
    page.set_viewport_size({"width": 320, "height": 844})
    settle(page)
    assert fits(page, 320)
    assert not serious_flaws(page)
    words = page.get_by_test_id("stApp").inner_text().lower()
    assert ENGLISH.findall(words) == []


@pytest.mark.parametrize("path", PATHS)
def test_page__in_english_on_a_desktop_asking_nobody_but_its_own_server(
    parliament: Standin, warm_app: AppServer, open_page: OpenPage, path: str
) -> None:
    page = open_page("about:blank", locale="en-GB", wait=False)
    refused = refusals(page)
    assert not asked_elsewhere(page, f"{warm_app.url}{path}{query_of(parliament, path)}")
    assert not refused
    no_traceback(page)
    assert fits(page, 1280)
    assert not serious_flaws(page)
    # What Parliament itself wrote stays Danish.
    assert DANISH.findall(open_status(page).inner_text().lower()) == []


def refusals(page: Page) -> list[str]:
    """What the browser will refuse to do for the page by its security policy."""
    refused: list[str] = []
    page.on(
        "console",
        lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None,
    )
    return refused


def asked_elsewhere(page: Page, url: str) -> list[str]:
    """What the page asks of others than its own server, with everything on it folded out."""
    origin = urlsplit(url).netloc
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
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


def fits(page: Page, width: int) -> bool:
    """Whether nothing reaches beyond the window."""
    main = page.get_by_test_id("stMain")
    beyond: int = main.evaluate("e => e.scrollWidth - e.clientWidth")
    whole: int = page.evaluate("document.scrollingElement.scrollWidth")
    return whole <= width and beyond <= 0


def serious_flaws(page: Page) -> set[str]:
    """What axe finds that keeps somebody out."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return {flaw["id"] for flaw in found if flaw["impact"] in ("serious", "critical")}
