"""Widgets bound to query parameters, by codes that are the same in both languages.

Streamlit's own binding writes the label on screen into the address, so that a link would only work
in the language it was made in. Here the address has the code. A link, or the browser's back button,
sets the widget, and a change of the widget rewrites the address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import streamlit as st

from core.filters.values import (
    Taken,
    Values,
    take_day,
    take_flag,
    take_many,
    take_number,
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
# If another run follows at once, the browser may miss the value of a widget and show its default.
# So each value from the address is sent in this many further runs.
_RESENDS = 3


def one_of(
    widget: Widget,
    label: str,
    options: Sequence[str],
    *,
    key: str,
    default: str | None = None,
    **settings: Any,
) -> str | None:
    """A choice of one (selectbox or segmented control); the address omits the default."""

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
    """A segmented control with one option always chosen, initially the default or the first."""
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
    """A choice of two options (multiselect), in the address as `A.B`; None until there are two."""

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
    """A text input; a longer text in the address is cut to `max_chars`."""

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
    """A toggle or checkbox, off by default; in the address as `1`."""

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
    before = st.session_state.get(key)
    if isinstance(before, date) and not first <= before <= last:
        st.session_state[key] = None  # another session was chosen since
    chosen = widget(label, value=None, min_value=first, max_value=last, key=key, **settings)
    _to_address(key, [chosen.isoformat()] if isinstance(chosen, date) else [])
    return chosen if isinstance(chosen, date) else None


def whole(widget: Widget, label: str, *, key: str, most: int, **settings: Any) -> int | None:
    """A whole number from 0 to `most`, or None; in the address in digits."""

    def decode(raw: list[str]) -> int | None:
        taken = take_number(raw, most)
        leave_out(key, taken.left, "".join(taken.values))
        return next((int(value) for value in taken.values), None)

    _from_address(key, decode)
    chosen = widget(label, value=None, min_value=0, max_value=most, step=1, key=key, **settings)
    _to_address(key, [] if chosen is None else [str(chosen)])
    return None if chosen is None else int(chosen)


def opening() -> None:
    """Begin a run: the first of a session collects changes of the address, and does not write them.

    Until way.js is loaded each change would add an entry to the history; see `corrections`.
    """
    if _OPENED not in st.session_state:
        st.session_state.setdefault(_CORRECTIONS, {})


def corrections() -> dict[str, list[str]]:
    """The changes collected by the first run; from now on changes are written immediately.

    The corrected address is noted, so that it does not count as a choice of the visitor's.
    """
    st.session_state[_OPENED] = True
    found: dict[str, list[str]] = st.session_state.pop(_CORRECTIONS, {})
    if found:
        corrected = _params() | found
        st.session_state[_LEFT] = {name: values for name, values in corrected.items() if values}
    return found


def arrive(page: str) -> None:
    """Have every widget read the address again if the page is not that of the last run.

    Two pages may each have a widget with the same key. Without this the value of the first would
    count as read by the second, which would show its default and write that into the address.
    Values of the address that could not be used are reported until page or address change.
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
    """The name of the open page; also for the first page, which has no name in the address."""
    return st.session_state.get(_PAGE) or "overview"


def leave() -> None:
    """Note the address at the end of a run, so that the next run can tell whether it changed."""
    st.session_state[_LEFT] = _params()


def taken(key: str, options: Sequence[str]) -> str | None:
    """A choice of one option by the address, without a widget.

    Values that are no option stay in the address, and are reported as long as they do.
    """
    raw = _asked_and_used(key)
    taken = take_one(raw, options)
    found = next(iter(taken.values), None)
    leave_out(key, taken.left, found or "")
    return found


def unshown(key: str, take: Callable[[list[str]], Taken], named: Callable[[str], str]) -> Values:
    """The values of a filter whose widget is not drawn; `named` gives a value in words.

    Values that cannot be used stay in the address, and are reported as long as they do.
    """
    raw = _asked_and_used(key)
    asked = st.session_state.get(_CORRECTIONS, {}).get(key, raw)
    if asked and not any(asked):
        _write(key, [])  # a name without a value asks for nothing
    found = take([value for value in asked if value])
    cut = found.left[:1] if found.most else ()
    leave_out(key, cut, most=found.most)
    leave_out(key, found.left[len(cut) :], ", ".join(map(named, found.values)))
    return found.values


