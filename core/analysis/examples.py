"""A worked example of each figure from a chamber's votes, with the numbers used and the result.

Every result comes from the same function as the figure itself. An example that the votes cannot
give (no ballots, no split party) is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from core.analysis.agreement import (
    MIN_SHARED,
    member_agreement,
    member_party_agreement,
    member_stands,
    party_agreement,
    party_stands,
)
from core.analysis.coalitions import coalitions, winning_side
from core.analysis.cohesion import cohesion, cohesion_by_vote
from core.analysis.exampledata import (
    Example,
    ExampleData,
    Value,
    gather,
    latest_meeting,
    newest_first,
    whole_number,
)
from core.analysis.scaling import scale_parties
from core.analysis.seats import effective_parties
from core.analysis.votes import vote_figures
from core.parliament.texts.party_names import NO_GROUP
from core.parliament.votes.chamber import Chamber
from core.parliament.votes.counting import SIDES, counted
from core.parliament.votes.stands import LINE_VOTERS

_FEW = 5  # a split of a party with fewer voters is not worth showing
_PLACES = {"for": 1, "against": -1, "neither": 0}


def worked_examples(chamber: Chamber) -> dict[str, Example]:
    """Examples by the name of their figure, as far as the chamber's votes can give them."""
    data = gather(chamber)
    found = {name: example(data) for name, example in _EXAMPLES.items()}
    return {name: example for name, example in found.items() if example is not None}


def _split(data: ExampleData) -> dict[str, Value] | None:
    """The newest party with members for and against, but not equally many on each side."""
    stood = [pl.col(side) for side in SIDES]
    rows = data.by_vote.filter(
        pl.col("for") > 0,
        pl.col("against") > 0,
        pl.col("for") != pl.col("against"),
        pl.sum_horizontal(stood) >= _FEW,
    )
    line = data.stands.filter(~pl.col("stand_error"), pl.col("voters") >= LINE_VOTERS).select(
        "vote_id", "party", pl.col("stand").alias("line")
    )
    rows = newest_first(data, rows.join(line, on=["vote_id", "party"]).sort("party"))
    return rows.row(0, named=True) if rows.height else None


def _of_split(value: str) -> Callable[[ExampleData], Example | None]:
    def example(data: ExampleData) -> Example | None:
        row = _split(data)
        if row is None:
            return None
        yes, no, neither = (whole_number(row[side]) for side in SIDES)
        values = row | {
            "difference": abs(yes - no),
            "voters": yes + no,
            "all": yes + no + neither,
            "largest": max(yes, no, neither),
            "rest": yes + no + neither - max(yes, no, neither),
            "value": row[value],
        }
        return Example(int(row["vote_id"] or 0), values)

    return example


def _stand(data: ExampleData) -> Example | None:
    """The newest stand of a single voter, or else of the fewest voters."""
    rows = data.stands.filter(~pl.col("stand_error"), pl.col("voters").is_not_null())
    rows = newest_first(data, rows.filter(pl.col("voters") == pl.col("voters").min()).sort("party"))
    if rows.is_empty():
        return None
    row = rows.row(0, named=True)
    values = {"party": row["party"], "voters": row["voters"], "value": row["stand"]}
    return Example(row["vote_id"], values)


def _check(data: ExampleData) -> Example | None:
    checked = data.votes.filter(pl.col("check").is_in(["match", "mismatch"]))
    if checked.is_empty():
        return None
    row = checked.row(0, named=True)
    values = {n: row[n] for side in SIDES for n in (side, f"official_{side}")}
    return Example(row["vote_id"], values | {"value": row["check"]})


def _errors(data: ExampleData) -> Example | None:
    """The newest vote in which leaving out recorded mistakes changes a party's index."""
    wrong = data.marked.filter(
        pl.col("recorded_error"), ~pl.col("stand_error"), pl.col("deviates")
    ).select("vote_id", pl.col("party").cast(pl.String))
    counted = data.marked.join(wrong.select("vote_id").unique(), on="vote_id", how="semi")
    index = pl.col("agreement_index")
    before = cohesion_by_vote(counted, include_errors=True).with_columns(index.alias("with"))
    rows = (
        wrong.group_by("vote_id", "party")
        .len("errors")
        .join(before.select("vote_id", "party", "with"), on=["vote_id", "party"])
        .join(data.by_vote.with_columns(index.alias("value")), on=["vote_id", "party"])
        .filter(pl.col("value") != pl.col("with"))
        .sort("party")
    )
    if rows.is_empty():
        return None
    row = newest_first(data, rows).row(0, named=True)
    return Example(row["vote_id"], {n: row[n] for n in ("party", "errors", "with", "value")})


def _cohesion(data: ExampleData) -> Example | None:
    row = _split(data)
    if row is None:
        return None
    mean = cohesion(data.by_vote).row(by_predicate=pl.col("party") == row["party"], named=True)
    total = data.by_vote.filter(pl.col("party") == row["party"])["agreement_index"].sum()
    values = {
        "party": row["party"],
        "one": row["agreement_index"],
        "total": float(total),
        "votes": mean["votes"],
        "value": mean["agreement_index"],
    }
    return Example(whole_number(row["vote_id"]), values)


