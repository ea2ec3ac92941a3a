"""Mistakes made while voting, and the notes that report them."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np

from core.standin.demo.ballots import ABSENT, AGAINST, FOR, NEITHER, Ballots, voters
from core.standin.demo.chamber import Chamber, Roster
from core.standin.demo.names import genitive, misspelt
from core.standin.demo.parties import ROSTER, short_name

_WORDS = {FOR: "for", AGAINST: "imod", NEITHER: "hverken for eller imod"}


class _Slip:
    """One vote with a mistake; changes the ballots in place."""

    def __init__(
        self,
        rng: random.Random,
        chamber: Chamber,
        roster: Roster,
        ballots: Ballots,
        amendment: bool,
    ) -> None:
        self.rng, self.chamber, self.roster, self.ballots = rng, chamber, roster, ballots
        self.thing = "ændringsforslaget" if amendment else "forslaget"

    def name(self, seat: int) -> str:
        return self.chamber.people[int(self.roster.people[seat])].name.full

    def party(self, seat: int) -> str:
        return short_name(int(self.roster.parties[seat]))

    def named(self, seat: int) -> str:
        return f"{self.name(seat)} ({self.party(seat)})"

    def absent(self, how_many: int) -> list[int]:
        seats = np.flatnonzero(self.ballots == ABSENT).tolist()
        return [int(seat) for seat in self.rng.sample(seats, how_many)]

    def party_with_line(self, choice: list[int]) -> tuple[int, int, list[int]]:
        """A party with two or more for or against: its number, that position, those seats."""
        for party in [*self.rng.sample(choice, len(choice)), 0, 1]:
            for right in (FOR, AGAINST):
                seats = voters(self.roster, self.ballots, party, right)
                if len(seats) > 1 and len(seats) > len(self.present(party)) / 2:
                    return party, right, seats
        raise AssertionError("no large party has a line")

    def present(self, party: int) -> Ballots:
        """The ballots of a party's members who are present."""
        here: Ballots = self.ballots[(self.roster.parties == party) & (self.ballots != ABSENT)]
        return here

    def wrong(self, how_many: int) -> tuple[list[int], int]:
        """Members of one party with enough present who vote against their line."""
        big = [number for number, party in enumerate(ROSTER) if party.seats > 8]
        _, right, seats = self.party_with_line(big)
        seats = self.rng.sample(seats, min(how_many, max(1, len(seats) // 3)))
        position = self.rng.choice((FOR + AGAINST - right,) * 4 + (NEITHER,))
        for seat in seats:
            self.ballots[seat] = position
        return seats, position

    def sentence(self, who: str, position: int) -> str:
        return f"Ved en fejl stemte {who} {_WORDS[position]} {self.thing}."

    def one(self) -> str:
        seats, position = self.wrong(1)
        end = self.sentence(self.named(seats[0]), position)
        roll = self.rng.random()
        return end.replace(f" {self.thing}.", ". ") if roll < 0.08 else end

    def several(self) -> str:
        seats, position = self.wrong(3)
        names = [self.named(seat) for seat in seats]
        who = f"{', '.join(names[:-1])} og {names[-1]}" if len(names) > 1 else names[0]
        return f"{self.sentence(who, position)} {self.one()} "

    def misspelt(self) -> str:
        seats, position = self.wrong(1)
        who = f"{misspelt(self.rng, self.name(seats[0]))} ({self.party(seats[0])})"
        return self.sentence(who, position)

    def whole_party(self, *, but_one: bool = False) -> tuple[int, int]:
        """A party votes the other way; returns its number and the mistaken position."""
        party, right, seats = self.party_with_line([4, 5, 6, 7])
        for seat in seats[int(but_one) :]:
            self.ballots[seat] = FOR + AGAINST - right
        return party, FOR + AGAINST - right

    def party_short(self) -> str:
        party, wrong = self.whole_party()
        return self.sentence(ROSTER[party].short, wrong)

    def party_but_one(self) -> str:
        party, wrong = self.whole_party(but_one=True)
        return self.sentence(ROSTER[party].short, wrong)

    def party_by_name(self) -> str:
        party, wrong = self.whole_party()
        name = ROSTER[party].names[-1]
        if self.rng.random() < 0.5:
            return self.sentence(f"{name} ({ROSTER[party].short})", wrong)
        return f"{name} stemte ved en fejl {_WORDS[wrong]} {self.thing}."

    def of_absent(self) -> str:
        seat = self.absent(1)[0]
        self.ballots[seat] = FOR if np.sum(self.ballots == FOR) else AGAINST
        if self.rng.random() < 0.5:
            return f"Ved en fejl er der registreret en stemme på {self.named(seat)}."
        who = f"{genitive(self.name(seat))} ({self.party(seat)})"
        return f"Ved en fejl er der afgivet en stemme i {who} navn."

    def exchanged(self) -> str:
        seats, _ = self.wrong(1)
        other = self.absent(1)[0]
        self.ballots[other], self.ballots[seats[0]] = self.ballots[seats[0]], ABSENT
        mine = f"{genitive(self.name(seats[0]))} ({self.party(seats[0])}) stemme"
        theirs = f"{genitive(self.name(other))} ({self.party(other)}) navn"
        return f"Ved en fejl er {mine} registreret i {theirs}."

    def technical(self) -> str:
        first, second = (self.named(seat) for seat in self.absent(2))
        return f"{first} og {second} kunne grundet en teknisk fejl ikke afgive deres stemme."

    def revote(self) -> str:
        return "Omafstemning"


_SLIPS: dict[str, Callable[[_Slip], str]] = {
    "error": _Slip.one,
    "several errors": _Slip.several,
    "misspelt": _Slip.misspelt,
    "party error": _Slip.party_short,
    "party error by name": _Slip.party_by_name,
    "party error with dissenter": _Slip.party_but_one,
    "vote of an absent": _Slip.of_absent,
    "exchanged": _Slip.exchanged,
    "technical": _Slip.technical,
    "revote": _Slip.revote,
    "error in text": _Slip.party_short,
}
KINDS = frozenset(_SLIPS)


def commit(
    rng: random.Random,
    kind: str,
    chamber: Chamber,
    roster: Roster,
    ballots: Ballots,
    amendment: bool,
) -> str:
    """Let the mistake happen to the ballots; returns the sentence that admits it."""
    return _SLIPS[kind](_Slip(rng, chamber, roster, ballots, amendment))


def slip_of_party(
    chamber: Chamber, roster: Roster, seat: int, position: int, amendment: bool
) -> str:
    """The sentence that admits the mistake of a party's only voter, by the party or by name."""
    short = short_name(int(roster.parties[seat]))
    name = chamber.people[int(roster.people[seat])].name.full
    who = short if seat % 2 else f"{name} ({short})"
    thing = "ændringsforslaget" if amendment else "forslaget"
    return f"Ved en fejl stemte {who} {_WORDS[position]} {thing}."


def left_out(chamber: Chamber, roster: Roster, seat: int) -> str:
    """The note on a member who is missing among the absent."""
    name = chamber.people[int(roster.people[seat])].name.full
    who = f"{name} ({short_name(int(roster.parties[seat]))})"
    return f"Grundet en fejl indgår {who} ikke i registreringen af fraværende medlemmer."
