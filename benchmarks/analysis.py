"""Agreement of parties and of members, against pandas pivots and the per-group mode.

The ballots are as the app holds them: marked, and text as categories.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from benchmarks.measure import (
    at_least,
    at_most,
    bench,
    demo,
    installed,
    interleaved,
    median,
    ms,
    seconds,
    spread,
    times,
)
from benchmarks.rows import all_ballots, all_votes
from core.analysis.agreement import member_agreement, party_agreement
from core.analysis.cohesion import cohesion, cohesion_by_vote
from core.analysis.members import members
from core.analysis.subsets import of_votes
from core.parliament.texts.conclusions import parse_conclusion, read_conclusions
from core.parliament.votes.chamber import compact
from core.parliament.votes.checks import with_ballot_counts
from core.parliament.votes.counting import count_sides
from core.parliament.votes.deviations import mark_ballots
from core.parliament.votes.stands import party_stands, stands_in_ballots

CONCLUSIONS = 10_000
MODE_VOTES = 1_000  # the per-group mode is timed on these and scaled
TERM_MEMBERS, TERM_VOTES = 240, 1_600
POSITIONS = ("for", "against", "neither")
Pairs = dict[tuple[str, str], tuple[int, int]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it."""
    made = bench("Figures over all ballots", __doc__, arguments)
    tables = demo(made)
    ballots = all_ballots(tables)
    bare = all_votes(tables)
    marking = seconds(lambda: compact(mark_ballots(ballots, bare)))
    marked = compact(mark_ballots(ballots, bare))
    votes = with_ballot_counts(bare, marked)
    texts = votes["conclusion"].drop_nulls().unique(maintain_order=True).head(CONCLUSIONS)
    reading = [seconds(lambda: read_anew(texts)) for _ in range(made.rounds(5))]
    term = a_term(marked)
    work: dict[str, Callable[[], object]] = {
        "parties: from marked ballots to all pairs": lambda: of_parties(marked),
        "parties: from bare ballots, stands counted anew": lambda: counted_anew(ballots, bare),
        "parties: a plain group-by of the ballots alone": lambda: grouped(marked),
        "members of a term: all pairs": lambda: member_agreement(term, include_errors=True),
        "cohesion of every party, all votes": lambda: cohesion(cohesion_by_vote(marked)),
        "figures of every member, all votes": lambda: members(marked, votes),
    }
    if installed("pandas", made):
        frame, term_frame = to_pandas(marked), to_pandas(term)
        work["parties: pandas, counts by group and a pivot"] = lambda: pandas_parties(frame)
        work["members of a term: pandas pivot and products"] = lambda: pandas_members(term_frame)
        check(marked, term, term_frame)
    spans = interleaved(work, made.rounds(7))
    taken = {name: median(values) for name, values in spans.items()}
    rows = [(name, ms(taken[name]), spread(values)) for name, values in spans.items()]
    rows.append(("once beforehand: marking all ballots", ms(marking), ""))
    name = f"once beforehand: reading {texts.len():,} different conclusions"
    rows.append((name, ms(median(reading)), spread(reading)))
    parties, of_term = "parties: from marked ballots to all pairs", "members of a term: all pairs"
    anew = "parties: from bare ballots, stands counted anew"
    group = "parties: a plain group-by of the ballots alone"
    if installed("pandas", made):
        some = marked["vote_id"].unique().sort().head(MODE_VOTES)
        few = to_pandas(marked.filter(pl.col("vote_id").is_in(some.implode())))
        mode = seconds(lambda: pandas_mode(few)) * marked["vote_id"].n_unique() / some.len()
        name = f"parties: pandas, the mode of each group, scaled from {some.len():,} votes"
        rows.append((name, ms(mode), ""))
        pivot = taken["parties: pandas, counts by group and a pivot"]
        made.targets += [
            at_least("pandas pivot over ours, parties", pivot / taken[parties], 1),
            at_least("pandas pivot over ours, stands counted anew", pivot / taken[anew], 1),
            at_least("per-group mode over ours, parties", mode / taken[parties], 40),
        ]
    made.table(
        (
            f"{marked.height:,} ballots; the term {term['member_id'].n_unique()} members, "
            f"{term['vote_id'].n_unique():,} votes",
            "Median",
            "Spread",
        ),
        rows,
    )
    if installed("pandas", made):
        pivot = taken["members of a term: pandas pivot and products"]
        print(f"Members by pandas over ours: {times(pivot / taken[of_term])}\n")
    made.targets += [
        at_most("party agreement over everything", taken[parties] * 1000, 120, " ms"),
        at_most("stands counted anew over a plain group-by", taken[anew] / taken[group], 2),
        at_most("member agreement of a term", taken[of_term] * 1000, 300, " ms"),
        at_most(
            f"reading {CONCLUSIONS:,} conclusions, scaled from {texts.len():,}",
            median(reading) / texts.len() * CONCLUSIONS,
            1,
            " s",
        ),
    ]
    return made.end()


def read_anew(texts: pl.Series) -> pl.DataFrame:
    """Read official texts that were not read before."""
    parse_conclusion.cache_clear()
    return read_conclusions(texts)


