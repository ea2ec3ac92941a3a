"""What Parliament has on record of the members of a session: roles and constituencies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from core.parliament.calendar.periods import Period
from core.parliament.people.biography import read_biography, seat
from core.parliament.people.members import own_links, roles

KINDS = ("leave", "substitute", "minister", "presidium")
"""The kinds of role that say why a member votes seldom, or sits for another."""

_ROLES = pl.Schema(
    {
        "member_id": pl.Int32(),
        "kind": pl.String(),
        "role": pl.String(),
        "name": pl.String(),
        "start": pl.Date(),
        "end": pl.Date(),
    }
)


@dataclass(frozen=True, slots=True)
class Records:
    """Of the members of a session.

    `held` has a row for each role in it: member_id, and kind, role, name, start and end as in
    `roles`; in order of the start. `seats` are the constituencies by member_id, where one is read.
    """

    held: pl.DataFrame
    seats: Mapping[int, str]


def session_roles(
    outgoing: tuple[pl.DataFrame, pl.DataFrame],
    incoming: tuple[pl.DataFrame, pl.DataFrame],
    period: Period,
) -> pl.DataFrame:
    """The roles of people in a session; see `Records`.

    `outgoing` are the `AktørAktør` rows from persons and the `Aktør` rows that they lead to,
    `incoming` those to persons and the rows that they come from.
    """
    (out, reached), (into, reaching) = outgoing, incoming
    others = pl.concat([reached, reaching])
    ends = pl.DataFrame(
        [(period.period_id, period.end)],
        pl.Schema({"period_id": pl.Int32(), "period_end": pl.Datetime("ms")}),
        orient="row",
    )
    people = pl.concat([out["fraaktørid"], into["tilaktørid"]]).unique().sort()
    found = [
        roles(own_links(person, out, into, others), ends)
        .filter(pl.col("kind").is_in(KINDS))
        .select(pl.lit(person, pl.Int32).alias("member_id"), *_ROLES.names()[1:])
        for person in people
    ]
    start, end = period.start.date(), period.end.date()
    return (
        pl.concat([_ROLES.to_frame(), *found])
        .filter(
            pl.col("start").is_null() | (pl.col("start") < end),
            pl.col("end").is_null() | (pl.col("end") > start),
        )
        .sort("member_id", "start", "kind", nulls_last=False)
    )


def seats(actors: Iterable[pl.DataFrame]) -> dict[int, str]:
    """The constituency of each person with one in the biography, by id; of `Aktør` rows."""
    return {
        person: place
        for rows in actors
        for person, text in rows.select("id", "biografi").iter_rows()
        if (place := seat(read_biography(text, links=False)))
    }
