"""Ballots held against the party's line: who deviated, and whether it was a recorded mistake.

Most deviations on record are mistakes that an official note tells of. They stay on record as they
are, marked, so that a figure can leave them out.
"""

from __future__ import annotations

import polars as pl

from core.parliament.checks import NO_GROUP, party_lines
from core.parliament.counting import SIDES, count_sides
from core.parliament.mistakes import (
    DISSENT,
    KINDS,
    NO_LINE,
    PARTY,
    UNCLEAR,
    find_mistakes,
    of_noted_votes,
)
from core.parliament.positions import Position
from core.parliament.textdeviations import ROW, deviations_in_texts

KIND = pl.Enum(KINDS)
"""The type of the column `deviation`: a letter's room for each of millions of rows."""


def mark_ballots(ballots: pl.DataFrame, votes: pl.DataFrame) -> pl.DataFrame:
    """A ballots table, its rows in their order, with what its votes table tells of each ballot.

    `ballots` are all of their votes', since the lines are read from them. Adds:

    - party_line: for, against, neither; null where the party has no line (see `party_lines`).
    - deviates: whether the position differs from the line; null where there is no line, and for a
      ballot without a position: absence is no position.
    - recorded_error: an official note tells that this ballot is a mistake, the member's or the
      whole party's; also where the name in the note is misspelt.
    - line_error: the party's line in this vote stands on a mistake of the whole party. Whoever
      follows it is no loyalist (and has recorded_error), whoever deviates from it no dissenter.
    - deviation: null for a ballot that does not deviate, else its kind. individual_error: a mistake
      of this member; party_error: this or the line is a mistake of the party; unclear: a note may
      mean this ballot, but does not certainly; no_line: the party's members stood on different
      sides, as many on the one as on the other; dissent: none of these.
    """
    cast = pl.col("position").is_not_null() & (pl.col("position") != Position.ABSENT.value)
    deviates = pl.when(cast).then(pl.col("position") != pl.col("party_line")).alias("deviates")
    lines = party_lines(ballots).select("vote_id", "party", pl.col("line").alias("party_line"))
    noted = of_noted_votes(ballots, votes).join(lines, on=["vote_id", "party"], how="left")
    mistakes, wrong_lines = find_mistakes(noted.with_columns(deviates), votes)
    parties = (
        pl.concat([lines, _splits(ballots, lines)], how="diagonal")
        .join(wrong_lines, on=["vote_id", "party"], how="left")
        .with_columns(pl.col("split", "line_error").fill_null(value=False))
    )
    # Both keys are unique, so that no join adds rows.
    table = ballots.join(parties, on=["vote_id", "party"], how="left", maintain_order="left")
    table = table.join(mistakes, on=["vote_id", "member_id"], how="left", maintain_order="left")
    table = table.with_columns(deviates)
    return table.select(
        *ballots.columns,
        "party_line",
        "deviates",
        pl.col("flagged").fill_null(value=False).alias("recorded_error"),
        pl.col("line_error").fill_null(value=False),
        pl.when(pl.col("deviates").fill_null(value=False) | (pl.col("split") & cast))
        .then(
            pl.coalesce(
                pl.when(pl.col("error") != UNCLEAR).then("error"),
                pl.when("line_error").then(pl.lit(PARTY)),
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


def _splits(ballots: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """The parties without a line whose members stood on different sides: vote_id, party, split."""
    stood = pl.sum_horizontal((pl.col(side) > 0).cast(pl.Int32) for side in SIDES)
    return (
        count_sides(ballots)
        .filter(pl.col("party") != NO_GROUP, stood > 1)
        .join(lines, on=["vote_id", "party"], how="anti")
        .select("vote_id", "party", pl.lit(value=True).alias("split"))
    )
