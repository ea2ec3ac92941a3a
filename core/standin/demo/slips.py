"""What the record itself gets wrong, changed in the finished rows: it draws nothing at random."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from core.standin.demo.votes import AMENDMENT, FINAL

MISTYPED_FROM = datetime(2026, 11, 2)
"""From this day on every vote on a bill or a resolution is typed as an amendment."""

_GROUP, _MEMBERSHIP = 4, 15
_UNDATED_EVERY, _UNDATED_FIRST = 13, 5


def add_slips(frames: dict[str, pl.DataFrame]) -> None:
    """Type the newest final votes as amendments, and leave some groups without a first day."""
    frames["Afstemning"] = _mistyped(frames["Afstemning"], frames["Møde"])
    frames["Aktør"], undated = _undated_groups(frames["Aktør"])
    frames["AktørAktør"] = _undated_memberships(frames["AktørAktør"], undated)


def _mistyped(votes: pl.DataFrame, meetings: pl.DataFrame) -> pl.DataFrame:
    late = meetings.filter(pl.col("dato") >= MISTYPED_FROM)["id"].implode()
    wrong = (pl.col("typeid") == FINAL) & pl.col("mødeid").is_in(late)
    kind = pl.when(wrong).then(pl.lit(AMENDMENT)).otherwise("typeid")
    return votes.with_columns(kind.cast(votes.schema["typeid"]).alias("typeid"))


def _undated_groups(actors: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """One group in thirteen, of whatever session; those outside the groups have such too."""
    undated = actors.filter(pl.col("typeid") == _GROUP)["id"][_UNDATED_FIRST::_UNDATED_EVERY]
    start = pl.when(~pl.col("id").is_in(undated.implode())).then("startdato")
    return actors.with_columns(start.alias("startdato")), undated


def _undated_memberships(links: pl.DataFrame, groups: pl.Series) -> pl.DataFrame:
    """Of the memberships in these groups, every second has no first day either."""
    theirs = pl.any_horizontal(
        pl.col(end).is_in(groups.implode()) for end in ("fraaktørid", "tilaktørid")
    )
    wrong = theirs & (pl.col("rolleid") == _MEMBERSHIP) & (pl.col("id") % 2 == 0)
    return links.with_columns(pl.when(~wrong).then("startdato").alias("startdato"))
