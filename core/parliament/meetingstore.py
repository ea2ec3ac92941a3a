"""The committees and meetings of a session out of the local copy alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from core.parliament.cases import Names, cases_table, roles_table, steps_table
from core.parliament.casestore import stored_names
from core.parliament.committees import (
    committee_figures,
    committee_roles,
    committees_table,
    membership_rows,
    referred_cases,
    with_parties,
)
from core.parliament.meetings import committees_called, meetings_table
from core.parliament.parties import read_memberships
from core.parliament.periods import Period
from core.store.files import Store, Stored


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table of the data dictionary, and what they were made of."""

    rows: pl.DataFrame
    fetched_at: datetime
    urls: tuple[str, ...]


def stored_meetings(store: Store, period: Period) -> Rows | None:
    """The meetings of a session (see `meetings_table`), or None where they are not stored."""
    reader = _Reader(store)
    parts = reader.frames(meeting_parts(period.code))
    names = stored_names(store)
    if parts is None or names is None:
        return None
    rows, links, called = parts
    return reader.made(meetings_table(period.code, rows, links, called, names))


def stored_committees(store: Store, period: Period, today: date) -> Rows | None:
    """The committees of a session (see `membership_rows`), or None where they are not stored.

    Figures of cases are null where these are not stored, and parties where memberships are not.
    """
    reader = _Reader(store)
    parts = reader.frames(committee_parts(period.code))
    meetings = reader.frames(meeting_parts(period.code))
    names = stored_names(store)
    if parts is None or meetings is None or names is None:
        return None
    work = reader.frames(work_parts(period.code))
    members = reader.frames(member_parts(period.code))
    actors, to_rows, to_people, from_rows, from_people = parts
    committees = committees_table(actors)
    roles = committee_roles(committees, (to_rows, to_people), (from_rows, from_people), period)
    memberships = read_memberships(*members) if members else NO_MEMBERSHIPS
    rows, links, called = meetings
    table = meetings_table(period.code, rows, links, called, names)
    figures = committee_figures(
        committees,
        roles,
        held_by_committee(table, links, called),
        referred_of(committees, work, period.code, names, today) if work else None,
        min(today, period.end.date()),
    )
    roles = with_parties(roles, memberships, period, today)
    return reader.made(membership_rows(period.code, figures, roles))


def stored_committee_codes(store: Store, period: Period) -> list[str] | None:
    """The codes of a session's committees (see `committees_table`), None where none are stored."""
    stored = store.read("Aktør", f"committees-{period.code}", keep=False)
    return None if stored is None else committees_table(stored.frame)["code"].to_list()


def referred_of(
    committees: pl.DataFrame, work: list[pl.DataFrame], code: str, names: Names, today: date
) -> pl.DataFrame:
    """`referred_cases` of the rows of `work_parts`."""
    cases, steps, roles, actors = work
    keywords = pl.DataFrame(schema={"case_id": pl.Int32, "keyword": pl.String})
    return referred_cases(
        committees,
        roles_table(roles, actors, names),
        cases_table(code, cases, keywords, names),
        steps_table(steps, names),
        today,
    )


def held_by_committee(
    table: pl.DataFrame, links: pl.DataFrame, actors: pl.DataFrame
) -> pl.DataFrame:
    """The meetings that were held by committee: committee_id, meeting_id, date."""
    held = table.filter(pl.col("status_code") == "held").select("meeting_id", "date")
    called = committees_called(links, actors).select("committee_id", "meeting_id")
    return called.join(held, on="meeting_id")


def meeting_parts(code: str) -> tuple[tuple[str, str], ...]:
    """Entity set and partition of a session's meetings, of who is called, and of these."""
    part = f"meetings-{code}"
    return ("Møde", part), ("MødeAktør", part), ("Aktør", part)


def committee_parts(code: str) -> tuple[tuple[str, str], ...]:
    """Those of a session's committees, and of the links to and from them with their people."""
    into, out_of = f"to-committee-{code}", f"from-committee-{code}"
    return (
        ("Aktør", f"committees-{code}"), ("AktørAktør", into), ("Aktør", into),
        ("AktørAktør", out_of), ("Aktør", out_of),
    )  # fmt: skip


def work_parts(code: str) -> tuple[tuple[str, str], ...]:
    """Those of a session's cases with steps and people."""
    part = f"period-{code}"
    return ("Sag", part), ("Sagstrin", part), ("SagAktør", part), ("Aktør", part)


def member_parts(code: str) -> tuple[tuple[str, str], ...]:
    """Those of who belonged to which party."""
    return (
        ("Aktør", f"groups-{code}"), ("AktørAktør", f"to-group-{code}"),
        ("AktørAktør", f"from-group-{code}"),
    )  # fmt: skip


NO_MEMBERSHIPS = pl.DataFrame(
    schema={"member_id": pl.Int32, "party": pl.String, "start": pl.Datetime("ms"),
            "end": pl.Datetime("ms")}
)  # fmt: skip


class _Reader:
    """Reads partitions and remembers what was read."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: list[Stored] = []

    def frames(self, parts: tuple[tuple[str, str], ...]) -> list[pl.DataFrame] | None:
        """All of the parts, or None where any is not stored; nothing is kept in memory."""
        found = [self._store.read(*part, keep=False) for part in parts]
        present = [each for each in found if each is not None]
        if len(present) < len(parts):
            return None
        self._read += present
        return [each.frame for each in present]

    def made(self, rows: pl.DataFrame) -> Rows:
        """The rows with the age and the addresses of what was read."""
        urls = dict.fromkeys(each.meta.url for each in self._read if each.meta.url)
        return Rows(rows, min(each.meta.fetched_at for each in self._read), tuple(urls))
