"""People: the profile of one, and what is on record of the members of a session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from core.parliament.calendar.periods import Period, read_periods
from core.parliament.people.members import Profile, member_profile
from core.parliament.people.memberships import (
    NO_MEMBERSHIPS,
    party_changes,
    read_memberships,
)
from core.parliament.people.records import Records, seats, session_roles
from core.store.datasets import people as people_sets
from core.store.datasets import votes as vote_sets
from core.tables.table import Parts, Recipe, Table, Tables, made_from, worked_out


def profile(member_id: int) -> Recipe[Profile]:
    """The profile of an actor; see `member_profile`."""
    rows = vote_sets.member(member_id)

    def make(parts: Parts) -> Profile:
        found = parts.looked_up(vote_sets.lookups(), "Periode")
        outgoing, reached, incoming, reaching, actor = parts.needed(rows)
        return member_profile(
            member_id,
            actor,
            outgoing,
            incoming,
            pl.concat([reached, reaching]),
            [period for rows in found for period in read_periods(rows)],
            links=not parts.invented,
        )

    return Recipe(
        f"member/{member_id}", (rows,), make, also=tuple(vote_sets.lookups().parts), most=100
    )


def session_records(session: Period, members: tuple[int, ...], now: datetime) -> Recipe[Records]:
    """What is on record of the members of a session, whose ids these are, in order."""
    closed = session.closed(now)
    roles = people_sets.roles(session.code, session.start, session.end, closed=closed)
    about = people_sets.biographies(session.code, members, closed=closed)

    def make(parts: Parts) -> Records:
        out, reached, into, reaching = parts.needed(roles)
        held = session_roles((out, reached), (into, reaching), session)
        return Records(held, seats(parts.needed(about)))

    return Recipe(f"records/{session.code}", (roles, about), make, choices=(members,), most=20)


def memberships(session: Period, now: datetime) -> Recipe[pl.DataFrame]:
    """Who belonged to which party in a session; see `read_memberships`."""
    rows = vote_sets.memberships(
        session.code, session.start, session.end, closed=session.closed(now)
    )
    return made_from(rows.key, rows, lambda found: read_memberships(*found), most=60)


def changes_of_party(tables: Tables, sessions: Sequence[Period], now: datetime) -> pl.DataFrame:
    """Who changed parties in these sessions, of those that are stored; see `party_changes`."""
    read = [tables.read(memberships(session, now)) for session in sessions]
    return _changes(*(found for found in read if found is not None))


@worked_out(8)
def _changes(*found: Table[pl.DataFrame]) -> pl.DataFrame:
    rows = [NO_MEMBERSHIPS, *(each.content for each in found)]
    return party_changes(pl.concat(rows).unique())
