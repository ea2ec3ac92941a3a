"""The choices of the questions page: kind, session and filters, and the rows that pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from core.filters.engine import Chosen, Found
from core.filters.questions import QUESTIONS
from core.parliament.calendar.periods import Period
from core.parliament.questions.questions import KINDS, Kind
from core.tables.questions import period_questions
from core.tables.table import Table
from core.times import danish_now
from core.ui.parts.filters import Panel, segments
from core.ui.parts.shown_cases import chosen_period, periods
from core.ui.parts.waiting import shown
from core.ui.shell.context import Context


@dataclass(frozen=True, slots=True)
class Shown:
    """The questions of one kind and session, and those of them that pass the filters."""

    kind: Kind
    period: Period
    source: Table[pl.DataFrame]
    chosen: Chosen
    found: Found

    @property
    def rows(self) -> pl.DataFrame:
        """The questions that pass."""
        return self.found.rows

    @property
    def table(self) -> pl.DataFrame:
        """All questions of the kind and session."""
        return self.source.content

    @property
    def fetched_at(self) -> datetime:
        """When the oldest part was fetched (UTC)."""
        return self.source.fetched_at


def chosen_questions(context: Context) -> Shown:
    """Draw the choices of kind, session and filters; ends the page while rows are loaded."""
    kind = _chosen_kind(context)
    period = chosen_period(context, periods(context), years=False)
    table = shown(context, period_questions(kind, period, danish_now()))
    if table.content.is_empty():
        return Shown(kind, period, table, Chosen(), Found(table.content, {}))
    return Shown(kind, period, table, *_filtered(context, table.content))


def described(context: Context, shown: Shown) -> tuple[tuple[str, str], ...]:
    """Label and value of each choice, for the readme of a file."""
    return (
        (context.t("questions.kind"), context.t(f"questions.kinds.{shown.kind}")),
        (context.t("votes.session"), shown.period.title),
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


def _filtered(context: Context, table: pl.DataFrame) -> tuple[Chosen, Found]:
    panel = Panel(context, QUESTIONS, table)
    found = panel.find()
    panel.row("q")
    panel.row("state")
    panel.row(*panel.offered("minister", "asker", "party", "committee"))
    panel.row("from", "to", shares=(1, 1, 2))
    return panel.done(wrong_days="questions.wrong_days"), found
