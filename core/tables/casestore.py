"""The cases of a period out of the local copy alone."""

from __future__ import annotations

from datetime import date

import polars as pl

from core.parliament.casebook import CaseBook, case_book
from core.parliament.cases import Names, cases_table, keywords_table, roles_table, steps_table
from core.parliament.parties import read_memberships
from core.parliament.periods import Period, read_periods
from core.store.caseplan import names
from core.store.files import Store, Stored

_Part = tuple[str, str]


def stored_periods(store: Store) -> list[Period]:
    """The periods that the copy knows; see `read_periods`."""
    found = store.read("Periode", "all")
    return [] if found is None else read_periods(found.frame)


def has_cases(store: Store, period: Period) -> bool:
    """Whether the cases of a period are stored."""
    return bool(store.stamp("Sag", f"period-{period.code}"))


def book_version(store: Store, period: Period) -> tuple[object, ...]:
    """Changes whenever the book of a period may; takes no reading."""
    return tuple(store.stamp(*part) for part in _all_parts(period.code))


def stored_book(
    store: Store, period: Period, today: date, *, links: bool = True, keep: bool = True
) -> CaseBook | None:
    """What the copy has of a period, or None where its cases or the names of kinds are not stored.

    Without `keep`, the rows it is made of are not held in memory.
    """
    read: list[Stored] = []

    def frame(part: _Part) -> pl.DataFrame | None:
        found = store.read(*part, keep=keep)
        if found is None:
            return None
        read.append(found)
        return found.frame

    def frames(parts: tuple[_Part, ...]) -> list[pl.DataFrame] | None:
        found = [frame(part) for part in parts]
        present = [each for each in found if each is not None]
        return present if len(present) == len(found) else None

    code, named = period.code, stored_names(store)
    rows = frame(("Sag", f"period-{code}"))
    if rows is None or named is None:
        return None
    work, words = frames(_work_parts(f"period-{code}")), frames(_word_parts(code))
    asked, voted = frames(_work_parts(f"questions-{code}")), frames(_vote_parts(code))
    members = frames(_member_parts(code))
    keywords = keywords_table(*words) if words else _NO_WORDS
    found = [part for part in (work, asked) if part is not None]
    steps = [steps_table(part[0], named) for part in found]
    roles = [roles_table(part[1], part[2], named) for part in found]
    urls = tuple(dict.fromkeys(part.meta.url for part in read if part.meta.url))
    return case_book(
        period,
        cases_table(code, rows, keywords, named),
        pl.concat(steps) if steps else _NO_STEPS,
        pl.concat(roles) if roles else _NO_ROLES,
        keywords,
        today=today,
        memberships=read_memberships(*members) if members else None,
        votes=_cases_of_votes(*voted) if voted else None,
        worked=work is not None,
        links=links,
        fetched_at=min(part.meta.fetched_at for part in read),
        urls=urls,
    )


def stored_names(store: Store) -> Names | None:
    """The names of kinds and roles, by entity set; None where they are not stored."""
    found = {name: store.read(name, partition) for name, partition in names().parts}
    present = {name: each.frame for name, each in found.items() if each is not None}
    return present if len(present) == len(found) else None


def _cases_of_votes(votes: pl.DataFrame, steps: pl.DataFrame) -> pl.DataFrame:
    of_step = steps.select(pl.col("id").alias("sagstrinid"), pl.col("sagid").alias("case_id"))
    return votes.join(of_step.unique("sagstrinid"), on="sagstrinid").select("case_id")


def _all_parts(code: str) -> tuple[_Part, ...]:
    return (
        ("Sag", f"period-{code}"), *_work_parts(f"period-{code}"), *_word_parts(code),
        *_work_parts(f"questions-{code}"), *_vote_parts(code), *_member_parts(code),
        ("Sagsstatus", "all"),
    )  # fmt: skip


def _work_parts(part: str) -> tuple[_Part, ...]:
    return ("Sagstrin", part), ("SagAktør", part), ("Aktør", part)


def _word_parts(code: str) -> tuple[_Part, ...]:
    return ("EmneordSag", f"period-{code}"), ("Emneord", f"period-{code}")


def _vote_parts(code: str) -> tuple[_Part, ...]:
    return ("Afstemning", code), ("Sagstrin", f"voted-{code}")


def _member_parts(code: str) -> tuple[_Part, ...]:
    return (
        ("Aktør", f"groups-{code}"), ("AktørAktør", f"to-group-{code}"),
        ("AktørAktør", f"from-group-{code}"),
    )  # fmt: skip


_NO_WORDS = pl.DataFrame(schema={"case_id": pl.Int32, "keyword": pl.String})
_NO_STEPS = pl.DataFrame(
    schema={"step_id": pl.Int32, "case_id": pl.Int32, "date": pl.Date, "title": pl.String,
            "type_id": pl.Int32, "type": pl.String, "status_id": pl.Int32, "status": pl.String,
            "updated": pl.Datetime("us")}
)  # fmt: skip
_NO_ROLES = pl.DataFrame(
    schema={"case_id": pl.Int32, "actor_id": pl.Int32, "actor": pl.String, "short": pl.String,
            "actor_type_id": pl.Int32, "role_id": pl.Int32, "role": pl.String}
)  # fmt: skip
