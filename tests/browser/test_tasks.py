"""What people come for, in no more clicks from the front page than each may take."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from core.standin.serve import Standin
from tests.browser.conftest import PATIENCE_MS, OpenPage
from tests.browser.servers import AppServer
from tests.browser.waiting import FOCUSED, no_traceback, settle

MOST_TABS = 90


class Visitor:
    """Somebody at the front page, whose clicks are counted; a search that is sent is one."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.get_by_test_id("stMain")
        self.clicks = 0

    def begin(self) -> None:
        """Go to the front page."""
        self.page.locator(".st-key-masthead").get_by_role("link", name="Tingblik").click()
        settle(self.page)
        self.clicks = 0

    def click(self, what: Locator) -> None:
        self.activate(what)
        self.clicks += 1
        settle(self.page)

    def reach(self, what: Locator) -> None:
        what.focus()

    def activate(self, what: Locator) -> None:
        what.click()

    def follow(self, pattern: str) -> None:
        """The first link of the page whose address holds that."""
        self.click(self.main.locator(f'a[href*="{pattern}"]:visible').first)

    def menu(self, section: str, name: str) -> None:
        masthead = self.page.locator(".st-key-masthead")
        self.click(masthead.get_by_role("button", name=section))
        self.click(masthead.get_by_role("link", name=name, exact=True))

    def search(self, words: str) -> None:
        field = self.page.get_by_role("searchbox").first
        self.reach(field)
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")
        self.clicks += 1

    def arrives(self, address: str) -> None:
        self.page.wait_for_url(re.compile(address))
        settle(self.page)

    def sees(self, heading: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", name=heading).first).to_be_visible(
            timeout=PATIENCE_MS
        )


class Keys(Visitor):
    """The same without a mouse: Tab until it is reached, then Enter."""

    def reach(self, what: Locator) -> None:
        for _ in range(MOST_TABS):
            if what.evaluate(FOCUSED):
                break
            self.page.keyboard.press("Tab")
        assert what.evaluate(FOCUSED), f"{what} is not reached by Tab"

    def activate(self, what: Locator) -> None:
        self.reach(what)
        self.page.keyboard.press("Enter")


def breaks_in_a_close_vote(visitor: Visitor) -> None:
    closest = visitor.main.locator('.st-key-links_closest a[href*="vote?id="]')
    visitor.click(closest.first)
    visitor.sees("Afveg fra partiets flertal")


def agreement_of_two_parties(visitor: Visitor) -> None:
    visitor.follow("compare?session=all")
    visitor.sees("Enighed samling for samling")
    with visitor.page.expect_download() as download:
        visitor.click(visitor.main.get_by_role("link", name=re.compile("CSV")).first)
    assert "shared" in download.value.path().read_text(encoding="utf-8-sig")


def bill_of_an_old_session(visitor: Visitor) -> None:
    visitor.search("L 3 2024-25 (2. samling)")
    visitor.arrives(r"/case\?id=")
    visitor.sees(re.compile("^L 3"))


def stage_of_a_bill(visitor: Visitor) -> None:
    visitor.search("L 12 2026-27")
    visitor.arrives(r"/case\?id=")
    expect(visitor.main.get_by_text("3. behandling").first).to_be_visible()


def late_answers(visitor: Visitor) -> None:
    visitor.menu("Sager og møder", "Spørgsmål")
    visitor.sees("Hvem svarer for sent")


def month_of_a_committee(visitor: Visitor) -> None:
    visitor.menu("Sager og møder", "Udvalg")
    visitor.follow("committee=FIU")
    visitor.arrives("committee=FIU")
    visitor.sees(re.compile(r"\w+ 20\d\d"))


def most_absent_of_a_party(visitor: Visitor) -> None:
    visitor.follow("members?sort=absent")
    visitor.click(visitor.main.get_by_role("button", name="HL", exact=True))
    visitor.arrives("party=HL.*sort=absent|sort=absent.*party=HL")


def coming_week(visitor: Visitor) -> None:
    visitor.follow("meetings?week=next")
    visitor.arrives("week=next")


def two_members(visitor: Visitor) -> None:
    visitor.follow("compare?what=members")
    visitor.arrives("/compare")
    for label, name in (("Det ene medlem", "a"), ("Det andet medlem", "e")):
        visitor.click(visitor.main.get_by_role("combobox", name=label))
        visitor.page.keyboard.type(name)
        visitor.page.keyboard.press("Enter")
        settle(visitor.page)
    visitor.sees(re.compile(" – "))


def a_keyword(visitor: Visitor) -> None:
    visitor.follow("topics")
    visitor.follow("topic?id=")
    visitor.arrives(r"/topic\?id=")
    visitor.click(visitor.main.get_by_role("button", name="Følg").first)
    expect(
        visitor.page.get_by_role("link", name=re.compile("atom|feed|Nye", re.I)).first
    ).to_be_visible()


@dataclass(frozen=True, slots=True)
class Task:
    """How something is found, and in how many clicks at most."""

    found: Callable[[Visitor], None]
    most: int


TASKS = (
    Task(breaks_in_a_close_vote, 2),
    Task(agreement_of_two_parties, 3),
    Task(bill_of_an_old_session, 1),
    Task(stage_of_a_bill, 1),
    Task(late_answers, 2),
    Task(month_of_a_committee, 3),
    Task(most_absent_of_a_party, 3),
    Task(coming_week, 1),
    Task(two_members, 3),
    Task(a_keyword, 3),
)


def test_tasks__take_no_more_clicks_than_they_may(
    parliament: Standin, warm_app: AppServer, open_page: OpenPage
) -> None:
    visitor = Visitor(open_page(warm_app.url))
    for task in TASKS:
        visitor.begin()
        task.found(visitor)
        assert visitor.clicks <= task.most, task.found.__name__
        no_traceback(visitor.page)


def test_tasks__need_no_mouse(
    parliament: Standin, warm_app: AppServer, open_page: OpenPage
) -> None:
    visitor = Keys(open_page(warm_app.url))
    stage_of_a_bill(visitor)
    visitor.begin()
    month_of_a_committee(visitor)
    no_traceback(visitor.page)
