"""One person in Parliament: parties by date, seats in committees, ministries, leave, substitution.

From the person's own links with other actors, which the API stores in both directions, unequally.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import polars as pl

from core.oda.schema.codes import (
    COMMITTEE_KINDS,
    LEAVE_ROLES,
    MINISTER_ROLES,
    PRESIDIUM_ROLES,
    ActorKind,
    ActorRole,
)
from core.parliament.calendar.periods import Period
from core.parliament.people.biography import Biography, read_biography
from core.parliament.people.memberships import party_on_day, read_memberships
from core.parliament.texts.plain import one_line

ROLES = MappingProxyType(
    {
        ActorRole.FIRST_VICE_SPEAKER: "first_vice_speaker",
        ActorRole.SECOND_VICE_SPEAKER: "second_vice_speaker",
        ActorRole.THIRD_VICE_SPEAKER: "third_vice_speaker",
        ActorRole.FOURTH_VICE_SPEAKER: "fourth_vice_speaker",
        ActorRole.SPEAKER: "speaker",
        ActorRole.PAID_LEAVE: "leave_paid",
        ActorRole.UNPAID_LEAVE: "leave_unpaid",
        ActorRole.MINISTER: "minister",
        ActorRole.MINISTER_WITHOUT_SEAT: "minister_without_seat",
        ActorRole.SUBSTITUTE: "substitute",
        ActorRole.VICE_CHAIR: "vice_chair",
        ActorRole.MEMBER: "member",
        ActorRole.CHAIR: "chair",
        ActorRole.OBSERVER: "observer",
    }
)
"""The roles that are shown: not those of staff and former ministers."""

KINDS = ("leave", "substitute", "minister", "presidium", "group", "committee", "other")


@dataclass(frozen=True, slots=True)
class Profile:
    """What is recorded about an actor.

    `name` is None where there is none, `known` says whether the API has an actor of that id.
    `parties` as in `party_history`, `held` as in `roles`.
    """

    name: str | None
    known: bool
    is_person: bool
    parties: pl.DataFrame
    held: pl.DataFrame
    about: Biography


def member_profile(
    member_id: int,
    actor: pl.DataFrame,
    outgoing: pl.DataFrame,
    incoming: pl.DataFrame,
    others: pl.DataFrame,
    periods: Sequence[Period],
    *,
    links: bool,
) -> Profile:
    """The profile of an actor from its `Aktør` row and the arguments of `own_links`.

    `periods` are the sessions, whose ends limit roles that have no end of their own.
    """
    found = own_links(member_id, outgoing, incoming, others)
    schema = pl.Schema({"period_id": pl.Int32(), "period_end": pl.Datetime("ms")})
    ends = pl.DataFrame([(one.period_id, one.end) for one in periods], schema, orient="row")
    return Profile(
        next(iter(actor.select(one_line("navn"))["navn"]), None),
        not actor.is_empty(),
        bool((actor["typeid"] == ActorKind.PERSON).any()),
        party_history(member_id, found),
        roles(found, ends),
        read_biography(next(iter(actor["biografi"]), None), links=links),
    )


def own_links(
    member_id: int, outgoing: pl.DataFrame, incoming: pl.DataFrame, others: pl.DataFrame
) -> pl.DataFrame:
    """A person's links in both directions, each once.

    From `AktørAktør` rows from and to the person and the `Aktør` rows at their other ends. Columns:
    other_id, role_id, start, end (of the link), type_id, name, short, other_start, other_end,
    period_id. Where the directions disagree on the end of a link that began on one day, a known end
    is preferred, and of two the later.
    """
    dates = (pl.col("startdato").alias("start"), pl.col("slutdato").alias("end"))
    role = pl.col("rolleid").alias("role_id")
    links = pl.concat(
        [
            outgoing.filter(pl.col("fraaktørid") == member_id).select(
                pl.col("tilaktørid").alias("other_id"), role, *dates
            ),
            incoming.filter(pl.col("tilaktørid") == member_id).select(
                pl.col("fraaktørid").alias("other_id"), role, *dates
            ),
        ]
    )
    known = others.unique("id", keep="first").select(
        pl.col("id").alias("other_id"),
        pl.col("typeid").alias("type_id"),
        one_line("navn").alias("name"),
        one_line("gruppenavnkort").alias("short"),
        pl.col("startdato").alias("other_start"),
        pl.col("slutdato").alias("other_end"),
        pl.col("periodeid").alias("period_id"),
    )
    return (
        links.group_by("other_id", "role_id", "start")
        .agg(pl.col("end").max())
        .join(known, on="other_id")
        .sort("start", "other_id", "role_id")
    )


def party_history(member_id: int, links: pl.DataFrame) -> pl.DataFrame:
    """The parties of a person by date, from `own_links`, the oldest first.

    Columns: party (short name; null in a gap between two), start, end (days, both included; null
    where open). The party of each day is that of `party_on_day`, so the history never contradicts
    the ballots. A party has one line, though it has a new group in each session.
    """
    memberships = _memberships(member_id, links)
    days = _days_of_change(memberships)
    on_day = party_on_day(
        pl.DataFrame(
            {"member_id": [member_id] * len(days), "date": days},
            schema={"member_id": pl.Int32, "date": pl.Date},
        ),
        memberships,
    )
    lines: list[dict[str, Any]] = []
    for start, party in on_day.select("date", "party").iter_rows():
        if not lines or lines[-1]["party"] != party:
            if lines:
                lines[-1]["end"] = start - timedelta(days=1)
            lines.append(
                {"party": party, "start": None if start == date.min else start, "end": None}
            )
    while lines and lines[-1]["party"] is None:
        lines.pop()
    while lines and lines[0]["party"] is None:
        lines.pop(0)
    return pl.DataFrame(lines, schema={"party": pl.String, "start": pl.Date, "end": pl.Date})


def roles(links: pl.DataFrame, period_ends: pl.DataFrame) -> pl.DataFrame:
    """A person's roles other than membership of a party group, the newest first.

    From `own_links`; `period_ends` has period_id and period_end of the sessions, which limit roles
    without an end. Columns: kind (one of `KINDS`), role (one of `ROLES`), name, short (of the other
    actor), start, end (days; null where open or unknown). A role that is renewed from session to
    session without a gap has one line. Former ministers' and officials' links are left out.
    """
    ends = period_ends.select(pl.col("period_id").cast(pl.Int32), "period_end").unique("period_id")
    spells = (
        links.filter(pl.col("role_id").is_in(list(ROLES)), ~_of_group())
        .join(ends, on="period_id", how="left")
        .select(
            _kind().alias("kind"),
            pl.col("role_id").replace_strict(dict(ROLES), return_dtype=pl.String).alias("role"),
            "name",
            "short",
            pl.max_horizontal("start", "other_start").dt.date().alias("start"),
            pl.min_horizontal("end", pl.coalesce("other_end", "period_end")).dt.date().alias("end"),
        )
        .filter(_in_order())
        .sort("kind", "role", "short", "name", "start", nulls_last=False)
    )
    merged: list[dict[str, Any]] = []
    for row in spells.iter_rows(named=True):
        before = merged[-1] if merged else None
        if before is not None and _renews(before, row):
            ends_known = before["end"] is not None and row["end"] is not None
            before["end"] = max(before["end"], row["end"]) if ends_known else None
            before["name"] = row["name"]
        else:
            merged.append(row)
    table = pl.DataFrame(merged, schema=spells.schema)
    return table.sort(
        pl.col("kind").cast(pl.Enum(KINDS)),
        pl.col("end").fill_null(date.max),
        "start",
        "name",
        descending=[False, True, True, False],
    )


def _memberships(member_id: int, links: pl.DataFrame) -> pl.DataFrame:
    mine = links.filter(_of_group())
    to_group = mine.select(
        pl.lit(member_id, pl.Int32).alias("fraaktørid"),
        pl.col("other_id").alias("tilaktørid"),
        pl.col("start").alias("startdato"),
        pl.col("end").alias("slutdato"),
    )
    groups = mine.unique("other_id").select(
        pl.col("other_id").alias("id"),
        pl.col("short").alias("gruppenavnkort"),
        pl.col("other_start").alias("startdato"),
        pl.col("other_end").alias("slutdato"),
    )
    return read_memberships(groups, to_group, to_group.clear())


def _days_of_change(memberships: pl.DataFrame) -> list[date]:
    """Every day on which the membership may differ from that of the day before."""
    starts = memberships["start"].dt.date()
    after = memberships["end"].dt.date().drop_nulls().dt.offset_by("1d")
    first = [date.min] if starts.null_count() else []
    return [*first, *pl.concat([starts.drop_nulls(), after]).unique().sort().to_list()]


def _kind() -> pl.Expr:
    role, kind = pl.col("role_id"), pl.col("type_id")
    return (
        pl.when(role.is_in(LEAVE_ROLES))
        .then(pl.lit("leave"))
        .when((role == ActorRole.SUBSTITUTE) & (kind == ActorKind.PARTY_GROUP))
        .then(pl.lit("substitute"))
        .when(role.is_in(MINISTER_ROLES))
        .then(pl.lit("minister"))
        .when(role.is_in(PRESIDIUM_ROLES))
        .then(pl.lit("presidium"))
        .when(kind == ActorKind.PARTY_GROUP)
        .then(pl.lit("group"))
        .when(kind.is_in(COMMITTEE_KINDS))
        .then(pl.lit("committee"))
        .otherwise(pl.lit("other"))
    )


def _of_group() -> pl.Expr:
    """Whether a link is the membership of a party group."""
    return (pl.col("type_id") == ActorKind.PARTY_GROUP) & (pl.col("role_id") == ActorRole.MEMBER)


def _in_order() -> pl.Expr:
    return pl.col("start").is_null() | pl.col("end").is_null() | (pl.col("start") <= pl.col("end"))


def _renews(before: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether a row continues the role of the one before it, without a day between."""
    same = before["kind"] == row["kind"] and before["role"] == row["role"]
    named = before["short"] or before["name"], row["short"] or row["name"]
    if not same or named[0] != named[1]:
        return False
    return (
        before["end"] is None
        or row["start"] is None
        or row["start"] <= before["end"] + timedelta(days=1)
    )
