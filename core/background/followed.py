"""What a process keeps up to date by itself, the most wanted first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from core.jobs import Job
from core.parliament.calendar.periods import Period
from core.service import Source
from core.store.datasets.dataset import Dataset
from core.store.library import load_dataset
from core.tables.cases import case_names, everything_in, periods
from core.tables.changes import (
    TODAY,
    WEEK,
    change_search,
    last_day,
    searched_changes,
    since_time,
)
from core.tables.meetings import period_agendas, sitting_days
from core.tables.people import session_records
from core.tables.votes import session_votes
from core.times import local

# A period that is closed seldom changes, and all of them together are ten thousand requests.
CLOSED_EXPIRY = timedelta(days=7)
_MOST_CLOSED = 2


def sittings(source: Source, now: datetime) -> frozenset[date]:
    """The days of the chamber's meetings at a time (UTC), as far as the calendar is stored."""
    there = local(now)
    return sitting_days(source.tables, _begun(source, there), there)


def stored_of_open_periods(source: Source, now: datetime) -> Iterator[Dataset]:
    """What is stored of the periods that are not closed, of all that is loaded of a period."""
    there = local(now)
    for period in _begun(source, there):
        if not period.closed(there):
            yield from (each for each in everything_in(period, there) if _fetched_at(source, each))


def of_open_periods(source: Source, now: datetime) -> Iterator[Dataset]:
    """All that pages, calendars and feeds show of the periods that are not closed."""
    there = local(now)
    yield from (*case_names().needs, *periods().needs)
    for period in _begun(source, there):
        if not period.closed(there):
            yield from everything_in(period, there)
            if not period.year:
                yield from period_agendas(period, there).needs
                yield from _records(source, period, there)


def changes(source: Source, now: datetime) -> Iterator[Dataset]:
    """What changed lately, as the page of changes and its feed ask for it without a choice."""
    there = local(now)
    yield from last_day().needs
    found = source.tables.read(last_day())
    week = since_time(WEEK, there)
    since = [since_time(TODAY, there), week, week and week - timedelta(days=7)]
    if found is not None and found.content is not None:
        since.append(since_time(found.content.isoformat(), there))
    for at in sorted({each for each in since if each is not None}, reverse=True):
        yield from searched_changes(change_search(at, lambda key: ())).needs


def _records(source: Source, session: Period, there: datetime) -> Iterator[Dataset]:
    """What is on record of the members who voted in a session, where its ballots are stored."""
    votes = source.tables.read(session_votes(session, there))
    marked = None if votes is None else votes.content.marked
    if marked is not None:
        members = tuple(marked["member_id"].unique().sort().to_list())
        yield from session_records(session, members, there).needs


def of_closed_periods(source: Source, now: datetime) -> Iterator[Dataset]:
    """What is missing of the periods that are closed, then the oldest of what is stored of them."""
    there = local(now)
    closed = [period for period in _begun(source, there) if period.closed(there)]
    datasets = [each for period in closed for each in everything_in(period, there)]
    for dataset in datasets:
        if _fetched_at(source, dataset) is None:
            yield dataset
    ages = [(at, each) for each in datasets if (at := _fetched_at(source, each)) is not None]
    old = [(at, each) for at, each in ages if not timedelta(0) <= now - at <= CLOSED_EXPIRY]
    yield from (each for _, each in sorted(old, key=lambda found: found[0])[:_MOST_CLOSED])


def due(
    source: Source, datasets: Iterable[Dataset], now: datetime, ahead: timedelta
) -> Iterator[Dataset]:
    """Those that are missing, or expire within a time from `now` (UTC)."""
    for dataset in datasets:
        at = _fetched_at(source, dataset)
        if at is None or dataset.asked_otherwise(source.store.url):
            yield dataset
            continue
        known = source.library.known_at(dataset, at)
        # A time that lies ahead was written by a clock that was wrong.
        if not timedelta(0) <= now - known <= dataset.expiry - ahead:
            yield dataset


def bring_up(source: Source, datasets: Iterable[Dataset], job: Job) -> None:
    """Load each of them. Raises ApiError where the API fails, and Cancelled."""
    for dataset in datasets:
        load_dataset(source.client, source.store, dataset, report=job.report, cancel=job.cancel)


def _begun(source: Source, there: datetime) -> list[Period]:
    """The periods that have begun, the newest first; none where they are not stored."""
    table = source.tables.read(periods())
    known = [] if table is None else [each for each in table.content if each.begun(there)]
    return sorted(known, key=lambda period: period.start, reverse=True)


def _fetched_at(source: Source, dataset: Dataset) -> datetime | None:
    return source.library.view(dataset, start=False).fetched_at
