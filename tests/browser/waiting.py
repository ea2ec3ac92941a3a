"""What a browser test waits for, and what no page may show."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, TimeoutError, expect

QUIET_MS = 300
# What Streamlit draws while a part of the page loads, what `st.skeleton` draws, and old elements.
_UNFINISHED = '[data-testid="stSkeleton"], [data-testid="stSkeletonElement"], [data-stale="true"]'
# Right after a click the state is still that of the run before, so it must hold for a while.
_SETTLED = f"""() => {{
    const app = document.querySelector('[data-testid="stApp"]');
    const done = app?.dataset.testScriptState === "notRunning"
        && app.dataset.testConnectionState === "CONNECTED"
        && !document.querySelector('{_UNFINISHED}');
    const now = performance.now();
    window.quietSince = done ? (window.quietSince ?? now) : undefined;
    return done && now - window.quietSince >= {QUIET_MS};
}}"""


FOCUSED = """e => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at === e;
}"""
"""Of an element: whether it has the focus, also inside a component."""


def settle(page: Page, *, seconds: float = 30) -> None:
    """Wait until the script has run to its end, what is shown is fresh and nothing is loading."""
    page.evaluate("() => { window.quietSince = undefined; }")
    try:
        page.wait_for_function(_SETTLED, timeout=seconds * 1000, polling=50)
    except TimeoutError:
        app = page.locator('[data-testid="stApp"]')
        states = ("data-test-script-state", "data-test-connection-state")
        found = {name: app.get_attribute(name) for name in states} if app.count() else "no app"
        raise AssertionError(f"{page.url} did not settle in {seconds} s: {found}") from None


def open_status(page: Page) -> Locator:
    """The sidebar with the figures of the status, which the line in the masthead opens."""
    line, sidebar = page.locator("button.status"), page.get_by_test_id("stSidebar")
    expect(line).to_contain_text(re.compile(r"\w"))
    if line.get_attribute("aria-expanded") == "false":
        line.click()
    expect(sidebar.locator(".st-key-status")).to_be_visible()
    return sidebar


def no_traceback(page: Page) -> None:
    """Assert that no exception, with or without its traceback, is on screen."""
    boxes = page.get_by_test_id("stException").all_inner_texts()
    assert not boxes, f"{page.url} shows an exception: {boxes}"
    assert "Traceback (most recent call last)" not in page.locator("body").inner_text()
