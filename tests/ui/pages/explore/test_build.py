"""The explore page on a stand-in: a link, mad input, large queries, and the way to the rows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.service import Service
from core.settings import Settings
from core.standin.serve import Standin
from core.ui.pages.explore import load as explore_load
from core.ui.shell import context, frame, messages, sidebar
from tests.ui.conftest import words

ROOT = Path(__file__).resolve().parents[4]
SCRIPT = f"""
import runpy
from core.ui.shell.messages import PageEnds
try:
    runpy.run_path({str(ROOT / "pages" / "explore.py")!r})
except PageEnds:
    pass
"""

Opened = Callable[..., AppTest]


@pytest.fixture
def opened(tiny_api: Standin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """`opened(query="Sag")` -> the page at that address, run until nothing loads any more."""
    settings = Settings(
        api_url=tiny_api.url, data_dir=tmp_path, demo="never", max_rps=1000.0, retries=0, lang="da"
    )
    running = Service(settings)
    explorer = explore_load.Explorer()
    # All are imported by now: one that came while another is replaced would keep what stands there.
    for module in (context, frame, messages, sidebar):
        monkeypatch.setattr(module, "service", lambda: running)
    monkeypatch.setattr(explore_load, "explorer", lambda: explorer)

    def page(**params: str) -> AppTest:
        app = AppTest.from_string(SCRIPT, default_timeout=30)
        app.session_state["_routed"] = True
        for name, value in params.items():
            app.query_params[name] = value
        return app.run()

    yield page
    running.close()


def query_of(app: AppTest) -> str:
    """The query in the address."""
    asked = app.query_params.get("query", "")
    return asked if isinstance(asked, str) else asked[-1]


def test_page__without_a_query_shows_the_votes(opened: Opened) -> None:
    app = opened()
    assert not app.exception
    assert app.selectbox(key="explore_set").value == "Afstemning"
    assert "4 rækker i Afstemning" in words(app)
    assert dict(app.query_params) == {}


def test_page__a_link_sets_every_widget_and_shows_the_rows(opened: Opened) -> None:
    text = "Sag?$filter=typeid eq 3 and substringof('fond',titel)&$orderby=id desc&$top=5"
    app = opened(query=text)
    assert not app.exception
    assert app.selectbox(key="explore_set").value == "Sag"
    assert app.multiselect(key="explore_order").value == ["id desc"]
    assert app.number_input(key="explore_limit").value == 5
    chosen = [box.value for box in app.multiselect if "typeid_in" in str(box.key)]
    assert chosen == [["3"]]
    assert "1 række i Sag · efter id desc" in words(app)
    assert query_of(app) == text


def test_page__a_widget_rewrites_the_address(opened: Opened) -> None:
    app = opened(query="Sag?$top=2")
    app.multiselect(key="explore_fields").set_value(["id", "titel"]).run()
    assert query_of(app) == "Sag?$select=id,titel&$top=2"
    app.selectbox(key="explore_set").set_value("Stemme").run()
    assert query_of(app) == "Stemme"
    assert app.multiselect(key="explore_fields").value == []


def test_page__a_filter_counts_once_it_is_filled_in(opened: Opened) -> None:
    app = opened(query="Stemme")
    app.button(key="explore_add").click().run()
    row = app.session_state["_explore_rows"][0]
    app.selectbox(key=f"explore_path_{row}").set_value("afstemningid").run()
    assert query_of(app) == "Stemme"
    app.number_input(key=f"explore_value_{row}_afstemningid_eq").set_value(4).run()
    assert query_of(app) == "Stemme?$filter=afstemningid eq 4"
    assert "3 rækker" in words(app)
    app.button(key=f"explore_remove_{row}").click().run()
    assert query_of(app) == "Stemme"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("Saag", "Mente du Sag"),
        ("Sag?$filter=titell eq 'x'", "Mente du titel"),
        ("Sag?$filter=titel eq 'x", "tegn nummer 10"),
        ("x" * 10_000, "højst fylde 4.000 tegn"),
        ("https://evil.example/api/Sag", "kun spørges hos oda.ft.dk"),
        ("Sag?$filter=%", "kan ikke stilles"),
        ("Sag?$top=-1", "kan ikke stilles"),
        ("🐟", "Ukendt navn"),
        ("Sambehandlinger", "kan ikke stilles"),
        ("<script>alert(1)</script>", "kan ikke stilles"),
    ],
)
def test_page__mad_input_is_told_and_can_be_mended(
    opened: Opened, query: str, sentence: str
) -> None:
    app = opened(query=query)
    assert not app.exception
    said = words(app) + " ".join(str(w.proto.title) for w in app.warning)
    assert sentence in said.replace("\\", "")
    app.text_area(key="explore_mend").set_value("Stemmetype").run()
    next(button for button in app.button if button.label == "Brug").click().run()
    assert "4 rækker i Stemmetype" in words(app)


@pytest.mark.parametrize(
    "query", ["Sag?$filter=titel eq '50 %25 \"q\" ''o'''", "Sag?$filter=titel eq '🐟'"]
)
def test_page__odd_texts_are_asked_about_as_they_are(opened: Opened, query: str) -> None:
    app = opened(query=query)
    assert not app.exception
    assert "Ingen rækker passer" in words(app)


def test_page__many_rows_are_confirmed_first(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, tiny_api: Standin
) -> None:
    monkeypatch.setattr(explore_load, "CONFIRM_ROWS", 100)
    monkeypatch.setattr(explore_load, "AUTOMATIC_ROWS", 100)
    app = opened(query="Stemme")
    assert "302 rækker" in words(app)
    button = app.button(key="explore_load")
    assert button.disabled
    asked = len(tiny_api.requests)
    app.checkbox[0].check().run()
    assert len(tiny_api.requests) == asked
    app.button(key="explore_load").click().run()
    finish(app)
    assert "302 rækker i Stemme" in words(app)


def test_page__millions_of_rows_ask_for_their_number(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explore_load, "TYPED_ROWS", 300)
    monkeypatch.setattr(explore_load, "CONFIRM_ROWS", 100)
    monkeypatch.setattr(explore_load, "AUTOMATIC_ROWS", 100)
    app = opened(query="Stemme")
    box = next(box for box in app.number_input if str(box.key).startswith("explore_typed"))
    box.set_value(301).run()
    assert app.button(key="explore_load").disabled
    next(b for b in app.number_input if b.key == box.key).set_value(302).run()
    assert not app.button(key="explore_load").disabled


def test_page__more_than_memory_holds_is_for_the_command_line(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explore_load, "MOST_BYTES", 1_000)
    app = opened(query="Stemme")
    assert "kommandolinjen nedenfor" in words(app)
    assert not any(button.key == "explore_load" for button in app.button)


def test_page__what_the_api_refuses_is_shown_with_what_would_work(
    opened: Opened, tiny_api: Standin
) -> None:
    deep = "Stemme/Afstemning/Møde/Afstemning/Stemme"
    app = opened(query=f"Afstemning?$expand={deep}")
    said = words(app)
    assert "deeper than 2 levels" in said.replace("\\", "")
    assert "Den kan afvise forespørgslen" in said  # told before anybody asks
    app.button(key="explore_try_without_expand").click().run()
    assert query_of(app) == ""
    assert "4 rækker i Afstemning" in words(app)


def test_page__an_expanded_collection_of_more_than_a_page_is_not_shown_cut(opened: Opened) -> None:
    app = opened(query="Afstemning?$expand=Stemme&$filter=id eq 1")
    finish(app)
    assert "Der mangler rækker" in " ".join(str(w.proto.title) for w in app.warning)
    assert "Spørg i stedet på datasættet Stemme" in words(app)


def test_page__an_expanded_collection_is_a_table_of_its_own(opened: Opened) -> None:
    app = opened(query="Afstemning?$expand=Stemme&$filter=id eq 4", table="Stemme")
    finish(app)
    assert not app.exception
    assert app.dataframe[0].value.shape[0] == 3


def test_page__an_api_that_is_down_is_told_and_can_be_asked_again(
    opened: Opened, tiny_api: Standin
) -> None:
    tiny_api.faults = "refuse"
    app = opened(query="Sag")
    assert "ingen forbindelse" in " ".join(str(w.proto.title) for w in app.warning)
    tiny_api.faults = None
    app.button(key="explore_again").click().run()
    finish(app)
    assert "3 rækker" in words(app)


def test_page__a_chart_that_is_not_there_is_left_out_and_told(opened: Opened) -> None:
    app = opened(query="Sag", chart="count:nope")
    assert "chart=count:nope" in words(app).replace("\\", "")
    assert app.selectbox(key="chart").value == "count:typeid"


def test_page__the_dictionary_is_searched(opened: Opened) -> None:
    app = opened(show="dictionary", q="moede dato")
    found = app.dataframe[0].value
    assert ("Møde", "dato") in set(zip(found["set"], found["field"], strict=True))
    app = opened(show="dictionary", q="zzz")
    assert "Intet felt passer" in words(app)


def finish(app: AppTest) -> None:
    """Run the page until nothing is being loaded any more."""
    for _ in range(100):
        app.run()
        if not any(button.key == "stop" for button in app.button):
            return
        threading.Event().wait(0.05)
    raise AssertionError("it never ended")
