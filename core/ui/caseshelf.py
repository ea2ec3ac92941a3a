"""The books of cases that the pages read: of one period, or of all that are stored as one."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

import streamlit as st

from core.errors import StoreError
from core.oda.client import Progress
from core.parliament.casebook import CaseBook, CaseFilters, find_cases, join_books
from core.parliament.casestore import book_version, has_cases, stored_book
from core.parliament.periods import Period
from core.store import caseplan, plan
from core.store.files import Store
from core.store.jobs import Job
from core.store.library import View
from core.store.plan import Dataset
from core.times import danish_now
from core.ui import address
from core.ui.casedata import LATEST, case_names
from core.ui.context import Context
from core.ui.messages import PageEnds, need, watch

ALL = "all"
_JOB = "casebooks"
_AT_ONCE = 3  # so many books are made while the page waits, more of them beside it
_Key = tuple[str, str]
_Version = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The book of the chosen period, or of all that are stored (`period` is then None).

    `missing` counts the periods whose cases are not stored. `values` has for every facet of the
    book each value with its label.
    """

    book: CaseBook
    period: Period | None
    title: str
    views: tuple[View, ...]
    missing: int
    values: dict[str, dict[str, str]]
    version: _Version

    @property
    def code(self) -> str | None:
        """The period's code, None for all of them: for the name of a file."""
        return self.period.code if self.period else None

    @property
    def fetched_at(self) -> datetime:
        """The age (UTC) of the oldest part."""
        return self.book.fetched_at


@dataclass(slots=True)
class _Kept:
    """The books of this process, each with the version it was made from."""

    books: dict[_Key, tuple[_Version, CaseBook]] = field(default_factory=dict)
    values: dict[_Version, dict[str, dict[str, str]]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


@st.cache_resource(show_spinner=False)
def _kept() -> _Kept:
    return _Kept()


def chosen_shelf(context: Context, known: list[Period], *, years: bool = True) -> Shelf:
    """Draw the choice of a period and give its cases; ends the page while they are loaded.

    Without `years`, sessions alone are offered, and none of the calendar years of EU and finance
    cases is among all of them.
    """
    t = context.t
    offered = {period.code: period for period in known if years or not period.year}
    newest = next(iter(offered.values()))
    titles = {code: period.title for code, period in offered.items()}
    titles[LATEST] = t("votes.latest", title=newest.title)
    titles[ALL] = t("cases.all_periods" if years else "votes.all_sessions")
    code = address.one_of(
        st.selectbox,
        t("cases.period" if years else "votes.session"),
        [LATEST, ALL, *offered],
        key="session",
        default=LATEST,
        format_func=titles.__getitem__,
    )
    if code == ALL:
        return _all(context, list(offered.values()), titles[ALL])
    return period_shelf(context, offered.get(code or LATEST, newest))


def period_shelf(context: Context, period: Period) -> Shelf:
    """The cases of one period."""
    views = _loaded(context, period)
    (book,), version = _books(context, [period])
    return Shelf(
        book, period, period.title, _as_read(views, book), 0, _values(version, book), version
    )  # fmt: skip


def stored_cases(context: Context, wanted: Sequence[Period]) -> tuple[CaseBook, _Version] | None:
    """The cases of those of the periods that are stored, and a key for what is made of them.

    Nothing is loaded for it.
    """
    there = [period for period in wanted if has_cases(context.source.store, period)]
    if not there:
        return None
    books, version = _books(context, there)
    return join_books(books), version


def _all(context: Context, known: list[Period], title: str) -> Shelf:
    store = context.source.store
    views = _loaded(context, known[0])
    there = [period for period in known if has_cases(store, period)]
    books, version = _books(context, there)
    book = join_books(books)
    missing = len(known) - len(there)
    return Shelf(
        book, None, title, _as_read(views, book), missing, _values(version, book), version
    )  # fmt: skip


def _as_read(views: tuple[View, ...], book: CaseBook) -> tuple[View, ...]:
    """What the book was read from, for a file: its addresses and the age of its oldest part."""
    return (replace(views[0], urls=book.urls, fetched_at=book.fetched_at),)


def _loaded(context: Context, period: Period) -> tuple[View, ...]:
    """Wait for the cases of a period, and for what stands beside them where that can be had."""
    closed = period.closed(danish_now())
    code, number = period.code, period.period_id
    wanted = {
        "wait.all_cases": caseplan.cases(code, number, closed=closed),
        "wait.case_work": caseplan.case_work(code, number, closed=closed),
    }
    beside = {} if period.year else {
        "wait.votes": plan.votes(code, number, closed=closed),
        "wait.members": plan.memberships(code, period.start, period.end, closed=closed),
    }  # fmt: skip
    for dataset in (*wanted.values(), *beside.values()):
        context.source.library.view(dataset)  # all begin at once, and are waited for in turn
    _, named = case_names(context)
    views = [named]
    for label, dataset in wanted.items():
        views.append(need(context, context.source.library.view(dataset), context.t(label)))
    for label, dataset in beside.items():
        views += _beside(context, dataset, label)
    return tuple(views)


def _beside(context: Context, dataset: Dataset, label: str) -> list[View]:
    view = context.source.library.view(dataset)
    if not view.ready and view.job is None:
        return []  # could not be had: what it tells is unknown
    return [need(context, view, context.t(label))]


def _books(
    context: Context, periods: Sequence[Period]
) -> tuple[list[CaseBook], tuple[_Version, ...]]:
    """The books of periods that are stored, made anew where rows have changed, and their versions.

    A version takes a look at a dozen files, so that it is asked for once a run.
    """
    store, links = context.source.store, not context.demo
    wanted = [(period, _made_from(store, period)) for period in periods]
    stale = [(period, made) for period, made in wanted if _fresh(store, period, made) is None]
    if len(stale) > _AT_ONCE:
        job = context.service.jobs.start(_JOB, partial(_make, store, stale, links))
        if job.active:
            watch(context, job, context.t("wait.casebooks"))
            raise PageEnds
    books = [_book(store, period, made, links) for period, made in wanted]
    return books, tuple(made for _, made in wanted)


def _make(store: Store, wanted: Sequence[tuple[Period, _Version]], links: bool, job: Job) -> None:
    for done, (period, made) in enumerate(wanted):
        if job.cancel.is_set():
            return
        job.report(Progress(pages=0, rows=done, total=len(wanted)))
        _book(store, period, made, links)


def _fresh(store: Store, period: Period, made_from: _Version) -> CaseBook | None:
    found = _kept().books.get((str(store.root), period.code))
    return found[1] if found and found[0] == made_from else None


def _book(store: Store, period: Period, made_from: _Version, links: bool) -> CaseBook:
    found = _fresh(store, period, made_from)
    if found is not None:
        return found
    with _kept().lock:
        found = _fresh(store, period, made_from)
        if found is not None:
            return found
        made = stored_book(store, period, danish_now().date(), links=links, keep=False)
        if made is None:
            raise StoreError(f"the cases of {period.code} went away while they were read")
        _kept().books[str(store.root), period.code] = (made_from, made)
        return made


def _made_from(store: Store, period: Period) -> _Version:
    """What a book depends on: its rows, and the day, which tells held steps from coming ones."""
    return (danish_now().date(), *book_version(store, period))


def _values(version: _Version, book: CaseBook) -> dict[str, dict[str, str]]:
    kept = _kept().values
    if version not in kept:
        if len(kept) > 20:
            kept.clear()
        counts = find_cases(book, CaseFilters()).counts
        kept[version] = {
            name: dict(frame.select("value", "label").iter_rows()) for name, frame in counts.items()
        }
    return kept[version]