def _deviation(data: ExampleData) -> Example | None:
    against = data.marked.filter(pl.col("deviates"))
    if against.is_empty():
        return None
    newest = newest_first(data, against.select("vote_id").unique())["vote_id"][0]
    party = str(against.filter(pl.col("vote_id") == newest)["party"].cast(pl.String).min())
    own = data.marked.filter(pl.col("vote_id") == newest, pl.col("party") == party)
    kinds = own.filter(pl.col("deviates"))["deviation"].cast(pl.String)
    values: dict[str, Value] = {
        "party": party,
        "line": str(own["party_line"].cast(pl.String)[0]),
        "cast": own["deviates"].count(),
        "different": kinds.len(),
        "noted": int((kinds != "dissent").sum()),
        "value": int((kinds == "dissent").sum()),
    }
    return Example(int(newest), values)


def _member(data: ExampleData) -> tuple[dict[str, Value], int] | None:
    """The member first in the alphabet with enough line votes, and the newest vote they cast in."""
    rows = data.members.filter(
        pl.col("line_votes") >= MIN_SHARED, pl.col("party") != NO_GROUP
    ).sort("member", "member_id")
    if rows.is_empty():
        return None
    row = rows.drop("first", "last").row(0, named=True)  # days are no figures
    own = data.marked.filter(
        pl.col("member_id") == row["member_id"], pl.col("deviates").is_not_null()
    )
    return row, int(newest_first(data, own.select("vote_id"))["vote_id"][0])


def _of_member(value: str) -> Callable[[ExampleData], Example | None]:
    def example(data: ExampleData) -> Example | None:
        found = _member(data)
        if found is None:
            return None
        row, vote_id = found
        listed = whole_number(row["cast"]) + whole_number(row["absent"])
        return Example(vote_id, row | {"listed": listed, "value": row[value]})

    return example


