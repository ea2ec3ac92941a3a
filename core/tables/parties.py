"""Parties and members in the votes of sessions: united, alike, on a map, in seats; once for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from core.analysis.agreement import (
    compare,
    member_party_agreement,
    member_stands,
    own_stands,
    party_stands,
)
from core.analysis.cohesion import cohesion, cohesion_by_vote, cohesion_over_time
from core.analysis.quality import by_session
from core.analysis.scaling import Scaling, scale_members
from core.analysis.scaling import party_map as scale_map
from core.analysis.seats import composition, effective_parties
from core.analysis.selection import Selection, build_table
from core.analysis.subsets import of_votes
from core.analysis.votes import contested
from core.language import Lang, text
from core.parliament.people.party_order import party_order
from core.parliament.votes.positions import LEFT_OUT
from core.tables.figures import Votes, figures, stands_of
from core.tables.table import worked_out


@dataclass(frozen=True, slots=True)
class Cohesion:
    """Frames of `cohesion`, of all votes and of those not lopsided, by month and by session.

    `n` is how many votes have ballots with a party in them.
    """

    whole: pl.DataFrame
    contested: pl.DataFrame
    month: pl.DataFrame
    session: pl.DataFrame
    n: int


@worked_out(20)
def checked(votes: Votes) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The findings of the checks, and their counts by session."""
    found = build_table("quality", votes.content, Selection())
    return found, by_session(votes.content.votes, votes.content.marked, found)


def compared(votes: Votes, selection: Selection, a: str, b: str) -> pl.DataFrame:
    """The votes in which two parties both stood somewhere, the newest first.

    The columns of the votes table with position_a, position_b and same.
    """
    stands = party_stands(stands_of(votes, selection), include_errors=selection.include_errors)
    sides = (stands.filter(pl.col("party") == party) for party in (a, b))
    meant = selection.votes(votes.content)
    return meant.join(compare(*sides), on="vote_id").sort("date", "vote_id", descending=True)


def ordered(parties: pl.Series) -> list[str]:
    """The parties of a column, each once, from left to right of the chamber."""
    return [party for party in party_order(parties) if party is not None]


def largest_parties(votes: Votes, known: Sequence[str]) -> list[str]:
    """Parties, the one with most members first; as they are where no ballots are stored."""
    if votes.content.marked is None or votes.content.marked.is_empty():
        return list(known)
    members = figures(votes, "members", Selection())
    seats = (
        members.group_by("party")
        .agg(pl.col("ballots").sum())
        .sort("ballots", "party", descending=[True, False])
    )
    return [party for party in seats["party"] if party in known]


@worked_out(40)
def map_of_parties(votes: Votes, selection: Selection) -> Scaling:
    """The places of the parties; see `party_map`."""
    return scale_map(stands_of(votes, selection), include_errors=selection.include_errors)


# Of the ballots, which must be stored


@worked_out(40)
def cohesion_of(votes: Votes, selection: Selection) -> Cohesion:
    """How united the parties voted in the votes that are meant."""
    meant = selection.votes(votes.content)
    rows = of_votes(_cohesion_by_vote(votes, selection.include_errors), meant)
    return Cohesion(
        cohesion(rows),
        cohesion(of_votes(rows, contested(meant))),
        cohesion_over_time(rows, meant, "month"),
        cohesion_over_time(rows, meant, "session"),
        rows["vote_id"].n_unique(),
    )


@worked_out(10)
def map_of_members(votes: Votes, selection: Selection) -> Scaling:
    """The places of the members; see `scale_members`."""
    marked = selection.marked(votes.content)
    assert marked is not None
    people = figures(votes, "members", selection)
    stands = member_stands(marked, include_errors=selection.include_errors)
    return scale_members(stands, people.select("member_id", pl.col("party").cast(pl.String)))


@worked_out(40)
def latest_seats(
    votes: Votes, selection: Selection
) -> tuple[date, pl.DataFrame, float | None] | None:
    """Day, seats (see `composition`) and effective number of parties at the latest of the votes
    that are meant and have ballots; None where none has.
    """
    marked = votes.content.marked
    held = selection.votes(votes.content).filter(
        pl.col("ballots") > 0, pl.col("date").is_not_null()
    )
    if marked is None or held.is_empty():
        return None
    latest = held.sort("date", "vote_id").row(-1, named=True)
    ballots = marked.filter(pl.col("vote_id") == latest["vote_id"])
    seats = composition(ballots, latest["vote_id"]).with_columns(pl.col("party").cast(pl.String))
    counted = effective_parties(ballots).row(0, named=True)
    return latest["date"], seats, counted["effective_parties"]


