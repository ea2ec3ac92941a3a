"""Widgets and the address: codes in, codes out, and what cannot be is left out and told."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def script() -> None:
    from datetime import date

    import streamlit as st

    from core.ui.shell import address
    from core.ui.shell.unheeded import ignored

    one = address.one_of(
        st.selectbox, "One", ["a", "b"], key="one", default="a", format_func=str.upper
    )
    close = address.one_of(st.selectbox, "Close", ["0", "5"], key="close", format_func=str.upper)
    many = address.many_of(st.pills, "Many", ["x", "y", "z"], key="many", selection_mode="multi")
    text = address.words(st.text_input, "Text", key="q", max_chars=5)
    found = address.day(
        st.date_input, "Day", key="from", first=date(2026, 1, 1), last=date(2026, 12, 31)
    )
    two = address.pair(st.multiselect, "Two", ["S", "V", "EL"], key="two")
    st.button("Z", key="z", on_click=address.choose, args=("many", ["z"]))
    st.session_state["pair"] = two
    st.session_state["lang"] = address.taken("lang", ["da", "en"])
    st.session_state["result"] = (one, close, many, text, found and found.isoformat())
    st.session_state["told"] = [each.asked for each in ignored()]


def opened(**params: str | list[str]) -> AppTest:
    app = AppTest.from_function(script)
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def test_address__nothing_asked_gives_the_defaults() -> None:
    app = opened()
    assert app.session_state["result"] == ("a", None, (), "", None)
    assert dict(app.query_params) == {}


def test_address__codes_set_the_widgets() -> None:
    app = opened(one="b", close="5", many=["z", "x"], q="lov", **{"from": "2026-02-01"})
    assert app.session_state["result"] == ("b", "5", ("z", "x"), "lov", "2026-02-01")
    assert app.session_state["told"] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("one", "c"),
        ("one", "\x00"),
        ("close", "7"),
        ("many", "w"),
        ("from", "nope"),
        ("from", "2025-12-31"),
        ("from", "9999-99-99"),
    ],
)
def test_address__what_is_not_there_is_left_out_and_told(name: str, value: str) -> None:
    app = opened(**{name: value})
    assert app.session_state["result"] == ("a", None, (), "", None)
    assert len(app.session_state["told"]) == 1
    assert app.session_state["told"][0].startswith(f"{name}=")


def test_address__what_is_not_there_is_told_until_the_visitor_chooses() -> None:
    app = opened(close="7")
    assert dict(app.query_params) == {}
    app.run()  # as a page does that waits for its data
    assert app.session_state["told"] == []  # each once in a run
    app.session_state["_reported"] = 0
    app.run()
    assert app.session_state["told"] == ["close=7"]
    app.session_state["_reported"] = 0
    app.selectbox(key="one").set_value("b").run()
    assert app.session_state["told"] == []


def test_address__a_long_text_is_cut() -> None:
    assert opened(q="x" * 5_000).session_state["result"][3] == "xxxxx"


def test_address__a_change_is_written_and_the_default_is_not() -> None:
    app = opened(one="b")
    app.selectbox(key="one").set_value("a").run()
    app.text_input(key="q").set_value("abc").run()
    assert app.session_state["result"][0] == "a"
    assert app.session_state["_address_one"] == []
    assert app.session_state["_address_q"] == ["abc"]


def test_address__the_first_runs_all_tell_the_browser_what_is_chosen() -> None:
    app = opened(one="b")
    told = []
    for _ in range(6):
        told.append(app.selectbox(key="one").proto.set_value)
        app.run()
    assert told[:3] == [True] * 3
    assert not told[-1]


def test_pair__two_of_them_in_one_parameter() -> None:
    app = opened(two="EL.S")
    assert app.session_state["pair"] == ("EL", "S")
    app.multiselect(key="two").set_value(["S"]).run()
    assert app.session_state["pair"] is None
    assert app.session_state["_address_two"] == []
    app.multiselect(key="two").set_value(["S", "V"]).run()
    assert app.session_state["_address_two"] == ["S.V"]


@pytest.mark.parametrize("value", ["S", "S.S", "S.XX", ".", "S.V.EL", ""])
def test_pair__what_is_no_pair_is_left_out_and_told(value: str) -> None:
    app = opened(two=value)
    assert app.session_state["pair"] is None
    assert app.session_state["told"] == [f"two={value}"]


def test_choose__the_widget_follows_the_button() -> None:
    app = opened(many="x")
    app.button(key="z").click().run()
    assert app.session_state["result"][2] == ("z",)


def test_address__a_blank_that_was_copied_along_is_cut() -> None:
    app = opened(
        one="b ",
        close=" 5",
        many=["z\N{NO-BREAK SPACE}", "x\u200b"],
        q=" lov ",
        two="S.V ",
        **{"from": "2026-02-01 "},
    )
    assert app.session_state["result"] == ("b", "5", ("z", "x"), "lov", "2026-02-01")
    assert app.session_state["pair"] == ("S", "V")
    assert app.session_state["told"] == []


def test_address__a_choice_beside_a_blank_that_was_copied_along_is_taken() -> None:
    app = opened(one="b ")
    app.selectbox(key="one").set_value("a").run()
    assert app.session_state["result"][0] == "a"
    assert app.selectbox(key="one").value == "a"
    assert "one" not in app.query_params


def test_taken__a_choice_without_a_widget() -> None:
    assert opened(lang="en").session_state["lang"] == "en"
    assert opened().session_state["lang"] is None
    wrong = opened(lang="xx")
    assert (wrong.session_state["lang"], wrong.session_state["told"]) == (None, ["lang=xx"])
    wrong.run()
    assert wrong.session_state["told"] == []


def first_run() -> None:
    import streamlit as st

    from core.ui.shell import address
    from core.ui.shell.unheeded import ignored

    address.opening()
    address.arrive("page")
    st.session_state["chosen"] = address.one_of(
        st.selectbox, "One", ["a", "b"], key="one", default="a"
    )
    st.session_state["told"] = [each.asked for each in ignored()]
    address.leave()
    st.session_state["corrected"] = address.corrections()


def test_corrections__of_the_first_run_are_handed_over_and_told_again() -> None:
    app = AppTest.from_function(first_run)
    app.query_params["one"] = "c"
    app.run()
    assert app.query_params["one"] in ("c", ["c"])
    assert app.session_state["corrected"] == {"one": []}
    assert app.session_state["told"] == ["one=c"]
    del app.query_params["one"]  # as the browser then does
    app.run()
    assert app.session_state["told"] == ["one=c"]
    assert app.session_state["corrected"] == {}
    app.selectbox(key="one").set_value("b").run()
    assert app.session_state["chosen"] == "b"
    assert app.query_params["one"] in ("b", ["b"])
    assert app.session_state["told"] == []
