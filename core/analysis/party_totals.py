"""How each party voted in each vote: by the ballots, else where it stood by the official text."""

from __future__ import annotations

import polars as pl

from core.parliament.people.party_order import party_order
from core.parliament.votes.ballots import totals_by_party
from core.parliament.votes.positions import Position
from core.parliament.votes.stands import stands_in_ballots, stands_in_texts
from core.parliament.votes.text_deviations import without_ballots

_ABOUT = ("session", "vote_id", "date", "case_number", "case_title")
_COUNTS = (*(position.value for position in Position), "unknown")
_KEY = ("vote_id", "party")


def party_totals(votes: pl.DataFrame, marked: pl.DataFrame | None) -> pl.DataFrame:
    """One row a party and vote, the votes in their order and the parties from left to right.

    From a votes table and what `mark_ballots` made of its votes' ballots (None where they were not
    read). Columns: session, vote_id, date, case_number, case_title, party (null for ballots whose
    party is unknown), for, against, neither, absent, unknown (ballots without a position that is
    known, or left out), ballots (their sum), stand (null where the party stood nowhere), source
    (ballots, text). By the text there are the parties that it lists, and their numbers are null.
    """
    found = [_by_text(votes, marked)]
    if marked is not None:
        found.append(_by_ballots(marked))
    rows = pl.concat(found, how="diagonal")
    order = {party: place for place, party in enumerate(party_order(rows["party"]))}
    about = votes.select(_ABOUT).with_row_index("place")
    return (
        about.join(rows, on="vote_id", maintain_order="left")
        .sort("place", pl.col("party").replace_strict(order, return_dtype=pl.Int32))
        .select(*_ABOUT, "party", *_COUNTS, "ballots", "stand", "source")
    )


def _by_ballots(marked: pl.DataFrame) -> pl.DataFrame:
    counted = totals_by_party(marked, "vote_id")
    n = pl.col("n").cast(pl.Int32)
    position = pl.col("position").cast(pl.String).fill_null("unknown")
    totals = counted.group_by("vote_id", pl.col("party").cast(pl.String)).agg(
        *(n.filter(position == name).sum().alias(name) for name in _COUNTS),
        n.sum().alias("ballots"),
    )
    stands = stands_in_ballots(marked).select(*_KEY, "stand")
    return totals.join(stands, on=_KEY, how="left").with_columns(source=pl.lit("ballots"))


def _by_text(votes: pl.DataFrame, marked: pl.DataFrame | None) -> pl.DataFrame:
    unread = without_ballots(votes, marked)
    nothing = (pl.lit(None, pl.Int32).alias(name) for name in (*_COUNTS, "ballots"))
    return stands_in_texts(unread).select(*_KEY, *nothing, "stand", pl.lit("text").alias("source"))
