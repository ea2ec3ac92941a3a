"""A committee's month: its meetings, reports, questions, answers and documents, newest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Literal

import polars as pl
import streamlit as st

from core.jobs import Job
from core.language import date_text
from core.oda.schema.codes import DocumentKind
from core.parliament.calendar.meetings import newest_first
from core.parliament.calendar.periods import Period
from core.parliament.documents import FoundDocuments, looked_through
from core.parliament.searches import DocumentSearch
from core.parliament.texts.lookups import document_words, lookup_words
from core.tables.documents import cases_of_committee, searched_documents
from core.times import danish_now
from core.ui.pages.committees.choice import Committee, Shown
from core.ui.parts.links import Row, here, link_list, part_of, to
from core.ui.parts.meeting_rows import meeting_row
from core.ui.parts.table import source_line
from core.ui.parts.waiting import Arriving, arriving
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import error_box

Kind = Literal["meetings", "reports", "questions", "answers", "documents"]
_KINDS: tuple[Kind, ...] = ("meetings", "reports", "questions", "answers", "documents")
_OF_DOCUMENTS: dict[int, Kind] = {
    DocumentKind.COMMITTEE_QUESTION: "questions",
    DocumentKind.ANSWER: "answers",
}
_Item = tuple[Kind, date, Row]


def month_section(
    context: Context, committees: Shown, committee: Committee, known: Sequence[Period]
) -> None:
    """The chosen month, with links to the others; its documents are not waited for."""
    t, lang = context.t, context.lang
    month = _chosen_month(committees, committee)
    title = date_text(month, lang, "month_year")
    st.subheader(escape(title[:1].upper() + title[1:]))
    _other_months(context, committees, committee, month)
    found = _documents(context, committee, month, known)
    items = [*_meetings(context, committees, committee, month),
             *_reports(context, committees, committee, month)]  # fmt: skip
    if found.table is not None:
        items += _papers(context, found.table.content)
    items.sort(key=lambda item: item[1], reverse=True)
    counts = Counter(kind for kind, *_ in items)
    there = _KINDS if found.table is not None else _KINDS[:2]
    parts = [t(f"committees.month_{kind}", n=counts[kind]) for kind in there]
    if committees.content.reports is None:
        parts[1] = t("committees.month_reports_unknown")
    fetched = [committees.fetched_at, *([found.table.fetched_at] if found.table else [])]
    source_line(context, min(fetched), escape(", ".join(parts)))
    part = part_of(len(items))
    shown = [row for *_, row in items[part.first : part.end]]
    if shown:
        link_list(context, shown, key="month", label=title, part=part)
    elif found.table is not None:
        st.info(t("committees.nothing_in_month", month=title), icon=":material/event_busy:")
    if found.table is None:
        st.caption(t("committees.documents_later" if found.job else "committees.no_documents"))
    elif found.table.content.cut:
        st.caption(t("committees.documents_cut"))
    if found.error is not None:
        error_box(found.error, lang)
    days = {"from": month.isoformat(), "to": _end_of(month).isoformat()}
    search = to("documents", committee=_sought(committee), **days)
    meetings = to(
        "meetings",
        session=committees.content.period.code,
        committee=str(committee["code"]),
        show="all",
    )
    ways = {"all_documents": search, "all_meetings": meetings}
    st.markdown(" · ".join(f"[{t(f'committees.{name}')}]({way})" for name, way in ways.items()))


def documents_coming(
    context: Context, committees: Shown, committee: Committee, known: Sequence[Period]
) -> Job | None:
    """The job that loads the documents of the chosen month."""
    return _documents(context, committee, _chosen_month(committees, committee), known).job


def _chosen_month(committees: Shown, committee: Committee) -> date:
    """The month in the address, else the last up to today in which the committee did something."""
    months = {each.strftime("%Y-%m"): each for each in _months(committees)}
    asked = address.taken("month", list(months))
    if asked is not None:
        return months[asked]
    content, today = committees.content, danish_now().date()
    frames = [_met(committees, committee), content.reports]
    own = pl.col("committee_id") == committee["committee_id"]
    days = [
        day
        for frame in frames
        if frame is not None
        for day in (frame.filter(own) if "committee_id" in frame.columns else frame)["date"]
        if day is not None and day <= today
    ]
    last = max(days, default=min(today, content.period.end.date())).strftime("%Y-%m")
    return months.get(last, next(iter(months.values())))


def _months(committees: Shown) -> Iterator[date]:
    """The months of the session up to this one, and later ones with meetings."""
    content, today = committees.content, danish_now().date()
    days = content.meetings.table["date"].drop_nulls().to_list()
    month = min([content.period.start.date(), *days]).replace(day=1)
    last = max([min(today, content.period.end.date()), *days])
    while month <= last:
        yield month
        month = _end_of(month) + timedelta(days=1)


def _other_months(context: Context, committees: Shown, committee: Committee, month: date) -> None:
    """The months of the session as links, the open one in bold."""
    links = []
    for each in _months(committees):
        words = escape(date_text(each, context.lang, "month"))
        where = here(committee=str(committee["code"]), month=each.strftime("%Y-%m"), page="")
        links.append(f"**{words}**" if each == month else f"[{words}]({where})")
    st.markdown(" · ".join(links))


def _documents(
    context: Context, committee: Committee, month: date, known: Sequence[Period]
) -> Arriving[FoundDocuments]:
    """The documents of the committee and of its cases in a month, which may still be loading."""
    search = DocumentSearch(start=month, end=_end_of(month), committee=_sought(committee))
    search = DocumentSearch(
        start=search.start,
        end=search.end,
        committee=search.committee,
        periods=looked_through(search, known),
    )
    cases = arriving(context, cases_of_committee(search))
    if cases.table is None:
        return Arriving(None, cases.job, cases.error)
    return arriving(context, searched_documents(search, cases.table.content))


def _sought(committee: Committee) -> str:
    return str(committee["short"] or committee["committee"])


def _met(committees: Shown, committee: Committee) -> pl.DataFrame:
    """The committee's meetings, the newest first."""
    meetings = committees.content.meetings
    own = pl.col("committee_id") == committee["committee_id"]
    called = meetings.called.filter(own).select("meeting_id").unique()
    return newest_first(meetings.table.join(called, on="meeting_id", how="semi"))


