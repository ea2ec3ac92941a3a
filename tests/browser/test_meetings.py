"""Meetings as a visitor meets them: what only a browser sees."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.servers import AppServer
from tests.browser.waiting import no_traceback, settle

SESSION = "20251"


def test_meetings__a_row_opens_its_meeting_and_the_address_follows_both_ways(
    warm_app: AppServer, open_page: OpenPage
) -> None:
    page = open_page(f"{warm_app.url}/meetings?session={SESSION}&type=committee&state=held")
    settle(page)
    page.locator(".st-key-links_meetings li a").first.click()
    expect(page).to_have_url(re.compile(r"/meetings\?id=\d+"))
    settle(page)
    expect(page.get_by_role("heading", name="Dagsorden")).to_be_visible()
    page.get_by_test_id("stMain").get_by_role("link", name="Til møderne").click()
    expect(page).to_have_url(
        re.compile(rf"/meetings\?session={SESSION}&type=committee&state=held$")
    )
    settle(page)
    expect(page.locator(".st-key-links_meetings li a").first).to_be_visible()
    page.locator('table.tb-month a[href*="from="]').first.click()
    expect(page).to_have_url(re.compile(r"from=(\d{4}-\d\d-\d\d)&to=\1"))
    settle(page)
    expect(page.get_by_text("i tidsrækkefølge")).to_be_visible()
    no_traceback(page)


def test_tasks__next_week_and_the_month_of_a_committee_take_few_clicks(
    warm_app: AppServer, open_page: OpenPage
) -> None:
    page = open_page(f"{warm_app.url}/meetings")
    settle(page)
    page.get_by_test_id("stMain").get_by_role("link", name="Næste uge").click()
    expect(page).to_have_url(re.compile(r"/meetings\?week=next$"))
    settle(page)
    expect(page.get_by_text(re.compile(r"uge \d+, .* i tidsrækkefølge"))).to_be_visible()
    first = page.locator(".st-key-links_meetings details summary").first
    if first.count():  # the invented parliament has meetings with an agenda in most weeks
        first.click()
        expect(page.locator(".st-key-links_meetings details li").first).to_be_visible()
    # The first click leads to the committees, the second to one of them, the third to a month.
    page = open_page(f"{warm_app.url}/committees")
    settle(page)
    page.locator(".st-key-links_committees li a").nth(3).click()
    expect(page).to_have_url(re.compile(r"/committees\?committee="))
    settle(page)
    page.get_by_test_id("stMain").get_by_role("link", name="okt.", exact=True).click()
    expect(page).to_have_url(re.compile(r"month=\d{4}-10"))
    settle(page)
    expect(page.get_by_role("heading", name=re.compile("^Oktober"))).to_be_visible()
    no_traceback(page)
