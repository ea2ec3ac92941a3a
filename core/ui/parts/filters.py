"""Drawing the filters of a table as widgets whose values are in the address.

A list has a bar with the session, the search and the order, then a line with the few options that
are always there and a drawer with the other filters, and what is chosen in the drawer as tags that
can be taken off. The widget of a filter, its label and its options follow from the declaration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any, Generic, TypeVar

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from core.filters.engine import Chosen, Counts, Filter, Filters, Found
from core.filters.values import Values
from core.language import number, shortened
from core.ui.parts.links import here
from core.ui.parts.tags import tag_line
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import tell_unheeded

C = TypeVar("C")
Option = TypeVar("Option", bound=str)

_REST = 4  # columns of the row of filters that the page has not placed


@dataclass(frozen=True, slots=True)
class Row:
    """Filters side by side in columns of these `shares`; more filters start again at the left."""

    keys: tuple[str, ...]
    shares: tuple[int, ...] = ()


class Panel(Generic[C]):
    """The filters of a table on a page; `content` is where their options are found."""

    def __init__(self, context: Context, filters: Filters[C], content: C) -> None:
        self._context = context
        self._filters = filters
        self._content = content
        self._counts: Mapping[str, Counts] = {}
        self._asked = Chosen()
        self._known: dict[str, Mapping[str, str]] = {}
        self._drawn: dict[str, Values] = {}
        self._twice = ""
        self._drawer: list[str] = []
        self._drawer_key = f"drawer_{filters.keys[0]}"  # a page may have two

    def find(self, *counted: str, rows: pl.DataFrame | None = None) -> Found:
        """The rows that pass (of `rows`, else of the table), found before anything is drawn.

        After this call the options of counted filters have their numbers in their labels, and only
        those with rows are offered; the numbers depend on all other filters. While the drawer is
        closed only the filters in `counted` are counted, if any are given.
        """
        taken = {
            one.key: one.take(address.pending(one.key), self._content, self._options(one))
            for one in self._filters
        }
        self._asked = Chosen.of({key: each.values for key, each in taken.items()})
        every = not counted or st.session_state.get(self._drawer_key)
        found = self._filters.find(self._content, self._asked, rows, None if every else counted)
        self._counts = found.counts
        return found

    def offered(self, *keys: str) -> tuple[str, ...]:
        """Those of the filters that have options."""
        return tuple(key for key in keys if self._is_offered(self._filters[key]))

    def bar(self, *keys: str) -> None:
        """Draw filters at the end of a bar: the search, or a choice that is always needed."""
        for key in keys:
            self._draw(self._filters[key], st, bare=True)

    def line(
        self,
        *keys: str,
        drawer: Sequence[Row] = (),
        title: str = "votes.more_filters",
        place: DeltaGenerator | None = None,
    ) -> PopoverContainer | None:
        """Draw the options of filters side by side, then the drawer, and return the drawer.

        They are drawn at the end of `place`, such as a bar, else in a line of their own. The drawer
        has the filters of its rows, then those that the page has not placed; None where there are
        none. They are drawn once it is open: two dozen widgets take longer than the rest of a
        change.
        """
        placed = {*self._drawn, *keys, *(key for row in drawer for key in row.keys)}
        rest = tuple(key for key in self._filters.keys if key not in placed)
        rows = [row for row in (*drawer, Row(rest, (1,) * _REST)) if self.offered(*row.keys)]
        box: PopoverContainer | None = None
        with place or st.container(horizontal=True, gap="small", vertical_alignment="center"):
            for key in self.offered(*keys):
                self._draw(self._filters[key], st, bare=True)
            if rows:
                box = st.popover(
                    self._context.t(title),
                    icon=":material/tune:",
                    key=self._drawer_key,
                    on_change="rerun",
                    width="content",
                )
        for row in rows:
            self._drawer.extend(row.keys)
            if box is not None and box.open:
                with box:
                    self.row(*row.keys, shares=row.shares)
            else:
                for key in self.offered(*row.keys):
                    self._read(self._filters[key])
        return box

    def row(
        self,
        *keys: str,
        shares: Sequence[int] = (),
        empty: Sequence[str] = (),
    ) -> None:
        """Draw filters side by side, see `Row`; the columns of those in `empty` are left empty."""
        if len(keys) == 1 and not shares:
            self._draw(self._filters[keys[0]], st)
        elif self.offered(*keys):
            places = st.columns(shares or len(keys))
            for key, place in zip(keys, cycle(places), strict=False):
                if key in empty:
                    continue
                self._draw(self._filters[key], place)

    def done(self, wrong_days: str = "", same_twice: str = "") -> Chosen:
        """Report unusable values of the address, and return what is chosen.

        `wrong_days` is the key of the warning about a first day after the last, `same_twice` of
        that about a pair of the same `party`.
        """
        tell_unheeded(self._context.lang)
        self._tags()
        if same_twice and self._twice:
            words = self._context.t(same_twice, party=escape(self._twice))
            st.warning(words, icon=":material/join_inner:")
        chosen = self.chosen
        if wrong_days and backwards(chosen):
            st.warning(self._context.t(wrong_days), icon=":material/date_range:")
        return chosen

    @property
    def chosen(self) -> Chosen:
        """What is chosen in the filters drawn so far."""
        return Chosen.of(self._drawn)

    def _is_offered(self, one: Filter[C]) -> bool:
        if one.kind == "day":
            return one.days(self._content) is not None
        return not one.hides or bool(self._options(one))

    def _options(self, one: Filter[C]) -> Mapping[str, str]:
        """The options with their names in the table; cached."""
        if one.key not in self._known:
            self._known[one.key] = one.offered(self._content)
        return self._known[one.key]

    def _tags(self) -> None:
        """What is chosen in the drawer, each value as a link to the page without it."""
        tags = []
        for key in self._drawer:
            one, values = self._filters[key], self._drawn.get(key, ())
            names = self._options(one) if values and one.kind in ("one", "many") else {}
            each = [values] if one.kind == "pair" else [(value,) for value in values]
            for some in each:
                if some and some != (one.default,):
                    words = one.all_in_words(some, self._context.lang, names)
                    left = [value for value in values if value not in some]
                    tags.append((f"{self._context.t(one.label)}: {shortened(words)}", key, left))
        if tags:
            links = [(words, here(**{key: left, "page": ""})) for words, key, left in tags]
            if len(links) > 1:
                none: dict[str, str] = {key: "" for _, key, _ in tags}
                links.append((self._context.t("filters.clear"), here(**none, page="")))
            tag_line(links, self._context.t("filters.remove"))

    def _read(self, one: Filter[C]) -> None:
        """Take a filter from the address without its widget."""
        if not self._is_offered(one):
            return
        if one.kind == "pair":
            self._twice = self._twice or _same_twice(one.key)
        known = {} if one.kind in ("text", "flag", "day", "number") else self._options(one)
        self._drawn[one.key] = address.unshown(
            one.key,
            lambda asked: one.take(asked, self._content, known),
            lambda value: one.in_words(value, self._context.lang, known.get(value, "")),
        )

    def _draw(self, one: Filter[C], place: Any, *, bare: bool = False) -> None:
        """Draw the widget of a filter; where it is `bare` its label is for screen readers alone."""
        if not self._is_offered(one):
            return
        label = self._context.t(one.label)
        look: dict[str, Any] = {"key": one.key}
        hint = self._context.t(one.hint) if one.hint else ""
        if bare and one.kind != "flag":
            look["label_visibility"] = "collapsed"
            hint = hint or label
        if one.help and not bare:
            look["help"] = self._context.t(one.help)
        found: Sequence[str]
        if one.kind == "flag":
            found = ["1"] if address.flag(place.toggle, label, **look) else []
        elif one.kind == "text":
            found = self._words(one, place, label, look, hint)
        elif one.kind == "day":
            found = self._day(one, place, label, look)
        elif one.kind == "number":
            number = address.whole(place.number_input, label, most=one.most, **look)
            found = [] if number is None else [str(number)]
        else:
            found = self._choice(one, place, label, look, hint)
        self._drawn[one.key] = tuple(found)

    def _words(
        self, one: Filter[C], place: Any, label: str, look: dict[str, Any], hint: str
    ) -> list[str]:
        if hint:
            look["placeholder"] = hint
        if one.live:
            look |= {"type": "search", "live": "300ms"}
        words = address.words(place.text_input, label, max_chars=one.most, **look)
        return [words] if words else []

    def _day(self, one: Filter[C], place: Any, label: str, look: dict[str, Any]) -> list[str]:
        bounds = one.days(self._content)
        assert bounds is not None
        day = address.day(
            place.date_input,
            label,
            first=bounds[0],
            last=bounds[1],
            format=self._context.t("time.digits"),
            **look,
        )
        return [day.isoformat()] if day else []

    def _choice(
        self, one: Filter[C], place: Any, label: str, look: dict[str, Any], hint: str
    ) -> Sequence[str]:
        names = self._names(one)
        look["format_func"] = names.__getitem__
        empty = {"placeholder": hint or self._context.t("common.all")}
        if one.kind == "pair":
            self._twice = self._twice or _same_twice(one.key)
            return address.pair(place.multiselect, label, list(names), **look, **empty) or ()
        if one.kind == "many" and one.few:
            look |= {"selection_mode": "multi", "wrap": True}
            picked = address.many_of(place.pills, label, list(names), **look)
            self._rest_of(one, place, len(names))
            return picked
        if one.kind == "many":
            return address.many_of(place.multiselect, label, list(names), **look, **empty)
        if one.default:
            look |= {"default": one.default}
            look |= {"required": True, "wrap": True} if one.few else {}
        widget = place.segmented_control if one.few else place.selectbox
        look |= {} if one.few or one.default else empty
        found = address.one_of(widget, label, list(names), **look)
        return [found] if found and found != one.default else []

    def _rest_of(self, one: Filter[C], place: Any, there: int) -> None:
        """A button that shows the options which are not among the first."""
        left = sum(n > 0 for n in self._counts.get(one.key, {}).values()) - there
        if one.first and left > 0:
            place.button(
                self._context.t("filters.rest", n=left),
                key=f"rest_of_{one.key}",
                type="tertiary",
                on_click=_unfold,
                args=(one.key,),
            )

    def _names(self, one: Filter[C]) -> dict[str, str]:
        """The labels of the options by value, with numbers if the filter is counted."""
        known, lang = self._options(one), self._context.lang
        counts = self._counts.get(one.key)
        if counts is None:
            return {value: one.in_words(value, lang, name) for value, name in known.items()}
        names = {
            value: f"{one.in_words(value, lang, known.get(value, ''))} "
            f"({number(counts.get(value, 0), lang)})"
            for value in _listed(one, known, counts, self._asked.values(one.key))
        }
        address.show_new_labels(one.key, names)
        return names


def segments(
    context: Context, label: str, options: Sequence[Option], *, key: str, **settings: Any
) -> Option:
    """A segmented control with one option always chosen; see `address.always_one`.

    `label` is the key of its text; that of an option is the same with _ and the option.
    """
    settings = {"format_func": lambda name: context.t(f"{label}_{name}"), **settings}
    chosen: Option = address.always_one(
        st.segmented_control, context.t(label), options, key=key, **settings
    )
    return chosen


def backwards(chosen: Chosen) -> bool:
    """Whether the first day is after the last."""
    start, end = chosen.day("from"), chosen.day("to")
    return start is not None and end is not None and start > end


def _listed(
    one: Filter[C], known: Mapping[str, str], counts: Counts, chosen: Values
) -> Sequence[str]:
    """The values to offer: those with rows, at most `Filter.most`, and those that are chosen."""
    found = [value for value in (known if one.order == "given" else counts) if counts.get(value)]
    first = [value for value in found if value in chosen] if one.order == "chosen" else []
    folded = one.first and not st.session_state.get(_unfolded(one.key))
    return list(dict.fromkeys([*first, *found[: one.first if folded else one.most], *chosen]))


def _unfolded(key: str) -> str:
    return f"_unfolded_{key}"


def _unfold(key: str) -> None:
    st.session_state[_unfolded(key)] = True


def _same_twice(key: str) -> str:
    """The option that the address asks to pair with itself, else empty."""
    for value in st.query_params.get_all(key):
        one, _, other = value.partition(".")
        if one and one == other:
            return one[:20]
    return ""
