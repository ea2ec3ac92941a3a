"""The pages as a visitor meets them: cold deep links, filters in the address, files, languages."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from core.standin.serve import Standin
from tests.browser.conftest import OpenPage
from tests.browser.demo import a_member, a_vote
from tests.browser.servers import AppServer
from tests.browser.waiting import no_traceback, open_status, settle

StartApp = Callable[..., AppServer]
WELL = "Alt er i orden: Folketingets server svarer, og Tingblik virker"


def an_old_session(parliament: Standin) -> tuple[str, str]:
    """Code and title of the oldest session."""
    periods = parliament.tables["Periode"].filter(pl.col("type") == "samling").sort("startdato")
    return periods["kode"][0], periods["titel"][0]


def status_of(page: Page) -> str:
    """The words of the status, which is there on every page."""
    return open_status(page).locator(".st-key-status").inner_text()


@pytest.mark.parametrize("route", ["votes", "member", "explore"])
def test_cold_server__a_deep_link_shows_its_page_with_the_status(
    parliament: Standin, app_server: StartApp, open_page: OpenPage, route: str
) -> None:
    code, title = an_old_session(parliament)
    path, expected = {
        "votes": (f"/votes?session={code}&type=final", "Afstemninger"),
        "member": (f"/member?id={a_member(parliament)}&session=20261&subset=final", "Nøgletal"),
        "explore": ("/explore?query=Sagstype?$top=5", "Udforsk alle data"),
    }[route]
    app = app_server(api_url=parliament.url, demo="never", max_rps=1000)
    page = open_page(f"{app.url}{path}")
    expect(page.get_by_role("heading", name=expected).first).to_be_visible(timeout=20_000)
    settle(page)
    no_traceback(page)
    # What is explored is no part of the copy that the status is about.
    assert WELL in status_of(page)
    assert page.url == f"{app.url}{path}"
    assert page.get_by_role("dialog").count() == 0
    if route == "votes":
        assert f"samlingen {title}" in page.locator("body").inner_text()
    if route == "member":  # what is drawn after several runs at once is what the address asks for
        chosen = page.get_by_test_id("stSelectbox").first.locator("input")
        expect(chosen).to_have_value("2026-27")


def test_cold_server__first_pages_with_tables_need_no_pandas(
    parliament: Standin, app_server: StartApp, open_page: OpenPage
) -> None:
    app = app_server(api_url=parliament.url, demo="never", max_rps=1000)
    loaded = Path(f"/proc/{app.pid}/maps")
    if not loaded.exists():
        pytest.skip("what a process has loaded is not told here")
    page = open_page("about:blank", wait=False)
    for path, heading in (
        ("/", "Folketinget, afstemning for afstemning"),
        ("/votes", "Afstemninger"),
        (f"/vote?id={a_vote(parliament)}", "Officiel tekst"),
    ):
        page.goto(f"{app.url}{path}")
        expect(page.get_by_role("heading", name=heading).first).to_be_visible(timeout=20_000)
        settle(page)
        assert WELL in status_of(page)
        assert page.url == f"{app.url}{path}"
        no_traceback(page)
    assert "/_polars_runtime" in loaded.read_text()
    assert "/pandas/" not in loaded.read_text()


def test_votes__every_filter_is_in_the_address_and_comes_back(
    parliament: Standin, warm_app: AppServer, open_page: OpenPage
) -> None:
    page = open_page(f"{warm_app.url}/votes")
    page.get_by_role("button", name=re.compile(r"^Ændringsforslag \(")).click()
    settle(page)
    page.get_by_text(re.compile(r"^Forkastet \(")).first.click()
    settle(page)
    box = page.get_by_label("Søg", exact=True)
    box.fill("lov")
    box.press("Enter")
    settle(page)
    assert re.search(r"type=amendment", page.url)
    assert re.search(r"result=rejected", page.url)
    assert re.search(r"q=lov", page.url)
    shown = page.get_by_text(re.compile(r"\d+ af \d+ afstemninger")).first.inner_text()
    again = open_page(page.url)
    assert again.get_by_text(re.compile(r"\d+ af \d+ afstemninger")).first.inner_text() == shown


def test_votes__the_file_is_exactly_what_is_filtered(
    warm_app: AppServer, open_page: OpenPage
) -> None:
    page = open_page(f"{warm_app.url}/votes?type=amendment")
    shown = page.get_by_text(re.compile(r"\d+ af \d+ afstemninger")).first.inner_text()
    n = int(shown.split()[0])
    page.get_by_role("button", name="Hent data").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("CSV med")).click()
    assert re.fullmatch(
        r"tingblik-demo-votes-\d{5}-\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename
    )
    content = download.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == n
    assert {row["type"] for row in rows} == {"amendment"}
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("zip")).click()
    with zipfile.ZipFile(download.value.path()) as bundle:
        names = bundle.namelist()
        readme = bundle.read(next(name for name in names if name.endswith(".txt"))).decode()
    assert "datapackage.json" in names
    assert len(names) == 3
    assert "Ændringsforslag" in readme
    assert "type=amendment" in readme


def test_vote__every_ballot_or_that_there_are_none(
    parliament: Standin, warm_app: AppServer, open_page: OpenPage
) -> None:
    page = open_page(f"{warm_app.url}/vote?id={a_vote(parliament)}")
    settle(page)
    assert "179 stemmer" in page.locator("body").inner_text()
    page.get_by_role("button", name="Imod", exact=True).click()
    settle(page)
    assert "position=against" in page.url
    silent = open_page(f"{warm_app.url}/vote?id={a_vote(parliament, with_ballots=False)}")
    settle(silent)
    assert (
        "ikke offentliggjort de enkelte medlemmers stemmer" in silent.locator("body").inner_text()
    )


def test_votes__all_sessions_say_what_is_missing_and_fill_up(
    parliament: Standin, app_server: StartApp, open_page: OpenPage
) -> None:
    app = app_server(api_url=parliament.url, demo="never", max_rps=1000, sync_minutes=0)
    page = open_page(f"{app.url}/votes?session=all")
    expect(page.get_by_text("3 samlinger er ikke hentet endnu")).to_be_visible(timeout=30_000)
    other = open_page(f"{app.url}/votes?session=20251")
    expect(other.locator(".st-key-links_votes li").first).to_be_visible(timeout=30_000)
    page.reload()
    expect(page.get_by_text("2 samlinger er ikke hentet endnu")).to_be_visible(timeout=30_000)
    n = sum(votes_of(parliament, code).height for code in ("20251", "20261"))
    expect(page.get_by_text(f"{n} af {n} afstemninger i alle samlinger")).to_be_visible()


def votes_of(parliament: Standin, code: str) -> pl.DataFrame:
    """The votes of a session, as the API has them."""
    periods, meetings = parliament.tables["Periode"], parliament.tables["Møde"]
    held = meetings.join(periods.filter(pl.col("kode") == code), left_on="periodeid", right_on="id")
    return parliament.tables["Afstemning"].join(held, left_on="mødeid", right_on="id", how="semi")


def test_quality__ballots_are_loaded_and_a_kind_of_finding_is_in_the_address(
    parliament: Standin, app_server: StartApp, open_page: OpenPage
) -> None:
    app = app_server(api_url=parliament.url, demo="never", max_rps=1000, sync_minutes=0)
    page = open_page(f"{app.url}/quality?session=20261&finding=unusual_number")
    settle(page)
    assert "ikke hentet" in page.get_by_test_id("stMain").inner_text()
    page.get_by_role("button", name="Hent stemmerne").click()
    expect(page.get_by_text(re.compile(r"(\d+) af \1 afstemninger stemmer overens"))).to_be_visible(
        timeout=60_000
    )
    settle(page)
    assert "finding=unusual_number" in page.url
    page.get_by_role("button", name="Hent data").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("CSV med")).click()
    rows = list(
        csv.DictReader(
            io.StringIO(download.value.path().read_text(encoding="utf-8-sig")), delimiter=";"
        )
    )
    assert {row["finding"] for row in rows} == {"unusual_number"}


def test_members__a_name_is_found_and_its_row_opens_the_member(
    warm_app: AppServer, open_page: OpenPage
) -> None:
    page = open_page(f"{warm_app.url}/members?session=20261&subset=final")
    box = page.get_by_label("Find medlem")
    box.fill("soeren")
    box.press("Enter")
    settle(page)
    assert "q=soeren" in page.url
    page.locator(".st-key-links_members li a").first.click()
    expect(page.get_by_role("heading", name="Nøgletal")).to_be_visible(timeout=20_000)
    settle(page)
    assert page.get_by_role("heading", level=1).inner_text().startswith("Søren")
    assert "subset=final" in page.url
    page.get_by_test_id("stMain").locator('a[href*="compare?what=members"]').first.click()
    expect(page.get_by_role("heading", name="Sammenlign", level=1)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name=re.compile("^Søren"), level=1)).to_be_visible()


def test_compare__the_choice_is_in_the_address_and_a_row_opens_its_vote(
    warm_app: AppServer, open_page: OpenPage
) -> None:
    page = open_page(f"{warm_app.url}/compare?session=20251")
    expect(page.get_by_role("heading", name="HL – FK")).to_be_visible(timeout=30_000)
    assert re.search(r"a=HL&b=FK", page.url)
    page.get_by_text("Stod ens", exact=True).last.click()
    settle(page)
    assert "show=same" in page.url
    page.get_by_test_id("stMain").locator('li a[href^="vote?id="]').first.click()
    expect(page.get_by_role("heading", name="Officiel tekst")).to_be_visible(timeout=20_000)
    assert "/vote?id=" in page.url


def test_parties__a_cell_opens_the_votes_of_its_two_parties(
    parliament: Standin, warm_app: AppServer, open_page: OpenPage
) -> None:
    page = open_page(f"{warm_app.url}/parties?session=20251&order=alphabetical")
    square = page.locator(".stPlotlyChart .nsewdrag").first
    square.scroll_into_view_if_needed()  # below the list of the parties
    settle(page)
    box = square.bounding_box()
    assert box is not None
    parties = page.locator(".stPlotlyChart .xtick").all_text_contents()
    width, height = box["width"] / len(parties), box["height"] / len(parties)
    # Near the edge of a cell of the first row: all of it can be chosen, not its middle alone.
    page.mouse.move(box["x"] + 2.9 * width, box["y"] + 0.8 * height)
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url(re.compile(r"[?&]a="))
    settle(page)
    a, b = parties[0].strip(), parties[2].strip()
    assert {unquote(part) for part in page.url.split("?")[1].split("&")} >= {f"a={a}", f"b={b}"}
    assert page.get_by_role("heading", name=f"Afstemninger med {a} og {b}").is_visible()
    page.get_by_text(re.compile("^Forskelligt")).first.click()
    settle(page)
    assert "stand=different" in page.url
    no_traceback(page)


def test_two_tabs__each_has_its_own_filters(warm_app: AppServer, open_page: OpenPage) -> None:
    first = open_page(f"{warm_app.url}/votes?type=final")
    second = open_page(f"{warm_app.url}/votes?type=motion")
    counts = [
        page.get_by_text(re.compile(r"\d+ af \d+ afstemninger")).first.inner_text()
        for page in (first, second)
    ]
    assert counts[0] != counts[1]


def test_votes__a_choice_of_the_drawer_is_a_tag_that_comes_off(
    warm_app: AppServer, open_page: OpenPage
) -> None:
    page = open_page(f"{warm_app.url}/votes?session=20251&margin=5&page=2")
    tag = page.get_by_role("link", name=re.compile("^Fjern "))
    expect(tag).to_have_count(1)
    tag.click()
    expect(tag).to_have_count(0)
    settle(page)
    assert page.url == f"{warm_app.url}/votes?session=20251"
    expect(page.get_by_text(re.compile(r"^(\d+) af \1 afstemninger"))).to_be_visible()
    page.get_by_role("button", name="Flere filtre").click()
    expect(page.get_by_test_id("stPopoverBody").get_by_label("Til", exact=True)).to_be_visible()
    page.go_back()
    expect(tag).to_have_count(1)


def a_deviation(parliament: Standin) -> int:
    """A vote with ballots whose text names a member apart from the party."""
    counts = parliament.tables["Stemme"].group_by("afstemningid").len()
    named = pl.col("konklusion").str.contains(r"[a-zæøå] \([A-TV-ZÆØÅ]+\)")
    votes = parliament.tables["Afstemning"].filter(named)
    found = votes.join(counts, left_on="id", right_on="afstemningid", how="semi")
    return int(found["id"].max())  # type: ignore[arg-type]


def test_vote__just_the_deviations_have_an_address_and_a_file(
    parliament: Standin, warm_app: AppServer, open_page: OpenPage
) -> None:
    page = open_page(f"{warm_app.url}/vote?id={a_deviation(parliament)}")
    expect(page.get_by_role("heading", name="Afveg fra partiets flertal")).to_be_visible()
    page.get_by_role("button", name="Vis kun afvigelserne").click()
    expect(page.get_by_text(re.compile(r"^[1-9]\d? af 1\d\d stemmer"))).to_be_visible()
    settle(page)
    assert "deviations=1" in page.url
    page.get_by_role("button", name="Hent data").last.click()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("CSV med")).click()
    content = download.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    assert rows
    assert {row["position"] for row in rows} <= {"for", "against", "neither"}
    assert all(row["party_line"] != row["position"] for row in rows)


def test_wrong_path__says_so_in_our_words_and_leads_on(
    warm_app: AppServer, open_page: OpenPage
) -> None:
    open_page(f"{warm_app.url}/status")
    page = open_page(f"{warm_app.url}/vots")
    assert page.get_by_role("heading", level=1).inner_text() == "Siden findes ikke"
    assert "/vots" in page.get_by_test_id("stMain").inner_text()
    assert page.get_by_role("dialog").count() == 0
    page.get_by_test_id("stMain").get_by_role("link", name="Afstemninger").click()
    settle(page)
    assert page.url == f"{warm_app.url}/votes"
    assert page.get_by_role("heading", level=1).inner_text() == "Afstemninger"
