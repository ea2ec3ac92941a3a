"""The list of the questions page, and what it says where there are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.filters.questions import QUESTIONS
from core.language import UNKNOWN, date_text, number
from core.parliament.calendar.periods import Period
from core.tables.questions import period_questions
from core.times import danish_now
from core.ui.pages.questions.figures import which
from core.ui.pages.questions.filters import Shown, described
from core.ui.parts.links import Row, link_list, part_of, to
from core.ui.parts.nothing import DAYS, none_match, offer_sessions
from core.ui.parts.offers import Addresses, calendar, feed
from core.ui.parts.shown_cases import periods
from core.ui.parts.table import downloads, source_line
from core.ui.shell.context import Context
from core.ui.shell.messages import PageEnds


def nothing_to_show(context: Context, shown: Shown) -> None:
    """If there are no questions, say why and end the page."""
    if shown.rows.is_empty():
        if shown.table.is_empty():
            st.info(context.t("questions.none_in_session"), icon=":material/filter_alt_off:")
        else:
            none_match(context, "questions.none_match", shown.chosen)
        others = [p for p in periods(context) if not p.year and p.code != shown.period.code]
        titles = {period.code: period.named(context.lang) for period in others}
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


def list_section(context: Context, shown: Shown) -> None:
    """The questions that pass, each a link, and the download."""
    t, rows = context.t, shown.rows
    st.subheader(t("questions.list"))
    in_order = t(f"order.{shown.order}").lower()
    source_line(context, shown.fetched_at, f"{which(context, shown)} · {in_order}")
    unknown = rows["committee"].null_count() if shown.kind == "committee" else 0
    if unknown:
        st.caption(t("questions.no_committee", n=unknown))
    part = part_of(rows.height)
    link_list(
        context,
        [question_row(context, row) for row in rows[part.first : part.end].iter_rows(named=True)],
        key="questions",
        label=t("questions.list"),
        heads=(t("questions.column.days"),),
        part=part,
    )
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


def question_row(context: Context, question: Mapping[str, Any]) -> Row:
    """A question in a list: who asked whom, what became of it, and the days to the answer."""
    t, status = context.t, question["status"]
    asker = question["asker"] or ""
    if asker and question["asker_party"]:
        asker = f"{asker} ({question['asker_party']})"
    word = t(f"questions.status.{status}")
    late = status == "answered" and question["late"]
    return Row(
        _address(question),
        question["title"] or question["number"] or t("questions.untitled"),
        number=question["number"] or "",
        when=date_text(question["asked"], context.lang),
        facts=(question["minister"] or "", asker, "" if status == "overdue" else word),
        badges=((word,) if status == "overdue" else (t("questions.late"),) if late else ()),
        cells=(UNKNOWN if question["days"] is None else number(question["days"], context.lang),),
    )


def _address(question: Mapping[str, Any]) -> str:
    """Where the question is read.

    One to a minister is a case. One of a committee is a document, whose page has the answer and the
    case beside it, while its case mostly is the committee's general one.
    """
    if question["kind"] == "committee":
        return to("documents", id=str(question["question_id"]))
    if question["case_id"] is not None:
        return to("case", id=str(question["case_id"]))
    return question["url"] or ""
