"""The browser's tab says what the page shows, and the head stays right after moves."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from core.standin.serve import Standin
from tests.browser.demo import a_bill, a_member, a_vote
from tests.browser.servers import AppServer
from tests.browser.waiting import settle

# Every title that the tab had since the document began.
_LOG = """window.titles = [];
addEventListener('DOMContentLoaded', () => {
    const note = () => titles.at(-1) === document.title || titles.push(document.title);
    note();
    new MutationObserver(note).observe(
        document.head, { childList: true, characterData: true, subtree: true });
});"""


def own_address(page: Page) -> str:
    found = page.evaluate("document.head.querySelector('link[rel=canonical]').href")
    return str(found)


def test_title_and_head__follow_the_page(
    parliament: Standin, warm_app: AppServer, browser: Browser
) -> None:
    vote, case = a_vote(parliament), a_bill(parliament)
    with browser.new_context(locale="da-DK") as context:
        page = context.new_page()
        page.add_init_script(_LOG)
        page.goto(f"{warm_app.url}/vote?id={vote}&view=bars")
        settle(page)
        page.goto(f"{warm_app.url}/vote?id={vote}&view=bars")  # by now it is stored
        settle(page)
        titles = page.evaluate("titles")
        assert len(titles) == 1, "the title that the server wrote stays"
        assert titles[0].endswith(" · Tingblik")
        assert "Vedtaget" in titles[0] or "Forkastet" in titles[0]
        assert own_address(page) == f"{warm_app.url}/vote?id={vote}"
        assert page.locator("html").get_attribute("lang") == "da"

        member = a_member(parliament)
        for path in (
            "votes?result=rejected",
            f"member?id={member}",
            "compare?a=FK&b=TK",
            "parties",
        ):
            page.goto(f"{warm_app.url}/{path}")
            settle(page)
            assert len(page.evaluate("titles")) == 1, path

        page.goto(f"{warm_app.url}/vote?id={vote}")
        settle(page)
        page.get_by_role("link", name="Til afstemningerne").click()
        page.wait_for_function("() => document.title.startsWith('Afstemninger · ')")
        settle(page)
        assert own_address(page).startswith(f"{warm_app.url}/votes")
        feeds = page.evaluate(
            "[...document.querySelectorAll('link[rel=alternate][type]')].map((a) => a.type)"
        )
        assert sorted(feeds) == ["application/atom+xml", "text/csv"]

        page.get_by_role("link", name="English").click()
        page.wait_for_function("() => document.title.startsWith('Votes · ')")
        settle(page)
        assert page.locator("html").get_attribute("lang") == "en"
        assert "lang=en" in own_address(page)

        page.goto(f"{warm_app.url}/case?id={case}&lang=en")
        settle(page)
        assert page.title().startswith("L ")
        assert page.title().endswith(" · Tingblik")
        page.goto(f"{warm_app.url}/case?lang=en")
        settle(page)
        assert page.title() == "Case · Tingblik"
