"""What holds for every page: its language, that it fits a phone, and that all can read it."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from core.standin.serve import Standin
from core.ui.router import PAGES
from tests.browser.conftest import OpenPage
from tests.browser.demo import query_of
from tests.browser.servers import AppServer
from tests.browser.waiting import no_traceback, settle

PATHS = tuple("/" if page is PAGES[0] else f"/{page.name}" for page in PAGES)
# Streamlit's own menu has these two flaws, which no page can mend.
KNOWN_AXE_FLAWS = {"list", "listitem"}
ENGLISH = re.compile(r"\b(votes|latest|rejected|session|loading|against|choose)")
DANISH = re.compile(r"\b(forkastet\n|hentet|seneste|fravær|samlingen|stemmer)")


@pytest.mark.parametrize("path", PATHS)
def test_page__in_danish_on_a_phone_in_light_and_dark(
    parliament: Standin, warm_app: AppServer, open_page: OpenPage, path: str
) -> None:
    address = f"{warm_app.url}{path}{query_of(parliament, path)}"
    page = open_page(address, width=390, height=844, scheme="light")
    no_traceback(page)
    assert fits(page, 390)
    assert serious_flaws(page) <= KNOWN_AXE_FLAWS
    page.emulate_media(color_scheme="dark")
    settle(page)
    assert serious_flaws(page) <= KNOWN_AXE_FLAWS
    words = page.get_by_test_id("stApp").inner_text().lower()
    assert ENGLISH.findall(words) == []


@pytest.mark.parametrize("path", PATHS)
def test_page__in_english_on_a_desktop(
    parliament: Standin, warm_app: AppServer, open_page: OpenPage, path: str
) -> None:
    page = open_page(f"{warm_app.url}{path}{query_of(parliament, path)}", locale="en-GB")
    no_traceback(page)
    assert fits(page, 1280)
    # What Parliament itself wrote stays Danish.
    assert DANISH.findall(page.get_by_test_id("stSidebar").inner_text().lower()) == []


def fits(page: Page, width: int) -> bool:
    """Whether nothing reaches beyond the window."""
    main = page.get_by_test_id("stMain")
    beyond: int = main.evaluate("e => e.scrollWidth - e.clientWidth")
    whole: int = page.evaluate("document.scrollingElement.scrollWidth")
    return whole <= width and beyond <= 0


def serious_flaws(page: Page) -> set[str]:
    """What axe finds that keeps somebody out."""
    found = Axe().run(page).response["violations"]
    return {flaw["id"] for flaw in found if flaw["impact"] in ("serious", "critical")}