def _meetings(
    context: Context, committees: Shown, committee: Committee, month: date
) -> Iterator[_Item]:
    for row in _in_month(_met(committees, committee), month).iter_rows(named=True):
        yield "meetings", row["date"], meeting_row(context, row, {})


def _reports(
    context: Context, committees: Shown, committee: Committee, month: date
) -> Iterator[_Item]:
    reports = committees.content.reports
    if reports is None:
        return
    own = reports.filter(pl.col("committee_id") == committee["committee_id"])
    for row in _in_month(own, month).iter_rows(named=True):
        yield (
            "reports",
            row["date"],
            Row(
                to("case", id=str(row["case_id"])),
                row["title"] or context.t("case.untitled"),
                number=row["number"] or "",
                when=date_text(row["date"], context.lang),
                facts=(
                    lookup_words("step", row["report"], context.lang)
                    or context.t("committees.reported"),
                ),
            ),
        )


def _papers(context: Context, found: FoundDocuments) -> Iterator[_Item]:
    for row in found.rows.filter(pl.col("date").is_not_null()).iter_rows(named=True):
        kind: Kind = _OF_DOCUMENTS.get(row["type_id"], "documents")
        untitled = context.t("documents.untitled", id=row["document_id"])
        yield (
            kind,
            row["date"],
            Row(
                to("documents", id=str(row["document_id"])),
                row["title"] or untitled,
                when=date_text(row["date"], context.lang),
                facts=(
                    *document_words(row, context.lang),
                    row["case_number"] or "",
                ),
            ),
        )


def _in_month(rows: pl.DataFrame, month: date) -> pl.DataFrame:
    return rows.filter(pl.col("date").is_between(month, _end_of(month)))


def _end_of(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
