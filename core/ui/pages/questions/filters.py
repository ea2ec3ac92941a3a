"""What the questions page reads: the kind and session chosen, the rows, and the filters on them.

Every choice is in the address. The numbers beside the choices depend on all other filters, so what
is chosen is read before the choices are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
import streamlit as st

from core.analysis.questions import FACETS, FoundQuestions, QuestionFilters, find_questions
from core.language import date_text, number
from core.parliament.calendar.periods import Period
from core.parliament.questions.questions import KINDS, STATUSES, Kind
from core.tables.questions import period_questions
from core.tables.table import Table
from core.times import danish_now, read_day
from core.ui.parts.shown_cases import chosen_period, periods
from core.ui.parts.waiting import shown
from core.ui.shell import address
from core.ui.shell.context import Context
from core.ui.shell.messages import tell_ignored

# The name in the address where it is not the facet's own; the sidebar has the key `status`.
_KEYS = {"status": "state"}
_LETTERS = 200
_MOST_OPTIONS = 150


@dataclass(frozen=True, slots=True)
class Shown:
    """The questions of one kind and session, and those of them that pass the filters."""

    kind: Kind
    period: Period
    source: Table[pl.DataFrame]
    filters: QuestionFilters
    found: FoundQuestions

    @property
    def rows(self) -> pl.DataFrame:
        """The questions that pass."""
        return self.found.rows

    @property
    def table(self) -> pl.DataFrame:
        """All of the kind and session."""
        return self.source.content

    @property
    def fetched_at(self) -> datetime:
        """The age (UTC) of the oldest part."""
        return self.source.fetched_at


def chosen_questions(context: Context) -> Shown:
    """Draw the choices of kind, session and filters; ends the page while rows are loaded."""
    kind = _chosen_kind(context)
    period = chosen_period(context, periods(context), years=False)
    table = shown(context, period_questions(kind, period, danish_now()))
    filters = QuestionFilters()
    if table.content.is_empty():
        return Shown(kind, period, table, filters, find_questions(table.content, filters))
    filters, found = _filtered(context, table.content)
    return Shown(kind, period, table, filters, found)


def described(context: Context, shown: Shown) -> tuple[tuple[str, str], ...]:
    """Label and value of each choice, for the readme of a file."""
    t, filters = context.t, shown.filters
    pairs = [
        ("questions.kind", t(f"questions.kinds.{shown.kind}")),
        ("votes.session", shown.period.title),
        ("votes.search", filters.text),
    ]
    for facet, values in filters.chosen.items():
        words = ", ".join(_label(context, facet, value) for value in values)
        pairs.append((f"questions.{_KEYS.get(facet, facet)}", words))
    pairs += [
        ("questions.from", date_text(filters.start, context.lang) if filters.start else ""),
        ("questions.to", date_text(filters.end, context.lang) if filters.end else ""),
    ]
    return tuple((t(key), value) for key, value in pairs if value)


def _chosen_kind(context: Context) -> Kind:
    chosen = address.one_of(
        st.segmented_control,
        context.t("questions.kind"),
        KINDS,
        key="kind",
        default=KINDS[0],
        required=True,
        format_func=lambda kind: context.t(f"questions.kinds.{kind}"),
        label_visibility="collapsed",
    )
    return "committee" if chosen == "committee" else "s20"


def _filtered(context: Context, table: pl.DataFrame) -> tuple[QuestionFilters, FoundQuestions]:
    t = context.t
    text = address.words(
        st.text_input,
        t("votes.search"),
        key="q",
        max_chars=_LETTERS,
        placeholder=t("questions.search_hint"),
    )
    every = find_questions(table, QuestionFilters()).counts
    chosen = _held(every)
    first, last = _days(table)
    filters = QuestionFilters(
        text, chosen, _held_day("from", first, last), _held_day("to", first, last)
    )
    found = find_questions(table, filters)
    if not every["status"].is_empty():
        _many(st.pills, context, "status", found, filters, selection_mode="multi", wrap=True)
    facets = [name for name in FACETS if name != "status" and not every[name].is_empty()]
    for place, facet in zip(st.columns(max(len(facets), 1)), facets, strict=False):
        _many(
            place.multiselect, context, facet, found, filters, placeholder=t("common.all")
        )  # fmt: skip
    if first and last:
        start, end, _ = st.columns([1, 1, 2])
        bounds: dict[str, Any] = {"first": first, "last": last, "format": "DD.MM.YYYY"}
        address.day(start.date_input, t("questions.from"), key="from", **bounds)
        address.day(end.date_input, t("questions.to"), key="to", **bounds)
    tell_ignored(context)
    if filters.start and filters.end and filters.start > filters.end:
        st.warning(t("questions.wrong_days"), icon=":material/date_range:")
    return filters, found


def _held(every: Any) -> dict[str, tuple[str, ...]]:
    chosen = {}
    for facet in FACETS:
        known = set(every[facet]["value"].to_list())
        asked = address.held(_KEYS.get(facet, facet))
        if values := tuple(dict.fromkeys(value for value in asked if value in known)):
            chosen[facet] = values
    return chosen


def _days(table: pl.DataFrame) -> tuple[date | None, date | None]:
    first, last = table.select(pl.col("asked").min(), pl.col("asked").max().alias("last")).row(0)
    return first, last


def _held_day(key: str, first: date | None, last: date | None) -> date | None:
    day = read_day(next(iter(address.held(key)), ""))
    return day if day and first and last and first <= day <= last else None


def _label(context: Context, facet: str, value: str) -> str:
    return context.t(f"questions.status.{value}") if facet == "status" else value


def _many(
    widget: Any, context: Context, facet: str, found: FoundQuestions, filters: QuestionFilters,
    **settings: Any,
) -> None:  # fmt: skip
    """A choice of several values, each with its number: those chosen, and the most frequent."""
    key, counts = _KEYS.get(facet, facet), dict(found.counts[facet].iter_rows())
    chosen = filters.chosen.get(facet, ())
    order = [status for status in STATUSES if status in counts] if facet == "status" else counts
    values = list(dict.fromkeys([*list(order)[:_MOST_OPTIONS], *chosen]))
    names = {
        value: f"{_label(context, facet, value)} ({number(counts.get(value, 0), context.lang)})"
        for value in values
    }
    address.show_new_labels(key, names)
    address.many_of(
        widget, context.t(f"questions.{key}"), values, key=key, format_func=names.__getitem__,
        **settings,
    )  # fmt: skip
