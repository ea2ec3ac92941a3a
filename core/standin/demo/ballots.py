"""How the seats vote: party lines, clearing, dissent, and who stood where."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from core.standin.demo.chamber import Chamber, Roster
from core.standin.demo.parties import FAR, OUTSIDE, ROSTER, short_name

FOR, AGAINST, ABSENT, NEITHER = 1, 2, 3, 4
_POSITIONS = (FOR, AGAINST, NEITHER)

Ballots = npt.NDArray[np.int8]
Scores = npt.NDArray[np.float64]
_SPREAD = 0.25


def party_lines(
    rng: random.Random, movers: Sequence[int], government: Sequence[int], breadth: float
) -> list[int]:
    """The line of every party on something that `movers` propose.

    `breadth` is the distance from the movers within which parties agree; with 3 everybody does. The
    parties of a government vote alike.
    """
    x = sum(ROSTER[party].left_right for party in movers) / len(movers)
    y = sum(ROSTER[party].other for party in movers) / len(movers)
    lines = []
    for party in ROSTER:
        distance = 0.7 * abs(party.left_right - x) + 0.3 * abs(party.other - y)
        distance += rng.uniform(-_SPREAD, _SPREAD)
        near = distance < breadth + 0.04
        lines.append(FOR if distance < breadth else NEITHER if near else AGAINST)
    ours = set(movers) & set(government)
    common = FOR if ours or breadth >= 3 else AGAINST
    if not ours and breadth < 3 and lines[government[0]] == FOR and rng.random() < 0.3:
        common = FOR
    for number in government:
        lines[number] = common
    for number in movers:
        lines[number] = FOR if not ours or number in ours else lines[number]
    return lines


class Caster:
    """Casts the ballots of a vote."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.Generator(np.random.PCG64(seed))

    def cast(self, roster: Roster, lines: Sequence[int], turnout: float) -> Ballots:
        """A ballot for every seat; parties have absences in proportion to their size.

        So majorities stay the same although more than a third is absent: ministers, leaders and the
        far seats nearly always.
        """
        score = self._random.random(len(roster.people)) + roster.away * 0.9
        # The far seats count with the largest party, whose ordinary members come first.
        groups = np.where(np.isin(roster.parties, FAR), 0, roster.parties)
        order = np.lexsort((score, groups))
        sizes = np.bincount(groups, minlength=OUTSIDE + 1)
        ends = np.cumsum(sizes)
        edges = np.floor(ends * turnout + 0.5).astype(np.int64)
        present = np.diff(edges, prepend=0)
        rank = np.arange(len(order)) - np.repeat(ends - sizes, sizes)
        here = np.empty(len(order), dtype=bool)
        here[order] = rank < np.repeat(present, sizes)
        line = np.array([*lines, ABSENT], dtype=np.int8)[roster.leans]
        self._keep_majority(line, here, score)
        return np.where(here, line, np.int8(ABSENT)).astype(np.int8)

    @staticmethod
    def _keep_majority(line: Ballots, here: npt.NDArray[np.bool_], score: Scores) -> None:
        """Make absent members of the side with most seats present until it has most ballots."""
        seats, cast = count(line), count(line[here])
        winner = FOR if seats[0] > seats[1] else AGAINST
        lead = abs(cast[0] - cast[1]) * (1 if (cast[0] > cast[1]) == (winner == FOR) else -1)
        if lead > 0 or seats[0] == seats[1]:
            return
        away = np.flatnonzero(~here & (line == winner))
        here[away[np.argsort(score[away], kind="stable")[: 1 - lead]]] = True


def count(ballots: Ballots) -> tuple[int, int, int]:
    """For, against and neither."""
    counts = np.bincount(ballots, minlength=5)
    return int(counts[FOR]), int(counts[AGAINST]), int(counts[NEITHER])


def voters(roster: Roster, ballots: Ballots, party: int, position: int) -> list[int]:
    """The seats of a party that took a position."""
    return [int(n) for n in np.flatnonzero((roster.parties == party) & (ballots == position))]


def sides(
    chamber: Chamber,
    roster: Roster,
    ballots: Ballots,
    *,
    name_outsiders: bool,
    leads: Mapping[int, int],
) -> tuple[list[str], list[str], list[str]]:
    """Who was for, against and neither: parties by majority, and members who stood elsewhere.

    A party that is evenly split is listed where `leads` says, or else named member by member. So
    are members outside the groups with `name_outsiders`; without it, UFG is in each list that any
    of them belongs to.
    """
    keys = roster.parties * 5 + ballots
    table = np.bincount(keys, minlength=(OUTSIDE + 1) * 5).reshape(OUTSIDE + 1, 5)
    counts = table[:, _POSITIONS]
    parties: tuple[list[str], list[str], list[str]] = ([], [], [])
    singles: tuple[list[str], list[str], list[str]] = ([], [], [])
    for party in range(OUTSIDE + 1):
        row = [int(number) for number in counts[party]]
        best = max(row)
        if best == 0:
            continue
        whole = row.index(best) if row.count(best) == 1 and party != OUTSIDE else None
        if party in leads:
            whole = _POSITIONS.index(leads[party])
        for place, number in enumerate(row):
            if number == 0:
                continue
            if place == whole or (party == OUTSIDE and not name_outsiders):
                parties[place].append(short_name(party))
                continue
            for seat in voters(roster, ballots, party, _POSITIONS[place]):
                name = chamber.people[int(roster.people[seat])].name.full
                singles[place].append(f"{name} ({short_name(party)})")
    yes, no, neither = ([*p, *s] for p, s in zip(parties, singles, strict=True))
    return yes, no, neither
