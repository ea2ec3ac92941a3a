"""The fixtures themselves, against small scripts instead of the app."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Visitors
from tests.browser.servers import ROOT, AppServer
from tests.browser.waiting import no_traceback, settle

SLOW = """
import os, time
import streamlit as st
pressed = st.button("Press")
time.sleep(0.7)
st.write(f"pressed: {pressed}, language: {os.environ['TINGBLIK_LANG']}")
"""
WAITS = """
import time
import streamlit as st
begun = st.session_state.setdefault("begun", time.monotonic())
@st.fragment(run_every=0.2)
def poll():
    if time.monotonic() - begun > 1.5:
        st.rerun()
    st.skeleton()
if time.monotonic() - begun > 1.5:
    st.write("loaded")
else:
    poll()
"""
BROKEN = "raise ValueError('secret detail')"
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a script and gives its path."""

    def write(text: str) -> Path:
        path = tmp_path / "script.py"
        path.write_text(text)
        return path

    return write


def test_settle__waits_for_the_run_that_a_click_starts(
    app_server: Callable[..., AppServer], open_page: OpenPage, script: Callable[[str], Path]
) -> None:
    server = app_server(script(SLOW), lang="en")
    page = open_page(server.url)
    assert page.get_by_text("pressed: False, language: en").count() == 1
    page.get_by_role("button", name="Press").click()
    settle(page)
    assert page.get_by_text("pressed: True").count() == 1
    no_traceback(page)


def test_settle__waits_for_what_a_skeleton_stands_for(
    app_server: Callable[..., AppServer], open_page: OpenPage, script: Callable[[str], Path]
) -> None:
    page = open_page(app_server(script(WAITS)).url)
    assert page.get_by_text("loaded").count() == 1


def test_no_traceback__sees_an_exception_and_the_page_hides_its_detail(
    app_server: Callable[..., AppServer], open_page: OpenPage, script: Callable[[str], Path]
) -> None:
    server = app_server(script(BROKEN))
    page = open_page(server.url)
    with pytest.raises(AssertionError, match="shows an exception"):
        no_traceback(page)
    assert "secret detail" not in page.locator("body").inner_text()
    assert "secret detail" in server.log


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_page__follows_scheme_width_and_locale(
    app_server: Callable[..., AppServer],
    open_page: OpenPage,
    script: Callable[[str], Path],
    scheme: str,
) -> None:
    server = app_server(script("import streamlit as st\nst.write(st.context.locale)"))
    page = open_page(server.url, width=390, height=844, scheme=scheme, locale="en-GB")
    colour = THEME[scheme]["backgroundColor"]
    rgb = ", ".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", f"rgb({rgb})")
    expect(page.get_by_text("en-GB")).to_be_visible()
    assert page.viewport_size == {"width": 390, "height": 844}


def test_open_page__reaches_loopback_only(
    app_server: Callable[..., AppServer], open_page: OpenPage, script: Callable[[str], Path]
) -> None:
    server = app_server(script("import streamlit as st\nst.write('here')"))
    page = open_page(server.url)
    reached = "(u) => fetch(u, {mode: 'no-cors'}).then(() => true, () => false)"
    assert page.evaluate(reached, f"{server.url}/_stcore/health") is True
    assert page.evaluate(reached, "https://example.org/") is False


def test_app_server__says_what_the_server_wrote_when_it_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"File does not exist|did not start"):
        AppServer(tmp_path, tmp_path / "missing.py")


def test_app_server__is_gone_after_stop(tmp_path: Path, script: Callable[[str], Path]) -> None:
    with AppServer(tmp_path / "one", script("import streamlit")) as server:
        assert server.running
    assert not server.running


def test_open_page__the_next_visitor_meets_nothing_of_the_last_one(
    warm_app: AppServer, visitors: Visitors
) -> None:
    left = "[document.cookie, localStorage.length, sessionStorage.length, history.length]"
    with visitors.visitor("da-DK") as first:
        page = first.new_page()
        page.goto(f"{warm_app.url}/healthz")
        new = page.evaluate(left)
        page.evaluate("document.cookie = 'a=1'; localStorage.b = 2; sessionStorage.c = 3")
        assert page.evaluate(left)[:3] == ["a=1", 1, 1]
    with visitors.visitor("da-DK") as second:
        assert second is first
        assert second.pages == []
        page = second.new_page()
        page.goto(f"{warm_app.url}/healthz")
        assert page.evaluate(left) == new == ["", 0, 0, 2]
        with visitors.visitor("da-DK") as other:
            assert other is not second
