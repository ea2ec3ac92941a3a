"""The parts of the questions page that count: key figures, ministers, charts and the method."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from core.analysis.questions import answer_days, answer_figures, by_lateness, by_month
from core.charts.questions import BINS, days_chart, months_chart
from core.charts.shares import enough, share_words
from core.language import number, percent
from core.ui.pages.questions.filters import Shown
from core.ui.parts.chart import chart
from core.ui.parts.links import Row, here, link_list
from core.ui.parts.table import grid, source_line
from core.ui.shell.context import Context, escape

METHOD = {
    "s20": ("asked", "deadline", "oral", "withdrawn", "preliminary", "time", "party"),
    "committee": ("asked", "deadline", "preliminary", "hearing", "time", "party", "committee"),
}
"""The explanations of each kind of question, by the names of their texts."""
_MOST_MINISTERS = 12
_FEWEST_DRAWN = 5  # questions of a chart
_FIGURES = (
    "minister", "questions", "open", "overdue", "n", "median", "p10", "p90", "answered",
    "only_preliminary", "late", "n_late", "undated",
)  # fmt: skip


def which(context: Context, shown: Shown) -> str:
    """A sentence on the questions that the figures are about, with n."""
    return context.t(
        "questions.shown",
        n=shown.rows.height,
        total=shown.table.height,
        kind=context.t(f"questions.kinds.{shown.kind}"),
        session=shown.period.named(context.lang),
    )


def headline(context: Context, shown: Shown) -> None:
    """Which questions these are, and six figures on what became of them."""
    t, lang = context.t, context.lang
    row = answer_figures(shown.rows).row(0, named=True)
    source_line(context, shown.fetched_at, which(context, shown))
    names = ("answered", "preliminary", "open", "overdue")
    figures = {
        **{name: number(row[name], lang) for name in names},
        "late": late_words(context, row),
        "median": _days_words(context, row["median"]),
    }
    with st.container(horizontal=True, gap="medium"):
        for name, value in figures.items():
            label = t(f"questions.metric_{name}")
            st.markdown(f"**{escape(value)}**  \n:small[{label}]", width="content")


def late_words(context: Context, row: Mapping[str, Any]) -> str:
    """How many answers came late, of those where it is known; in per cent where that is enough."""
    late, n = row["late"], row["n_late"]
    if not n:
        return "–"
    words = context.t("common.part_of", part=number(late, context.lang), n=number(n, context.lang))
    return f"{percent(late / n, context.lang)} ({words})" if enough(n) else words


def ministers_section(context: Context, shown: Shown) -> None:
    """The ministers by how often they answered late, each a link to the questions to them."""
    t = context.t
    figures = answer_figures(shown.rows, "minister")
    named = figures["minister"].count()
    if not named or len(shown.chosen.values("minister")) == 1:
        return
    late = by_lateness(shown.rows)
    st.subheader(t("questions.ministers"))
    if late.is_empty() and figures["answered"].sum():
        st.caption(t("questions.none_late_known"))
    elif not late.is_empty():
        first = late.head(_MOST_MINISTERS)
        source_line(
            context,
            shown.fetched_at,
            t("questions.ministers_shown", n=answer_figures(shown.rows)["n_late"][0]),
        )
        link_list(
            context,
            [_minister(context, row) for row in first.iter_rows(named=True)],
            key="ministers",
            label=t("questions.ministers"),
            heads=(t("questions.late_share"),),
        )
    with st.expander(t("questions.ministers_table", n=named), icon=":material/table_rows:"):
        _ministers_table(context, figures, named)


def _minister(context: Context, row: Mapping[str, Any]) -> Row:
    t, minister = context.t, str(row["minister"])
    facts = [t("questions.asked_n", n=row["questions"])]
    if enough(row["n_late"]):
        facts.insert(0, t("questions.late_of", late=row["late"], n=row["n_late"]))
    if row["median"] is not None:
        facts.append(t("questions.median_days", days=_days_words(context, row["median"])))
    if row["overdue"]:
        facts.append(t("questions.overdue_n", n=row["overdue"]))
    return Row(
        here(minister=minister, page=""),
        minister,
        facts=tuple(facts),
        cells=(share_words(row["late"] / row["n_late"], row["n_late"], context.lang),),
    )


def _days_words(context: Context, days: float | None) -> str:
    if days is None:
        return "–"
    words = number(days, context.lang, 0 if days % 1 == 0 else 1)
    return context.t("questions.days_value", n=1 if days == 1 else 2, days=words)


def _ministers_table(context: Context, figures: pl.DataFrame, named: int) -> None:
    """For each minister the number of questions, their status, and the time to answer."""
    t = context.t
    rows = figures.rename({"preliminary": "only_preliminary"}).select(_FIGURES)
    rows = rows.with_columns(pl.col("median", "p10", "p90").round(1))
    helped = ("late", "n_late", "undated", "n")
    looks: dict[str, Any] = {
        name: st.column_config.NumberColumn(
            t(f"questions.column.{name}"),
            format="localized",
            help=t(f"questions.column.{name}_help") if name in helped else None,
        )
        for name in _FIGURES[1:]
    }
    looks["minister"] = st.column_config.TextColumn(t("questions.column.minister"), width=190)
    st.caption(t("questions.ministers_help"))
    grid(
        context,
        rows,
        key="ministers_grid",
        alt=t("questions.ministers_alt", n=named),
        columns=looks,
    )


def months_section(context: Context, shown: Shown) -> None:
    """The questions by month and status."""
    t = context.t
    if shown.rows.height < _FEWEST_DRAWN:
        return
    st.subheader(t("questions.months"))
    months = by_month(shown.rows)
    if months.is_empty():
        st.info(t("questions.no_months"), icon=":material/visibility_off:")
        return
    source_line(context, shown.fetched_at, which(context, shown))
    chart(months_chart(months, context.lang), "questions/months")
    if missing := shown.rows["asked"].null_count():
        st.caption(t("questions.undated_questions", n=missing))


def days_section(context: Context, shown: Shown) -> None:
    """The distribution of the days to final and to preliminary answers."""
    t, lang = context.t, context.lang
    width, most = BINS[shown.kind]
    figures = answer_figures(shown.rows).row(0, named=True)
    if shown.rows.height < _FEWEST_DRAWN:
        return
    st.subheader(t("questions.days"))
    if figures["n"] + figures["n_preliminary"] < _FEWEST_DRAWN:
        few = figures["n"] + figures["n_preliminary"]
        st.info(t("questions.few_days" if few else "questions.no_days", n=few))
    else:
        ends = {name: number(figures[name], lang, 1) for name in ("median", "p10", "p90")}
        parts = [t("questions.days_n", n=figures["n"], **ends)] if figures["n"] else []
        if figures["n_preliminary"]:
            early = number(figures["median_preliminary"], lang, 1)
            parts.append(t("questions.days_preliminary", n=figures["n_preliminary"], median=early))
        source_line(context, shown.fetched_at, " · ".join(parts))
        days = answer_days(shown.rows, width, most)
        chart(days_chart(days, figures, width, most, lang), "questions/days")
    if figures["undated"]:
        st.caption(t("questions.undated", n=figures["undated"]))


def method_section(context: Context, shown: Shown) -> None:
    """Explanations of the figures: dates, deadlines, and kinds of answers."""
    with st.expander(context.t("questions.method"), icon=":material/function:"):
        said = (context.t(f"questions.method_{shown.kind}.{name}") for name in METHOD[shown.kind])
        st.markdown("\n".join(f"- {sentence}" for sentence in said))
