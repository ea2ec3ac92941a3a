"""What the syncs noted: rows that changed or went without a new date, and fields nobody knew of."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from core.store.files import Store
from core.store.ledger import ENTITY, read_ledger


def silent_changes(store: Store, codes: Sequence[str]) -> pl.DataFrame:
    """Rows that changed without a new date, vanished, or appeared with an old one, oldest first.

    Of these sessions, and of what belongs to no session, such as names and lookup tables. Columns:
    session (null for the latter), found_at (UTC), entity (the API's name), id, change (changed,
    vanished, appeared), fields (those that changed, blank between), vote_id (of a vote or a ballot;
    null where a ballot is gone), member_id (of a ballot).
    """
    found = read_ledger(store).with_columns(
        pl.col("partition").str.extract(r"(?:^|-)(\d{5})$").alias("session")
    )
    found = found.filter(pl.col("session").is_null() | pl.col("session").is_in(list(codes)))
    found = found.join(
        _owners(store, found), on=["entity", "id"], how="left", maintain_order="left"
    )
    own = pl.when(pl.col("entity") == "Afstemning").then("id")
    return found.select(
        "session", "found_at", "entity", "id",
        pl.col("kind").alias("change"),
        pl.col("columns").alias("fields"),
        pl.coalesce(own, "vote_id").alias("vote_id"),
        "member_id",
    )  # fmt: skip


def noted(store: Store) -> tuple[str, ...]:
    """Changes whenever anything new was noted: a key for what is made of it."""
    metas = (store.meta(ENTITY, partition) for partition in store.partitions(ENTITY))
    return tuple(f"{meta.rows} {meta.fetched_at} {meta.checksum}" for meta in metas if meta)


def _owners(store: Store, found: pl.DataFrame) -> pl.DataFrame:
    """Vote and member of each ballot that was found: entity, id, vote_id, member_id."""
    ballots = found.filter(pl.col("entity") == "Stemme").select("entity", "id", "session").unique()
    owners = [
        part.frame.select(
            "id", pl.col("afstemningid").alias("vote_id"), pl.col("aktørid").alias("member_id")
        ).join(ballots.select("entity", "id"), on="id")
        for code in ballots["session"].drop_nulls().unique()
        if (part := store.read("Stemme", code)) is not None
    ]
    nothing = pl.DataFrame(
        schema={"entity": pl.String, "id": pl.Int32, "vote_id": pl.Int32, "member_id": pl.Int32}
    )
    return pl.concat([nothing, *(owner.select(nothing.columns) for owner in owners)]).unique(
        ["entity", "id"], keep="first"
    )
