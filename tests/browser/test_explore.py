"""The explore page in a browser: a link sets what is seen, and the file is what is shown."""

from __future__ import annotations

import re
import zipfile
from urllib.parse import quote

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.servers import AppServer
from tests.browser.waiting import settle


def test_explore__a_link_fills_in_the_widgets_and_gives_a_workbook(
    warm_app: AppServer, open_page: OpenPage
) -> None:
    query = "Sag?$filter=typeid eq 3&$expand=Periode&$top=250"
    page = open_page(f"{warm_app.url}/explore?query={quote(query)}")
    settle(page)
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text("250 rækker i Sag ·")).to_be_visible(timeout=20_000)
    # The values on screen, not only in the server's memory.
    expect(main.get_by_text("Lovforslag (3)").first).to_be_visible()
    expect(main.get_by_text(re.compile("^Periode:")).first).to_be_visible()
    expect(page.get_by_label("Højst")).to_have_value("250")
    page.get_by_role("button", name="Hent data").click()
    page.get_by_text("Excel", exact=True).click()
    settle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Fil med 250 rækker").click()
    assert re.fullmatch(
        r"tingblik-demo-Sag-\d{4}-\d\d-\d\d\.xlsx", download.value.suggested_filename
    )
    with zipfile.ZipFile(download.value.path()) as book:
        assert "xl/worksheets/sheet1.xml" in book.namelist()
