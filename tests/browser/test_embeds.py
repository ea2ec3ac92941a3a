"""A chart at its own address in a browser: on a phone, dark, without scripts, and as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from core.standin.serve import Standin
from tests.browser.conftest import OpenPage
from tests.browser.servers import AppServer
from tests.browser.waiting import settle

WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
CHART = "#chart .main-svg >> nth=0"


@pytest.fixture(scope="module")
def app(parliament: Standin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """A server whose copy has the votes of the latest session and their ballots."""
    folder = tmp_path_factory.mktemp("embeds")
    with AppServer(folder, api_url=parliament.url, demo="never", max_rps=1000) as server:
        yield server


def drawn(page: Page, address: str) -> Page:
    """The chart of an address once it is drawn: while it is loaded the page asks again."""
    page.goto(address)
    page.locator(CHART).wait_for(timeout=60_000)
    return page


@pytest.mark.parametrize("chart", ["parties/agreement", "votes/over-time", "parties/majorities"])
def test_embed__fits_on_a_phone_in_the_dark(
    app: AppServer, open_page: OpenPage, chart: str
) -> None:
    faults: list[str] = []
    page = open_page("about:blank", width=300, scheme="dark", wait=False)
    page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    drawn(page, f"{app.url}/embed/{chart}?lang=da")
    whole, seen = page.evaluate(WIDTHS)
    assert whole == seen == 300
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    ink = page.evaluate("getComputedStyle(document.querySelector('#chart .ytick text')).fill")
    assert (ground, ink) == ("rgb(14, 17, 23)", "rgb(240, 242, 246)")
    assert page.locator("details").get_attribute("open") is None
    if chart == "parties/agreement":  # where cells are too narrow for numbers, a key is there
        page.set_viewport_size({"width": 200, "height": 700})
        page.locator("#chart .cbaxis text").first.wait_for()
    assert not faults


def test_embed__is_a_table_without_scripts(app: AppServer, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{app.url}/embed/parties/winning?lang=en")
        page.get_by_role("cell", name="HL").wait_for()
        assert page.locator("h1").inner_text() == "How often the parties were on the side that won"
        assert page.locator("button:visible").count() == 0


def test_embed__tells_the_page_around_it_how_high_it_is(
    app: AppServer, open_page: OpenPage
) -> None:
    page = open_page(f"{app.url}/healthz", width=700, wait=False)
    page.evaluate(
        """(address) => {
            addEventListener('message', (e) => (window.told = e.data));
            const frame = document.createElement('iframe');
            frame.src = address;
            document.body.append(frame);
        }""",
        f"{app.url}/embed/parties/winning?lang=da",
    )
    page.wait_for_function("window.told?.height > 400")
    assert page.evaluate("window.told.type") == "tingblik:height"


def test_menu__makes_a_picture_in_the_visitors_browser(
    app: AppServer, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{app.url}/votes?type=final&lang=da")
    settle(page)
    menu = page.get_by_role("button", name="Tag figuren med").first
    menu.focus()
    page.keyboard.press("Enter")
    for kind in ("PNG", "SVG"):
        with page.expect_popup() as opened:
            page.get_by_role("link", name=f"Billede ({kind})").click()
        with opened.value.expect_download() as download:
            pass
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        assert file.name == f"tingblik-demo-votes-over-time.{kind.lower()}"
    with Image.open(tmp_path / "tingblik-demo-votes-over-time.png") as picture:
        assert picture.width == 1800
        assert len(picture.convert("RGB").resize((90, 50)).getcolors(4500) or []) > 20
    text = (tmp_path / "tingblik-demo-votes-over-time.svg").read_text(encoding="utf-8")
    assert "blev forslaget vedtaget" in text
    assert "Opdigtede tal" in text
    assert f"{app.url}/votes?type=final" in text.replace("&amp;", "&")