def of_parties(marked: pl.DataFrame) -> pl.DataFrame:
    """The stands out of the ballots, and the agreement of all pairs: all but the marking."""
    return party_agreement(stands_in_ballots(marked))


def counted_anew(ballots: pl.DataFrame, votes: pl.DataFrame) -> pl.DataFrame:
    """The same without marks: count the ballots, take the stands, pair them."""
    stands = party_stands(ballots, votes).drop_nulls("stand")
    return party_agreement(stands.with_columns(stand_error=pl.lit(value=False)))


def grouped(marked: pl.DataFrame) -> pl.DataFrame:
    """What any way costs that begins by counting each party's ballots in each vote."""
    return marked.group_by("vote_id", "party", "position").len()


def a_term(marked: pl.DataFrame) -> pl.DataFrame:
    """The ballots of the newest votes, and of their members those with the most ballots."""
    newest = marked.select("vote_id", "date").unique().sort("date", "vote_id").tail(TERM_VOTES)
    found = of_votes(marked, newest)
    often = found.group_by("member_id").len().sort("len", "member_id").tail(TERM_MEMBERS)
    return found.join(often.select("member_id"), on="member_id", how="semi")


def to_pandas(marked: pl.DataFrame) -> Any:
    """What the figures need, as somebody who takes care would keep it: text as categories."""
    import pandas as pd

    columns: dict[str, Any] = {
        name: marked[name].to_numpy() for name in ("vote_id", "member_id", "stand_error")
    }
    for name in ("party", "position"):
        columns[name] = pd.Categorical(marked[name].to_list())
    return pd.DataFrame(columns)


def voted(frame: Any) -> Any:
    """The ballots that count for a party's stand."""
    stood = frame["position"].isin(POSITIONS) & (frame["party"] != "UFG") & ~frame["stand_error"]
    return frame[stood & frame["party"].notna()]


def pandas_parties(frame: Any) -> Pairs:
    """Well written: one count by group, the largest of each, and products of 0/1 matrices."""
    stood = voted(frame)
    keys = ["vote_id", "party", "position"]
    counts = stood.groupby(keys, observed=True).size().unstack(fill_value=0)
    most = counts.max(axis=1)
    clear = counts.eq(most, axis=0).sum(axis=1) == 1
    stands = counts[clear].idxmax(axis=1).astype(str).unstack()
    return products(stands)


def pandas_mode(frame: Any) -> Pairs:
    """As it is often written: the mode of each group, then each pair of columns."""
    stands = (
        voted(frame)
        .groupby(["vote_id", "party"], observed=True)["position"]
        .agg(lambda cast: stand(cast.astype(str)))
        .unstack()
    )
    found = {}
    for a, b in combinations(sorted(stands.columns), 2):
        both = stands[[a, b]].dropna()
        found[a, b] = (len(both), int((both[a] == both[b]).sum()))
    return found


def stand(cast: Any) -> str | None:
    """The position that most took, if one is."""
    modes = cast.mode()
    return str(modes[0]) if len(modes) == 1 else None


def pandas_members(frame: Any) -> Pairs:
    """One pivot of votes by members, and products of 0/1 matrices."""
    stood = frame[frame["position"].isin(POSITIONS)]
    return products(stood.pivot(index="vote_id", columns="member_id", values="position"))


def products(wide: Any) -> Pairs:
    """Shared and same of all pairs of columns."""
    ones = [(wide == position).to_numpy(dtype=np.float32) for position in POSITIONS]
    taken = ones[0] + ones[1] + ones[2]
    shared, same = taken.T @ taken, sum(m.T @ m for m in ones)
    names = list(wide.columns)
    order = sorted(range(len(names)), key=names.__getitem__)
    return {
        (names[a], names[b]): (int(shared[a, b]), int(same[a, b]))
        for a, b in combinations(order, 2)
    }


def without_ties(marked: pl.DataFrame) -> pl.DataFrame:
    """The ballots of the votes in which no party is evenly split: there a text may decide."""
    sides = [pl.col(side) for side in POSITIONS]
    most = pl.max_horizontal(sides)
    at_most = pl.sum_horizontal((side == most).cast(pl.Int8) for side in sides)
    ties = count_sides(marked).filter(most > 0, at_most > 1)
    return marked.join(ties.select("vote_id"), on="vote_id", how="anti", maintain_order="left")


def check(marked: pl.DataFrame, term: pl.DataFrame, term_frame: Any) -> None:
    """All ways must find the same before it counts how long they take."""

    def pairs(table: pl.DataFrame) -> Pairs:
        return {(row[0], row[1]): (row[2], row[3]) for row in table.iter_rows()}

    bare = without_ties(marked)
    assert pairs(of_parties(bare)) == pandas_parties(to_pandas(bare))
    assert pairs(member_agreement(term, include_errors=True)) == pandas_members(term_frame)
    some = bare["vote_id"].unique().sort().head(50)
    few = bare.filter(pl.col("vote_id").is_in(some.implode()))
    found, ours = pandas_mode(to_pandas(few)), pairs(of_parties(few))
    assert all(found[pair] == shares for pair, shares in ours.items())


if __name__ == "__main__":
    sys.exit(main())
