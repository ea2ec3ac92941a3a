"""Compares ballots with the party's line: who deviated, and whether it was a recorded mistake.

Most recorded deviations are mistakes that an official note reports. Parliament does not correct the
ballots, so they are marked here, and figures can leave them out.
"""

from __future__ import annotations

import polars as pl

from core.parliament.votes.counting import SIDES, counted
from core.parliament.votes.mistakes import (
    DISSENT,
    KINDS,
    NO_LINE,
    PARTY,
    UNCLEAR,
    find_mistakes,
    of_noted_votes,
)
from core.parliament.votes.stands import LINE_VOTERS, party_stands
from core.parliament.votes.text_deviations import ROW, deviations_in_texts

KIND = pl.Enum(KINDS)
"""The type of the column `deviation`: one byte for each of millions of rows."""


def mark_ballots(ballots: pl.DataFrame, votes: pl.DataFrame) -> pl.DataFrame:
    """A ballots table in the same order, with what its votes table tells about each ballot.

    `ballots` must be all ballots of their votes, since the stands are read from them. Adds:

    - party_stand: where the party stood (see `party_stands`): for, against, neither; null where it
      stood nowhere. party_voters: how many of its members took a position, null where none did.
    - party_line: the party's line, its stand where two or more voted; else null.
    - deviates: whether the position differs from the line; null where there is no line, and for a
      ballot without a position (absence is none) or one that is left out.
    - recorded_error: an official note says that this ballot is a mistake, the member's or the
      entire party's; also where the name in the note is misspelt.
    - stand_error: the party's stand in this vote comes from a mistake of the entire party, or of
      its only voter. Following it is not loyalty (and has recorded_error), deviating from it is not
      dissent.
    - deviation: null for a ballot that does not deviate, else its kind. individual_error: a mistake
      of this member; party_error: this or the stand is a mistake of the party; unclear: a note may
      or may not mean this ballot; no_line: equally many of the party's members stood on different
      sides, and no text decides; dissent: none of these.
    """
    cast = pl.col("position").is_in(SIDES) & counted()
    stood = pl.col("party_stand")
    departs = pl.when(cast).then(pl.col("position") != stood)
    stands = party_stands(ballots, votes).rename({"stand": "party_stand", "voters": "party_voters"})
    noted = of_noted_votes(ballots, votes).join(stands, on=["vote_id", "party"], how="left")
    noted = noted.with_columns(departs.alias("departs"), pl.col("party_voters").alias("voters"))
    mistakes, wrong_stands = find_mistakes(noted, votes)
    parties = stands.join(wrong_stands, on=["vote_id", "party"], how="left")
    # The keys are unique in both frames, so that no join adds rows.
    table = ballots.join(parties, on=["vote_id", "party"], how="left", maintain_order="left")
    table = table.join(mistakes, on=["vote_id", "member_id"], how="left", maintain_order="left")
    split = cast & (pl.col("party_voters") > 0) & stood.is_null()
    table = table.with_columns(
        pl.when(pl.col("party_voters") >= LINE_VOTERS).then(stood).alias("party_line"),
        pl.when(pl.col("party_voters") >= LINE_VOTERS).then(departs).alias("deviates"),
        split.fill_null(value=False).alias("split"),
    )
    return table.select(
        *ballots.columns,
        "party_stand",
        "party_voters",
        "party_line",
        "deviates",
        (pl.col("flagged") & counted()).fill_null(value=False).alias("recorded_error"),
        pl.col("stand_error").fill_null(value=False),
        pl.when(pl.col("deviates").fill_null(value=False) | pl.col("split"))
        .then(
            pl.coalesce(
                pl.when(pl.col("error") != UNCLEAR).then("error"),
                pl.when("stand_error").then(pl.lit(PARTY)),
                "error",
                pl.when("split").then(pl.lit(NO_LINE)),
                pl.lit(DISSENT),
            ).cast(KIND)
        )
        .alias("deviation"),
    )


def deviations(votes: pl.DataFrame, marked: pl.DataFrame | None) -> pl.DataFrame:
    """Every deviation from a party's line, the newest vote first, one row each.

    From a votes table and what `mark_ballots` made of its votes' ballots (None where they were not
    read). Votes without ballots have the members whom their texts and notes name. Columns: vote_id,
    date, case_number, member_id (null where a text's name is not found among those who voted),
    member, party, position, party_line (null for no_line), kind (see `mark_ballots`), found_in
    (ballots, text).
    """
    found = [deviations_in_texts(votes, marked)]
    if marked is not None:
        found.append(
            marked.filter(pl.col("deviation").is_not_null())
            .with_columns(
                pl.col("deviation").alias("kind"),
                pl.lit("ballots").alias("found_in"),
            )
            .select(pl.col(name).cast(dtype) for name, dtype in ROW.items())
        )
    known = votes.select("vote_id", "date", "case_number")
    return (
        pl.concat(found)
        .join(known, on="vote_id")
        .select("vote_id", "date", "case_number", *list(ROW)[1:])
        .sort(
            ["date", "vote_id", "party", "member", "member_id"],
            descending=[True, True, False, False, False],
            nulls_last=True,
        )
    )
