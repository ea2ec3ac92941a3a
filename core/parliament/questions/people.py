"""Who asked a question and who was asked, with the asker's party on that day."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from core.oda.schema.codes import COMMITTEE_KINDS, ActorKind, DocumentRole
from core.parliament.cases.tables import actor_names
from core.parliament.people.memberships import party_on_day

BETWEEN = "; "
"""The separator between several askers or ministers of a question."""


def actors_of(roles: pl.DataFrame, actors: pl.DataFrame) -> pl.DataFrame:
    """Who has which role on a question: question_id, role_id and what `actor_names` has."""
    return (
        roles.select(
            pl.col("dokumentid").alias("question_id"),
            pl.col("aktørid").alias("actor_id"),
            pl.col("rolleid").alias("role_id"),
        )
        .unique()
        .join(actor_names(actors), on="actor_id", how="left")
        .sort("question_id", "role_id", "actor", nulls_last=True)
    )


def with_party_of_day(
    people: pl.DataFrame, asked: pl.DataFrame, memberships: pl.DataFrame | None
) -> pl.DataFrame:
    """Add the party on the day of the question; null where it is unknown."""
    dated = people.join(asked, on="question_id", maintain_order="left").rename(
        {"actor_id": "member_id", "asked": "date"}
    )
    if memberships is None:
        return dated.with_columns(pl.lit(None, pl.String).alias("party"))
    return party_on_day(dated, memberships)


def askers_of(askers: pl.DataFrame) -> pl.DataFrame:
    """The askers and their parties, by question."""
    parties = pl.col("party").drop_nulls().unique(maintain_order=True).str.join(" ")
    return joined(askers, "asker", parties.alias("asker_party")).with_columns(
        pl.when(pl.col("asker_party") != "").then("asker_party").alias("asker_party")
    )


def joined(people: pl.DataFrame, column: str, *more: pl.Expr) -> pl.DataFrame:
    """The names of people in one column, by question."""
    names: Sequence[pl.Expr] = (
        pl.col("actor").drop_nulls().unique(maintain_order=True).str.join(BETWEEN).alias(column),
    )
    found = people.group_by("question_id", maintain_order=True).agg(*names, *more)
    return found.with_columns(pl.when(pl.col(column) != "").then(column).alias(column))


_ASKERS = (DocumentRole.ASKING_MEMBER, DocumentRole.ASKER, DocumentRole.PUT_BY)


_ASKED = (DocumentRole.TO, DocumentRole.ADDRESSEE)


def committee_among(people: pl.DataFrame) -> pl.DataFrame:
    """The committee among a question's people: question_id, among_people."""
    return (
        people.filter(pl.col("actor_type_id").is_in(COMMITTEE_KINDS))
        .sort("question_id", "role_id", "actor")
        .unique("question_id", keep="first")
        .select("question_id", pl.coalesce("short", "actor").alias("among_people"))
    )


def askers_and_ministers(people: pl.DataFrame) -> pl.DataFrame:
    """Who asked whom: question_id, asker, asker_party, minister, ministry."""
    role, kind = pl.col("role_id"), pl.col("actor_type_id")
    askers = people.filter(role.is_in(_ASKERS), kind == ActorKind.PERSON)
    titled = role.is_in(_ASKED) & (kind == ActorKind.MINISTER_TITLE)
    ministers = people.filter((role == DocumentRole.MINISTER) | titled)
    areas = people.filter((role == DocumentRole.MINISTRY) | (kind == ActorKind.MINISTRY_AREA))
    return (
        people.select("question_id")
        .unique()
        .join(askers_of(askers), on="question_id", how="left")
        .join(joined(ministers, "minister"), on="question_id", how="left")
        .join(joined(areas, "ministry"), on="question_id", how="left")
    )
