"""Moves between pages that stay in the session, after which Back finds a list with its filters.

`st.switch_page` writes the parameters of the new page into the address of the page that is still
open, so that Back leads to a list without its filters. Here the browser makes the move, as for its
own Back button. way.js does this, also for every ordinary link, and adds the chosen language.
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
    """Load way.js. It is drawn on every page with the same data, so that it stays loaded.

    The data is tuples and text: for a list Streamlit imports pandas, to see whether it is a table,
    which would be the slowest part of a start.
    """
    with st.container(key="way"):
        _ROUTER(key="router", data={"pages": tuple(address_of(entry.name) for entry in PAGES)})


def go(page: str, /, **params: str | Sequence[str]) -> NoReturn:
    """Go to a page by its name, with these parameters; ends the current page."""
    _move(page, params, replace=False)


def instead(page: str, /, **params: str | Sequence[str]) -> NoReturn:
    """Go to a page in the place of the current one, to which Back then does not lead."""
    _move(page, params, replace=True)


def _move(page: str, params: Values, *, replace: bool) -> NoReturn:
    st.session_state[_MOVES] = moves() + 1
    query = f"?{urlencode(params, doseq=True)}" if params else ""
    _MOVE(key="move", data={"address": f"./{address_of(page)}{query}", "replace": replace})
    raise PageEnds


def correct(path: str, changes: dict[str, list[str]]) -> None:
    """Have the browser replace parameters of the address that the page was opened with."""
    if changes:
        asked = {name: st.query_params.get_all(name) for name in st.query_params} | changes
        query = urlencode(asked, doseq=True)
        data = {"address": f"./{path}?{query}" if query else f"./{path}", "replace": True}
        _MOVE(key="correction", data=data)


def address_of(page: str) -> str:
    """The path of a page, relative to that of the app; empty for the first page."""
    return "" if page == PAGES[0].name else page


def moves() -> int:
    """How often `go` was called; as part of a table's key it clears the selection after a move."""
    return int(st.session_state.get(_MOVES, 0))


def note_list(page: str) -> None:
    """Store the parameters of a list as it is now, for the links back to it."""
    params = {name: st.query_params.get_all(name) for name in st.query_params if name != "lang"}
    if "id" not in params:
        st.session_state.setdefault(_LISTS, {})[page] = params


def way_back(page: str, label: str, **otherwise: str) -> None:
    """A link to a list as the visitor last saw it, else with the parameters in `otherwise`."""
    entry = next(entry for entry in PAGES if entry.name == page)
    seen: Values | None = st.session_state.get(_LISTS, {}).get(page)
    st.page_link(
        entry.file,
        label=label,
        icon=":material/arrow_back:",
        query_params=otherwise if seen is None else dict(seen),
    )
