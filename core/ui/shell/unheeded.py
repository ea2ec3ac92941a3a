"""What an address asked for and did not get, so that the page can say so and what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from core.filters.values import printable

_LONGEST = 40
_IGNORED, _TOLD, _READ = "_ignored", "_told", "_read"


@dataclass(frozen=True, slots=True)
class Unheeded:
    """One value of the address: `asked` as `name=value`, and what is `shown` in its place.

    `shown` is empty where the page does without. `most` tells of a text that was cut how many
    letters of it are taken; else it is 0.
    """

    asked: str
    shown: str = ""
    most: int = 0


def leave_out(name: str, values: Iterable[str], shown: str = "", most: int = 0) -> None:
    """Note values that the address could not have, each once."""
    found: list[Unheeded] = st.session_state.setdefault(_IGNORED, [])
    known = {each.asked for each in found}
    for value in dict.fromkeys(values):
        asked = pair(name, value)
        if asked not in known:
            found.append(Unheeded(asked, shown[:_LONGEST], most))


def noted(name: str) -> list[str]:
    """The values of a parameter that are noted so far, told or not."""
    found: list[Unheeded] = st.session_state.get(_IGNORED, [])
    start = pair(name, "")
    return [each.asked.removeprefix(start) for each in found if each.asked.startswith(start)]


def ignored() -> list[Unheeded]:
    """What the address asked for and could not have; each once in a run.

    The address is put right at once, so it is kept for the runs that follow by themselves, as on a
    page that waits for its data, until the visitor chooses something or goes elsewhere.
    """
    found: list[Unheeded] = st.session_state.get(_IGNORED, [])
    told = st.session_state.get(_TOLD, 0)
    st.session_state[_TOLD] = len(found)
    return found[told:]


def forget() -> None:
    """The visitor chose something or went elsewhere: what was noted is of no more interest."""
    st.session_state[_IGNORED] = []
    st.session_state[_TOLD] = 0


def tell_again() -> None:
    """A new run begins, which tells all that is noted."""
    st.session_state[_TOLD] = 0


def note_read(page: str, name: str, values: Sequence[str]) -> None:
    """Note that the page made something of these values, or has itself written them."""
    st.session_state.setdefault(_READ, set()).update((page, name, value) for value in values)


def unread(page: str, names: Iterable[str]) -> list[str]:
    """What the address holds of these parameters that the page has made nothing of in this session.

    A choice of one part of a page stays in the address while another part is open, so what was read
    once is not told.
    """
    read: set[tuple[str, str, str]] = st.session_state.get(_READ, set())
    return [
        pair(name, value)
        for name in names
        for value in dict.fromkeys(st.query_params.get_all(name))
        if (page, name, value) not in read
    ]


def pair(name: str, value: str) -> str:
    """A parameter and its value as they are told, no longer than a few words."""
    return f"{name}={printable(value)[:_LONGEST]}"
