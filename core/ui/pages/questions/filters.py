"""The choices of the questions page: kind, session and filters, and the rows that pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.filters.engine import Chosen, Found
from core.filters.orders import ordered
from core.filters.questions import QUESTIONS
from core.parliament.calendar.periods import Period
from core.parliament.questions.questions import KINDS, Kind
from core.tables.questions import period_questions
from core.tables.table import Table
from core.times import danish_now
from core.ui.parts.filters import Panel, Row, segments
from core.ui.parts.orders import order_choice
from core.ui.parts.shown_cases import chosen_period, periods
from core.ui.parts.waiting import shown
from core.ui.shell.context import Context


@dataclass(frozen=True, slots=True)
class Shown:
    """The questions of one kind and session, and those that pass the filters, in an order."""

    kind: Kind
    period: Period
    source: Table[pl.DataFrame]
    chosen: Chosen
    rows: pl.DataFrame
    order: str = "newest"

    @property
    def table(self) -> pl.DataFrame:
        """All questions of the kind and session."""
        return self.source.content

    @property
    def fetched_at(self) -> datetime:
        """When the oldest part was fetched (UTC)."""
        return self.source.fetched_at


def chosen_questions(context: Context) -> Shown:
    """Draw the choices of kind, session, order and filters; ends the page while rows are loaded."""
    kind = _chosen_kind(context)
    bar = st.container(horizontal=True)
    with bar:
        period = chosen_period(context, periods(context), years=False)
    table = shown(context, period_questions(kind, period, danish_now()))
    if table.content.is_empty():
        return Shown(kind, period, table, Chosen(), table.content)
    chosen, found = _filtered(context, table.content, bar)
    with bar:
        order = order_choice(context, "questions")
    return Shown(kind, period, table, chosen, ordered(found.rows, "questions", order), order)


def described(context: Context, shown: Shown) -> tuple[tuple[str, str], ...]:
    """Label and value of each choice, for the readme of a file."""
    return (
        (context.t("questions.kind"), context.t(f"questions.kinds.{shown.kind}")),
        (context.t("votes.session"), shown.period.named(context.lang)),
        *QUESTIONS.described(shown.table, shown.chosen, context.lang),
    )


def _chosen_kind(context: Context) -> Kind:
    return segments(
        context,
        "questions.kind",
        KINDS,
        key="kind",
        format_func=lambda kind: context.t(f"questions.kinds.{kind}"),
        label_visibility="collapsed",
    )


def _filtered(context: Context, table: pl.DataFrame, bar: DeltaGenerator) -> tuple[Chosen, Found]:
    panel = Panel(context, QUESTIONS, table)
    found = panel.find("state")
    with bar:
        panel.bar("q")
    panel.line(
        "state",
        drawer=(Row(("minister", "asker")), Row(("party", "committee")), Row(("from", "to"))),
    )
    return panel.done(wrong_days="questions.wrong_days"), found
