"""A map of parties or members: the principal components of how they vote."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from core.analysis.agreement import party_stands
from core.analysis.coalitions import single_voters
from core.parliament.texts.party_names import NO_GROUP

ANCHORS = ("EL", "SF", "ALT", "S", "RV", "KF", "V", "DF", "LA")
"""The parties tried in turn to fix the sign of an axis; after these the others, by name."""

MIN_VOTES, MIN_SHARE = 20, 0.1
"""With fewer votes, or a smaller share of them, the place on the map would be chance."""

_VALUES: Mapping[str, float] = {"for": 1.0, "against": -1.0, "neither": 0.0}
_MIDDLE = 0.1  # of the widest coordinate: a party nearer to the middle does not fix the sign
_NOTHING = 1e-9
if TYPE_CHECKING:
    # Elsewhere it is imported where it is used; see core/analysis/agreement.py.
    import numpy as np
    import numpy.typing as npt

    _Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scaling:
    """A map.

    `points`: party, or member_id and party; votes (in which it took a position); axis_1, axis_2 and
    so on: the typical distance from the mean in one vote along that axis, so that sessions of any
    length can be compared. `explained`: each axis's eigenvalue divided by the sum of the absolute
    eigenvalues, 0 to 1. It is the share of the variance if everybody took part in every vote; with
    absences some eigenvalues are below 0, and it is only a share of that sum. `anchors`: the party
    that fixes each axis's sign by being on its negative side, None where the axis is empty.
    `votes`: how many were scaled. An axis gets its meaning only from the voters on it; it is not
    left to right by itself.
    """

    points: pl.DataFrame
    explained: tuple[float, ...]
    anchors: tuple[str | None, ...]
    votes: int


def scale_parties(
    stands: pl.DataFrame,
    *,
    anchors: Sequence[str] = ANCHORS,
    axes: int = 2,
    min_votes: int = MIN_VOTES,
    min_share: float = MIN_SHARE,
) -> Scaling:
    """The map of the parties with stands in enough votes (both minima), from `party_stands`."""
    parties = stands.select("party", pl.col("party").alias("group")).unique()
    return _scale(stands, "party", parties, anchors, axes, _least(stands, min_votes, min_share))


def party_map(stands: pl.DataFrame, *, include_errors: bool = False) -> Scaling:
    """`scale_parties` from `vote_stands`; without stands that come from a mistake, unless
    `include_errors`.

    Adds single_voter_votes to the points: in how many of its votes a party had a single voter;
    null where no ballots give the voters.
    """
    scaling = scale_parties(party_stands(stands, include_errors=include_errors))
    kept = stands if include_errors else stands.filter(~pl.col("stand_error"))
    single = kept.group_by("party").agg(single_voters(pl.col("voters")).alias("single_voter_votes"))
    points = scaling.points.join(single, on="party", how="left", maintain_order="left")
    return replace(scaling, points=points)


def scale_members(
    stands: pl.DataFrame,
    parties: pl.DataFrame,
    *,
    anchors: Sequence[str] = ANCHORS,
    axes: int = 2,
    min_votes: int = MIN_VOTES,
    min_share: float = MIN_SHARE,
) -> Scaling:
    """The map of the members with positions in enough votes (both minima), from `member_stands`.

    `parties` has member_id and party, one row a member, such as the result of `members`.
    """
    groups = parties.select("member_id", pl.col("party").alias("group"))
    return _scale(stands, "member_id", groups, anchors, axes, _least(stands, min_votes, min_share))


def _least(stands: pl.DataFrame, min_votes: int, min_share: float) -> int:
    return max(min_votes, math.ceil(min_share * stands["vote_id"].n_unique()))


def _scale(
    stands: pl.DataFrame,
    who: str,
    groups: pl.DataFrame,
    anchors: Sequence[str],
    axes: int,
    least: int,
) -> Scaling:
    """Principal components of votes by voters: for 1, against -1, neither 0, each vote centred.

    They come from the mean product of every two voters over the votes in which both took part.
    Without absences this is the singular value decomposition of the centred matrix; with absences,
    it does not draw the absent towards the middle.
    """
    import numpy as np

    often = stands.group_by(who).agg(pl.len().alias("votes")).filter(pl.col("votes") >= least)
    voters = often.join(groups, on=who, how="left").sort(who)
    stands = stands.join(voters.select(who), on=who, how="semi")
    votes = stands["vote_id"].unique().sort()
    places, explained = _components(_positions(stands, who, voters[who], votes), axes)
    used = [_sign(places[:, n], voters["group"], anchors) for n in range(axes)]
    signs = np.array([sign for sign, _ in used])
    points = voters.select(who, *(["group"] if who != "party" else []), "votes").rename(
        {"group": "party"}, strict=False
    )
    return Scaling(
        points.with_columns(
            pl.Series(f"axis_{n + 1}", places[:, n] * signs[n], pl.Float64) for n in range(axes)
        ),
        explained,
        tuple(anchor for _, anchor in used),
        votes.len(),
    )


def _positions(stands: pl.DataFrame, who: str, voters: pl.Series, votes: pl.Series) -> _Matrix:
    """Voters by votes, centred on each vote's mean; NaN where no position was taken."""
    import numpy as np

    matrix = np.full((voters.len(), votes.len()), np.nan)
    rows = voters.search_sorted(stands[who]).to_numpy()
    columns = votes.search_sorted(stands["vote_id"]).to_numpy()
    for position, value in _VALUES.items():
        taken = (stands["position"] == position).to_numpy()
        matrix[rows[taken], columns[taken]] = value  # one a vote, whatever the rows' order
    taken_by = (~np.isnan(matrix)).sum(axis=0)
    centred: _Matrix = matrix - np.nansum(matrix, axis=0) / np.maximum(taken_by, 1)
    return centred


def _components(positions: _Matrix, axes: int) -> tuple[_Matrix, tuple[float, ...]]:
    """Each voter's coordinates (0 on an empty axis), and what each axis explains (`Scaling`)."""
    import numpy as np

    places: _Matrix = np.zeros((len(positions), axes))
    explained = [0.0] * axes
    if not positions.size:
        return places, tuple(explained)
    there = (~np.isnan(positions)).astype(np.float64)
    filled = np.nan_to_num(positions, nan=0.0)
    products = (filled @ filled.T) / np.maximum(there @ there.T, 1)
    values, vectors = np.linalg.eigh(products)
    whole = float(np.abs(values).sum())
    for n in range(min(axes, values.size)):
        value = float(values[-1 - n])
        if value > _NOTHING:
            places[:, n] = vectors[:, -1 - n] * np.sqrt(value)
            explained[n] = value / whole
    return places, tuple(explained)


def _sign(places: _Matrix, groups: pl.Series, anchors: Sequence[str]) -> tuple[float, str | None]:
    """What to multiply an axis by, and the party that it puts on the negative side."""
    import numpy as np

    widest = float(np.abs(places).max(initial=0.0))
    others = sorted(set(groups.drop_nulls().to_list()) - set(anchors) - {NO_GROUP})
    for party in (*anchors, *others):
        own = places[(groups == party).fill_null(value=False).to_numpy()]
        if own.size and abs(own.mean()) > _MIDDLE * widest:
            return (-1.0 if own.mean() > 0 else 1.0), party
    return 1.0, None
