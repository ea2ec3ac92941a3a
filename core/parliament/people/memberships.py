"""Which party group a person belonged to on a day."""

from __future__ import annotations

import polars as pl


def read_memberships(
    groups: pl.DataFrame, to_group: pl.DataFrame, from_group: pl.DataFrame
) -> pl.DataFrame:
    """Memberships from `Aktør` groups and `AktørAktør` links of both directions.

    Columns: member_id, party (short name), start, end (Datetime; null where open on that side). The
    dates of the link are limited to those of the group, since many links have no end.
    """
    columns = ["startdato", "slutdato"]
    links = pl.concat(
        [
            to_group.select(
                pl.col("fraaktørid").alias("member_id"),
                pl.col("tilaktørid").alias("group_id"),
                *columns,
            ),
            from_group.select(
                pl.col("tilaktørid").alias("member_id"),
                pl.col("fraaktørid").alias("group_id"),
                *columns,
            ),
        ]
    ).unique()
    named = groups.select(
        pl.col("id").alias("group_id"),
        pl.col("gruppenavnkort").str.strip_chars().alias("party"),
        pl.col("startdato").alias("group_start"),
        pl.col("slutdato").alias("group_end"),
    ).filter(pl.col("party") != "")
    return (
        links.join(named, on="group_id")
        .select(
            "member_id",
            "party",
            pl.max_horizontal("startdato", "group_start").alias("start"),
            pl.min_horizontal("slutdato", "group_end").alias("end"),
        )
        .filter(
            pl.col("end").is_null() | pl.col("start").is_null() | (pl.col("start") <= pl.col("end"))
        )
        .unique()
        .sort("member_id", "start", "party")
    )


def party_on_day(ballots: pl.DataFrame, memberships: pl.DataFrame) -> pl.DataFrame:
    """Add `party` to rows with member_id and date: the party of that day, null where unknown.

    Where a person has several memberships on the day, the one that began last counts.
    """
    days = ballots.select("member_id", "date").unique()
    on_day = (
        days.join(memberships, on="member_id")
        .filter(
            pl.col("start").is_null() | (pl.col("start").dt.date() <= pl.col("date")),
            pl.col("end").is_null() | (pl.col("date") <= pl.col("end").dt.date()),
        )
        .sort("start", "party", nulls_last=False)
        .unique(["member_id", "date"], keep="last", maintain_order=True)
        .select("member_id", "date", "party")
    )
    return ballots.join(on_day, on=["member_id", "date"], how="left", maintain_order="left")


def party_changes(memberships: pl.DataFrame) -> pl.DataFrame:
    """Who went from one party to another, from `read_memberships`: a row for each change.

    Columns: member_id, before, party, day (the first in the new party). A new group of the same
    party is no change.
    """
    stays = memberships.sort("member_id", "start", "end", nulls_last=False).with_columns(
        pl.col("party").shift(1).over("member_id").alias("before")
    )
    return stays.filter(pl.col("before") != pl.col("party"), pl.col("start").is_not_null()).select(
        "member_id", "before", "party", pl.col("start").dt.date().alias("day")
    )


NO_MEMBERSHIPS = pl.DataFrame(
    schema={
        "member_id": pl.Int32,
        "party": pl.String,
        "start": pl.Datetime("ms"),
        "end": pl.Datetime("ms"),
    }
)
"""The result of `read_memberships` for no rows."""
