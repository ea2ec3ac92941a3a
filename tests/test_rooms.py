"""The picture of the rooms is made from the imports, and the rooms keep to themselves."""

from __future__ import annotations

import ast
from pathlib import Path

from scripts.rooms import PAGE, imports, picture, reduced, written

ROOT = Path(__file__).resolve().parent.parent


def test_picture__on_the_page_is_that_of_the_imports() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert picture() in page, "python scripts/rooms.py --write"
    assert written(page) == page


def test_reduced__leaves_out_what_others_imply() -> None:
    assert reduced({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == {
        "a": {"b"},
        "b": {"c"},
        "c": set(),
    }


def test_rooms__no_circle() -> None:
    arrows = imports()
    done: set[str] = set()
    while ready := [name for name in arrows if name not in done and arrows[name] <= done]:
        done.update(ready)
    assert set(arrows) - done == set()


def test_rooms__say_what_is_in_them() -> None:
    for init in [*(ROOT / "core").rglob("__init__.py")]:
        assert ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))), init
