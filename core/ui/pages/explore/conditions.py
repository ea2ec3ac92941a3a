"""The conditions of the builder: a row of widgets each, which depend on the kind of field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import streamlit as st

from core.language import Lang
from core.oda.schema.descriptions import field_text
from core.oda.schema.entities import LARGEST_INT, Entity
from core.oda.schema.paths import resolve_field
from core.ui.pages.explore.builder_state import (
    OPERATIONS,
    RAW,
    Clause,
    Value,
    filter_paths,
    lookup_of,
    path_kind,
)
from core.ui.pages.explore.names import lookup_names
from core.ui.shell.context import Context

_MOST_CLAUSES = 20
_LONGEST_NUMBER = 11
_FIRST_DAY, _LAST_DAY = date(1849, 6, 5), date(2999, 12, 31)
_LABEL_LETTERS = 60
_PATIENCE = 2.0  # seconds to wait for the names of a lookup set; without them its ids are shown


def field_label(owner: Entity, path: str, lang: Lang) -> str:
    """A field, possibly of an expanded set, with the beginning of its meaning."""
    words = field_text(resolve_field(owner, path, through_many=True), lang)
    label = f"{path}: {words}" if words else path
    return shortened(label)


def shortened(label: str) -> str:
    """A label cut to fit in a list."""
    return label if len(label) <= _LABEL_LETTERS else f"{label[: _LABEL_LETTERS - 1]}…"


def prime_clauses(clauses: Iterable[Clause]) -> None:
    """Set the widgets to these conditions, before they are drawn in this run."""
    memory = st.session_state
    rows = memory["_explore_rows"] = []
    for clause in clauses:
        row = _new_row()
        rows.append(row)
        memory[f"explore_path_{row}"] = RAW if clause.op == RAW else clause.path
        if clause.op != RAW:
            memory[f"explore_op_{row}_{clause.path}"] = clause.op
        key = f"explore_value_{row}_{clause.path}_{clause.op}"
        if clause.op == "in":
            memory[key] = [str(value) for value in clause.values]
        elif clause.op in ("between", "days"):
            memory[f"{key}_1"], memory[f"{key}_2"] = clause.values
        elif clause.values:
            memory[key] = clause.values[0]


def draw_clauses(context: Context, owner: Entity) -> list[Clause]:
    """Draw the conditions, a row each, and return those that are filled in."""
    t = context.t
    rows: list[int] = st.session_state["_explore_rows"]
    st.markdown(f"**{t('explore.filters')}**")
    found = []
    for row in rows:
        with st.container(key=f"explore_row_{row}"):
            clause = _clause(context, owner, row)
        if clause is not None:
            found.append(clause)
    if len(rows) < _MOST_CLAUSES:
        st.button(
            t("explore.add_filter"),
            icon=":material/add:",
            key="explore_add",
            on_click=lambda: rows.append(_new_row()),
        )
    return found


def _clause(context: Context, owner: Entity, row: int) -> Clause | None:
    """Draw one condition: field, operation, value. None until it is filled in."""
    t = context.t
    where, how, what, gone = st.columns([7, 4, 7, 3], vertical_alignment="bottom")
    current = st.session_state.get(f"explore_path_{row}")
    also = [current] if current and current != RAW else []
    path = where.selectbox(
        t("explore.field"),
        [*filter_paths(owner, also), RAW],
        index=None,
        key=f"explore_path_{row}",
        format_func=lambda p: t("explore.raw") if p == RAW else field_label(owner, p, context.lang),
        placeholder=t("explore.choose_field"),
    )
    gone.button(
        t("explore.remove"),
        icon=":material/close:",
        key=f"explore_remove_{row}",
        on_click=lambda: st.session_state["_explore_rows"].remove(row),
        help=t("explore.remove_help"),
    )
    if path is None:
        return None
    if path == RAW:
        key = f"explore_value_{row}__{RAW}"
        text = what.text_input(t("explore.raw_text"), key=key, max_chars=1_000)
        return Clause("", RAW, (text,)) if text and text.strip() else None
    op = how.selectbox(
        t("explore.operation"),
        OPERATIONS[path_kind(owner, path)],
        key=f"explore_op_{row}_{path}",
        format_func=lambda name: t(f"explore.op.{name}"),
    )
    values = _values(context, owner, path, op, f"explore_value_{row}_{path}_{op}", what)
    return None if values is None else Clause(path, op, values)


def _values(
    context: Context, owner: Entity, path: str, op: str, key: str, place: Any
) -> tuple[Value, ...] | None:
    """Draw the values of an operation; None until they are filled in."""
    t = context.t
    match op:
        case "null" | "not_null" | "yes" | "no":
            return ()
        case "in":
            names = _names(context, owner, path)
            others = [v for v in st.session_state.get(key, []) if v not in names]
            chosen = place.multiselect(
                t("explore.value"),
                [*names, *others],
                key=key,
                format_func=lambda v: f"{names[v]} ({v})" if v in names else v,
                placeholder=t("explore.choose"),
                accept_new_options=not names,
            )
            return tuple(dict.fromkeys(int(v) for v in chosen if _is_number(v))) or None
        case "contains" | "starts" | "ends" | "equals":
            text = place.text_input(t("explore.value"), key=key, max_chars=200)
            return (text,) if text else None
        case "from" | "until" | "on":
            day = _day(context, place, t("explore.value"), key)
            return None if day is None else (day,)
        case "days":
            start, end = place.columns(2)
            first = _day(context, start, t("explore.first"), f"{key}_1")
            last = _day(context, end, t("explore.last"), f"{key}_2")
            return None if first is None or last is None else (first, last)
        case "between":
            start, end = place.columns(2)
            low = _number(start, t("explore.first"), f"{key}_1")
            high = _number(end, t("explore.last"), f"{key}_2")
            return None if low is None or high is None else (low, high)
    number = _number(place, t("explore.value"), key)
    return None if number is None else (number,)


def _names(context: Context, owner: Entity, path: str) -> dict[str, str]:
    lookup = lookup_of(owner, path)
    if lookup is None:
        return {}
    names = lookup_names(context, lookup, _PATIENCE)
    return {str(number): name for number, name in names.items()}


def _day(context: Context, place: Any, label: str, key: str) -> date | None:
    current = st.session_state.get(key)
    # A link may have days that the picker does not offer; they are not changed.
    bounds = {
        "min_value": min(current or _FIRST_DAY, _FIRST_DAY),
        "max_value": max(current or _LAST_DAY, _LAST_DAY),
    }
    day = place.date_input(label, value=None, key=key, format=context.t("time.digits"), **bounds)
    return day if isinstance(day, date) else None


def _number(place: Any, label: str, key: str) -> int | None:
    found: int | None = place.number_input(
        label, value=None, key=key, min_value=-LARGEST_INT - 1, max_value=LARGEST_INT, step=1
    )
    return found


def _is_number(text: str) -> bool:
    return (
        len(text) <= _LONGEST_NUMBER
        and text.isascii()
        and text.removeprefix("-").isdigit()
        and abs(int(text)) <= LARGEST_INT
    )


def _new_row() -> int:
    number: int = st.session_state.get("_explore_next", 0)
    st.session_state["_explore_next"] = number + 1
    return number
