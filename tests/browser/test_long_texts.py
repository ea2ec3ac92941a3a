"""A title of a megabyte neither kills the tab nor reaches beyond the window, and holds no links."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import polars as pl

from core.standin.demo import build_demo
from core.standin.serve import Standin
from tests.browser.conftest import OpenPage
from tests.browser.demo import a_bill
from tests.browser.servers import AppServer
from tests.browser.test_every_page import fits
from tests.browser.waiting import settle

ENDLESS = "Se https://example.org og www.example.org, a@example.org " + "A" * 1_000_000


def test_case__with_an_endless_title_and_summary_is_drawn_and_answers(
    app_server: Callable[..., AppServer], open_page: OpenPage
) -> None:
    tables = build_demo("small")
    case = a_bill(Standin(tables))
    mine = pl.col("id") == case
    tables["Sag"] = tables["Sag"].with_columns(
        pl.when(mine).then(pl.lit(ENDLESS)).otherwise(name).alias(name)
        for name in ("titel", "titelkort", "resume")
    )
    with Standin(tables) as standin:
        server = app_server(api_url=standin.url, demo="never", max_rps=1000, sync_minutes=0)
        page = open_page(f"{server.url}/case?id={case}", width=390, height=844, wait=False)
        page.get_by_role("heading", level=1).filter(has_text="AAAA").wait_for(timeout=60_000)
        settle(page)
        assert fits(page, 390)
        assert page.locator('[data-testid="stMain"] a[href*="example.org"]').count() == 0
        assert len(page.get_by_test_id("stMain").inner_text()) < 10_000
        page.goto(f"{server.url}/cases?q={quote('AAAA')}")
        settle(page, seconds=60)
        assert fits(page, 390)
