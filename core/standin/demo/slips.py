"""Applies errors of the real records to the finished rows; nothing here is random."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from core.standin.demo.votes import AMENDMENT, FINAL

MISTYPED_FROM = datetime(2026, 11, 2)
"""From this day on every vote on a bill or a resolution is typed as an amendment."""

_GROUP, _PERSON, _MEMBERSHIP = 4, 5, 15
_NOTE = r"^Ved en fejl stemte ([^()]+) \((\w+)\) (?:for|imod) \w+\.$"
_UNDATED_EVERY, _UNDATED_FIRST = 13, 5


def add_slips(frames: dict[str, pl.DataFrame]) -> None:
    """Type the newest final votes as amendments, remove the first day of some groups, and add to
    the name of one member the party that appointed this member."""
    frames["Afstemning"] = _mistyped(frames["Afstemning"], frames["Møde"])
    frames["Aktør"] = _appointed(frames["Aktør"], frames["Afstemning"])
    frames["Aktør"], undated = _undated_groups(frames["Aktør"])
    frames["AktørAktør"] = _undated_memberships(frames["AktørAktør"], undated)


def _mistyped(votes: pl.DataFrame, meetings: pl.DataFrame) -> pl.DataFrame:
    late = meetings.filter(pl.col("dato") >= MISTYPED_FROM)["id"].implode()
    wrong = (pl.col("typeid") == FINAL) & pl.col("mødeid").is_in(late)
    kind = pl.when(wrong).then(pl.lit(AMENDMENT)).otherwise("typeid")
    return votes.with_columns(kind.cast(votes.schema["typeid"]).alias("typeid"))


def _appointed(actors: pl.DataFrame, votes: pl.DataFrame) -> pl.DataFrame:
    """Change the name of the first member named in a note about a mistake, but not in the note."""
    named = votes["kommentar"].str.extract_groups(_NOTE).struct.unnest().drop_nulls()
    told = actors.filter(pl.col("typeid") == _PERSON).join(named, left_on="navn", right_on="1")
    member, party = told.sort("id").select("id", "2").row(0)
    here = pl.col("id") == member
    return actors.with_columns(
        pl.when(here).then(pl.col(name) + f" (udpeget af {party})").otherwise(name).alias(name)
        for name in ("navn", "efternavn")
    )


def _undated_groups(actors: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """Remove the first day of one group in thirteen, including those of single outsiders."""
    undated = actors.filter(pl.col("typeid") == _GROUP)["id"][_UNDATED_FIRST::_UNDATED_EVERY]
    start = pl.when(~pl.col("id").is_in(undated.implode())).then("startdato")
    return actors.with_columns(start.alias("startdato")), undated


def _undated_memberships(links: pl.DataFrame, groups: pl.Series) -> pl.DataFrame:
    """Remove the first day of every second membership in these groups."""
    theirs = pl.any_horizontal(
        pl.col(end).is_in(groups.implode()) for end in ("fraaktørid", "tilaktørid")
    )
    wrong = theirs & (pl.col("rolleid") == _MEMBERSHIP) & (pl.col("id") % 2 == 0)
    return links.with_columns(pl.when(~wrong).then("startdato").alias("startdato"))
