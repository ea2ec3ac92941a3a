"""Who votes alike: parties with parties, members with members, members with parties.

Two agree in a vote where both take the same position; absence is no position. A party's position is
its stand, even of a single voter (`core.parliament.votes.stands`). Counts of all pairs are products
of matrices of ones and zeros, votes by voters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from core.analysis.subsets import Interval, with_period
from core.parliament.votes.counting import counted
from core.parliament.votes.positions import POSITION

MIN_SHARED = 20
"""Members who share fewer votes get no agreement: it would be chance."""

_POSITIONS = ("for", "against", "neither")
if TYPE_CHECKING:
    # Elsewhere it is imported where it is used, as a first page of votes needs none of it.
    import numpy as np
    import numpy.typing as npt

    _Counts = npt.NDArray[np.float32]
    _Places = tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]


def party_agreement(
    stands: pl.DataFrame, *, min_shared: int = 1, include_errors: bool = False
) -> pl.DataFrame:
    """How often two parties stood alike, for every pair of parties.

    From `vote_stands`. Columns: party_a, party_b (each pair once, alphabetically), shared (votes in
    which both stood somewhere), same (of these), agreement (0 to 1; null, never 0, below
    `min_shared`), single_voter_votes (the shared votes in which one of the two had a single voter;
    null where no ballots give the voters). Stands that come from a recorded mistake are left out
    unless `include_errors`.
    """
    import numpy as np

    stands = _trusted(stands, include_errors)
    parties, votes = _index(stands["party"]), _index(stands["vote_id"])
    places = _places(stands, "party", parties, votes)
    ones = list(_ones_at(_positions(stands)["position"], places, parties, votes))
    shared, same = _products(ones, ones)
    pairs = _pairs(parties, shared, same, "party_a", "party_b", min_shared)
    known = stands["voters"].is_not_null()
    counted_in = shared if known.all() else _met(known, places, parties, votes)
    several = _met(stands["voters"] > 1, places, parties, votes)
    first, second = np.triu_indices(parties.len(), k=1)
    single = np.where(counted_in > 0, counted_in - several, np.nan)[first, second]
    return pairs.with_columns(
        pl.Series(single, dtype=pl.Float64)
        .fill_nan(None)
        .cast(pl.Int64)
        .alias("single_voter_votes")
    )


def member_agreement(
    marked: pl.DataFrame,
    *,
    member: int | None = None,
    min_shared: int = MIN_SHARED,
    include_errors: bool = False,
) -> pl.DataFrame:
    """How often two members took the same position, for every pair or all pairs of one `member`.

    From marked ballots. Columns: member_a, member_b (ids; each pair once, the lower id first; with
    `member` that one first), shared (votes in which both took a position), same (of these),
    agreement (0 to 1; null, never 0, below `min_shared`). Recorded mistakes are left out unless
    `include_errors`.
    """
    stands = member_stands(marked, include_errors=include_errors)
    if member is None:
        voters, shared, same = _among(stands, "member_id")
        return _pairs(voters, shared, same, "member_a", "member_b", min_shared)
    mine = stands.filter(pl.col("member_id") == member).select(
        "vote_id", pl.col("position").alias("mine")
    )
    counts = (
        stands.filter(pl.col("member_id") != member)
        .join(mine, on="vote_id", how="left")
        .group_by("member_id")
        .agg(
            pl.col("mine").count().cast(pl.Int64).alias("shared"),
            (pl.col("mine") == pl.col("position")).sum().cast(pl.Int64).alias("same"),
        )
    )
    return counts.select(
        pl.lit(member, pl.Int32).alias("member_a"),
        pl.col("member_id").alias("member_b"),
        "shared",
        "same",
        _agreement(min_shared),
    ).sort("member_b")


def member_party_agreement(
    marked: pl.DataFrame,
    stands: pl.DataFrame,
    *,
    member: int | None = None,
    min_shared: int = MIN_SHARED,
    include_errors: bool = False,
) -> pl.DataFrame:
    """How often each member (or one) stood where each party did, the own party or another.

    From marked ballots and `vote_stands`. Columns: member_id, party (that stood), shared (votes in
    which the member took a position and the party stood somewhere), same (of these), agreement (0
    to 1; null below `min_shared`). For the member's own party, votes in which the member was its
    only voter are left out, since these always agree. Recorded mistakes are left out unless
    `include_errors`.
    """
    import numpy as np

    if member is not None:
        marked = marked.filter(pl.col("member_id") == member)
    mine = member_stands(marked, include_errors=include_errors)
    theirs = party_stands(stands, include_errors=include_errors)
    common = _index(mine["vote_id"], theirs["vote_id"])
    members, parties = _index(mine["member_id"]), _index(theirs["party"])
    shared, same = _products(
        list(_ones(mine, "member_id", members, common)),
        list(_ones(theirs, "party", parties, common)),
    )
    alone = own_stands(marked).join(mine, on=["vote_id", "member_id"], how="semi")
    met = alone.join(theirs, on=["vote_id", "party"], suffix="_theirs")
    places = members.search_sorted(met["member_id"]), parties.search_sorted(met["party"])
    alike = (met["position"] == met["position_theirs"]).cast(pl.Float32)
    for counts, taken in ((shared, 1), (same, alike.to_numpy())):
        np.subtract.at(counts, tuple(place.to_numpy() for place in places), taken)
    return pl.DataFrame(
        {
            "member_id": np.repeat(members.to_numpy(), parties.len()),
            "party": pl.concat([parties] * members.len()) if members.len() else parties.clear(),
            "shared": shared.ravel().astype(np.int64),
            "same": same.ravel().astype(np.int64),
        }
    ).with_columns(_agreement(min_shared))


def party_stands(stands: pl.DataFrame, *, include_errors: bool = False) -> pl.DataFrame:
    """Where parties stood, from `vote_stands`: vote_id, party, position. Stands that come from a
    recorded mistake are left out unless `include_errors`.
    """
    return _positions(_trusted(stands, include_errors))


def member_stands(marked: pl.DataFrame, *, include_errors: bool = False) -> pl.DataFrame:
    """The counted ballots with a position: vote_id, member_id, position.

    Recorded mistakes are left out unless `include_errors`.
    """
    stood = pl.col("position").is_in(_POSITIONS) & counted()
    kept = stood if include_errors else stood & ~pl.col("recorded_error")
    taken = marked.lazy().filter(kept)
    return taken.select("vote_id", "member_id", pl.col("position").cast(POSITION)).collect()


def own_stands(marked: pl.DataFrame) -> pl.DataFrame:
    """The ballots of the only voters of their parties: vote_id, member_id, party, position.

    Each is the party's stand, so it does not count in the agreement of a member with its own party.
    """
    alone = pl.col("position").is_in(_POSITIONS) & counted() & (pl.col("party_voters") == 1)
    return marked.filter(alone).select(
        "vote_id", "member_id", pl.col("party").cast(pl.String), pl.col("position").cast(POSITION)
    )


def compare(a: pl.DataFrame, b: pl.DataFrame) -> pl.DataFrame:
    """The votes in which two sides both took a position: vote_id, position_a, position_b, same.

    Each side is the rows of one party in `party_stands` or of one member in `member_stands`.
    """
    return (
        a.select("vote_id", pl.col("position").alias("position_a"))
        .join(b.select("vote_id", pl.col("position").alias("position_b")), on="vote_id")
        .with_columns((pl.col("position_a") == pl.col("position_b")).alias("same"))
        .sort("vote_id")
    )


def agreement_over_time(
    compared: pl.DataFrame, votes: pl.DataFrame, every: Interval = "session", *, min_shared: int = 1
) -> pl.DataFrame:
    """The agreement of two sides by session or month, from `compare` and the votes table.

    Columns: period, shared, same, agreement (0 to 1; null below `min_shared`). A period in which
    they shared no vote has no row.
    """
    return (
        with_period(compared, votes, every)
        .group_by("period")
        .agg(pl.len().cast(pl.Int64).alias("shared"), pl.col("same").sum().cast(pl.Int64))
        .with_columns(_agreement(min_shared))
        .sort("period")
    )


def agreement_with_others(
    stands: pl.DataFrame,
    votes: pl.DataFrame,
    party: str,
    every: Interval = "session",
    *,
    min_shared: int = 1,
) -> pl.DataFrame:
    """How often each other party stood where one party did, by session or month.

    From `party_stands` and the votes table. Columns: party (the other one), period, shared, same,
    agreement (0 to 1; null below `min_shared`).
    """
    own = stands.filter(pl.col("party") == party).select("vote_id", own="position")
    met = stands.filter(pl.col("party") != party).join(own, on="vote_id")
    met = met.select("vote_id", "party", same=pl.col("position") == pl.col("own"))
    return (
        with_period(met, votes, every)
        .group_by("party", "period")
        .agg(pl.len().cast(pl.Int64).alias("shared"), pl.col("same").sum().cast(pl.Int64))
        .with_columns(_agreement(min_shared))
        .sort("party", "period")
    )


def _trusted(stands: pl.DataFrame, include_errors: bool) -> pl.DataFrame:
    return stands if include_errors else stands.filter(~pl.col("stand_error"))


def _positions(stands: pl.DataFrame) -> pl.DataFrame:
    return stands.select("vote_id", "party", pl.col("stand").cast(POSITION).alias("position"))


def _agreement(min_shared: int) -> pl.Expr:
    enough = (pl.col("shared") >= min_shared) & (pl.col("shared") > 0)
    return pl.when(enough).then(pl.col("same") / pl.col("shared")).alias("agreement")


def _index(*columns: pl.Series) -> pl.Series:
    """Every value once, in order: its place is its row or column in a matrix."""
    return pl.concat(columns).unique().drop_nulls().sort()


def _among(stands: pl.DataFrame, who: str) -> tuple[pl.Series, _Counts, _Counts]:
    """Voters in order, and for every two of them the shared and the same positions."""
    voters = _index(stands[who])
    ones = list(_ones(stands, who, voters, _index(stands["vote_id"])))
    return voters, *_products(ones, ones)


def _ones(stands: pl.DataFrame, who: str, voters: pl.Series, votes: pl.Series) -> Iterator[_Counts]:
    """For each position a matrix, voters by votes, with 1 where it was taken."""
    return _ones_at(stands["position"], _places(stands, who, voters, votes), voters, votes)


def _places(stands: pl.DataFrame, who: str, voters: pl.Series, votes: pl.Series) -> _Places:
    """Row and column of each stand in a matrix, voters by votes."""
    rows = voters.search_sorted(stands[who]).to_numpy()
    return rows, votes.search_sorted(stands["vote_id"]).to_numpy()


def _ones_at(
    positions: pl.Series, places: _Places, voters: pl.Series, votes: pl.Series
) -> Iterator[_Counts]:
    import numpy as np

    stood = np.zeros((voters.len(), votes.len()), dtype=np.int8)
    rows, columns = places
    for number, position in enumerate(_POSITIONS, 1):
        taken = (positions == position).to_numpy()
        stood[rows[taken], columns[taken]] = number  # one a vote, whatever the rows' order
    for number in range(1, len(_POSITIONS) + 1):
        # Sums of ones are exact in this type up to 16 million.
        yield (stood == number).astype(np.float32)


def _met(taken: pl.Series, places: _Places, voters: pl.Series, votes: pl.Series) -> _Counts:
    """For every two voters the number of votes in which the stands of both are `taken`."""
    import numpy as np

    ones = np.zeros((voters.len(), votes.len()), dtype=np.float32)
    rows, columns = places
    kept = taken.fill_null(value=False).to_numpy()
    ones[rows[kept], columns[kept]] = 1
    met: _Counts = ones @ ones.T
    return met


def _products(a: list[_Counts], b: list[_Counts]) -> tuple[_Counts, _Counts]:
    """For every voter of `a` with every one of `b`: the shared and the same positions."""
    import numpy as np

    same = np.zeros((len(a[0]), len(b[0])), dtype=np.float32)
    for x, y in zip(a, b, strict=True):
        same += x @ y.T
    shared: _Counts = (a[0] + a[1] + a[2]) @ (b[0] + b[1] + b[2]).T
    return shared, same


def _pairs(
    voters: pl.Series, shared: _Counts, same: _Counts, name_a: str, name_b: str, min_shared: int
) -> pl.DataFrame:
    import numpy as np

    first, second = np.triu_indices(voters.len(), k=1)
    return pl.DataFrame(
        {
            name_a: voters.gather(first),
            name_b: voters.gather(second),
            "shared": shared[first, second].astype(np.int64),
            "same": same[first, second].astype(np.int64),
        }
    ).with_columns(_agreement(min_shared))
