"""From every list to a thing in it and back, and the language all the way along."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from core.standin.serve import Standin
from tests.browser.conftest import OpenPage
from tests.browser.demo import a_bill, a_vote, query_of
from tests.browser.servers import ROOT, AppServer
from tests.browser.test_every_page import PATHS
from tests.browser.waiting import FOCUSED, no_traceback, settle

MOST_TABS = 60
NEW = 2  # entries of a tab that was opened empty and then led to a page
Open = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Case:
    """A list at an address, how something in it is opened, and where that leads.

    `{vote}`, `{member}` and so on in the address are filled in from the demo parliament.
    """

    name: str
    address: str
    opened: Open
    leads_to: str


def row_by_keys(page: Page) -> None:
    """A row of the list, with the keyboard alone: Tab, then Enter."""
    found = page.locator(".st-key-links_votes li a").first
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if found.evaluate(FOCUSED):
            break
    page.keyboard.press("Enter")


def link(pattern: str) -> Open:
    """The first link on the page whose address is of that form."""

    def choose(page: Page) -> None:
        main = page.get_by_test_id("stMain")
        found = main.locator(f'a[href*="{pattern}"]:not([href*="lang="]):visible').first
        found.click()

    return choose


LISTS = (
    Case("votes", "votes?session=20251&q=lov&type=final", link("vote?id="), "vote?id="),
    Case("pair", "parties?session=20251&a=HL&b=FK&stand=different", link("vote?id="), "vote?id="),
    Case("deviations", "deviations?session=20251&what=mistakes", link("vote?id="), "vote?id="),
    Case(
        "members",
        "members?session=20261&subset=final&sort=absent",
        link("member?id="),
        "member?id=",
    ),
    Case(
        "ballots",
        "member?id={member}&session=20261&position=for",
        link("vote?id="),
        "vote?id=",
    ),
    Case(
        "colleagues",
        "member?id={member}&session=20261&subset=final",
        link("compare?what="),
        "compare?what=",
    ),
    Case("compare", "compare?session=20251&a=HL&b=FK&show=same", link("vote?id="), "vote?id="),
    Case("cases", "cases?session=20251&q=lov&sort=number", link("case?id="), "case?id="),
    Case("steps", "case?id={case}", link("vote?id="), "vote?id="),
    Case(
        "questions",
        "questions?session=20251&state=answered",
        link("case?id="),
        "case?id=",
    ),
    Case("committees", "committees?session=20251", link("committee="), "committee="),
    Case("its members", "committees?session=20251&committee=FIU", link("member?id="), "member?id="),
    Case("its cases", "committees?session=20251&committee=FIU", link("case?id="), "case?id="),
    Case(
        "its meetings",
        "committees?session=20251&committee=FIU&month=2026-03",
        link("meetings?id="),
        "meetings?id=",
    ),
    Case(
        "meetings",
        "meetings?session=20251&type=committee&q=i",
        link("meetings?id="),
        "meetings?id=",
    ),
    Case("agenda", "meetings?id={meeting}", link("case?id="), "case?id="),
    Case("documents", "documents?q=om&from=2026-01-01", link("documents?id="), "documents?id="),
    Case("answers", "documents?id={question}", link("documents?id="), "documents?id="),
    Case("changes", "changes?since=2026-11-10&kind=vote", link("vote?id="), "vote?id="),
    Case(
        "dictionary",
        "explore?show=dictionary&set=Sagstype",
        link("explore?query="),
        "explore?query=",
    ),
    Case("quality", "quality?session=20261&finding=unusual_number", link("vote?id="), "vote?id="),
    Case("overview", "", link("vote?id="), "vote?id="),
    Case("overview's cases", "", link("case?id="), "case?id="),
    Case("overview's votes", "", link("votes"), "votes"),
    Case("members of a vote", "vote?id={vote}&position=for", link("member?id="), "member?id="),
    Case("votes on the case", "vote?id={vote}", link("vote?id="), "vote?id="),
    Case("votes by keys", "votes?session=20251&q=lov", row_by_keys, "vote?id="),
)


def filled(address: str, parliament: Standin) -> str:
    """An address with things of the demo parliament in it."""
    tables = parliament.tables
    answers = tables["Dokument"].drop_nulls("spørgsmålsid")
    held = tables["Afstemning"].join(tables["Møde"], left_on="mødeid", right_on="id", how="semi")
    late = tables["Stemme"].filter(
        pl.col("typeid") == 1, pl.col("afstemningid") >= tables["Afstemning"]["id"].max() - 40
    )
    return address.format(
        vote=a_vote(parliament),
        member=late["aktørid"].value_counts().sort("count", "aktørid")["aktørid"][-1],
        case=a_bill(parliament),
        question=answers["spørgsmålsid"][-1],
        meeting=held["mødeid"][-1],
    )


# The lists in turn in either language: what holds for one holds for all.
@pytest.mark.parametrize(
    ("case", "lang"),
    [
        pytest.param(case, lang, id=f"{case.name.replace(' ', '_')}-{lang}")
        for case, lang in zip(LISTS, cycle(("da", "en")), strict=False)
    ],
)
def test_back__finds_the_list_as_it_was(
    parliament: Standin, warm_app: AppServer, open_page: OpenPage, case: Case, lang: str
) -> None:
    address = filled(case.address, parliament)
    if lang == "en":
        address += "&lang=en" if "?" in address else "?lang=en"
    page = open_page(f"{warm_app.url}/{address}")
    listed, entries = page.url, page.evaluate("history.length")
    assert listed == f"{warm_app.url}/{address}"
    chosen = choices(page)
    case.opened(page)
    page.wait_for_url(lambda url: url != listed and case.leads_to in url)
    settle(page)
    no_traceback(page)
    opened = page.url
    assert ("lang=en" in opened) == (lang == "en")
    assert page.evaluate("history.length") == entries + 1
    page.go_back()
    settle(page)
    assert page.url == listed
    assert choices(page) == chosen
    page.go_forward()
    settle(page)
    assert page.url == opened
    assert page.evaluate("history.length") == entries + 1


def choices(page: Page) -> list[str]:
    """What the widgets of the page show as chosen."""
    chosen: list[str] = page.get_by_test_id("stMain").evaluate(
        """main => [
            ...[...main.querySelectorAll('input')].map(e => e.type === 'checkbox'
                ? String(e.checked) : e.value),
            ...[...main.querySelectorAll('[data-testid$="Active"], [data-baseweb="tag"]')]
                .map(e => e.textContent),
        ]"""
    )
    return chosen


@pytest.mark.parametrize("path", PATHS[::6])  # the menu is the same on all
def test_language__stays_with_the_menu_and_costs_no_entry(
    parliament: Standin, warm_app: AppServer, open_page: OpenPage, path: str
) -> None:
    """From each page to another by the menu, in a language that was chosen on the way."""
    page = open_page(f"{warm_app.url}{path}{query_of(parliament, path)}")
    assert page.evaluate("history.length") == NEW
    page.get_by_role("link", name="English", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    settle(page)
    assert page.url.endswith("lang=en")
    assert page.evaluate("history.length") == NEW
    first = page.url
    page.get_by_role("button", name="Data and method").click()
    page.get_by_role("link", name="Methods", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Methods")).to_be_visible()
    settle(page)
    assert page.url == f"{warm_app.url}/methods?lang=en"
    assert page.evaluate("history.length") == NEW + 1
    page.go_back()
    settle(page)
    assert page.url == first
    no_traceback(page)


def test_language__an_entry_from_before_the_choice_is_in_it_too(
    warm_app: AppServer, open_page: OpenPage
) -> None:
    page = open_page(f"{warm_app.url}/votes?q=lov", locale="en-GB")
    expect(page.get_by_role("heading", level=1, name="Votes")).to_be_visible()
    link("vote?id=")(page)
    page.wait_for_url(re.compile(r"/vote\?id="))
    settle(page)
    page.get_by_role("link", name="Dansk", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "da")
    settle(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Afstemninger")).to_be_visible()
    settle(page)
    assert page.url == f"{warm_app.url}/votes?q=lov&lang=da"
    page.reload()
    settle(page)
    assert page.get_by_role("heading", level=1, name="Afstemninger").is_visible()
    assert page.get_by_label("Søg", exact=True).input_value() == "lov"


def test_language__goes_along_into_a_tab_of_its_own(
    warm_app: AppServer, open_page: OpenPage
) -> None:
    page = open_page(f"{warm_app.url}/?lang=en")
    found = page.get_by_test_id("stMain").locator('a[href*="vote?id="]').first
    with page.context.expect_page() as opened:
        found.click(modifiers=["Control"])
    settle(opened.value)
    assert re.search(r"/vote\?id=\d+&lang=en$", opened.value.url)
    assert page.url == f"{warm_app.url}/?lang=en"


def test_language__stays_where_a_router_that_was_drawn_twice_is_removed_once(
    warm_app: AppServer, open_page: OpenPage
) -> None:
    """As happens at the first move after the server has started: the later one goes again."""
    page = open_page(f"{warm_app.url}/?lang=en")
    script = (ROOT / "core" / "ui" / "shell" / "way.js").read_text(encoding="utf-8")
    page.evaluate(
        "([script, pages]) => new Function(script)()({ data: { pages } })()",
        [script.replace("export default", "return"), [path.strip("/") for path in PATHS]],
    )
    link("vote?id=")(page)
    page.wait_for_url(re.compile(r"/vote\?id=\d+&lang=en$"))
    settle(page)
    assert page.get_by_role("link", name="To the votes").is_visible()


def test_language__not_chosen_is_not_in_the_address(
    warm_app: AppServer, open_page: OpenPage
) -> None:
    page = open_page(warm_app.url, locale="en-GB")
    link("vote?id=")(page)
    page.wait_for_url(re.compile(r"/vote\?id="))
    settle(page)
    assert "lang" not in page.url
    assert page.get_by_role("link", name="To the votes").is_visible()


def test_to_the_votes__leads_to_the_list_as_it_was(
    parliament: Standin, warm_app: AppServer, open_page: OpenPage
) -> None:
    listed = f"{warm_app.url}/votes?session=20251&type=final&q=lov&lang=en"
    page = open_page(listed)
    link("vote?id=")(page)
    page.wait_for_url(re.compile(r"/vote\?id="))
    settle(page)
    page.get_by_role("link", name="To the votes").click()
    page.wait_for_url(listed)
    settle(page)
    assert page.get_by_label("Search", exact=True).first.input_value() == "lov"
    other = open_page(f"{warm_app.url}/vote?id={a_vote(parliament)}")
    way = other.get_by_role("link", name="Til afstemningerne").get_attribute("href")
    assert re.fullmatch(r"votes\?session=\d{5}", (way or "").rpartition("/")[2])


def test_back__finds_the_place_on_the_page(warm_app: AppServer, open_page: OpenPage) -> None:
    page = open_page(f"{warm_app.url}/members?session=20261")
    page.locator('a[href*="member?id="]').nth(20).scroll_into_view_if_needed()
    main = page.get_by_test_id("stMain")
    place = main.evaluate("e => e.scrollTop")
    assert place > 0
    page.locator('a[href*="member?id="]').nth(20).click()
    page.wait_for_url(re.compile(r"/member\?id="))
    settle(page)
    assert main.evaluate("e => e.scrollTop") == 0
    page.go_back()
    page.wait_for_function(
        "y => Math.abs(document.querySelector('[data-testid=stMain]').scrollTop - y) < 3", arg=place
    )


def test_back__in_a_hurry_leads_back_all_the_same(warm_app: AppServer, open_page: OpenPage) -> None:
    """A row that stays ticked would lead on again, and nobody could ever leave the page."""
    listed = f"{warm_app.url}/votes?session=20261&q=lov"
    page = open_page(listed)
    for _ in range(3):
        link("vote?id=")(page)
        page.wait_for_url(re.compile(r"/vote\?id="))
        page.go_back()
        settle(page)
        assert page.url == listed


def test_filter__one_choice_is_one_entry(warm_app: AppServer, open_page: OpenPage) -> None:
    page = open_page(f"{warm_app.url}/votes?session=20251&type=final")
    page.get_by_text(re.compile(r"^Forkastet \(")).first.click()
    settle(page)
    assert "result=rejected" in page.url
    assert page.evaluate("history.length") == NEW + 1
    page.go_back()
    settle(page)
    assert page.url == f"{warm_app.url}/votes?session=20251&type=final"


@pytest.mark.parametrize(
    ("asked", "corrected"),
    [
        ("compare?session=20251", "compare?session=20251&a=HL&b=FK"),
        ("votes?type=nonsense&q=lov", "votes?q=lov"),
        ("votes?margin=&session=xx&lang=en", "votes?lang=en"),
    ],
)
def test_opened__what_is_corrected_in_the_address_costs_no_entry(
    warm_app: AppServer, open_page: OpenPage, asked: str, corrected: str
) -> None:
    page = open_page(f"{warm_app.url}/{asked}")
    page.wait_for_url(f"{warm_app.url}/{corrected}")
    settle(page)
    assert page.evaluate("history.length") == NEW
    if "nonsense" in asked:
        assert page.get_by_text("type=nonsense").is_visible()
