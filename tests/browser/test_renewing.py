"""A part of a page that renews itself, in its own reruns: its faults are noted and withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.servers import AppServer
from tests.browser.waiting import no_traceback

SCRIPT = """
import streamlit as st
from core.ui.shell.context import service
from core.ui.shell.messages import renewing

class Broken:
    value = False

broken = st.session_state.setdefault("broken", Broken())

def part():
    if broken.value:
        raise ZeroDivisionError("secret detail")
    st.write("the part is there")

@st.fragment(run_every=0.3)
def switch():
    if st.button("Switch"):
        broken.value = not broken.value
    st.write("verdict: " + service().verdict().state)

renewing(part, "votes", 0.3)()
switch()
st.write("the rest is there")
"""


def test_renewing__a_fault_is_told_until_the_part_works_again(
    app_server: Callable[..., AppServer], open_page: OpenPage, tmp_path: Path
) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    server = app_server(script, lang="en", demo="never")
    page = open_page(server.url)
    expect(page.get_by_text("verdict: unasked")).to_be_visible()
    page.get_by_role("button", name="Switch").click()
    expect(page.get_by_text("verdict: own_fault")).to_be_visible()
    expect(page.get_by_text("the part is there")).to_have_count(0)
    expect(page.get_by_text("the rest is there")).to_be_visible()
    no_traceback(page)
    assert "secret detail" not in page.content()
    assert "page=votes#part" in server.log
    page.get_by_role("button", name="Switch").click()
    expect(page.get_by_text("verdict: unasked")).to_be_visible()
    expect(page.get_by_text("the part is there")).to_be_visible()