def _vote_example(data: ExampleData) -> Example | None:
    """The figures of the newest vote with members on more than one side."""
    several = pl.sum_horizontal((pl.col(side) > 0).cast(pl.Int8) for side in SIDES) > 1
    rows = vote_figures(data.votes).filter(several, pl.col("for") + pl.col("against") >= 2)
    if rows.is_empty():
        return None
    best = rows.filter(pl.col("for") > 0, pl.col("against") > 0)
    row = (best if best.height else rows).row(0, named=True)
    counts = [row[side] for side in SIDES]
    pairs = [n * (n - 1) // 2 for n in counts]
    voters = sum(counts)
    names = [f"pairs_{side}" for side in SIDES]
    return Example(
        row["vote_id"],
        row
        | dict(zip(names, pairs, strict=True))
        | {"voters": voters, "pairs": sum(pairs), "all_pairs": voters * (voters - 1) // 2},
    )


def _of_vote(value: str) -> Callable[[ExampleData], Example | None]:
    def example(data: ExampleData) -> Example | None:
        found = _vote_example(data)
        if found is None or found.values[value] is None:
            return None
        return Example(found.vote_id, {**found.values, "value": found.values[value]})

    return example


def _turnout(data: ExampleData) -> Example | None:
    rows = vote_figures(data.votes).filter(pl.col("turnout").is_not_null())
    if rows.is_empty():
        return None
    row = rows.row(0, named=True)
    return Example(row["vote_id"], row | {"value": row["turnout"]})


def _party_agreement(data: ExampleData) -> Example | None:
    """The largest party, and the largest other party that it did not always agree with."""
    pairs = party_agreement(data.stands)
    largest = data.parties[:1]
    found = [
        row
        for other in data.parties[1:]
        for row in pairs.iter_rows(named=True)
        if row["shared"] and {row["party_a"], row["party_b"]} == {*largest, other}
    ]
    if not found:
        return None
    row = next((row for row in found if row["same"] < row["shared"]), found[0])
    stands = party_stands(data.stands)
    a, b = (stands.filter(pl.col("party") == row[side]) for side in ("party_a", "party_b"))
    return Example(latest_meeting(data, a, b), row | {"value": row["agreement"]})


def _member_agreement(data: ExampleData) -> Example | None:
    found = _member(data)
    if found is None:
        return None
    own, _ = found
    number = whole_number(own["member_id"])
    names = data.members.select("member", pl.col("member_id").alias("member_b"))
    rows = (
        member_agreement(data.marked, member=number)
        .filter(pl.col("agreement").is_not_null())
        .join(names, on="member_b")
        .sort("member", "member_b")
    )
    if rows.is_empty():
        return None
    row = rows.row(0, named=True)
    stands = member_stands(data.marked)
    sides = [stands.filter(pl.col("member_id") == one) for one in (number, row["member_b"])]
    values = {
        "a": own["member"],
        "b": row["member"],
        "shared": row["shared"],
        "same": row["same"],
        "value": row["agreement"],
    }
    return Example(latest_meeting(data, *sides), values)


def _member_party(data: ExampleData) -> Example | None:
    found = _member(data)
    if found is None:
        return None
    own, _ = found
    number = whole_number(own["member_id"])
    rows = member_party_agreement(data.marked, data.stands, member=number)
    known = rows.filter(pl.col("agreement").is_not_null())["party"].to_list()
    others = [party for party in data.parties if party in known and party != own["party"]]
    if not others:
        return None
    row = rows.row(by_predicate=pl.col("party") == others[0], named=True)
    ballots = member_stands(data.marked).filter(pl.col("member_id") == number)
    line = party_stands(data.stands).filter(pl.col("party") == others[0])
    values = {
        "member": own["member"],
        "party": others[0],
        "shared": row["shared"],
        "same": row["same"],
        "value": row["agreement"],
    }
    return Example(latest_meeting(data, ballots, line), values)


def _enp(data: ExampleData) -> Example | None:
    held = data.votes.filter(pl.col("ballots").fill_null(0) > 0)
    if held.is_empty():
        return None
    vote_id = int(held["vote_id"][0])
    ballots = data.marked.filter(pl.col("vote_id") == vote_id, counted())
    row = effective_parties(ballots)
    if row.is_empty():
        return None
    sizes = ballots.drop_nulls("party").group_by(pl.col("party").cast(pl.String)).len("n")
    outside = sizes.filter(pl.col("party") == NO_GROUP)["n"].sum()
    groups = sizes.filter(pl.col("party") != NO_GROUP).sort("n", "party", descending=[True, False])
    squares = int((groups["n"].cast(pl.Int64) ** 2).sum()) + int(outside)
    values: dict[str, Value] = {
        "seats": row["seats"][0],
        "squared": int(row["seats"][0]) ** 2,
        "squares": squares,
        "first": " + ".join(f"{n}²" for n in groups["n"].head(3)),
        "parties": row["parties"][0],
        "outside": int(outside),
        "value": row["effective_parties"][0],
    }
    return Example(vote_id, values)


def _winning(data: ExampleData) -> Example | None:
    """The largest party that did not always win."""
    table = winning_side(data.stands, data.votes)
    rows = {row["party"]: row for row in table.iter_rows(named=True)}
    ranked = [rows[party] for party in data.parties if party in rows]
    if not ranked:
        return None
    row = next((row for row in ranked if row["won"] < row["votes"]), ranked[0])
    stood = data.stands.filter(pl.col("party") == row["party"])
    vote_id = int(newest_first(data, stood.select("vote_id"))["vote_id"][0])
    return Example(vote_id, row | {"value": row["won_share"]})


def _majorities(data: ExampleData) -> Example | None:
    table = coalitions(data.stands, data.votes)
    if table.is_empty():
        return None
    row = table.row(0, named=True)
    held = data.votes.filter(pl.col("date") == row["last"])
    side = pl.when("adopted").then("parties_for").otherwise("parties_against")
    made = held.filter(side.str.split(" ").list.sort().list.join(" ") == row["parties"])
    vote_id = int(made["vote_id"][0]) if made.height else None
    total = int(table["votes"].sum())
    names = ("parties", "n_parties", "votes", "size")
    values = {name: row[name] for name in names} | {"total": total, "value": row["share"]}
    return Example(vote_id, values)


def _map(data: ExampleData) -> Example | None:
    stands = party_stands(data.stands)
    scaling = scale_parties(stands)
    if scaling.points.height < 2 or not scaling.explained[0]:
        return None
    placed = stands.join(scaling.points.select("party"), on="party", how="semi")
    several = placed.group_by("vote_id").agg(pl.col("position").n_unique().alias("sides"))
    newest = newest_first(data, several.filter(pl.col("sides") > 1))
    if newest.is_empty():
        return None
    vote_id = int(newest["vote_id"][0])
    rows = placed.filter(pl.col("vote_id") == vote_id).sort("party")
    places = [_PLACES[str(position)] for position in rows["position"]]
    mean = sum(places) / len(places)
    values: dict[str, Value] = {side: places.count(_PLACES[side]) for side in SIDES}
    values |= {
        "party": rows["party"][0],
        "place": places[0],
        "mean": mean,
        "centred": places[0] - mean,
        "parties": scaling.points.height,
        "votes": scaling.votes,
        "second": scaling.explained[1],
        "anchor": scaling.anchors[0],
        "value": scaling.explained[0],
    }
    return Example(vote_id, values)


_EXAMPLES: Mapping[str, Callable[[ExampleData], Example | None]] = {
    "stand": _stand,
    "line": _of_split("line"),
    "check": _check,
    "errors": _errors,
    "rice": _of_split("rice"),
    "agreement_index": _of_split("agreement_index"),
    "cohesion": _cohesion,
    "loyalty": _of_member("loyalty"),
    "deviation": _deviation,
    "attendance": _of_member("attendance"),
    "turnout": _turnout,
    "member_agreement": _member_agreement,
    "party_agreement": _party_agreement,
    "member_party": _member_party,
    "closeness": _of_vote("closeness"),
    "density": _of_vote("density"),
    "enp": _enp,
    "winning": _winning,
    "majorities": _majorities,
    "map": _map,
}
