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
    table = page.get_by_test_id("stDataFrame").last
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 15, box["y"] + 52)
    expect(page).to_have_url(re.compile(r"/meetings\?id=\d+"))
    settle(page)
    expect(page.get_by_role("heading", name="Dagsorden")).to_be_visible()
    page.get_by_test_id("stMain").get_by_role("link", name="Til møderne").click()
    expect(page).to_have_url(
        re.compile(rf"/meetings\?session={SESSION}&type=committee&state=held$")
    )
    settle(page)
    expect(page.get_by_role("heading", name="Alle møder")).to_be_visible()
    no_traceback(page)
