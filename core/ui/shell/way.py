"""The ways between pages: a move stays in the session, and Back finds the list as it was left.

`st.switch_page` writes the parameters of the new page onto the address of the page that is still
open, so that Back leads to a list without its filters. Here the browser makes the move, as it does
for its own Back button: see way.js, which also follows every ordinary link in that manner and takes
the chosen language along.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlencode

import streamlit as st

from core.ui.shell.messages import PageEnds
from core.ui.shell.router import PAGES

Values = Mapping[str, str | Sequence[str]]

_ROUTER = st.components.v2.component(
    "tingblik_router", js=Path(__file__).with_name("way.js").read_text(encoding="utf-8")
)
_MOVE = st.components.v2.component(
    "tingblik_move",
    js="""export default function move({ data }) {
      if (window.tingblik) window.tingblik.go(data.address, data.replace);
      else setTimeout(() => move({ data }), 20); // the router is on its way
    }""",
)
_LISTS = "_lists"
_MOVES = "_moves"


def router() -> None:
    """What makes the moves; drawn on every page, always with the same data, so that it stays.

    The data is of tuples and text: for a list Streamlit imports pandas, to see whether it is a
    table, which takes a start longer than anything else of it.
    """
    with st.container(key="way"):
        _ROUTER(key="router", data={"pages": tuple(address_of(entry.name) for entry in PAGES)})


def go(page: str, **params: str | Sequence[str]) -> NoReturn:
    """Go to a page of that name with these parameters; ends the page that is left."""
    st.session_state[_MOVES] = moves() + 1
    query = f"?{urlencode(params, doseq=True)}" if params else ""
    _MOVE(key="move", data={"address": f"./{address_of(page)}{query}"})
    raise PageEnds


def correct(path: str, changes: dict[str, list[str]]) -> None:
    """Have the browser put other parameters in the place of those it opened the page with."""
    if changes:
        asked = {name: st.query_params.get_all(name) for name in st.query_params} | changes
        query = urlencode(asked, doseq=True)
        data = {"address": f"./{path}?{query}" if query else f"./{path}", "replace": True}
        _MOVE(key="correction", data=data)


def address_of(page: str) -> str:
    """The path of a page below the app's own; the first page has none."""
    return "" if page == PAGES[0].name else page


def moves() -> int:
    """How often the visitor was led on: a table with another key each time has nothing ticked."""
    return int(st.session_state.get(_MOVES, 0))


def note_list(page: str) -> None:
    """Keep the address of a list as it is seen now, for the ways back to it."""
    params = {name: st.query_params.get_all(name) for name in st.query_params if name != "lang"}
    if "id" not in params:
        st.session_state.setdefault(_LISTS, {})[page] = params


def way_back(page: str, label: str, **otherwise: str) -> None:
    """A link to a list as it was seen last, else with these parameters."""
    entry = next(entry for entry in PAGES if entry.name == page)
    seen: Values | None = st.session_state.get(_LISTS, {}).get(page)
    st.page_link(
        entry.file,
        label=label,
        icon=":material/arrow_back:",
        query_params=otherwise if seen is None else dict(seen),
    )