@worked_out(100)
def with_parties(votes: Votes, selection: Selection, member_id: int) -> pl.DataFrame:
    """How often a member stood where each party's line was, the parties as in the chamber; see
    `member_party_agreement`.
    """
    assert votes.content.marked is not None
    mine = votes.content.marked.filter(pl.col("member_id") == member_id)
    rows = member_party_agreement(
        mine,
        _selected_stands(votes, selection),
        member=member_id,
        include_errors=selection.include_errors,
    ).filter(pl.col("shared") > 0)
    order = {party: place for place, party in enumerate(party_order(rows["party"]))}
    return rows.sort(pl.col("party").replace_strict(order, return_dtype=pl.Int32))


@worked_out(3)
def _cohesion_by_vote(votes: Votes, include_errors: bool) -> pl.DataFrame:
    """The indices of every party in every vote: some rows a vote, not some hundred."""
    marked = votes.content.marked
    assert marked is not None
    return cohesion_by_vote(marked, include_errors=include_errors)


# Two sides, each a member (by its number) or a party (by its letters)


@dataclass(frozen=True, slots=True)
class Side:
    """A member by its number, or a party by its letters; the name of a member has the party."""

    who: int | str
    name: str


@worked_out(20)
def known_sides(votes: Votes, lang: Lang) -> dict[str, Side]:
    """All that can be compared in these votes, by what stands for it in an address."""
    stands = all_stands(votes, Selection(include_errors=True))
    found = {party: Side(party, party) for party in ordered(stands["party"])}
    if votes.content.marked is None:
        return found
    rows = figures(votes, "members", Selection()).sort("member", "member_id")
    for member, name, party in rows.select("member_id", "member", "party").iter_rows():
        named = name or text("compare.unknown_member", lang, name=member)
        found[str(member)] = Side(member, f"{named} ({party})" if party else named)
    return found


def side_stands(votes: Votes, selection: Selection, side: int | str) -> pl.DataFrame:
    """Where a side stood in the votes that are meant: vote_id, position; no absences."""
    if isinstance(side, str):
        stands = all_stands(votes, selection).filter(pl.col("party") == side)
        return stands.select("vote_id", "position")
    chamber = votes.content
    if chamber.marked is None:
        return member_stands(_NO_BALLOTS).select("vote_id", "position")
    own = chamber.marked.filter(pl.col("member_id") == side)
    own = of_votes(own, selection.votes(chamber))
    stands = member_stands(own, include_errors=selection.include_errors)
    return stands.select("vote_id", "position")


def met(votes: Votes, selection: Selection, a: int | str, b: int | str) -> pl.DataFrame:
    """The votes in which both took a position; see `compare`.

    A member who was the only voter of the other side is not held against himself.
    """
    found = compare(side_stands(votes, selection, a), side_stands(votes, selection, b))
    marked = votes.content.marked
    if isinstance(a, int) == isinstance(b, int) or marked is None:
        return found
    member, party = (a, b) if isinstance(a, int) else (b, a)
    own = own_stands(marked.filter(pl.col("member_id") == member))
    own = own.filter(pl.col("party") == party)
    return found.join(own, on="vote_id", how="anti", maintain_order="left")


def all_stands(votes: Votes, selection: Selection) -> pl.DataFrame:
    """Where every party stood in the votes that are meant; see `party_stands`."""
    stands = _selected_stands(votes, selection)
    return party_stands(stands, include_errors=selection.include_errors)


def single_voters(
    votes: Votes, selection: Selection, met_in: pl.DataFrame, parties: Sequence[str]
) -> int | None:
    """In how many of the votes that sides met in one of the parties had one voter alone.

    None where there is no party among them, or no ballots tell its voters.
    """
    stands = _selected_stands(votes, selection)
    theirs = of_votes(stands.filter(pl.col("party").is_in(list(parties))), met_in)
    known = theirs.drop_nulls("voters")
    if known.is_empty():
        return None
    return known.filter(pl.col("voters") == 1)["vote_id"].n_unique()


@worked_out(40)
def _selected_stands(votes: Votes, selection: Selection) -> pl.DataFrame:
    return selection.stands(votes.content)


_NO_BALLOTS = pl.DataFrame(
    schema={
        "vote_id": pl.Int32,
        "member_id": pl.Int32,
        "position": pl.String,
        "left_out": LEFT_OUT,
        "recorded_error": pl.Boolean,
    }
)
