"""Cases: of one or several periods, one by id, and those the API finds; also the periods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from core.parliament.calendar.periods import Period, read_periods
from core.parliament.cases.one_case import CaseFile, case_file, documents_files
from core.parliament.cases.search import CaseBook, case_book, join_books
from core.parliament.cases.tables import (
    NO_ROLES,
    NO_STEPS,
    NO_WORDS,
    Names,
    case_list,
    cases_table,
    keywords_table,
    roles_table,
    steps_table,
)
from core.parliament.people.memberships import read_memberships
from core.store.datasets import cases as case_sets
from core.store.datasets import periods as period_sets
from core.store.datasets import searches as search_sets
from core.store.datasets import votes as vote_sets
from core.store.datasets.dataset import Dataset
from core.tables.table import Parts, Recipe, Table, Tables, made_from


def periods() -> Recipe[list[Period]]:
    """Every period: sessions first, each kind the newest first; see `read_periods`."""
    return made_from("periods", case_sets.periods(), lambda rows: read_periods(*rows))


def case_names() -> Recipe[Names]:
    """The names of all kinds, roles and statuses, by entity set."""
    return made_from("names", case_sets.names(), _by_set)


def lookup_rows(name: str) -> Recipe[pl.DataFrame]:
    """The API's rows of a small set that is read completely."""
    return made_from(f"lookup/{name}", case_sets.lookup(name), lambda rows: rows[0], most=64)


def names_in(parts: Parts) -> Names:
    """As `case_names`, for a table that needs the names but whose age does not depend on theirs."""
    return _by_set(parts.looked_up(case_sets.names()))


def memberships_in(period: Period, now: datetime) -> Dataset:
    """The dataset of party memberships in a period."""
    return vote_sets.memberships(period.code, period.start, period.end, closed=period.closed(now))


def everything_in(period: Period, now: datetime) -> tuple[Dataset, ...]:
    """All datasets of a period."""
    return period_sets.of_period(
        period.code,
        period.period_id,
        period.start,
        period.end,
        closed=period.closed(now),
        year=period.year,
    )


def work_of_cases(period: Period, now: datetime) -> Dataset:
    """The dataset of steps, people and keywords of a period's cases, except questions."""
    return case_sets.case_work(period.code, period.period_id, closed=period.closed(now))


def period_cases(period: Period, now: datetime) -> Recipe[CaseBook]:
    """The cases of a period with the steps, people, keywords and votes that are stored of them.

    The rows that they are made from are not cached in memory: they take ten times as much of it as
    the book.
    """
    code, number, closed = period.code, period.period_id, period.closed(now)
    rows = case_sets.cases(code, number, closed=closed)
    work, of_questions = (
        work_of_cases(period, now),
        case_sets.question_work(code, number, closed=closed),
    )
    votes, members = vote_sets.votes(code, number, closed=closed), memberships_in(period, now)
    optional = (work,) if period.year else (work, votes, members)

    def make(parts: Parts) -> CaseBook:
        names, (cases,) = names_in(parts), parts.needed(rows)
        found = [parts.get(work), parts.get(of_questions)]
        done = [frames for frames in found if frames is not None]
        keywords = keywords_table(*found[0][3:]) if found[0] else NO_WORDS
        cast, belonged = parts.get(votes, "Afstemning", "Sagstrin"), parts.get(members)
        return case_book(
            period,
            cases_table(code, cases, keywords, names),
            pl.concat([steps_table(frames[0], names) for frames in done] or [NO_STEPS]),
            pl.concat([roles_table(frames[1], frames[2], names) for frames in done] or [NO_ROLES]),
            keywords,
            today=now.date(),
            memberships=read_memberships(*belonged) if belonged else None,
            votes=_cases_of_votes(*cast) if cast else None,
            worked=found[0] is not None,
            links=not parts.invented,
        )

    return Recipe(
        f"cases/{code}",
        (rows, case_sets.names()),
        make,
        optional=optional,
        also=tuple(of_questions.parts),
        choices=(now.date(),),
        most=200,
        keep_parts=False,
    )


def begun(known: Sequence[Period], now: datetime) -> list[Period]:
    """Those of the periods that have begun, in their order."""
    return [each for each in known if each.begun(now)]


