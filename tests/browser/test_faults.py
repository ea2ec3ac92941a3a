"""What a visitor sees when things break: a sentence that helps, the copy, never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from core.standin.serve import Standin
from tests.browser.conftest import OpenPage
from tests.browser.servers import AppServer, free_port
from tests.browser.waiting import no_traceback, open_status, settle

StartApp = Callable[..., AppServer]
pytestmark = pytest.mark.faults
WELL = "Alt er i orden: Folketingets server svarer, og Tingblik virker"
DOWN = "Folketingets server svarer ikke"


def words(page: Page) -> str:
    return page.locator('[data-testid="stApp"]').inner_text()


VOTES = ".st-key-links_votes li"  # the rows of the list of votes


def test_no_api__the_demo_is_shown_and_marked(app_server: StartApp, open_page: OpenPage) -> None:
    app = app_server(api_url=f"http://127.0.0.1:{free_port()}/api/", retries=0)
    page = open_page(app.url, wait=False)
    expect(page.get_by_text("Opfundne data").first).to_be_visible(timeout=30_000)
    expect(page.get_by_role("heading", name="Senest i Folketinget")).to_be_visible(timeout=30_000)
    settle(page)
    no_traceback(page)
    assert "Du ser opfundne data" in open_status(page).inner_text()
    assert "ft.dk/samling" not in page.content()


def test_no_api__demo_never_says_so_and_offers_to_try_again(
    app_server: StartApp, open_page: OpenPage
) -> None:
    app = app_server(api_url=f"http://127.0.0.1:{free_port()}/api/", demo="never", retries=0)
    page = open_page(f"{app.url}/votes", wait=False)
    expect(page.get_by_role("button", name="Prøv igen")).to_be_visible(timeout=30_000)
    no_traceback(page)
    assert "ingen forbindelse til Folketingets server" in words(page)
    assert "Opfundne data" not in words(page)


@pytest.mark.timeout(240)
def test_api_dies__the_copy_stays_and_says_its_age(
    demo_api: Standin, app_server: StartApp, open_page: OpenPage
) -> None:
    app = app_server(api_url=demo_api.url, demo="never", max_rps=1000, retries=0)
    page = open_page(f"{app.url}/votes")
    expect(page.locator(VOTES).first).to_be_visible(timeout=30_000)
    settle(page)
    side = open_status(page)
    demo_api.faults = "refuse"
    page.get_by_role("button", name="Hent nyt nu").click()
    expect(side.get_by_text("Folketingets server svarer ikke")).to_be_visible(timeout=30_000)
    expect(side.get_by_text("Du ser kopien fra i dag")).to_be_visible()
    assert page.locator(VOTES).first.is_visible()
    no_traceback(page)
    demo_api.faults = ""
    page.get_by_role("button", name="Hent nyt nu").click()
    # For a minute after trouble it is told that not all requests were answered.
    expect(side.get_by_text("Alt er opdateret")).to_be_visible(timeout=100_000)
    expect(side.get_by_text(WELL)).to_be_visible()


@pytest.mark.timeout(300)
def test_status__renews_itself_on_an_open_page_when_the_api_goes_and_comes_back(
    demo_api: Standin, app_server: StartApp, open_page: OpenPage
) -> None:
    app = app_server(
        api_url=demo_api.url,
        demo="never",
        max_rps=1000,
        retries=0,
        sync_minutes=0.05,
        night_minutes=0.05,
    )
    page = open_page(f"{app.url}/status")
    side, main = open_status(page), page.get_by_test_id("stMain")
    for words, faults in ((WELL, ""), (DOWN, "refuse"), (WELL, "")):
        demo_api.faults = faults
        for part in (side, main):
            expect(part.get_by_text(words, exact=True)).to_be_visible(timeout=90_000)
        other = DOWN if words == WELL else WELL
        for part in (side, main):
            expect(part.get_by_text(other, exact=True)).to_have_count(0)
    no_traceback(page)


def test_load__one_bar_that_never_goes_back(
    demo_api: Standin, app_server: StartApp, open_page: OpenPage
) -> None:
    demo_api.latency_ms = 500
    app = app_server(api_url=demo_api.url, demo="never", max_rps=1000, sync_minutes=0)
    page = open_page(f"{app.url}/cases", wait=False)
    bars = page.get_by_test_id("stProgress")
    expect(bars.first).to_be_visible(timeout=30_000)
    shown: list[float] = []
    for _ in range(200):
        found = page.evaluate(
            "() => [...document.querySelectorAll('[data-testid=stProgress] [role=progressbar]')]"
            ".map(bar => Number(bar.getAttribute('aria-valuenow')))"
        )
        assert len(found) <= 1
        if shown and not found:
            break
        shown += found
        page.wait_for_timeout(100)
    assert shown == sorted(shown)
    assert len(set(shown)) > 1


def test_api_broken_from_the_start__a_sentence_and_no_figures(
    demo_api: Standin, app_server: StartApp, open_page: OpenPage
) -> None:
    """In each way of breaking, whatever is asked again, until it answers."""
    app = app_server(
        api_url=demo_api.url,
        demo="never",
        retries=0,
        read_timeout=2,
        total_timeout=3,
        max_rps=1000,
        breaker_failures=1000,
        sync_minutes=0,
    )
    page = open_page("about:blank", wait=False)
    again = page.get_by_role("button", name="Prøv igen")
    for fault in ("html=1", "cut=1", "503=1", "hang=1"):
        demo_api.faults, asked = fault, len(demo_api.requests)
        again.click() if again.is_visible() else page.goto(f"{app.url}/votes")
        while len(demo_api.requests) == asked:
            page.wait_for_timeout(50)
        settle(page, seconds=60)
        expect(again).to_be_visible(timeout=40_000)
        no_traceback(page)
        assert page.locator(VOTES).count() == 0
    demo_api.faults = ""
    again.click()
    expect(page.locator(VOTES).first).to_be_visible(timeout=40_000)


def test_api_slow__progress_shows_and_the_status_is_alive(
    demo_api: Standin, app_server: StartApp, open_page: OpenPage
) -> None:
    demo_api.latency_ms = 700
    app = app_server(api_url=demo_api.url, demo="never", max_rps=1000)
    page = open_page(f"{app.url}/votes", wait=False)
    expect(page.get_by_role("button", name="Stop")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("Henter:").first).to_be_visible(timeout=20_000)
    expect(page.locator(VOTES).first).to_be_visible(timeout=40_000)


def test_api_dies_in_mid_load__no_half_figure(
    demo_api: Standin, app_server: StartApp, open_page: OpenPage
) -> None:
    demo_api.latency_ms = 900
    app = app_server(api_url=demo_api.url, demo="never", max_rps=1000, retries=0)
    page = open_page(f"{app.url}/votes?session=20251", wait=False)
    expect(page.get_by_text("Henter afstemninger.").first).to_be_visible(timeout=30_000)
    demo_api.faults = "refuse"
    expect(page.get_by_role("button", name="Prøv igen")).to_be_visible(timeout=30_000)
    no_traceback(page)
    assert page.locator(VOTES).count() == 0
    demo_api.faults, demo_api.latency_ms = "", 0
    page.get_by_role("button", name="Prøv igen").click()
    expect(page.get_by_text("292 af 292 afstemninger").first).to_be_visible(timeout=30_000)


def test_news__is_told_and_taken_in_when_the_visitor_likes(
    demo_api: Standin, app_server: StartApp, open_page: OpenPage
) -> None:
    app = app_server(api_url=demo_api.url, demo="never", max_rps=1000, sync_minutes=0)
    page = open_page(f"{app.url}/votes?session=20251")
    expect(page.get_by_text("292 af 292 afstemninger").first).to_be_visible(timeout=30_000)
    periods, meetings = demo_api.tables["Periode"], demo_api.tables["Møde"]
    period = periods.filter(pl.col("kode") == "20251")["id"][0]
    days = meetings.filter(pl.col("periodeid") == period)["id"].implode()
    votes = demo_api.tables["Afstemning"]
    another = votes.filter(pl.col("mødeid").is_in(days)).head(1)
    demo_api.insert("Afstemning", another.with_columns(id=votes["id"].max() + pl.lit(1)))
    other = open_page(f"{app.url}/votes?session=20251")
    settle(other)
    open_status(page)
    open_status(other)
    other.get_by_role("button", name="Hent nyt nu").click()
    expect(page.get_by_role("button", name="Vis det nye")).to_be_visible(timeout=60_000)


MAD = (
    "/votes?session=%00&type=%27%22%3Cscript%3E&result=maybe&from=nope&to=9999-99-99&q=%F0%9F%92%A9",
    "/votes?session=99999",
    "/votes?margin=-1&case=%5B%5D&q=" + "x" * 3000,
    "/votes?session=20231&session=20241&type=final&type=final",
    "/vote?id=abc",
    "/vote?id=999999999999999999999",
    "/vote?id=-1",
    "/vote?id=2147483647",
    "/vote",
    "/vote?id=1%20or%201%20eq%201",
    "/?id=%00&lang=xx",
)


def test_mad_addresses__a_sentence_and_a_way_on(warm_app: AppServer, open_page: OpenPage) -> None:
    page = open_page("about:blank", wait=False)
    for path in MAD:
        page.goto(f"{warm_app.url}{path}")
        settle(page)
        no_traceback(page)
        assert "Noget gik galt" not in words(page), path
        assert page.get_by_test_id("stMain").get_by_role("link").count() > 0 or (
            page.locator(VOTES).count() > 0 or "Ingen afstemninger" in words(page)
        ), path


def test_cache_file_damaged__the_page_comes_all_the_same(
    demo_api: Standin, app_server: StartApp, open_page: OpenPage, tmp_path: Path
) -> None:
    data = tmp_path / "broken"
    data.mkdir()
    (data / "pages.sqlite").write_bytes(b"this is no database" * 1000)
    app = app_server(api_url=demo_api.url, demo="never", max_rps=1000, data_dir=data)
    page = open_page(f"{app.url}/votes")
    expect(page.locator(VOTES).first).to_be_visible(timeout=30_000)
    no_traceback(page)
    assert list(data.glob("pages.sqlite*.bad*"))


def test_data_folder_unusable__works_from_memory_and_says_so(
    demo_api: Standin, app_server: StartApp, open_page: OpenPage, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    app = app_server(
        api_url=demo_api.url, demo="never", max_rps=1000, data_dir=tmp_path / "file" / "data"
    )
    page = open_page(f"{app.url}/votes")
    expect(page.locator(VOTES).first).to_be_visible(timeout=30_000)
    settle(page)
    no_traceback(page)
    assert "kan ikke skrives i datamappen" in open_status(page).inner_text()
