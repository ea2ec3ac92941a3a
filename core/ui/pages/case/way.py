"""The way of a case through Parliament: its stages, what comes next, and all its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape as html_text
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from core.language import UNKNOWN, date_text
from core.parliament.cases.one_case import CaseFile
from core.parliament.cases.process import ANNOUNCED
from core.parliament.cases.way import Stage, coming_steps, stages
from core.parliament.texts.lookups import lookup_words
from core.tables.table import Table
from core.times import danish_now
from core.ui.parts.links import Row, link_list
from core.ui.parts.offers import Addresses
from core.ui.parts.table import downloads, source_line
from core.ui.shell.context import Context, escape

_STYLE = (Path(__file__).parent / "stages.css").read_text(encoding="utf-8")


def way_section(context: Context, case: Table[CaseFile]) -> None:
    """The stages with their days as a bar, and what comes next."""
    t, file, today = context.t, case.content, danish_now().date()
    found = stages(file, today)
    if found:
        st.subheader(t("case.way"))
        st.html(f"<style>{_STYLE}</style>{_bar(context, found)}")
    if any(stage.shared for stage in found):
        whole = file.related.filter(relation="divided_from")["number"].drop_nulls()
        name = next(iter(whole), "") or t("case.untitled")
        st.caption(escape(t("case.shared", name=name)))
    coming = coming_steps(file, today)
    if not coming.is_empty():
        step = coming.row(0, named=True)
        said = t("case.next", step=_name(context, step), date=_day(context, step["date"]))
        st.markdown(escape(said))


def steps_section(context: Context, case: Table[CaseFile]) -> None:
    """All steps, the oldest first, and the way to take them away."""
    t, file, today = context.t, case.content, danish_now().date()
    st.subheader(t("case.steps"))
    if file.steps.is_empty():
        st.caption(t("case.no_steps"))
    else:
        coming = coming_steps(file, today)["step_id"].to_list()
        said = t("case.steps_n", n=file.steps.height, coming=len(coming))
        source_line(context, case.fetched_at, f"{said} · {t('case.steps_order')}")
        rows = [
            _step(context, step, ahead=step["step_id"] in coming)
            for step in file.steps.iter_rows(named=True)
        ]
        link_list(context, rows, key="steps", label=said)
        st.caption(t("case.steps_roles"))
    named = file.steps.with_columns(
        pl.lit(file.case["number"], pl.String).alias("number"),
        pl.lit(file.case["period"], pl.String).alias("period"),
    )
    downloads(
        context,
        "steps",
        named,
        case,
        session=file.case["period"] or None,
        filters=((t("page.case"), f"{file.case['case_id']}: {file.case['short_title']}"),),
        at=Addresses(None, thing=f"cases/{file.case['case_id']}"),
    )


def _step(context: Context, step: Mapping[str, Any], *, ahead: bool) -> Row:
    """A step: day, name, kind and status; a debate that can be read is a link to it."""
    t = context.t
    name, lang, status = _name(context, step), context.lang, step["status"] or ""
    kind = "" if step["type"] and step["type"] in (step["title"] or step["type"]) else step["type"]
    facts = [lookup_words("step", kind, lang), lookup_words("step_status", status, lang)]
    if status.lower() == ANNOUNCED and not ahead:
        facts.append(t("case.held_anyway" if step["held"] else "case.held_unknown"))
    return Row(
        step["url"] or "",
        name,
        when=date_text(step["date"], context.lang),
        facts=tuple(facts),
        badges=(t("case.ahead"),) if ahead else (),
    )


def _name(context: Context, step: Mapping[str, Any]) -> str:
    said = lookup_words("step", step["title"] or step["type"], context.lang)
    return said or context.t("case.untitled_step")


def _bar(context: Context, found: Sequence[Stage]) -> str:
    """The stages as a list in HTML; all texts are escaped."""
    t = context.t
    items = []
    for stage in found:
        words = [_span("name", t(f"case.stage.{stage.name}"))]
        if stage.state == "open":
            words.append(_span("day", t("case.not_yet")))
        else:
            day = _day(context, stage.day)
            words.append(
                _span("day", t("case.planned", date=day) if stage.state == "ahead" else day)
            )
        if stage.days is not None:
            words.append(_span("days", t("case.days_after", n=stage.days)))
        if stage.shared:
            words.append(_span("days", t("case.shared_stage")))
        items.append(f'<li class="{stage.state}">{"".join(words)}</li>')
    return f'<ol class="tb-stages">{"".join(items)}</ol>'


def _span(kind: str, words: str) -> str:
    return f'<span class="{kind}">{html_text(words)}</span>'


def _day(context: Context, day: Any) -> str:
    return UNKNOWN if day is None else date_text(day, context.lang)
