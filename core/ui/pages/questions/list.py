"""The parts of the questions page: figures on answers and times, and the list of questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from core.analysis.questions import answer_days, answer_figures, by_month
from core.charts.questions import BINS, days_chart, months_chart
from core.filters.questions import QUESTIONS
from core.language import number
from core.parliament.calendar.periods import Period
from core.tables.questions import period_questions
from core.times import danish_now
from core.ui.pages.questions.filters import Shown, described
from core.ui.parts.chart import chart
from core.ui.parts.nothing import DAYS, none_match, offer_sessions
from core.ui.parts.offers import Addresses, calendar, feed
from core.ui.parts.shown_cases import periods
from core.ui.parts.table import downloads, grid, source_line
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import PageEnds
from core.ui.shell.router import PAGES, page_file

# More than anybody reads, yet few enough to send again at every change of a filter.
MOST_ROWS = 500
_FEW = 12
METHOD = {
    "s20": ("asked", "deadline", "oral", "withdrawn", "preliminary", "time", "party"),
    "committee": ("asked", "deadline", "preliminary", "hearing", "time", "party", "committee"),
}
"""The explanations of each kind of question, by the names of their texts."""
_COLUMNS = (
    "asked", "number", "title", "status", "days", "minister", "asker", "asker_party", "final",
    "preliminary", "due", "committee", "url",
)  # fmt: skip
_FIGURES = (
    "minister", "questions", "open", "overdue", "n", "median", "p10", "p90", "answered",
    "only_preliminary", "late", "undated",
)  # fmt: skip


def nothing_to_show(context: Context, shown: Shown) -> None:
    """If there are no questions, say why and end the page."""
    if shown.rows.is_empty():
        if shown.table.is_empty():
            st.info(context.t("questions.none_in_session"), icon=":material/filter_alt_off:")
        else:
            none_match(context, "questions.none_match", shown.chosen)
        others = [p for p in periods(context) if not p.year and p.code != shown.period.code]
        titles = {period.code: period.title for period in others}
        counts, text = _elsewhere(context, shown, others), shown.chosen.first("q")
        offer_sessions(context, counts, titles, (), together=False, text=text)
        raise PageEnds


def _elsewhere(context: Context, shown: Shown, others: Sequence[Period]) -> dict[str, int]:
    """The number of questions of that kind that pass in the other stored sessions, by code."""
    now = danish_now()
    chosen = shown.chosen.without(*DAYS)
    counts: dict[str, int] = {}
    for period in others:
        there = context.source.tables.read(period_questions(shown.kind, period, now))
        if there is not None:
            counts[period.code] = QUESTIONS.apply(there.content, chosen).height
    return counts


def which(context: Context, shown: Shown) -> str:
    """A sentence on the questions that the figures are about, with n."""
    return context.t(
        "questions.shown",
        n=shown.rows.height,
        total=shown.table.height,
        kind=context.t(f"questions.kinds.{shown.kind}"),
        session=shown.period.title,
    )


def headline(context: Context, shown: Shown) -> None:
    """Six figures on the status of the questions."""
    t, lang = context.t, context.lang
    row = answer_figures(shown.rows).row(0, named=True)
    median = row["median"]
    known = shown.rows["late"].count()
    late = t("questions.of_late", late=number(row["late"], lang), n=known) if known else "–"
    days = "–"
    if median is not None:
        words = number(median, lang, 0 if median % 1 == 0 else 1)
        days = t("questions.days_value", n=1 if median == 1 else 2, days=words)
    figures = {
        **{name: number(row[name], lang) for name in ("answered", "preliminary", "open")},
        "overdue": number(row["overdue"], lang),
        "late": late,
        "median": days,
    }
    names = list(figures)
    for several in (names[:3], names[3:]):
        for place, name in zip(st.columns(3), several, strict=True):
            place.metric(t(f"questions.metric_{name}"), figures[name], border=True)
    source_line(context, shown.fetched_at, which(context, shown))


def months_section(context: Context, shown: Shown) -> None:
    """The questions by month and status."""
    t = context.t
    st.subheader(t("questions.months"))
    months = by_month(shown.rows)
    if months.is_empty():
        st.info(t("questions.no_months"), icon=":material/visibility_off:")
        return
    chart(months_chart(months, context.lang), "questions/months")
    source_line(context, shown.fetched_at, which(context, shown))
    if missing := shown.rows["asked"].null_count():
        st.caption(t("questions.undated_questions", n=missing))


def days_section(context: Context, shown: Shown) -> None:
    """The distribution of the days to final and to preliminary answers."""
    t, lang = context.t, context.lang
    st.subheader(t("questions.days"))
    width, most = BINS[shown.kind]
    days = answer_days(shown.rows, width, most)
    figures = answer_figures(shown.rows).row(0, named=True)
    if days.is_empty():
        st.info(t("questions.no_days"), icon=":material/visibility_off:")
    else:
        chart(days_chart(days, figures, width, most, lang), "questions/days")
        ends = {name: number(figures[name], lang, 1) for name in ("median", "p10", "p90")}
        parts = [t("questions.days_n", n=figures["n"], **ends)] if figures["n"] else []
        if figures["n_preliminary"]:
            early = number(figures["median_preliminary"], lang, 1)
            parts.append(t("questions.days_preliminary", n=figures["n_preliminary"], median=early))
        source_line(context, shown.fetched_at, " · ".join(parts))
    if figures["undated"]:
        st.caption(t("questions.undated", n=figures["undated"]))


def ministers_section(context: Context, shown: Shown) -> None:
    """For each minister the number of questions, their status, and the time to answer."""
    t = context.t
    figures = answer_figures(shown.rows, "minister")
    named = figures["minister"].count()
    if not named:
        return
    st.subheader(t("questions.ministers"))
    rows = figures.rename({"preliminary": "only_preliminary"}).select(_FIGURES)
    rows = rows.with_columns(pl.col("median", "p10", "p90").round(1))
    helped = ("late", "undated", "n")
    looks: dict[str, Any] = {
        name: st.column_config.NumberColumn(
            t(f"questions.column.{name}"),
            format="localized",
            help=t(f"questions.column.{name}_help") if name in helped else None,
        )
        for name in _FIGURES[1:]
    }
    looks["minister"] = st.column_config.TextColumn(t("questions.column.minister"), width=190)
    grid(
        context,
        rows,
        key="ministers_grid",
        alt=t("questions.ministers_alt", n=named),
        columns=looks,
    )
    source_line(
        context,
        shown.fetched_at,
        f"{which(context, shown)} · {t('questions.ministers_n', n=named)}",
    )
    st.caption(t("questions.ministers_help"))


def list_section(context: Context, shown: Shown) -> None:
    """The questions that pass, links to the chosen one, and the download."""
    t, rows = context.t, shown.rows
    st.subheader(t("questions.list"))
    source_line(context, shown.fetched_at, f"{which(context, shown)} · {t('questions.order')}")
    if rows.height > MOST_ROWS:
        st.caption(t("votes.first_rows", rows=MOST_ROWS, n=rows.height))
    unknown = rows["committee"].null_count() if shown.kind == "committee" else 0
    if unknown:
        st.caption(t("questions.no_committee", n=unknown))
    first = rows.head(MOST_ROWS)
    listed = shown_columns(context, first)
    looks = _looks(context, shown)
    place = grid(
        context,
        listed,
        key=f"questions_grid_{hash(tuple(first['question_id']))}",
        alt=t("questions.table_alt", n=rows.height),
        columns={name: looks[name] for name in listed.columns},
        height=460 if first.height > _FEW else "auto",
        select=True,
    )
    if place is None:
        st.caption(t("questions.open_hint"))
    else:
        _ways(context, first.row(place, named=True))
    downloads(
        context,
        "questions",
        rows,
        shown.source,
        session=shown.period.code,
        filters=described(context, shown),
        at=Addresses(
            follow=[
                feed("questions", t("follow.questions"), "questions"),
                calendar("deadlines", t("follow.deadlines"), "questions"),
            ]
        ),
    )


def shown_columns(context: Context, rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of the list, with codes in words and without empty columns."""
    words = {name: context.t(f"questions.status.{name}") for name in rows["status"].unique()}
    listed = rows.select(_COLUMNS).with_columns(pl.col("status").replace(words))
    always = ("asked", "number", "title", "status", "final", "days")
    return listed.select(
        name
        for name in listed.columns
        if name in always or listed[name].null_count() < listed.height
    )


