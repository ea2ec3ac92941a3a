"""What changed since the last visit, of which only the visitor's browser knows."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page

from tests.browser.servers import AppServer
from tests.browser.waiting import no_traceback, settle

KEY = "tingblik / changes"
REMEMBERED = f"localStorage.getItem('{KEY}')"


def remember(page: Page, **known: object) -> None:
    page.evaluate(f"(known) => localStorage.setItem('{KEY}', known)", json.dumps(known))


def opened(page: Page, address: str) -> None:
    page.goto(address)
    settle(page, seconds=60)
    page.wait_for_function(f"() => {REMEMBERED} !== null")
    no_traceback(page)


def test_last_visit__is_remembered_by_the_browser_alone(
    warm_app: AppServer, browser: Browser
) -> None:
    changes = f"{warm_app.url}/changes?since=2026-11-02"
    with browser.new_context(locale="da-DK") as context:
        page = context.new_page()
        opened(page, f"{changes}&kind=vote")
        link = page.get_by_role("link", name="Siden dit seneste besøg")
        assert link.count() == 0, "a first visit has none before it"
        known = json.loads(page.evaluate(REMEMBERED))
        assert set(known) == {"at", "reached"}
        opened(page, changes)
        assert link.count() == 0, "what follows at once is the same visit"

        hours_ago = known["at"] - 3 * 3_600_000
        remember(page, at=hours_ago, reached="2026-11-20T14:05")
        opened(page, f"{changes}&kind=vote")
        assert "fredag den 20. november 2026 kl. 14.05" in link.inner_text()
        opened(page, f"{changes}&kind=vote&lang=en")
        english = page.get_by_role("link", name="Since your last visit")
        assert "20 November 2026 at 14:05" in english.inner_text()
        english.click()
        page.wait_for_url("**since=2026-11-20T14*")
        settle(page)
        asked = parse_qs(urlsplit(page.url).query)
        assert asked == {"since": ["2026-11-20T14:05"], "kind": ["vote"], "lang": ["en"]}
        cookies = {each["name"] for each in context.cookies()}
        assert cookies <= {"_streamlit_xsrf"}

        remember(page, at=hours_ago, reached="<b>x</b>")
        opened(page, changes)
        assert link.count() == 0
        page.evaluate(f"localStorage.setItem('{KEY}', '{{')")
        opened(page, changes)
        assert link.count() == 0
        assert set(json.loads(page.evaluate(REMEMBERED))) == {"at", "reached"}