def single(key: str) -> str:
    """The first value of a parameter without a widget, unchecked; empty where it has none.

    Further values are reported as long as they are in the address.
    """
    raw = _asked_and_used(key)
    found = next(iter(raw), "")
    leave_out(key, [value for value in raw if value != found], found)
    return found


def used(key: str) -> None:
    """Note that the page uses all values of a parameter."""
    _asked_and_used(key)


def preset(key: str, value: str) -> None:
    """Set a choice of one that the page makes itself, which is none of the visitor's."""
    st.session_state[key] = value
    _write(key, [value])
    st.session_state[_memory(key)] = _asked(key)


def choose(key: str, values: Sequence[str]) -> None:
    """Set a parameter, for the callback of a button; the widget then takes the new value."""
    _write(key, list(values))
    _begin_list()


def pending(key: str) -> list[str]:
    """The values that a widget will have, as in the address and unchecked, before it is drawn.

    For widgets whose options depend on each other.
    """
    raw = _asked(key)
    if key not in st.session_state or raw != st.session_state.get(_memory(key)):
        return raw
    value = st.session_state[key]
    if value is None or value is False or value == "":
        return []
    return [str(each) for each in value] if isinstance(value, (list, tuple)) else [str(value)]


def standing(key: str) -> list[str]:
    """The values of a parameter, as the address has them once it is put right."""
    corrected: dict[str, list[str]] = st.session_state.get(_CORRECTIONS, {})
    return corrected[key] if key in corrected else _asked(key)


def show_new_labels(key: str, names: Mapping[str, str]) -> None:
    """Prepare a choice of one or several for changed labels; `names` are labels by value.

    A browser stores chosen options by label, so they are set again if a number in one changes.
    """
    chosen = [value for value in pending(key) if value in names]
    labels = [names[value] for value in chosen]
    memory = f"_labels_{key}"
    if key in st.session_state and st.session_state.get(memory) != labels:
        several = isinstance(st.session_state[key], (list, tuple))
        st.session_state[key] = chosen if several else next(iter(chosen), None)
    st.session_state[memory] = labels


def _from_address(key: str, decode: Callable[[list[str]], T]) -> None:
    """Set the widget if the address is new to it: in its first run, by a link or by going back."""
    raw = _asked_and_used(key)
    if key not in st.session_state or raw != st.session_state.get(_memory(key)):
        st.session_state.pop(_memory(key), None)  # the change is not a choice of the visitor's
        st.session_state[key] = decode(raw)
        st.session_state[_resends(key)] = _RESENDS
    elif left := st.session_state.get(_resends(key), 0):
        st.session_state[key] = st.session_state[key]  # sends it to the browser once more
        st.session_state[_resends(key)] = left - 1


def _asked(key: str) -> list[str]:
    """The values of a parameter, without surplus blanks, as from copying."""
    return [tidy(value) for value in st.query_params.get_all(key)]


def _asked_and_used(key: str) -> list[str]:
    """As `_asked`, and note that the page uses these; a page has dozens of parameters."""
    raw = st.query_params.get_all(key)
    if raw:
        note_read(_page(), key, raw)
    return [tidy(value) for value in raw]


def _cut_labels(settings: dict[str, Any]) -> None:
    """Shorten the labels of the options to a line."""
    named: Callable[[Any], str] = settings.get("format_func", str)
    settings["format_func"] = lambda option: shortened(str(named(option)))


def _to_address(key: str, values: list[str]) -> None:
    asked = _asked(key)
    if values != asked:
        # Only the widget changed, and not by `preset`: a choice.
        if asked == st.session_state.get(_memory(key)) and values != standing(key):
            forget()
            _begin_list()
        _write(key, values)
        note_read(_page(), key, values)
        asked = _asked(key)
    st.session_state[_memory(key)] = asked


def _begin_list() -> None:
    """After another choice a list is shown from its beginning."""
    if "page" in st.query_params:
        _write("page", [])


def _write(key: str, values: list[str]) -> None:
    if _CORRECTIONS in st.session_state:
        st.session_state[_CORRECTIONS][key] = values
    elif values:
        st.query_params[key] = values
    else:
        st.query_params.pop(key, None)


def _memory(key: str) -> str:
    return f"_address_{key}"


def _resends(key: str) -> str:
    return f"_resends_{key}"


def _params() -> dict[str, list[str]]:
    """The parameters of the address except the language, which does not change the place."""
    return {name: st.query_params.get_all(name) for name in st.query_params if name != "lang"}


def _page() -> str:
    return str(st.session_state.get(_PAGE, ""))
