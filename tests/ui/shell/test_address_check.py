"""Addresses that ask for what a page does not know, and for pages that there are none of."""

from __future__ import annotations

import ast
import re
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.filters import pages as declared_pages
from core.filters.pages import keys_of, unknown_keys
from core.standin.serve import Standin
from core.ui.shell.address_check import wrong_path
from core.ui.shell.router import PAGES
from tests.ui.conftest import Visit, settled, tags, words

UI = Path(__file__).resolve().parents[3] / "core" / "ui"
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
    files = [*UI.rglob("*.py"), *(UI.parent / "filters").glob("*.py")]
    trees = [
        ast.parse(file.read_text(encoding="utf-8"))
        for file in files
        if file != UI.parent / "filters" / "pages.py"
    ]
    written = {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    declared = {key for entry in PAGES for key in keys_of(entry.name)}
    assert declared - written == set()


@pytest.mark.parametrize("page", [entry.name for entry in PAGES])
def test_keys__each_is_a_filter_or_something_else(page: str) -> None:
    assert len(set(keys_of(page))) == len(keys_of(page))


def test_filters__every_key_is_that_of_a_declaration() -> None:
    """A page draws its filters from declarations alone, and those are among its parameters."""
    drawn: dict[str, set[str]] = {}
    for file in (*UI.rglob("*.py"), *(UI.parents[1] / "pages").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Panel":
                names = {name.id for name in ast.walk(node.args[1]) if isinstance(name, ast.Name)}
                constants = {name for name in names if name.isupper()}
                drawn[file.stem] = drawn.get(file.stem, set()) | constants
    known = {name for name in vars(declared_pages) if name.isupper()}
    assert set.union(*drawn.values()) <= known
    declared = {id(each) for several in declared_pages.FILTERS.values() for each in several}
    for names in drawn.values():
        assert {id(getattr(declared_pages, name)) for name in names} <= declared


def test_keys__whatever_is_read_is_declared() -> None:
    declared = {key for entry in PAGES for key in keys_of(entry.name)}
    for file in (*UI.rglob("*.py"), *(UI.parents[1] / "pages").glob("*.py")):
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
        (None, ""),
        ("http://127.0.0.1:8501/", ""),
        ("https://x.example/votes?id=1", ""),
        ("https://x.example/sub/votes", ""),
        ("https://x.streamlit.app/~/+/", ""),
        ("https://x.example/vots", "vots"),
        ("https://x.example/a/b%20c", "b c"),
        ("https://x.example/overview", ""),
    ],
)
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


NONSENSE, OTHER = "zzq9", "zzq8"
INSTEAD = {"da": "i stedet vises", "en": "shown instead:"}
UNREAD = {
    "da": "som ikke bruges i det, der vises her",
    "en": "that is not used in what is shown here",
}
# What a key can be read beside, where a page reads it in one of its parts alone.
BESIDE: dict[tuple[str, str], dict[str, str]] = {
    **{("compare", key): {"what": "periods"} for key in ("session2", "from2", "to2")},
    **{("cases", key): {"show": "process"} for key in ("whose", "by")},
    **{("parties", key): {"show": "pair"} for key in ("a", "b")},
    **{("parties", key): {"show": "cohesion"} for key in ("index", "party", "every")},
    ("parties", "stand"): {"show": "pair", "a": "HL", "b": "UR"},
    ("parties", "page"): {"show": "pair", "a": "HL", "b": "UR"},
    ("party", "session"): {"party": "HL"},
    ("cases", "api"): {"q": "zzzz"},
    **{("committees", key): {"committee": "FIU"} for key in ("month", "page")},
    **{("meetings", key): {"show": "all"} for key in ("sort", "page")},
    ("compare", "page"): {"session": "20251", "show": "same", "a": "HL", "b": "FK"},
    ("questions", "committee"): {"kind": "committee"},
    ("parties", "who"): {"show": "map"},
    **{("explore", key): {"show": "dictionary"} for key in ("q", "set")},
    ("search", "show"): {"q": "lov"},
    ("search", "page"): {"q": "lov", "show": "vote"},
}
# What the page's links carry on to others, what takes more rows or links than are here, and what
# leads to a thing whose id is not known.
NOT_HERE = {
    *((page, key) for page in ("case", "vote") for key in ("session", "number")),
    *((page, "lines") for page in ("members", "member", "compare")),
    ("explore", "rows"),
    ("explore", "table"),
    ("grid", "parties"),
    ("grid", "members"),
    ("cases", "order"),  # what `sort` was once called
}
# A text to search for may be anything.
FREE = {"q", "name"}
FREE_ON = {("documents", "case"), ("documents", "sender"), ("documents", "committee")}
EVERY = [(entry.name, key) for entry in PAGES for key in keys_of(entry.name)]


