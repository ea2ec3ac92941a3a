"""What can be found in the copy by what it is called; nothing is loaded for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl

from core.errors import QueryError
from core.jobs import Job
from core.oda.client import Progress
from core.parliament.calendar.periods import Period
from core.parliament.cases.tables import Names, keywords_table, roles_table
from core.parliament.finding import index
from core.parliament.finding.find import Found, asked_elsewhere, find
from core.parliament.finding.index import Entries, Index
from core.parliament.finding.spellings import near, vocabulary
from core.parliament.people.committees import committees_table
from core.parliament.people.memberships import read_memberships
from core.parliament.votes.votes import votes_table
from core.store.datasets import cases as case_sets
from core.store.datasets import votes as vote_sets
from core.store.datasets.dataset import Dataset
from core.store.voters import VOTERS, names_of_voters
from core.tables.cases import found_cases, memberships_in, names_in, periods, work_of_cases
from core.tables.table import Parts, Recipe, Table, Tables, worked_out

AT_ONCE = 4
"""So many periods are put together while somebody waits, more of them in a job."""

_NAMES = (case_sets.names(), vote_sets.lookups(), vote_sets.step_states())


_FEWEST_LETTERS = 2  # that Parliament is asked for
_OF_VOTES = 3  # the cases that were voted on, among the parts of a session's votes


def entries(period: Period, now: datetime) -> Recipe[Entries]:
    """What is stored of a period; see `Entries`."""
    cases, work, *of_session = _datasets(period, now)
    votes, members, committees = of_session or (None, None, None)

    def make(parts: Parts) -> Entries | None:
        names = names_in(parts) if parts.has(case_sets.names()) else {}
        rows, voted = parts.get(cases), parts.get(votes) if votes else None
        those = rows or (voted[_OF_VOTES:] if voted else None)
        if those is None:
            return None
        found = [_of_cases(parts, work, period.code, names)]
        if members and (belonged := parts.get(members)):
            mine = index.person_entries(period.code, read_memberships(*belonged))
            parties = index.party_entries(period.code, belonged[0])
            found.append(Entries(people=mine, parties=parties))
        if committees and (sat := parts.get(committees)):
            terms = index.committee_entries(period.code, committees_table(sat[0]))
            named = [index.name_entries(sat[place]) for place in (2, 4)]
            found.append(Entries(people=pl.concat(named), terms=terms))
        return Entries(
            index.case_entries(period.code, those[0], names),
            _votes(parts, period.code, voted) if voted else Entries().votes,
            pl.concat([each.people for each in found]),
            pl.concat([each.parties for each in found]),
            pl.concat([each.terms for each in found]),
            with_cases=(period.code,) if rows else (),
            with_votes=(period.code,) if voted else (),
        )

    return Recipe(
        f"search/{period.code}",
        (),
        make,
        optional=(cases, work, *of_session, *_NAMES),
        most=200,
        keep_parts=False,
    )


def people() -> Recipe[Entries]:
    """The names of everybody whose ballots are stored."""

    def make(parts: Parts) -> Entries | None:
        names, meta = names_of_voters(parts.store), parts.store.meta(*VOTERS[0])
        if names is None or meta is None:
            return None
        parts.note(meta)
        return Entries(people=index.name_entries(names))

    return Recipe("search/people", (), make, also=VOTERS)


def unmade(tables: Tables, known: Sequence[Period], now: datetime) -> list[Recipe[Entries]]:
    """What has to be put together before everything that is stored can be searched."""
    stored = [each for each in known if _is_stored(tables, each, now)]
    return [each for each in (entries(p, now) for p in stored) if tables.at_hand(each) is None]


def make(tables: Tables, wanted: Sequence[Recipe[Entries]], job: Job) -> None:
    """Put them together one after the other, for `searched`."""
    for done, recipe in enumerate(wanted):
        if job.cancel.is_set():
            return
        job.report(Progress(pages=0, rows=done, total=len(wanted)))
        tables.read(recipe)


def searched(tables: Tables, known: Sequence[Period], now: datetime) -> Table[Index]:
    """Everything that is stored of the periods, which are stored themselves.

    `missing` are the codes of the periods whose cases are not stored.
    """
    stored = [each for each in known if _is_stored(tables, each, now)]
    found = [tables.read(each) for each in (*(entries(p, now) for p in stored), people())]
    there = [table for table in found if table is not None]
    return _together(tables.read(periods()), tuple(known), *there)


@worked_out(2)
def _together(
    of: Table[Any] | None, known: tuple[Period, ...], *tables: Table[Entries]
) -> Table[Index]:
    found: list[Table[Any]] = [*([of] if of else []), *tables]
    content = index.index_of([table.content for table in tables], known)
    missing = [each.code for each in known if each.code not in content.with_cases]
    return Table(
        content,
        "search-index",
        " ".join(table.version for table in found),
        min(table.fetched_at for table in found),
        tuple(dict.fromkeys(url for table in found for url in table.urls)),
        tuple(missing),
        invented=any(table.invented for table in found),
        checksum=" ".join(table.checksum for table in found),
    )


def asking(searched: Table[Index], found: Found, text: str) -> Recipe[pl.DataFrame] | None:
    """What Parliament is asked about what is not stored, by a text by which that was `found`.

    None where all is stored or one thing is meant exactly, and for texts that it cannot be asked.
    """
    words = asked_elsewhere(text)
    if not searched.missing or found.exact is not None or len(words) < _FEWEST_LETTERS:
        return None
    try:
        return found_cases(words)
    except QueryError:
        return None


@worked_out(40)
def spellings(searched: Table[Index], text: str) -> tuple[str, ...]:
    """Texts like one that finds nothing, by which something is found; see `near`."""
    content = searched.content
    return near(_words(searched), text, lambda like: find(content, like).total > 0)


@worked_out(2)
def _words(searched: Table[Index]) -> pl.DataFrame:
    return vocabulary(searched.content)


def _datasets(period: Period, now: datetime) -> tuple[Dataset, ...]:
    """Cases and the work on them; of a session also votes, members and committees."""
    code, number, closed = period.code, period.period_id, period.closed(now)
    cases = case_sets.cases(code, number, closed=closed)
    if period.year:
        return cases, work_of_cases(period, now)
    votes = vote_sets.votes(code, number, closed=closed)
    committees = case_sets.committees(code, number, closed=closed)
    return cases, work_of_cases(period, now), votes, memberships_in(period, now), committees


def _is_stored(tables: Tables, period: Period, now: datetime) -> bool:
    cases, _, *of_session = _datasets(period, now)
    return any(tables.store.stamp(*each.parts[0]) for each in (cases, *of_session[:1]))


def _of_cases(parts: Parts, work: Dataset, code: str, names: Names) -> Entries:
    """People, ministries, committees and keywords of a period's cases."""
    linked = parts.get(work)
    if linked is None or not names:
        return Entries()
    roles = roles_table(linked[1], linked[2], names)
    named = index.name_entries(linked[2])
    return Entries(
        people=pl.concat([named, index.office_entries(code, roles)]),
        terms=index.term_entries(code, roles, keywords_table(*linked[3:])),
    )


def _votes(parts: Parts, code: str, rows: list[pl.DataFrame]) -> pl.DataFrame:
    kinds = parts.looked_up(vote_sets.lookups(), "Afstemningstype", "Sagstype")
    if not kinds:
        return Entries().votes
    states = parts.looked_up(vote_sets.step_states())
    table = votes_table(code, *rows, *kinds, step_states=states[0] if states else None, links=False)
    return index.vote_entries(code, table)
