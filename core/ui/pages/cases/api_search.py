"""A search of cases at the API itself, for what is not stored here."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import polars as pl
import streamlit as st

from core.errors import QueryError
from core.jobs import Job
from core.oda.client import Answer
from core.oda.query.query import Query
from core.oda.query.query import field as oda
from core.parliament.cases.numbers import read_case_number
from core.parliament.cases.tables import short_title
from core.parliament.texts.plain import one_line, tidy
from core.service import Source
from core.ui.parts.shown_cases import periods
from core.ui.parts.table import grid, source_line
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import error_box, watch
from core.ui.shell.way import go

MOST = 100
_FEWEST_LETTERS = 2
_KEPT = 50
_FIELDS = ("id", "nummer", "titel", "titelkort", "periodeid", "opdateringsdato")


@dataclass(slots=True)
class _Answers:
    """The latest answers of this process, by address and query."""

    found: dict[tuple[str, Query], Answer] = field(default_factory=dict)

    def keep(self, key: tuple[str, Query], answer: Answer) -> None:
        while len(self.found) >= _KEPT:
            self.found.pop(next(iter(self.found)))
        self.found[key] = answer


@st.cache_resource(show_spinner=False)
def _answers() -> _Answers:
    return _Answers()


def search_query(text: str) -> Query:
    """The cases whose number is `text`, or whose title holds it, the latest changed first.

    Raises QueryError for text that cannot be asked about.
    """
    text = tidy(text)
    number = read_case_number(text)
    if number is not None:
        condition = oda("nummer") == str(number)
    else:
        condition = oda("titel").contains(text) | oda("titelkort").contains(text)
    return (
        Query("Sag").where(condition).select(*_FIELDS).order_by("opdateringsdato desc", "id desc")
        .top(MOST)
    )  # fmt: skip


def offer_api_search(context: Context, text: str, *, nothing: bool, missing: int) -> None:
    """Where something may be missing here: offer the API's own search, and show what it found."""
    if len(text.strip()) < _FEWEST_LETTERS or not (nothing or missing or address.held("api")):
        return
    t = context.t
    asked = address.flag(st.toggle, t("cases.ask_api"), key="api", help=t("cases.ask_api_help"))
    if not asked:
        return
    try:
        query = search_query(text)
    except QueryError:
        st.info(t("cases.api_cannot"), icon=":material/search_off:")
        return
    answer = _answer(context, query)
    if answer is not None:
        _show(context, answer)


def _answer(context: Context, query: Query) -> Answer | None:
    """The answer when it has come; else its progress, or why there is none."""
    source = context.source
    key = (source.settings.api_url, query)
    kept = _answers().found.get(key)
    if kept is not None:
        return kept
    name = f"search/{hash(key)}"
    job = context.service.jobs.get(name)
    if job is not None and not job.active and job.error is not None:
        error_box(job.error, context.lang)
        if not st.button(context.t("wait.again"), icon=":material/refresh:", key="ask_again"):
            return None
    job = context.service.jobs.start(name, partial(_ask, source, query))
    if job.active:
        watch(context, job, context.t("wait.api_search"))
        return None
    return _answers().found.get(key)


def _ask(source: Source, query: Query, job: Job) -> None:
    answer = source.client.fetch(query, progress=job.report, cancel=job.cancel)
    _answers().keep((source.settings.api_url, query), answer)


def _show(context: Context, answer: Answer) -> None:
    t = context.t
    if answer.frame.is_empty():
        st.info(t("cases.api_nothing"), icon=":material/search_off:")
        return
    names = {period.period_id: period.title for period in periods(context)}
    rows = answer.frame.select(
        one_line("nummer").alias("number"),
        short_title().alias("short_title"),
        pl.col("periodeid").replace_strict(names, default=None, return_dtype=pl.String)
        .alias("period"),
        pl.col("opdateringsdato").dt.date().alias("updated"),
    )  # fmt: skip
    st.subheader(t("cases.api_title"))
    source_line(context, answer.fetched_at, t("cases.api_found", n=rows.height, most=MOST))
    place = grid(
        context, rows, key=f"api_grid_{hash(tuple(answer.frame['id']))}",
        alt=t("cases.api_alt", n=rows.height), select=True,
        columns={
            "number": st.column_config.TextColumn(t("column.case_number"), width=90),
            "short_title": st.column_config.TextColumn(t("column.case_title"), width=420),
        },
    )  # fmt: skip
    st.caption(escape(t("cases.open_hint")))
    if place is not None:
        go("case", id=str(answer.frame["id"][place]))