def id_of(page: str, parliament: Standin) -> dict[str, str]:
    """What opens the page of one thing: a vote with ballots, one of its members, its case."""
    ballot = parliament.tables["Stemme"].sort("id").row(-1, named=True)
    votes = parliament.tables["Afstemning"].filter(id=ballot["afstemningid"])
    steps = parliament.tables["Sagstrin"].filter(id=votes["sagstrinid"][0])
    ids = {"vote": votes["id"][0], "member": ballot["aktørid"], "case": steps["sagid"][0]}
    return {"id": str(ids[page])} if page in ids else {}


# The values in turn in either language: what is told is put together in one place for both.
@pytest.mark.parametrize(
    ("page", "key", "lang"),
    [(*each, lang) for each, lang in zip(EVERY, cycle(("da", "en")), strict=False)],
    ids=str,
)
def test_page__tells_each_value_that_it_does_not_know(
    visit: Visit, parliament: Standin, page: str, key: str, lang: str
) -> None:
    if key == "topic":  # a filter that is there where cases are stored
        visit("cases")
    query = {"lang": lang, **id_of(page, parliament), **BESIDE.get((page, key), {})}
    app = visit(page, **{**query, key: [NONSENSE, OTHER]})
    said = re.sub(r"\]\([^)]*\)", "]", words(app).replace("\\", ""))  # without addresses
    assert f"{key}={OTHER}" in said
    if key in FREE or (page, key) in FREE_ON:
        written = [box.value for box in app.text_input if box.key == key]
        assert written == [NONSENSE] or any(NONSENSE in tag for tag, _ in tags(app))
        assert f"{key}={NONSENSE}" not in said
        assert f", {INSTEAD[lang]} {NONSENSE}" in said
    else:
        assert NONSENSE in said
    assert (UNREAD[lang] in said) == ((page, key) in NOT_HERE)


def test_page__tells_what_the_open_part_of_it_makes_nothing_of(visit: Visit) -> None:
    said = words(visit("parties", party="ZZ"))
    assert f"{UNREAD['da']}: party=ZZ" in said.replace("\\", "")
    app = visit("parties", show="cohesion", party="S")
    assert UNREAD["da"] not in words(app)
    app.segmented_control(key="show").set_value("agreement")
    assert UNREAD["da"] not in words(settled(app.run()))  # the visitor's own choice
    app = visit("explore")
    app.selectbox(key="explore_set").set_value("Sagstype")
    app = settled(app.run())
    assert "Sagstype" in str(app.query_params["query"])
    app.segmented_control(key="show").set_value("dictionary")
    assert UNREAD["da"] not in words(settled(app.run()))


@pytest.mark.parametrize(
    ("lang", "instead"),
    [("da", "i stedet vises Seneste"), ("en", "shown instead: Latest")],
)
def test_page__says_what_is_shown_in_the_place_of_a_value(
    visit: Visit, lang: str, instead: str
) -> None:
    said = words(visit("committees", lang=lang, session="19000", committee="ZZZ"))
    said = said.replace("\\", "")
    assert f"session=19000, {instead}" in said
    assert "committee=ZZZ, " in said
    said = words(visit("votes", lang=lang, session=["20251", "20231"])).replace("\\", "")
    assert f"session=20231, {INSTEAD[lang]} 2025-26" in said
