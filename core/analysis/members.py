"""Figures of members: attendance, loyalty to the party's line, how often on the winning side."""

from __future__ import annotations

import polars as pl

from core.parliament.votes.counting import counted
from core.parliament.votes.mistakes import DISSENT


def members(
    marked: pl.DataFrame, votes: pl.DataFrame, *, include_errors: bool = False
) -> pl.DataFrame:
    """What each member's ballots in these votes add up to, by member_id.

    From marked ballots and the votes table; ballots of other votes are left out. Columns:

    - member_id, member, party (the last one in these votes).
    - ballots that are not left out (see `ballots_table`), and of these cast, absent, for, against,
      neither, as recorded; unknown (the last column): without a known position.
    - attendance: cast by (cast + absent), 0 to 1. Absence is agreed between the parties, so this
      does not measure diligence.
    - line_votes, with_line, loyalty: ballots cast where the party has a line, those equal to it,
      and their share, 0 to 1; null without line votes, as for members outside the groups.
    - deviations: ballots of kind dissent; with `include_errors` all that differ from the line.
    - recorded_errors: ballots that an official note reports as mistakes.
    - decided, won_share: cast ballots in votes with a known result, and the share of them that were
      on the side that won (for where adopted, else against), 0 to 1.
    - first, last: the days of the first and the last of the ballots.

    Unless `include_errors`, recorded mistakes and stands that come from a mistake of the entire
    party are left out of line_votes and won_share, and ballots that a note may mean (unclear) out
    of line_votes. Votes without ballots count in nobody's figures.
    """
    return _figures(marked, votes, ("member_id",), include_errors=include_errors).sort("member_id")


def by_party(
    marked: pl.DataFrame, votes: pl.DataFrame, *, include_errors: bool = False
) -> pl.DataFrame:
    """The figures of `members`, with a row for each time that a member was in a party.

    A member who changed parties has several rows, the first party first, each of the votes of that
    time. Columns: those of `members`, then changes (how often the member changed parties in these
    votes). A party that is unknown in between is no change.
    """
    days = votes.select("vote_id", "date")
    placed = (
        marked.drop("date")
        .join(days, on="vote_id")
        .sort("member_id", "date", "vote_id", nulls_last=False)
        .with_columns(pl.col("party").forward_fill().backward_fill().over("member_id"))
        .with_columns(pl.col("party").rle_id().over("member_id").alias("stay"))
    )
    figures = _figures(placed, votes, ("member_id", "stay"), include_errors=include_errors)
    return (
        figures.sort("member_id", "stay")
        .with_columns((pl.len().over("member_id") - 1).cast(pl.Int64).alias("changes"))
        .drop("stay")
    )


def by_session(
    marked: pl.DataFrame, votes: pl.DataFrame, *, include_errors: bool = False
) -> pl.DataFrame:
    """The figures of `members` for one member, session by session, the oldest first.

    From the marked ballots of that member alone and the votes table. Columns: session, then those
    of `members`.
    """
    figures = _figures(marked, votes, ("session",), include_errors=include_errors)
    return figures.with_columns(pl.col("session").cast(pl.String)).sort("session")


def _figures(
    marked: pl.DataFrame, votes: pl.DataFrame, by: tuple[str, ...], *, include_errors: bool
) -> pl.DataFrame:
    position = pl.col("position")
    cast = position.is_in(["for", "against", "neither"])
    trusted = pl.lit(value=True) if include_errors else ~pl.col("recorded_error")
    kind = pl.col("deviation").cast(pl.String)
    against_line = pl.col("deviates").fill_null(value=False)
    dissent = against_line & (pl.lit(value=True) if include_errors else (kind == DISSENT))
    follows = ~pl.col("deviates") & trusted
    winner = pl.when("adopted").then(pl.lit("for")).otherwise(pl.lit("against"))
    decided = cast & trusted & pl.col("adopted").is_not_null()
    return (
        marked.lazy()
        .filter(counted())
        .drop("date")
        .join(votes.lazy().select("vote_id", "date", "adopted"), on="vote_id")
        .group_by(by)
        .agg(
            *([] if "member_id" in by else [pl.col("member_id").first()]),
            pl.col("member", "party").sort_by("date", "vote_id", nulls_last=False).last(),
            pl.len().alias("ballots"),
            cast.sum().alias("cast"),
            *(
                (position == side).sum().alias(side)
                for side in ("absent", "for", "against", "neither")
            ),
            follows.sum().alias("with_line"),
            dissent.sum().alias("deviations"),
            pl.col("recorded_error").sum().alias("recorded_errors"),
            decided.sum().alias("decided"),
            (decided & (position == winner)).sum().alias("won"),
            pl.col("date").min().alias("first"),
            pl.col("date").max().alias("last"),
        )
        .with_columns((pl.col("with_line") + pl.col("deviations")).alias("line_votes"))
        .select(
            *dict.fromkeys((*by, "member_id")),
            pl.col("member", "party").cast(pl.String),
            *("ballots", "cast", "absent"),
            *("for", "against", "neither"),
            _share("cast", pl.col("cast") + pl.col("absent")).alias("attendance"),
            *("line_votes", "with_line"),
            _share("with_line", pl.col("line_votes")).alias("loyalty"),
            *("deviations", "recorded_errors"),
            "decided",
            _share("won", pl.col("decided")).alias("won_share"),
            (pl.col("ballots") - pl.col("cast") - pl.col("absent")).alias("unknown"),
            "first",
            "last",
        )
        .collect()
    )


def _share(part: str, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then(pl.col(part) / whole)
