"""The domain's tables over all sessions, made of the demo's rows without a detour over HTTP."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from core.oda.schema.codes import ActorKind, ActorRole
from core.parliament.calendar.periods import read_sessions
from core.parliament.people.memberships import read_memberships
from core.parliament.votes.ballots import ballots_table, with_cases
from core.parliament.votes.chamber import compact
from core.parliament.votes.deviations import mark_ballots
from core.parliament.votes.votes import votes_table

Tables = Mapping[str, pl.DataFrame]


def all_votes(tables: Tables) -> pl.DataFrame:
    """`votes_table` of every session, the newest first."""
    found = [
        votes_table(
            code,
            votes,
            tables["Møde"],
            tables["Sagstrin"],
            tables["Sag"],
            tables["Afstemningstype"],
            tables["Sagstype"],
        )
        for code, votes in by_session(tables).items()
    ]
    return pl.concat(found)


def all_ballots(tables: Tables) -> pl.DataFrame:
    """`ballots_table` of every session, the newest first."""
    links = tables["AktørAktør"].filter(pl.col("rolleid") == ActorRole.MEMBER)
    groups = tables["Aktør"].filter(pl.col("typeid") == ActorKind.PARTY_GROUP)
    ids = groups["id"].implode()
    memberships = read_memberships(
        groups,
        links.filter(pl.col("tilaktørid").is_in(ids)),
        links.filter(pl.col("fraaktørid").is_in(ids)),
    )
    meetings = tables["Møde"].select(pl.col("id").alias("mødeid"), pl.col("dato").dt.date())
    found = []
    for code, votes in by_session(tables).items():
        days = votes.join(meetings, on="mødeid", how="left").select(
            pl.col("id").alias("vote_id"), pl.col("dato").alias("date")
        )
        ballots = tables["Stemme"].filter(pl.col("afstemningid").is_in(votes["id"].implode()))
        found.append(ballots_table(code, ballots, tables["Aktør"], days, memberships))
    return pl.concat(found)


def marked_ballots(tables: Tables) -> pl.DataFrame:
    """What the app holds of every session's ballots: with marks, and compact."""
    ballots = all_ballots(tables)
    return compact(mark_ballots(ballots, all_votes(tables)))


def ballots_of_files(tables: Tables) -> pl.DataFrame:
    """The same with what a file tells of the case of each ballot's vote."""
    return with_cases(marked_ballots(tables), all_votes(tables))


def by_session(tables: Tables) -> dict[str, pl.DataFrame]:
    """The votes (as the API has them) of every session that has any, by code, the newest first."""
    votes = tables["Afstemning"].join(
        tables["Møde"].select(pl.col("id").alias("mødeid"), "periodeid"), on="mødeid", how="left"
    )
    periods = tables["Periode"].filter(pl.col("type") == "samling")
    found = {
        session.code: votes.filter(pl.col("periodeid") == session.period_id).drop("periodeid")
        for session in read_sessions(periods)
    }
    return {code: rows for code, rows in found.items() if rows.height}
