"""The parties page: its sections, what a mad address gets, and the parts that need no page."""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from core.language import text
from core.ui.pages.parties.agreement import cell_of
from core.ui.pages.parties.choice import SECTIONS
from core.ui.pages.parties.cohesion import cohesion_rows, in_words
from core.ui.pages.parties.majorities import coalition_rows
from core.ui.parts.links import PAGE_ROWS, Row
from core.ui.shell import router
from tests.ui.conftest import ROOT, listed, settled, written

SESSION = "20251"
OpenParties = Callable[..., AppTest]


@pytest.fixture
def opened(running: None, monkeypatch: pytest.MonkeyPatch) -> OpenParties:
    """`opened(show="pair", ...)` -> the page within its frame, which knows how a page ends."""
    first = next(page for page in router.PAGES if page.name == "parties")
    others = (page for page in router.PAGES if page is not first)
    monkeypatch.setattr(router, "PAGES", (first, *others))

    def open_parties(**params: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
        for name, value in {"session": SESSION, **params}.items():
            app.query_params[name] = value
        settled(app.run())
        assert app.title[0].value == "Partier"
        return app

    return open_parties


def charts(app: AppTest) -> list[str]:
    """The charts' alternative texts."""
    return [element.proto.alt for element in app.get("plotly_chart")]


@pytest.mark.parametrize("show", SECTIONS)
def test_page__every_section_says_its_n_and_has_a_chart(opened: OpenParties, show: str) -> None:
    app = opened(show=show, a="HL", b="NØ")
    assert app.header[0].value == text(f"parties.show_{show}", "da")
    assert "noterede fejl ikke talt med" in written(app)
    assert charts(app)
    assert all(charts(app))
    assert "UFG" not in charts(app)[0]


def test_page__tells_how_many_stands_rest_on_one_voter(opened: OpenParties) -> None:
    for show in ("agreement", "winning", "majorities", "map"):
        assert "stemte kun ét af dets medlemmer" in written(opened(show=show))
    pair = opened(show="pair", a="HL", b="UR")
    assert "stemte kun ét medlem af det ene parti eller af begge" in written(pair)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"a": "HL", "b": "HL"}, "Du har valgt HL to gange"),
        ({"show": "foo"}, "show=foo"),
        ({"min": "-1"}, "min=-1"),
        ({"from": "2026-05-01", "to": "2026-02-01"}, "Fra-datoen ligger efter til-datoen"),
        ({"show": "pair"}, "Vælg to partier"),
        ({"show": "pair", "a": "HL", "b": "<b>x"}, "b=<b>x"),
        ({"show": "pair", "a": "HL", "b": "NØ", "min": "100"}, "I ingen af perioderne"),
        ({"show": "cohesion", "index": "ærlighed"}, "index=ærlighed"),
        ({"show": "map", "who": "members", "session": "all"}, "én samling ad gangen"),
        ({"show": "map", "from": "2026-09-29"}, "for lidt til et kort"),
    ],
)
def test_page__a_mad_address_gets_a_sentence(
    opened: OpenParties, params: dict[str, str], said: str
) -> None:
    assert said in written(opened(**params))


def test_page__a_pair_lists_its_votes_alike_or_not(opened: OpenParties) -> None:
    def stood(**params: str) -> list[tuple[str, str]]:
        """Where both stood in each vote of the first page, as the rows say it."""
        page = listed(opened(show="pair", a="BÅ", b="FK", **params))
        facts = [Row(*row).facts[1] for row in page["rows"]]
        found = [re.fullmatch("BÅ stemte (.+), FK stemte (.+)", fact) for fact in facts]
        return [(each[1], each[2]) for each in found if each]

    same, different = stood(stand="same"), stood(stand="different")
    assert len(same) == len(different) == PAGE_ROWS
    assert all(a == b for a, b in same)
    assert all(a != b for a, b in different)
    assert stood(page="2") != stood()


def test_page__begins_with_the_parties_which_lead_to_their_pages(opened: OpenParties) -> None:
    rows = [Row(*row) for row in listed(opened())["rows"]]
    assert ("party?party=HL", "Hedelisten, Danmarks Brede Liste", "HL") in [
        (row.address, row.title, row.number) for row in rows
    ]
    seats = {row.number: row.cells[0] for row in rows}
    assert int(seats["HL"]) > 40


def test_page__lines_of_the_text_alone_say_so(opened: OpenParties) -> None:
    said = written(opened(lines="text"))
    assert "læst i den officielle tekst" in said
    assert "medlemmernes stemmer (" not in said


def chosen_pair() -> None:
    """A script with the choice of two parties among those that the session state names."""
    from types import SimpleNamespace

    import streamlit as st

    from core.ui.pages.parties.choice import pair_choice

    context = SimpleNamespace(t=lambda key, **_: key)
    st.session_state["pair"] = pair_choice(context, st.session_state["parties"])


def test_pair_choice__a_party_that_other_votes_lack_is_forgotten() -> None:
    app = AppTest.from_function(chosen_pair)
    app.session_state["parties"] = ["S", "V", "NB"]
    app.query_params["a"], app.query_params["b"] = "S", "NB"
    assert app.run().session_state["pair"] == ("S", "NB")
    app.session_state["parties"] = ["S", "V"]
    app.run()
    assert not app.exception
    assert app.session_state["pair"] is None
    assert app.selectbox[0].value == "S"


def test_cell_of__is_two_parties_or_none() -> None:
    def chosen(customdata: object) -> dict[str, object]:
        return {"points": [{"customdata": customdata}]}

    assert cell_of(chosen({"0": "S", "1": "V"})) == ("S", "V")
    assert cell_of(chosen(["S", "V"])) == ("S", "V")
    assert cell_of(chosen({"0": "S", "1": "S"})) is None
    assert cell_of({"points": []}) is None
    assert cell_of({}) is None
    assert cell_of(chosen(None)) is None


def test_coalition_rows__parties_stand_as_in_the_chamber() -> None:
    rows = pl.DataFrame(
        {
            "parties": ["EL S V"],
            "n_parties": [3],
            "votes": [4],
            "share": [0.5],
            "adopted": [1],
            "size": [90.04],
            "margin": [None],
            "first": [None],
            "last": [None],
            "single_voter_votes": [1],
        },
        schema_overrides={"margin": pl.Float64},
    )
    taken = coalition_rows(rows, ["V", "EL", "S"])
    assert taken["parties"].to_list() == [["V", "EL", "S"]]
    assert taken["size"].to_list() == [90.0]


def test_in_words__nearly_united_is_not_united() -> None:
    assert in_words(pl.Series("rice", [1.0, 0.9996, None]), "da").to_list() == [
        "1,0000",
        "0,9996",
        "–",
    ]


def test_cohesion_rows__both_indices_beside_those_without_the_lopsided() -> None:
    whole = pl.DataFrame(
        {
            "party": ["S", "EL"],
            "votes": [30, 30],
            "rice_votes": [30, 19],
            "rice": [1.0, 0.5],
            "agreement_index": [1.0, 0.75],
        }
    )
    rows = cohesion_rows(whole, whole.filter(pl.col("party") == "S"), "da")
    assert rows["party"].to_list() == ["EL", "S"]
    assert rows["contested_index"].to_list() == ["–", "1,0000"]
    assert rows["contested_votes"].to_list() == [None, 30]
    assert rows["rice"].to_list() == ["–", "1,0000"]  # of the first there are too few
    assert rows["rice_votes"].to_list() == [19, 30]
    assert rows["contested_rice_votes"].to_list() == [None, 30]
