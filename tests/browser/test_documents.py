"""Documents as a visitor meets them: what only a browser sees."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.servers import AppServer
from tests.browser.waiting import no_traceback, settle


def test_documents__a_row_opens_its_document_and_the_way_back_keeps_the_search(
    warm_app: AppServer, open_page: OpenPage
) -> None:
    page = open_page(f"{warm_app.url}/documents?type=17&from=2026-10-01")
    settle(page)
    # The grid is drawn on a canvas: its first column of boxes is 20 px in, below the headings.
    page.get_by_test_id("stDataFrame").first.click(position={"x": 20, "y": 55})
    expect(page.get_by_role("heading", name="Fakta")).to_be_visible(timeout=20_000)
    assert re.search(r"documents\?id=\d+", page.url)
    page.get_by_role("link", name="Alle dokumenter").click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible(timeout=20_000)
    settle(page)
    assert "type=17" in page.url
    no_traceback(page)