def steps_of(book: CaseBook, cases: pl.DataFrame) -> pl.DataFrame:
    """The steps of some cases of a book, with number and period of each one's case."""
    names = cases.select("case_id", "number", "period")
    return book.steps.join(names, on="case_id", maintain_order="left")


def joined_cases(
    tables: Tables, found: Sequence[Table[CaseBook]], missing: Sequence[str] = ()
) -> Table[CaseBook]:
    """The cases of several periods as one book, in the order of `found`, which is not empty."""
    return tables.joined("all-cases", found, join_books, missing)


def latest_cases() -> Recipe[pl.DataFrame]:
    """The cases that Parliament changed most recently, the latest first; see `case_list`."""
    return made_from("latest-cases", vote_sets.latest_cases(), lambda rows: case_list(*rows))


def found_cases(text: str) -> Recipe[pl.DataFrame]:
    """The cases that the API finds by a number or words, the latest changed first; see `case_list`.

    Raises QueryError for text that cannot be searched for.
    """
    found = search_sets.cases(text)
    return made_from(found.key, found, lambda rows: case_list(*rows), most=50)


def case_row(case_id: int) -> Recipe[pl.DataFrame]:
    """The API's row of one case; empty where there is no such case."""
    case = case_sets.case(case_id)
    return made_from(f"case-row/{case_id}", case, lambda rows: rows[-1], "Sag", most=100)


def one_case(
    case_id: int,
    period: Period | None,
    above: Sequence[int],
    now: datetime,
    *,
    divided_from: int | None = None,
) -> Recipe[CaseFile]:
    """A case with its steps, people, documents and related cases; see `case_file`.

    `period` is that of the case, if known; `above` are the ids of the cases that it was put
    forward under or divided from, and `divided_from` that of the latter.
    """
    case, higher = case_sets.case(case_id), [case_sets.case_alone(number) for number in above]
    members = None if period is None or period.year else memberships_in(period, now)
    whole = None if divided_from is None else case_sets.case_steps(divided_from)

    def make(parts: Parts) -> CaseFile:
        divided = None if whole is None else parts.get(whole)
        belonged = parts.get(members) if members is not None else None
        places = [name for name, _ in case.parts]
        found = list(zip(places, parts.needed(case), strict=True))
        under = next(frame for name, frame in found if name == "Sag")
        return case_file(
            period,
            dict(found),  # of the two frames of cases, the last is that of the case itself
            names_in(parts),
            under=under,
            above=[frame for dataset in higher for frame in parts.get(dataset) or ()],
            divided=divided[0] if divided else None,
            memberships=read_memberships(*belonged) if belonged else None,
            today=now.date(),
            links=not parts.invented,
        )

    return Recipe(
        f"case/{case_id}",
        (case, case_sets.names()),
        make,
        optional=tuple(each for each in (members, whole, *higher) if each is not None),
        choices=(now.date(), period),
        most=100,
    )


def whole_case(row: pl.DataFrame, period: Period | None, now: datetime) -> Recipe[CaseFile]:
    """`one_case` of a row of the API, which names the cases above it."""
    case_id, *above = row.select("id", "fremsatundersagid", "deltundersagid").row(0)
    ids = [number for number in dict.fromkeys(above) if number]
    return one_case(case_id, period, ids, now, divided_from=above[1] or None)


def case_files(case_id: int, document_ids: Sequence[int]) -> Recipe[pl.DataFrame]:
    """The files of a case's documents; see `documents_files`."""
    files = case_sets.case_files(case_id, tuple(sorted(document_ids)))
    return Recipe(
        f"case-files/{case_id}",
        (files,),
        lambda parts: documents_files(pl.concat(parts.needed(files))),
        choices=(files.key,),
        most=100,
    )


def _by_set(rows: list[pl.DataFrame]) -> Names:
    return dict(zip((name for name, _ in case_sets.names().parts), rows, strict=True))


def _cases_of_votes(votes: pl.DataFrame, steps: pl.DataFrame) -> pl.DataFrame:
    """The case of each vote, a row per vote: case_id."""
    of_step = steps.select(pl.col("id").alias("sagstrinid"), pl.col("sagid").alias("case_id"))
    return votes.join(of_step.unique("sagstrinid"), on="sagstrinid").select("case_id")
