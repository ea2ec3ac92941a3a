"""Moves between the pages, as far as the server takes part; tests/browser has the rest."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.ui.shell.router import PAGES
from core.ui.shell.way import address_of

ROOT = Path(__file__).resolve().parents[3]


def leaving() -> None:
    import streamlit as st

    from core.ui.shell import way
    from core.ui.shell.messages import PageEnds

    st.session_state["before"] = way.moves()
    try:
        way.go("vote", id="7", line=["S.for", "V.against"], q="a & b=ø")
    except PageEnds:
        st.session_state["ended"] = True


def listing() -> None:
    import streamlit as st

    from core.ui.shell import way

    way.note_list("votes")
    st.session_state["seen"] = st.session_state.get("_lists", {}).get("votes")


def moves(app: AppTest) -> list[str]:
    """The addresses that the browser was told to go to."""
    found = [json.loads(part.proto.json) for part in app.get("bidi_component")]
    return [data["address"] for data in found if "address" in data]


def test_go__tells_the_browser_where_to_and_ends_the_page() -> None:
    app = AppTest.from_function(leaving).run()
    assert moves(app) == ["./vote?id=7&line=S.for&line=V.against&q=a+%26+b%3D%C3%B8"]
    assert app.session_state["ended"]
    app.run()
    assert app.session_state["before"] == 1  # so that no row stays ticked


def test_address_of__the_first_page_has_no_name() -> None:
    assert [address_of(entry.name) for entry in PAGES] == ["", *(entry.name for entry in PAGES[1:])]


def test_list__is_kept_without_its_language() -> None:
    app = AppTest.from_function(listing)
    app.query_params["q"], app.query_params["line"] = "lov", ["S.for", "V.for"]
    app.query_params["lang"] = "en"
    app.run()
    assert app.session_state["seen"] == {"q": ["lov"], "line": ["S.for", "V.for"]}


def test_list__the_page_of_one_thing_is_none() -> None:
    app = AppTest.from_function(listing)
    app.query_params["id"] = "7"
    app.run()
    assert app.session_state["seen"] is None


@pytest.mark.parametrize("folder", ["core", "pages"])
def test_house_rule__no_page_writes_the_next_address_onto_its_own(folder: str) -> None:
    """`st.switch_page` does, with parameters: Back then finds a list without its filters."""
    wrong = [
        f"{path.name}:{node.lineno}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "switch_page"
    ]
    assert not wrong
