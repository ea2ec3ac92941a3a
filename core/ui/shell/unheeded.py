"""Values of the address that the page could not use, so that it can report them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from core.filters.values import printable

_LONGEST = 40
_IGNORED, _REPORTED, _READ = "_ignored", "_reported", "_read"


@dataclass(frozen=True, slots=True)
class Unheeded:
    """One value of the address: `asked` as `name=value`, and what is `shown` in its place.

    `shown` is empty where nothing replaces it. `most` is the limit in letters where a text was cut,
    else 0.
    """

    asked: str
    shown: str = ""
    most: int = 0


def leave_out(name: str, values: Iterable[str], shown: str = "", most: int = 0) -> None:
    """Note values of a parameter that could not be used, each once."""
    values = tuple(values)
    if not values:
        return
    found: list[Unheeded] = st.session_state.setdefault(_IGNORED, [])
    known = {each.asked for each in found}
    for value in dict.fromkeys(values):
        asked = pair(name, value)
        if asked not in known:
            found.append(Unheeded(asked, shown[:_LONGEST], most))


def noted(name: str) -> list[str]:
    """The values of a parameter that are noted so far, reported or not."""
    found: list[Unheeded] = st.session_state.get(_IGNORED, [])
    start = pair(name, "")
    return [each.asked.removeprefix(start) for each in found if each.asked.startswith(start)]


def ignored() -> list[Unheeded]:
    """The noted values that this run has not reported yet.

    They stay noted although the address is corrected at once, for runs that follow by themselves,
    as on a page that waits for its data, until the visitor chooses something or changes the page.
    """
    found: list[Unheeded] = st.session_state.get(_IGNORED, [])
    reported = st.session_state.get(_REPORTED, 0)
    st.session_state[_REPORTED] = len(found)
    return found[reported:]


def forget() -> None:
    """Drop the noted values, as the visitor chose something or changed the page."""
    st.session_state[_IGNORED] = []
    st.session_state[_REPORTED] = 0


def tell_again() -> None:
    """Begin a new run, which reports all noted values again."""
    st.session_state[_REPORTED] = 0


def note_read(page: str, name: str, values: Sequence[str]) -> None:
    """Note that the page has used these values, or has written them itself."""
    st.session_state.setdefault(_READ, set()).update((page, name, value) for value in values)


def unread(page: str, names: Iterable[str]) -> list[str]:
    """The values of these parameters that the page has not used in this session, as `name=value`.

    A choice of one part of a page stays in the address while another part is open, so a value
    that was used once is not reported.
    """
    read: set[tuple[str, str, str]] = st.session_state.get(_READ, set())
    return [
        pair(name, value)
        for name in names
        for value in dict.fromkeys(st.query_params.get_all(name))
        if (page, name, value) not in read
    ]


def pair(name: str, value: str) -> str:
    """A parameter and its value for a message, shortened."""
    return f"{name}={printable(value)[:_LONGEST]}"
