"""The invented parties: names, strength and where they stand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Party:
    """A party. `names` are those of its group in different sessions.

    `left_right` and `other` are its places on two axes from -1 to 1.
    """

    short: str
    names: tuple[str, ...]
    seats: int
    left_right: float
    other: float

    @property
    def name(self) -> str:
        """The name used most."""
        return self.names[0]


ROSTER = (
    Party("HL", ("Hedelisten", "Hedelisten, Danmarks Brede Liste"), 42, -0.15, 0.30),
    Party("FK", ("Folkets Kyst",), 31, 0.35, 0.35),
    Party("LYS", ("Lysningen", "Partiet Lysningen"), 24, 0.10, 0.10),
    Party("NØ", ("Nordøstpartiet", "Det Nordøstlige Parti"), 19, -0.25, -0.10),
    Party("GR", ("Gyldent Rug",), 16, 0.60, -0.15),
    Party("BÅ", ("Brændingen – Åse Fjordagers Liste", "Brændingen"), 12, 0.75, -0.60),
    Party("TK", ("Det Tredje Kammer",), 11, 0.50, 0.20),
    Party("VIN", ("Vindretningen",), 9, -0.70, -0.35),
    Party("W", ("Vadehavspartiet", "Vadehavspartiet, Liste W"), 7, -0.45, 0.45),
    Party("UR", ("Urværket",), 4, -0.85, -0.75),
    Party("ISF", ("Isfjordsvalget",), 1, -0.40, 0.60),
    Party("SKÆ", ("Skærgårdslisten",), 1, 0.30, 0.55),
    Party("FJE", ("Fjeldpartiet",), 1, -0.35, 0.20),
    Party("HVA", ("Hvalrygs Folkevalg",), 1, 0.25, 0.15),
)
SEATS = sum(party.seats for party in ROSTER)
# The seats of the far islands, one a party.
FAR = tuple(number for number, party in enumerate(ROSTER) if party.seats == 1)
# Members outside the groups.
OUTSIDE = len(ROSTER)
OUTSIDE_SHORT = "UFG"
OUTSIDE_NAME = "Uden for folketingsgrupperne"

PARTIES: tuple[tuple[str, str], ...] = tuple((party.short, party.name) for party in ROSTER)

# The governments that take turns, each the largest party first.
GOVERNMENTS = ((0, 2, 3), (1, 4, 6, 2))


def short_name(party: int) -> str:
    """The short name of a party's number, UFG for those outside."""
    return OUTSIDE_SHORT if party == OUTSIDE else ROSTER[party].short
