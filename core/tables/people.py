"""One person: the profile made from Parliament's records."""

from __future__ import annotations

import polars as pl

from core.parliament.calendar.periods import read_periods
from core.parliament.people.members import Profile, member_profile
from core.store.datasets import votes as vote_sets
from core.tables.table import Parts, Recipe


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
