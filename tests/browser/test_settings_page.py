"""A setting that cannot be used: the visitor is told kindly, the operator exactly."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.servers import AppServer
from tests.browser.waiting import no_traceback


def test_wrong_setting__a_sentence_on_the_page_and_the_name_in_the_log(
    app_server: Callable[..., AppServer], open_page: OpenPage
) -> None:
    app = app_server(api_url="http://oda.ft.dk/api/")
    page = open_page(f"{app.url}/votes", wait=False)
    expect(page.get_by_text("En indstilling kan ikke bruges")).to_be_visible(timeout=30_000)
    no_traceback(page)
    assert "TINGBLIK_API_URL must be https" in app.log
