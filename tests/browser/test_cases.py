"""Cases as a visitor meets them: what only a browser sees."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.servers import AppServer
from tests.browser.waiting import no_traceback, settle

SESSION = "20251"


def test_cases__a_choice_stays_while_its_number_changes_with_the_search(
    warm_app: AppServer,
    open_page: OpenPage,
) -> None:
    page = open_page(f"{warm_app.url}/cases?session={SESSION}&type=bill&outcome=adopted")
    shown = page.get_by_text(re.compile(r"\d+ af \d+ sager")).first
    before = shown.inner_text()
    page.get_by_label("Søg", exact=True).press_sequentially("om lov")
    expect(shown).not_to_have_text(before)
    settle(page)
    fewer = shown.inner_text()
    assert {"type=bill", "outcome=adopted", "q=om+lov"} <= set(
        page.url.partition("?")[2].split("&")
    )
    page.get_by_role("button", name=re.compile(r"^Lovforslag")).click()
    expect(shown).not_to_have_text(fewer)
    settle(page)
    assert "type=bill" not in page.url
    assert "outcome=adopted" in page.url
    expect(page.get_by_role("link", name=re.compile(r"^Fjern .*: Vedtaget$"))).to_have_count(1)
    no_traceback(page)


def test_case__one_that_there_is_not_leads_to_the_list(
    warm_app: AppServer,
    open_page: OpenPage,
) -> None:
    page = open_page(f"{warm_app.url}/case?id=99999999")
    expect(page.get_by_text("Folketinget har ingen sag med det nummer")).to_be_visible()
    page.get_by_test_id("stMain").get_by_role("link", name="Sager").click()
    expect(page.get_by_role("heading", name="Sager")).to_be_visible()
    settle(page)
    no_traceback(page)
