"""The table of meetings, used by several pages."""

from __future__ import annotations

from typing import Any, NoReturn

import polars as pl
import streamlit as st

from core.parliament.calendar.meetings import (
    STATUSES,
    TYPES,
)
from core.ui.parts.table import grid
from core.ui.shell.context import Context
from core.ui.shell.way import go

_COLUMNS = ("date", "time", "type", "title", "committee", "status", "place")


def meeting_grid(context: Context, rows: pl.DataFrame, key: str, alt: str, height: Any) -> None:
    """Draw meetings in the order given; choosing a row goes to its meeting."""
    t = context.t
    shown = shown_columns(context, rows)
    visible = [
        name for name in _COLUMNS if shown[name].null_count() < shown.height or name == "date"
    ]
    looks: dict[str, Any] = {
        "date": st.column_config.DateColumn(t("column.date"), format="DD.MM.YYYY", width=95),
        "time": st.column_config.TextColumn(t("column.time"), width=60),
        "title": st.column_config.TextColumn(t("column.title"), width=230),
    }
    place = grid(
        context,
        shown.select(visible),
        key=key,
        alt=alt,
        height=height,
        select=True,
        columns={name: look for name, look in looks.items() if name in visible},
    )
    if place is not None:
        open_meeting(rows, place)


def open_meeting(rows: pl.DataFrame, place: int) -> NoReturn:
    """Go to a meeting."""
    row = rows.row(place, named=True)
    go("meetings", id=str(row["meeting_id"]), session=str(row["session"]))


def shown_columns(context: Context, rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of the table, with codes in words."""
    t = context.t
    clock = pl.col("time")
    return rows.with_columns(
        pl.col("type_code").replace({n: t(f"meeting_type.{n}") for n in TYPES}).alias("type"),
        pl.col("status_code")
        .replace({n: t(f"meeting_status.{n}") for n in STATUSES})
        .alias("status"),
        clock.str.replace(":", ".", literal=True) if context.lang == "da" else clock,
    ).select(_COLUMNS)


def forget_unknown(key: str, options: list[str]) -> None:
    """Reset a widget, to read the address again, if its value is not among the options."""
    value = st.session_state.get(key)
    chosen = value if isinstance(value, (list, tuple)) else [value] if value else []
    if any(each not in options for each in chosen):
        del st.session_state[key]
