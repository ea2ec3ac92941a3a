"""Widgets whose choice is in the address, by codes that do not change with the language.

Streamlit's own binding writes the label on screen into the address, so that a link would only work
in the language it was made in. Here the address holds the code, a link that is opened (or the
browser's back button) sets the widget, and a change of the widget rewrites the address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import streamlit as st

from core.filters.values import (
    take_day,
    take_flag,
    take_many,
    take_one,
    take_pair,
    take_text,
)
from core.language import shortened
from core.parliament.texts.plain import tidy
from core.ui.shell.unheeded import forget, leave_out, note_read, tell_again

T = TypeVar("T")
Option = TypeVar("Option", bound=str)
Widget = Callable[..., Any]

_PAGE, _LEFT = "_page", "_left"
_OPENED, _CORRECTIONS = "_opened", "_corrections"
# A run that another follows at once may not reach the browser, which then shows the widget's
# default beside figures of what the address asks for. So the first runs all tell it.
_TELLINGS = 3


def one_of(
    widget: Widget,
    label: str,
    options: Sequence[str],
    *,
    key: str,
    default: str | None = None,
    **settings: Any,
) -> str | None:
    """A choice of one (selectbox or segmented control); the default is not in the address."""

    def decode(raw: list[str]) -> str | None:
        taken = take_one(raw, options)
        found = next(iter(taken.values), default)
        leave_out(key, taken.left, "" if found is None else settings["format_func"](found))
        return found

    _cut_labels(settings)
    _from_address(key, decode)
    if default is None and widget.__name__ == "selectbox":
        settings["index"] = None
    chosen: str | None = widget(label, options, key=key, **settings)
    _to_address(key, [] if chosen is None or chosen == default else [chosen])
    return chosen


def always_one(
    widget: Widget,
    label: str,
    options: Sequence[Option],
    *,
    key: str,
    default: Option | None = None,
    **settings: Any,
) -> Option:
    """A segmented control in which one is always chosen: the default, or else the first option."""
    usual = options[0] if default is None else default
    chosen = one_of(widget, label, options, key=key, default=usual, required=True, **settings)
    return next((option for option in options if option == chosen), usual)


def many_of(
    widget: Widget, label: str, options: Sequence[str], *, key: str, **settings: Any
) -> tuple[str, ...]:
    """A choice of several (multiselect, or pills with `selection_mode="multi"`)."""

    def decode(raw: list[str]) -> list[str]:
        taken = take_many(raw, options)
        leave_out(key, taken.left, ", ".join(map(settings["format_func"], taken.values)))
        return list(taken.values)

    _cut_labels(settings)
    _from_address(key, decode)
    chosen = tuple(widget(label, options, key=key, **settings))
    _to_address(key, list(chosen))
    return chosen


def pair(
    widget: Widget, label: str, options: Sequence[str], *, key: str, **settings: Any
) -> tuple[str, str] | None:
    """Two different options (multiselect), in the address as `A.B`; one alone is no pair yet."""

    def decode(raw: list[str]) -> list[str]:
        taken = take_pair(raw, options)
        leave_out(key, taken.left, ".".join(taken.values))
        return list(taken.values)

    _cut_labels(settings)
    _from_address(key, decode)
    chosen = list(widget(label, options, key=key, max_selections=2, **settings))
    found = (chosen[0], chosen[1]) if len(chosen) == 2 else None
    _to_address(key, [".".join(found)] if found else [])
    return found


def words(widget: Widget, label: str, *, key: str, max_chars: int, **settings: Any) -> str:
    """A text to search for; what is too long is cut."""

    def decode(raw: list[str]) -> str:
        taken = take_text(raw, max_chars)
        found = "".join(taken.values)
        cut = taken.left[:1] if taken.most else ()
        leave_out(key, cut, most=taken.most)
        leave_out(key, taken.left[len(cut) :], found)
        return found

    _from_address(key, decode)
    written = (widget(label, key=key, max_chars=max_chars, **settings) or "").strip()
    _to_address(key, [written] if written else [])
    return str(written)


def flag(widget: Widget, label: str, *, key: str, **settings: Any) -> bool:
    """A choice of yes or no (toggle or checkbox), no by default; in the address as `1`."""

    def decode(raw: list[str]) -> bool:
        taken = take_flag(raw)
        leave_out(key, taken.left)
        return bool(taken.values)

    _from_address(key, decode)
    chosen = bool(widget(label, key=key, **settings))
    _to_address(key, ["1"] if chosen else [])
    return chosen


def day(
    widget: Widget, label: str, *, key: str, first: date, last: date, **settings: Any
) -> date | None:
    """A day from `first` to `last`, or None; in the address as YYYY-MM-DD."""

    def decode(raw: list[str]) -> date | None:
        taken = take_day(raw, first, last)
        found = next((date.fromisoformat(value) for value in taken.values), None)
        leave_out(key, taken.left, found.strftime("%d.%m.%Y") if found else "")
        return found

    _from_address(key, decode)
    kept = st.session_state.get(key)
    if isinstance(kept, date) and not first <= kept <= last:
        st.session_state[key] = None  # another session was chosen since
    chosen = widget(label, value=None, min_value=first, max_value=last, key=key, **settings)
    _to_address(key, [chosen.isoformat()] if isinstance(chosen, date) else [])
    return chosen if isinstance(chosen, date) else None


def opening() -> None:
    """Collect what the first run of a session corrects in the address, in place of writing it.

    Nothing in the browser keeps it from becoming an entry of the history yet: see `corrections`.
    """
    if _OPENED not in st.session_state:
        st.session_state.setdefault(_CORRECTIONS, {})


def corrections() -> dict[str, list[str]]:
    """What was collected, once; from then on the address is written to at once.

    The run that follows in the corrected address is no choice of the visitor's.
    """
    st.session_state[_OPENED] = True
    found: dict[str, list[str]] = st.session_state.pop(_CORRECTIONS, {})
    if found:
        put_right = _params() | found
        st.session_state[_LEFT] = {name: kept for name, kept in put_right.items() if kept}
    return found


def arrive(page: str) -> None:
    """Have every widget read the address anew on a page that is not the one of the last run.

    A widget of the same key on two pages is two widgets: what the one held would pass for what the
    other holds, which then begins with its default and writes that into the address. What an
    address could not have is told by every run until the page or the address is another.
    """
    new_page = st.session_state.get(_PAGE) != page
    if new_page or st.session_state.get(_LEFT) != _params():
        forget()
    tell_again()
    if new_page:
        st.session_state[_PAGE] = page
        for memory in [str(name) for name in st.session_state if str(name).startswith(_memory(""))]:
            del st.session_state[memory]
            st.session_state.pop(memory.removeprefix(_memory("")), None)


def page() -> str:
    """The page that is open, by its name in the menu; the first has no name in the address."""
    return st.session_state.get(_PAGE) or "overview"


def leave() -> None:
    """Note the address that a run ends with, so that the next one sees whether it was changed."""
    st.session_state[_LEFT] = _params()


def taken(key: str, options: Sequence[str]) -> str | None:
    """A choice of one that is in the address alone, without a widget.

    Nothing puts the address right, so that what it could not have is told as long as it is there.
    """
    raw = _asked(key)
    taken = take_one(raw, options)
    found = next(iter(taken.values), None)
    leave_out(key, taken.left, found or "")
    return found


def single(key: str) -> str:
    """A value that is in the address alone, unchecked; empty where there is none.

    Of several the first is taken, and the others are told as long as they are there.
    """
    raw = _asked(key)
    used(key)
    found = next(iter(raw), "")
    leave_out(key, [value for value in raw if value != found], found)
    return found


def used(key: str) -> None:
    """Note that the page makes something of all that the address holds of a parameter."""
    note_read(_page(), key, st.query_params.get_all(key))


def choose(key: str, values: Sequence[str]) -> None:
    """Set a parameter, for the callback of a button: its widget follows as it does a link."""
    _write(key, list(values))


def pending(key: str) -> list[str]:
    """What a widget is about to give, before it is drawn: as in the address, and unchecked.

    For choices whose options depend on each other.
    """
    raw = _asked(key)
    if key not in st.session_state or raw != st.session_state.get(_memory(key)):
        return raw
    value = st.session_state[key]
    if value in (None, "", False):
        return []
    return [str(each) for each in value] if isinstance(value, (list, tuple)) else [str(value)]


def show_new_labels(key: str, names: Mapping[str, str]) -> None:
    """Have a choice of several drawn with its new labels (by value), before it is drawn.

    A browser keeps what is chosen by its label, so it has to be told where a number in one changed.
    """
    chosen = [value for value in pending(key) if value in names]
    labels = [names[value] for value in chosen]
    memory = f"_labels_{key}"
    if key in st.session_state and st.session_state.get(memory) != labels:
        st.session_state[key] = chosen
    st.session_state[memory] = labels


def _from_address(key: str, decode: Callable[[list[str]], T]) -> None:
    """Set the widget where the address is new: at first, by a link, or by the back button."""
    raw = _asked(key)
    used(key)
    if key not in st.session_state or raw != st.session_state.get(_memory(key)):
        st.session_state.pop(_memory(key), None)  # what differs now is not the visitor's choice
        st.session_state[key] = decode(raw)
        st.session_state[_telling(key)] = _TELLINGS
    elif left := st.session_state.get(_telling(key), 0):
        st.session_state[key] = st.session_state[key]  # tells the browser once more
        st.session_state[_telling(key)] = left - 1


def _asked(key: str) -> list[str]:
    """The values of a parameter, without the blanks that are copied along from elsewhere."""
    return [tidy(value) for value in st.query_params.get_all(key)]


def _cut_labels(settings: dict[str, Any]) -> None:
    """Have the options drawn by names that are no longer than a line."""
    named: Callable[[Any], str] = settings.get("format_func", str)
    settings["format_func"] = lambda option: shortened(str(named(option)))


def _to_address(key: str, values: list[str]) -> None:
    asked = _asked(key)
    if values != asked:
        if asked == st.session_state.get(_memory(key)):  # so it is the visitor who chose
            forget()
        _write(key, values)
        note_read(_page(), key, values)
    st.session_state[_memory(key)] = _asked(key)


def _write(key: str, values: list[str]) -> None:
    if _CORRECTIONS in st.session_state:
        st.session_state[_CORRECTIONS][key] = values
    elif values:
        st.query_params[key] = values
    else:
        st.query_params.pop(key, None)


def _memory(key: str) -> str:
    return f"_address_{key}"


def _telling(key: str) -> str:
    return f"_telling_{key}"


def _params() -> dict[str, list[str]]:
    """The address but for the language, which is no other place."""
    return {name: st.query_params.get_all(name) for name in st.query_params if name != "lang"}


def _page() -> str:
    return str(st.session_state.get(_PAGE, ""))
