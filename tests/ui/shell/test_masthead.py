"""The masthead and the foot, as far as the server takes part; tests/browser has the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.language import LANGUAGES
from core.ui.shell import address_check
from core.ui.shell.masthead import menu
from core.ui.shell.router import PAGES
from core.ui.shell.way import address_of
from core.ui.shell.words import pairs, starts
from tests.ui.conftest import Visit


def parts(app: AppTest) -> list[dict[str, Any]]:
    """What the components of a page were given."""
    return [json.loads(part.proto.json) for part in app.get("bidi_component")]


def given(app: AppTest, name: str) -> dict[str, Any]:
    """What the one component was given that has something of that name."""
    (found,) = [data for data in parts(app) if name in data]
    return found


def test_menu__has_every_page_once_in_its_section() -> None:
    for lang in LANGUAGES:
        found = [page for _, pages in menu(lang) for page in pages]
        assert [path for path, _, _ in found] == [address_of(page.name) for page in PAGES]
        assert [shown for _, _, shown in found] == [page.shown for page in PAGES]
        titles = [title for title, _ in menu(lang) if title]
        assert len(titles) == len(set(titles))


def test_masthead_and_foot__are_the_same_on_every_page(visit: Visit) -> None:
    one, other = visit("votes", type="final"), visit("methods")
    for name in ("sections", "report"):
        assert given(one, name) == given(other, name)


def test_line__says_how_old_the_data_is_and_whether_the_source_answers(visit: Visit) -> None:
    line = given(visit("votes"), "open")
    assert line["words"].startswith("Data fra i dag ")
    assert line["words"].partition(" · ")[2]


def test_sidebar__that_is_closed_draws_nothing_but_the_line(visit: Visit) -> None:
    app = visit("votes")
    assert app.sidebar.markdown
    app.session_state["_panel_open"] = False
    app.run()
    assert not app.sidebar.markdown
    assert not app.sidebar.caption
    assert not app.sidebar.button
    assert given(app, "open")["open"] is False


def test_words__are_as_streamlit_has_them_and_none_is_its_own() -> None:
    english = dict(pairs("da"))
    assert english["Select all"] == "Vælg alle"
    assert all(theirs != ours for theirs, ours in english.items())
    # A word that is put in the place of another must not be looked for itself.
    assert not set(english) & set(english.values())
    begun = dict(starts("da"))
    assert begun["Help for "] == "Hjælp til "
    assert not any(ours.startswith(tuple(begun)) for ours in begun.values())


def lost(name: str) -> None:
    from core.ui.shell import address_check

    address_check._lost(name, "da")


def test_lost_page__offers_to_search_for_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address_check, "_likely", lambda name: [])  # they need the app's pages
    app = AppTest.from_function(lost, kwargs={"name": "klima-loven_2020"}).run()
    assert app.markdown[0].value == "[Søg efter »klima loven 2020«](./search?q=klima+loven+2020)"