def method_section(context: Context, shown: Shown) -> None:
    """Explanations of the figures: dates, deadlines, and kinds of answers."""
    with st.expander(context.t("questions.method"), icon=":material/function:"):
        said = (context.t(f"questions.method_{shown.kind}.{name}") for name in METHOD[shown.kind])
        st.markdown("\n".join(f"- {sentence}" for sentence in said))


def _ways(context: Context, question: dict[str, Any]) -> None:
    """Links to the case on its page here, if there is one, and to the question at ft.dk."""
    t, case_id, url = context.t, question["case_id"], question["url"]
    number_of = question["case_number"] or str(case_id)
    here = case_id is not None and any(page.name == "case" for page in PAGES)
    if here:
        st.page_link(
            page_file("case"),
            label=t("questions.chosen_case", number=escape(number_of)),
            icon=":material/description:",
            query_params={"id": str(case_id)},
        )
    name = question["number"] or question["title"] or ""
    if url:
        st.page_link(
            url, label=t("questions.chosen_ft", number=escape(name)), icon=":material/open_in_new:"
        )
    if not here and not url:
        st.caption(t("questions.chosen_none", number=escape(name)))


def _looks(context: Context, shown: Shown) -> dict[str, Any]:
    t, config = context.t, st.column_config
    widths = {
        "number": 80 if shown.kind == "s20" else 150,
        "title": 260,
        "status": 120,
        "minister": 150,
        "asker": 150,
        "asker_party": 55,
        "committee": 75,
    }
    looks: dict[str, Any] = {
        name: config.TextColumn(t(f"questions.column.{name}"), width=width)
        for name, width in widths.items()
    }
    for name in ("asked", "due", "preliminary", "final"):
        looks[name] = config.DateColumn(
            t(f"questions.column.{name}"), format="DD.MM.YYYY", width=110
        )
    looks["days"] = config.NumberColumn(
        t("questions.column.days"), help=t("questions.column.days_help"), width=65
    )
    looks["url"] = config.LinkColumn(
        t("questions.column.url"), display_text=":material/open_in_new:", width=60
    )
    return looks
