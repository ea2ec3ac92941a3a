"""Addresses that ask for what a page does not know, and for pages that there are none of."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ui.addresscheck import keys_of, unknown_keys, wrong_path
from core.ui.router import PAGES
from tests.ui.conftest import Visit, words

UI = Path(__file__).resolve().parents[2] / "core" / "ui"
QUIET = (
    "embed", "embed_options", "utm_source", "utm_campaign", "fbclid", "gclid", "msclkid", "_ga",
    "mc_cid", "lang", "UTM_Source",
)  # fmt: skip
TOLD = "som siden ikke kender"


@pytest.mark.parametrize("page", [entry.name for entry in PAGES])
def test_unknown_keys__own_ones_and_what_others_hang_on_say_nothing(page: str) -> None:
    assert unknown_keys(page, [*keys_of(page), *QUIET]) == []
    assert unknown_keys(page, ["sesion", *QUIET, "x y"]) == ["sesion", "x y"]


def test_keys__each_stands_in_the_code_that_reads_it() -> None:
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in UI.glob("*.py")
             if file.name != "addresscheck.py"]  # fmt: skip
    written = {
        node.value for tree in trees for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }  # fmt: skip
    declared = {key for entry in PAGES for key in keys_of(entry.name)}
    assert declared - written - {"minister", "asker"} == set()  # facets of the analysis


def test_keys__whatever_is_read_is_declared() -> None:
    declared = {key for entry in PAGES for key in keys_of(entry.name)}
    for file in (*UI.glob("*.py"), *(UI.parents[1] / "pages").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            asked = [word.value for word in node.keywords if word.arg == "key"]
            if called == "st.query_params.get":
                asked = node.args[:1]
            elif not called.startswith("address."):
                continue
            names = {name.value for name in asked if isinstance(name, ast.Constant)}
            assert names <= declared, file.name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (None, ""), ("http://127.0.0.1:8501/", ""), ("https://x.example/votes?id=1", ""),
        ("https://x.example/sub/votes", ""), ("https://x.streamlit.app/~/+/", ""),
        ("https://x.example/vots", "vots"), ("https://x.example/a/b%20c", "b c"),
        ("https://x.example/overview", ""),
    ],
)  # fmt: skip
def test_wrong_path__is_the_name_of_no_page(url: str | None, name: str) -> None:
    assert wrong_path(url) == name


@given(st.text())
def test_wrong_path__whatever_is_written(name: str) -> None:
    assert isinstance(wrong_path(f"https://x.example/{name}"), str)


@pytest.mark.parametrize("page", ["votes", "overview", "status", "changes"])
def test_page__tells_of_keys_that_it_does_not_know(visit: Visit, page: str) -> None:
    said = words(visit(page, sesion="20231", utm_source="x", fbclid="y")).replace("\\", "")
    assert TOLD in said
    assert "sesion (måske session)" in said or page in ("overview", "status", "changes")
    assert "utm" not in said
    assert "fbclid" not in said


def test_page__says_nothing_of_keys_that_it_knows(visit: Visit) -> None:
    assert TOLD not in words(visit("votes", session="20231", q="lov", utm_source="x"))


def test_page__a_hostile_name_is_text(visit: Visit) -> None:
    said = words(visit("votes", **{"<b>*x*</b>[a](http://x)": "1", "y" * 5_000: "1"}))
    assert r"\<b\>\*x\*\</b\>\[a\]\(http\:" in said
    assert "y" * 41 not in said
