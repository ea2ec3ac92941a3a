"""Clearing in the smallest parties: one member votes for all, two split, or one makes a mistake.

It changes ballots that were drawn before, with random numbers of its own, but never the outcome.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np

from core.standin.demo.ballots import ABSENT, AGAINST, FOR, Ballots, count, voters
from core.standin.demo.chamber import Chamber, Roster
from core.standin.demo.errors import slip_of_party

# How often a party sends one member alone, by its number.
_ALONE = {9: 0.6, 8: 0.2}
_SLIPS_EVERY, _SPLITS_EVERY = 61, 83


@dataclass(frozen=True, slots=True)
class Cleared:
    """A note on a mistake, and the positions of split parties in the text."""

    note: str = ""
    leads: dict[int, int] = field(default_factory=dict)


class Clearing:
    """Makes members of small parties absent, and some of the others split or make mistakes."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311

    def clear(
        self, number: int, chamber: Chamber, roster: Roster, ballots: Ballots, amendment: bool
    ) -> Cleared:
        """Change the ballots of a vote in place; every few votes one voter slips or two split."""
        draws = {party: self._random.random() < share for party, share in _ALONE.items()}
        if number % _SPLITS_EVERY == 7:
            return self._split(roster, ballots)
        alone = [party for party, drawn in draws.items() if drawn]
        for party in alone:
            here = voters(roster, ballots, party, FOR) or voters(roster, ballots, party, AGAINST)
            _take(ballots, here[1:], ABSENT)
        if number % _SLIPS_EVERY == 5:
            for party in alone:
                seats = [s for p in (FOR, AGAINST) for s in voters(roster, ballots, party, p)]
                if len(seats) == 1 and _take(ballots, seats, FOR + AGAINST - ballots[seats[0]]):
                    wrong = int(ballots[seats[0]])
                    return Cleared(slip_of_party(chamber, roster, seats[0], wrong, amendment))
        return Cleared()

    def _split(self, roster: Roster, ballots: Ballots) -> Cleared:
        """Leave two members of a party, on different sides; the text says where the party stood."""
        for party in _ALONE:
            for line in (FOR, AGAINST):
                here = voters(roster, ballots, party, line)
                before = ballots.copy()
                if (
                    len(here) > 1
                    and _take(ballots, here[2:], ABSENT)
                    and _take(ballots, here[1:2], FOR + AGAINST - line)
                ):
                    return Cleared(leads={party: line})
                ballots[:] = before
        return Cleared()


def _take(ballots: Ballots, seats: list[int], position: int) -> bool:
    """Give seats a position unless that changes the outcome; returns whether it was done."""
    kept = ballots[seats].copy()
    before = count(ballots)
    ballots[seats] = position
    after = count(ballots)
    if np.sign(after[0] - after[1]) == np.sign(before[0] - before[1]):
        return True
    ballots[seats] = kept
    return False
