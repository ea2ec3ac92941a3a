"""What the syncs recorded: rows that changed or vanished without a new date."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl


def silent_changes(ledger: pl.DataFrame, ballots: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Rows that changed without a new date, vanished, or appeared with an old one, oldest first.

    `ledger` is that of the syncs; `ballots` has an entry for each session to include, by its code:
    its `Stemme` rows if they are needed, see `of_silent_ballots`. What belongs to no session, such
    as names and lookup tables, is always included. Columns: session (null for the latter), found_at
    (UTC), entity (the API's name), id, change (changed, vanished, appeared), fields (those that
    changed, blank between), vote_id (of a vote or a ballot; null where a ballot is gone), member_id
    (of a ballot).
    """
    found = ledger.with_columns(_SESSION.alias("session"))
    found = found.filter(pl.col("session").is_null() | pl.col("session").is_in(list(ballots)))
    found = found.join(
        _owners(found, ballots), on=["entity", "id"], how="left", maintain_order="left"
    )
    own = pl.when(pl.col("entity") == "Afstemning").then("id")
    return found.select(
        "session",
        "found_at",
        "entity",
        "id",
        pl.col("kind").alias("change"),
        pl.col("columns").alias("fields"),
        pl.coalesce(own, "vote_id").alias("vote_id"),
        "member_id",
    )


def of_silent_ballots(ledger: pl.DataFrame, code: str) -> bool:
    """Whether the ledger has ballots of a session: then its rows give their votes and members."""
    of_session = (pl.col("entity") == "Stemme") & (code == _SESSION)
    return bool(ledger.select(of_session.any()).item())


_SESSION = pl.col("partition").str.extract(r"(?:^|-)(\d{5})$")


def _owners(found: pl.DataFrame, ballots: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Vote and member of each ballot that was found: entity, id, vote_id, member_id."""
    silent = found.filter(pl.col("entity") == "Stemme").select("entity", "id").unique()
    owners = [
        rows.select(
            "id", pl.col("afstemningid").alias("vote_id"), pl.col("aktørid").alias("member_id")
        ).join(silent, on="id")
        for rows in ballots.values()
        if "afstemningid" in rows.columns
    ]
    nothing = pl.DataFrame(
        schema={"entity": pl.String, "id": pl.Int32, "vote_id": pl.Int32, "member_id": pl.Int32}
    )
    return pl.concat([nothing, *(owner.select(nothing.columns) for owner in owners)]).unique(
        ["entity", "id"], keep="first"
    )
