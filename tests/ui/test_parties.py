"""The parties page: its sections, what a mad address gets, and the parts that need no page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.language import text
from core.settings import Settings
from core.standin.demo import build_demo
from core.standin.serve import Standin
from core.ui import router
from core.ui.context import service as running
from core.ui.parties import SECTIONS
from core.ui.parties_agreement import cell_of
from core.ui.parties_cohesion import cohesion_rows, in_words
from core.ui.parties_majorities import coalition_rows
from core.ui.service import Service

ROOT = Path(__file__).resolve().parents[2]
SESSION = "20251"
OpenParties = Callable[..., AppTest]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenParties]:
    """`opened(show="pair", ...)` -> the page over the demo parliament, every ballot stored."""
    folder = tmp_path_factory.mktemp("parties")
    with Standin(build_demo("small")) as server, pytest.MonkeyPatch.context() as patch:
        settings = {"API_URL": server.url, "DATA_DIR": str(folder), "DEMO": "never",
                    "MAX_RPS": "1000", "SYNC_MINUTES": "0"}  # fmt: skip
        for name, value in settings.items():
            patch.setenv(f"TINGBLIK_{name}", value)
        _fill(Settings(api_url=server.url, data_dir=folder, demo="never", max_rps=1000.0))
        # The first page is the one that a test is given.
        first = next(page for page in router.PAGES if page.name == "parties")
        others = (page for page in router.PAGES if page is not first)
        patch.setattr(router, "PAGES", (first, *others))
        st.cache_resource.clear()

        def open_parties(**params: str | list[str]) -> AppTest:
            app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
            for name, value in {"session": SESSION, **params}.items():
                app.query_params[name] = value
            app.run()
            while not [*app.header, *app.info, *app.warning]:  # its votes are still being read
                threading.Event().wait(0.02)
                app.run()
            assert not app.exception
            assert app.title[0].value == "Partier"
            return app

        yield open_parties
        running().close()
        st.cache_resource.clear()


def _fill(settings: Settings) -> None:
    service = Service(settings)
    source = service.source
    assert source is not None
    source.syncer.sync()
    service.load_ballots(source, [SESSION])
    while (job := service.jobs.get("sync")) is not None and job.active:
        threading.Event().wait(0.02)
    service.close()


def words(app: AppTest) -> str:
    """What the page says outside its tables and charts."""
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.header, *app.subheader]
    return "\n".join(str(part.value) for part in parts).replace("\\", "")


def charts(app: AppTest) -> list[str]:
    """The charts' alternative texts."""
    return [element.proto.alt for element in app.get("plotly_chart")]


@pytest.mark.parametrize("show", SECTIONS)
def test_page__every_section_says_its_n_and_has_a_chart(opened: OpenParties, show: str) -> None:
    app = opened(show=show, a="HL", b="NØ")
    assert app.header[0].value == text(f"parties.show_{show}", "da")
    assert "noterede fejl ikke talt med" in words(app)
    assert charts(app)
    assert all(charts(app))
    assert "UFG" not in charts(app)[0]


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
)  # fmt: skip
def test_page__a_mad_address_gets_a_sentence(
    opened: OpenParties, params: dict[str, str], said: str
) -> None:
    assert said in words(opened(**params))


def test_page__a_pair_lists_its_votes_alike_or_not(opened: OpenParties) -> None:
    listed = opened(a="BÅ", b="FK").dataframe[0].value
    same = opened(a="BÅ", b="FK", stand="same").dataframe[0].value
    different = opened(a="BÅ", b="FK", stand="different").dataframe[0].value
    assert len(listed) == len(same) + len(different)
    assert (same["position_a"] == same["position_b"]).all()
    assert (different["position_a"] != different["position_b"]).all()
    assert len(same) > 0 < len(different)


def test_page__lines_of_the_text_alone_say_so(opened: OpenParties) -> None:
    said = words(opened(lines="text"))
    assert "læst i den officielle tekst" in said
    assert "medlemmernes stemmer (" not in said


def test_page__agreement_needs_no_ballots(opened: OpenParties) -> None:
    app = opened(session="20242")
    assert charts(app)
    assert "stemmerne ikke er offentliggjort eller hentet" in words(app)


def chosen_pair() -> None:
    """A script with the choice of two parties among those that the session state names."""
    from types import SimpleNamespace

    import streamlit as st

    from core.ui.parties import pair_choice

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
        {"parties": ["EL S V"], "n_parties": [3], "votes": [4], "share": [0.5], "adopted": [1],
         "size": [90.04], "margin": [None], "first": [None], "last": [None]},
        schema_overrides={"margin": pl.Float64},
    )  # fmt: skip
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
        {"party": ["S", "EL"], "votes": [3, 3], "rice_votes": [3, 2], "rice": [1.0, 0.5],
         "agreement_index": [1.0, 0.75]}
    )  # fmt: skip
    rows = cohesion_rows(whole, whole.filter(pl.col("party") == "S"), "da")
    assert rows["party"].to_list() == ["EL", "S"]
    assert rows["contested_index"].to_list() == ["–", "1,0000"]
    assert rows["contested_votes"].to_list() == [None, 3]
