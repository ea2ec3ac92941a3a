"""A loaded result on the explore page: its rows, a chart of a column, a summary of all columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from core.analysis.summary import (
    count_by,
    kind_of_column,
    over_time,
    spread,
    summary,
    unit_for,
)
from core.charts.chart import Chart
from core.charts.explore import counts_chart, spread_chart, times_chart, value_label
from core.export.raw import column_text
from core.language import Lang, number
from core.oda.query.flat import COUNT
from core.oda.schema.entities import Entity
from core.oda.schema.paths import resolve_navigation
from core.tables.table import Table, worked_out
from core.ui.pages.explore.builder_state import lookup_of
from core.ui.pages.explore.explorer import Result
from core.ui.pages.explore.facets import with_names
from core.ui.pages.explore.names import lookup_names
from core.ui.parts.chart import chart
from core.ui.parts.table import sent
from core.ui.shell import address
from core.ui.shell.context import Context
from core.ui.shell.messages import tell_unheeded

ROWS = ("1000", "10000")
_PATIENCE = 1.5  # seconds to wait for the names of a lookup set
_MOST_CHART_COLUMNS = 60


def chosen_table(context: Context, result: Result) -> tuple[Table[pl.DataFrame], Entity]:
    """Draw the choice of a table of the result; returns its rows and their entity set."""
    path = ""
    if len(result.tables) > 1:
        names = {"": result.query.name} | {p: p for p in result.tables if p}
        path = (
            address.one_of(
                st.selectbox,
                context.t("explore.table"),
                list(names),
                key="table",
                default="",
                format_func=names.__getitem__,
            )
            or ""
        )
    owner = result.query.entity
    return result.table(path), resolve_navigation(owner, path) if path else owner


def rows_grid(
    context: Context, frame: pl.DataFrame, owner: Entity, named: Mapping[str, Mapping[int, str]]
) -> None:
    """Draw the rows in their order: first a thousand, at most ten thousand.

    `named` has the names of ids, which are drawn beside these.
    """
    t = context.t
    most = int(ROWS[0])
    if frame.height > most:
        chosen = address.one_of(
            st.segmented_control,
            t("explore.rows"),
            list(ROWS),
            key="rows",
            default=ROWS[0],
            format_func=lambda n: number(int(n), context.lang),
        )
        most = int(chosen or ROWS[0])
        if frame.height > most:
            st.caption(t("votes.first_rows", rows=most, n=frame.height))
    shown = with_names(context, frame.head(most), named)
    st.dataframe(
        sent(shown, _CELL),
        lazy=False,
        column_config={
            name: _column(context, frame, owner, name) if name in frame.columns else name
            for name in shown.columns
        },
        hide_index=True,
        height=460,
        placeholder="–",
        key="explore_grid",
        alt=t("explore.table_alt", n=min(most, frame.height), name=owner.name),
    )


def _column(context: Context, frame: pl.DataFrame, owner: Entity, name: str) -> Any:
    words = column_text(owner, name, context.lang)
    kind = kind_of_column(frame[name])
    if kind == "time":
        return st.column_config.DatetimeColumn(
            name, help=words, format=f"{context.t('time.digits')} HH:mm"
        )
    if kind == "number":
        return st.column_config.NumberColumn(name, help=words, format="%d")
    return st.column_config.Column(name, help=words, width=280 if kind == "text" else None)


def summary_table(context: Context, table: Table[pl.DataFrame], owner: Entity) -> None:
    """A row per column: type, empty, distinct, least, greatest, most frequent."""
    t, frame = context.t, table.content
    lines = _summary(table).with_columns(
        kind=pl.col("kind").replace_strict(
            {kind: t(f"explore.kind.{kind}") for kind in _KINDS}, default=None
        ),
        meaning=pl.Series([column_text(owner, name, context.lang) for name in frame.columns]),
    )
    number_of = st.column_config.NumberColumn
    text_of = st.column_config.TextColumn
    st.caption(t("explore.summary_note", n=frame.height))
    st.dataframe(
        lines.select(
            "column",
            "meaning",
            "kind",
            "n",
            "nulls",
            "distinct",
            "least",
            "most",
            "frequent",
            "frequent_n",
        ),
        column_config={
            "column": text_of(t("explore.column")),
            "meaning": text_of(t("explore.meaning"), width=240),
            "kind": text_of(t("explore.type"), width="small"),
            "n": number_of(t("explore.filled"), format="localized"),
            "nulls": number_of(t("explore.nulls"), format="localized"),
            "distinct": number_of(t("explore.distinct"), format="localized"),
            "least": text_of(t("explore.least")),
            "most": text_of(t("explore.greatest")),
            "frequent": text_of(t("explore.frequent")),
            "frequent_n": number_of(t("explore.frequent_n"), format="localized"),
        },
        hide_index=True,
        placeholder="–",
        key="explore_summary",
        alt=t("explore.summary_alt", n=frame.width),
    )


_CELL = 1_000  # letters of a text; more than in other tables, as single rows are read here
_KINDS = ("number", "text", "time", "boolean", "unknown")


@worked_out(30)
def _summary(table: Table[pl.DataFrame]) -> pl.DataFrame:
    return summary(table.content)


def quick_chart(context: Context, frame: pl.DataFrame, owner: Entity) -> None:
    """A chart of one column, which the visitor chooses, with its figures in words."""
    t = context.t
    options = chart_options(frame, owner)
    current = st.session_state.get("chart")
    if current is not None and current not in options:  # the set has changed
        del st.session_state["chart"]
        st.query_params.pop("chart", None)
    chosen = address.one_of(
        st.selectbox,
        t("explore.chart"),
        options,
        key="chart",
        default=options[0],
        format_func=lambda option: _option_label(context, option),
    )
    tell_unheeded(context.lang)
    kind, _, column = (chosen or options[0]).partition(":")
    drawn, counts = _drawn(context, frame, owner, kind, column)
    if drawn is None:
        st.info(t("explore.nothing_to_draw"), icon=":material/bar_chart_off:")
        return
    chart(drawn)
    left_out = 0 if kind == "count" else frame[column].null_count()
    words = t("explore.shown", n=frame.height - left_out, name=owner.name)
    st.caption(f"{words} · {t('explore.left_out', n=left_out)}" if left_out else words)
    with st.expander(t("explore.figures"), icon=":material/table_rows:"):
        st.dataframe(
            _in_words(counts, context.lang),
            hide_index=True,
            key="explore_counts",
            alt=t("explore.figures"),
            column_config={
                "value": st.column_config.TextColumn(t("explore.value")),
                "start": st.column_config.DateColumn(
                    t("explore.first"), format=context.t("time.digits")
                ),
                "low": st.column_config.NumberColumn(t("explore.first"), format="localized"),
                "high": st.column_config.NumberColumn(t("explore.before"), format="localized"),
                "n": st.column_config.NumberColumn(t("explore.rows_axis"), format="localized"),
            },
        )


def _drawn(
    context: Context, frame: pl.DataFrame, owner: Entity, kind: str, column: str
) -> tuple[Chart | None, pl.DataFrame]:
    """The chart, or None if the column has nothing to draw, and its figures."""
    if kind == "time":
        counts, lang = over_time(frame, column), context.lang
        first, last = frame[column].min(), frame[column].max()
        if not isinstance(first, date) or not isinstance(last, date):
            return None, counts
        return times_chart(counts, column, unit_for(first, last), lang), counts
    if kind == "spread":
        counts = spread(frame, column)
        return (None if counts.is_empty() else spread_chart(counts, column, context.lang)), counts
    counts = _named(context, owner, column, count_by(frame, column))
    return (None if counts.is_empty() else counts_chart(counts, column, context.lang)), counts


def chart_options(frame: pl.DataFrame, owner: Entity) -> list[str]:
    """The charts of a table, such as `count:typeid`, the most informative first."""
    first, second, third = [], [], []
    for name in frame.columns[:_MOST_CHART_COLUMNS]:
        kind = kind_of_column(frame[name])
        named = name.rpartition("/")[2] != COUNT and "/" not in name
        if kind == "time":
            second.append(f"time:{name}")
        elif named and kind == "number" and lookup_of(owner, name) is not None:
            first.append(f"count:{name}")
        elif kind == "number":
            third += [f"spread:{name}", f"count:{name}"]
        elif kind == "boolean":
            first.append(f"count:{name}")
        else:
            third.append(f"count:{name}")
    return [*first, *second, *third]


def _option_label(context: Context, option: str) -> str:
    kind, _, column = option.partition(":")
    return context.t(f"explore.chart_{kind}", name=column)


def _named(context: Context, owner: Entity, column: str, counts: pl.DataFrame) -> pl.DataFrame:
    """The counts with names in place of ids of a lookup set, and words for true and false."""
    words = {"true": context.t("common.yes"), "false": context.t("common.no")}
    lookup = None if column.endswith(f"/{COUNT}") else lookup_of(owner, column)
    if lookup is not None:
        names = lookup_names(context, lookup, _PATIENCE)
        words = {str(number): f"{name} ({number})" for number, name in names.items()}
    return counts.with_columns(
        pl.when("rest").then(pl.col("value")).otherwise(pl.col("value").replace(words))
    )


def _in_words(counts: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    if "rest" not in counts.columns:
        return counts
    labels = [value_label(row, lang) for row in counts.iter_rows(named=True)]
    return pl.DataFrame({"value": labels, "n": counts["n"]})
