"""The lines of the parties in each vote, from the ballots or from the official texts."""

from __future__ import annotations

from typing import Literal

import polars as pl

from core.parliament.conclusions import parse_conclusion
from core.parliament.errornotes import parse_note
from core.parliament.textdeviations import lines_of_text, without_ballots, wrong_lines

LinesFrom = Literal["best", "ballots", "text"]

_SCHEMA = {
    "vote_id": pl.Int32,
    "party": pl.String,
    "line": pl.String,
    "line_error": pl.Boolean,
    "lines_from": pl.String,
}


def vote_lines(
    votes: pl.DataFrame, marked: pl.DataFrame | None, source: LinesFrom = "best"
) -> pl.DataFrame:
    """The line of each party in each vote, of those that have one.

    From a votes table and what `mark_ballots` made of its votes' ballots (None where they were not
    read). `best` takes the ballots where a vote has any, else its text; `ballots` and `text` take
    these alone. A text does not tell how many members of a party voted; in `best` it gives a line
    only to parties that have one in another vote of the session, if its ballots are there, which
    leaves out parties of one member. Columns: vote_id, party, line (for, against, neither),
    line_error (the line stands on a recorded mistake of the whole party), lines_from (ballots,
    text).
    """
    known = votes.select("vote_id")
    if source == "text":
        found = lines_in_texts(votes)
    elif source == "ballots":
        found = lines_in_ballots(marked).join(known, on="vote_id", how="semi")
    else:
        ballots = lines_in_ballots(marked).join(known, on="vote_id", how="semi")
        texts = lines_in_texts(without_ballots(votes, marked))
        found = pl.concat([ballots, _of_groups(texts, ballots, votes)])
    return found.sort("vote_id", "party")


def lines_in_ballots(marked: pl.DataFrame | None) -> pl.DataFrame:
    """The lines that `mark_ballots` found; columns as in `vote_lines`, in no set order."""
    if marked is None:
        return pl.DataFrame(schema=_SCHEMA)
    key = ("vote_id", "party")
    # Each ballot carries its party's line. A table is mostly in order of its votes and parties, so
    # that few rows are left where each run has given its first; `unique` then makes it right in
    # any order. That is five times as fast as grouping all ballots.
    first_of_run = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in key)
    return (
        marked.lazy()
        .filter(first_of_run & pl.col("party_line").is_not_null())
        .select(
            "vote_id",
            pl.col("party").cast(pl.String),
            pl.col("party_line").cast(pl.String).alias("line"),
            "line_error",
            pl.lit("ballots").alias("lines_from"),
        )
        .unique(key, keep="any")
        .collect()
    )


def _of_groups(texts: pl.DataFrame, ballots: pl.DataFrame, votes: pl.DataFrame) -> pl.DataFrame:
    """The lines of texts without those of parties that have none in the session's ballots."""
    sessions = votes.select("vote_id", "session")
    groups = ballots.join(sessions, on="vote_id").select("session", "party").unique()
    placed = texts.join(sessions, on="vote_id", maintain_order="left")
    known = placed.join(groups, on=["session", "party"], how="semi")
    unread = placed.join(groups, on="session", how="anti")
    return pl.concat([known, unread]).select(texts.columns)


def lines_in_texts(votes: pl.DataFrame) -> pl.DataFrame:
    """The lines that the official texts state; columns as in `vote_lines`, in the votes' order."""
    rows = []
    for vote_id, note, text in votes.select("vote_id", "note", "conclusion").iter_rows():
        conclusion = parse_conclusion(text)
        wrong = wrong_lines(conclusion, parse_note(note, conclusion))
        rows += [
            (vote_id, party, line.value, party in wrong, "text")
            for party, line in lines_of_text(conclusion).items()
        ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")
