"""The filters of the cases page, with the number of cases beside every choice.

Every one is in the address. The numbers depend on all other filters, so what is chosen is read
before the choices are drawn.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from core.language import date_text, number
from core.parliament.cases.search import FACETS, GOVERNMENT, CaseFilters, FoundCases, find_cases
from core.times import read_day
from core.ui.parts.shown_cases import Shelf
from core.ui.shell import address
from core.ui.shell.context import Context
from core.ui.shell.messages import tell_ignored

LETTERS = 200
VOTED = {"with": True, "without": False}
# The name in the address where it is not the facet's own; the sidebar has the key `status`.
_KEYS = {"type_code": "type", "status": "state"}
_MORE = ("category", "status", "outcome", "ministry", "committee", "proposer", "keyword")
_MOST_OPTIONS = 100


def case_filters(context: Context, shelf: Shelf) -> tuple[CaseFilters, FoundCases]:
    """Draw the filters; give what is chosen and the cases that pass, with their numbers."""
    t = context.t
    text = address.words(
        st.text_input,
        t("votes.search"),
        key="q",
        max_chars=LETTERS,
        placeholder=t("cases.search_hint"),
        type="search",
        live="300ms",
    )
    filters = CaseFilters(text, _held(shelf), *_held_days(shelf), _held_votes())
    found = find_cases(shelf.book, filters)
    _kinds(context, found, filters)
    opened = any(_KEYS.get(name, name) in st.query_params for name in (*_MORE, "from", "votes"))
    with st.expander(t("votes.more_filters"), expanded=opened, icon=":material/tune:"):
        columns = st.columns(4)
        for place, facet in enumerate(_MORE):
            _facet(context, columns[place % 4], shelf, found, filters, facet)
        _voted(context, columns[len(_MORE) % 4], shelf)
        _days(context, shelf)
    tell_ignored(context)
    if filters.start and filters.end and filters.start > filters.end:
        st.warning(t("cases.wrong_days"), icon=":material/date_range:")
    return filters, found


def facet_label(context: Context, facet: str, value: str, label: str) -> str:
    """What a value of a facet is called on screen."""
    if facet == "type_code":
        return context.t(f"case_type.{value}")
    if facet == "outcome":
        return context.t(f"outcome.{value}")
    if facet == "proposer" and value == GOVERNMENT:
        return context.t("cases.government")
    return label


def described(context: Context, shelf: Shelf, filters: CaseFilters) -> tuple[tuple[str, str], ...]:
    """Label and value of each choice, for the readme of a file."""
    t = context.t
    pairs = [("cases.period", shelf.title), ("votes.search", filters.text)]
    for facet in FACETS:
        names = shelf.values[facet]
        words = [facet_label(context, facet, v, names.get(v, v)) for v in filters.of(facet)]
        pairs.append((f"cases.{facet}", ", ".join(words)))
    pairs += [
        ("votes.from", date_text(filters.start, context.lang) if filters.start else ""),
        ("votes.to", date_text(filters.end, context.lang) if filters.end else ""),
        ("cases.votes", "" if filters.voted is None else
         t("cases.with_votes" if filters.voted else "cases.without_votes")),
    ]  # fmt: skip
    return tuple((t(key), value) for key, value in pairs if value)


def _held(shelf: Shelf) -> dict[str, tuple[str, ...]]:
    chosen = {}
    for facet in FACETS:
        known = shelf.values[facet]
        asked = address.held(_KEYS.get(facet, facet))
        if values := tuple(dict.fromkeys(value for value in asked if value in known)):
            chosen[facet] = values
    return chosen


def _bounds(shelf: Shelf) -> tuple[date, date]:
    periods = shelf.book.periods
    first = min(period.start for period in periods).date()
    return first, max(period.end for period in periods).date()


def _held_days(shelf: Shelf) -> tuple[date | None, date | None]:
    first, last = _bounds(shelf)

    def day(key: str) -> date | None:
        found = read_day(next(iter(address.held(key)), ""))
        return found if found and first <= found <= last else None

    return day("from"), day("to")


def _held_votes() -> bool | None:
    return VOTED.get(next(iter(address.held("votes")), ""))


def _kinds(context: Context, found: FoundCases, filters: CaseFilters) -> None:
    names = _names(context, "type_code", found, {}, filters)
    _many(st.pills, context, "type_code", names, selection_mode="multi", wrap=True)


def _facet(
    context: Context, place: Any, shelf: Shelf, found: FoundCases, filters: CaseFilters, facet: str
) -> None:
    """One choice of several; not drawn where there is nothing to choose."""
    if not shelf.values[facet]:
        return
    names = _names(context, facet, found, shelf.values[facet], filters)
    _many(place.multiselect, context, facet, names, placeholder=context.t("common.all"))


def _names(
    context: Context, facet: str, found: FoundCases, values: dict[str, str], filters: CaseFilters
) -> dict[str, str]:
    """Value to label with its number: what is chosen, and the most frequent others."""
    counts = found.counts[facet]
    chosen = filters.of(facet)
    shown = counts.filter(pl.col("value").is_in(list(chosen))).vstack(counts.head(_MOST_OPTIONS))
    names: dict[str, str] = {}
    for value, label, n in shown.unique("value", maintain_order=True).iter_rows():
        words = facet_label(context, facet, value, label)
        names[value] = f"{words} ({number(n, context.lang)})"
    for value in chosen:
        if value not in names:
            words = facet_label(context, facet, value, values.get(value, value))
            names[value] = f"{words} ({number(0, context.lang)})"
    return names


def _many(
    widget: Any, context: Context, facet: str, names: dict[str, str], **settings: Any
) -> None:
    key = _KEYS.get(facet, facet)
    address.show_new_labels(key, names)
    address.many_of(
        widget, context.t(f"cases.{facet}"), list(names), key=key,
        format_func=names.__getitem__, **settings,
    )  # fmt: skip


def _voted(context: Context, place: Any, shelf: Shelf) -> None:
    if shelf.book.table["votes"].null_count() == shelf.book.table.height:
        return
    address.one_of(
        place.selectbox,
        context.t("cases.votes"),
        list(VOTED),
        key="votes",
        format_func=lambda name: context.t(f"cases.{name}_votes"),
        placeholder=context.t("common.all"),
    )


def _days(context: Context, shelf: Shelf) -> None:
    if shelf.book.table["proposed"].null_count() == shelf.book.table.height:
        return
    first, last = _bounds(shelf)
    start, end, _ = st.columns([1, 1, 2])
    bounds: dict[str, Any] = {"first": first, "last": last, "format": "DD.MM.YYYY"}
    address.day(start.date_input, context.t("votes.from"), key="from",
                help=context.t("cases.days_help"), **bounds)  # fmt: skip
    address.day(end.date_input, context.t("votes.to"), key="to", **bounds)
