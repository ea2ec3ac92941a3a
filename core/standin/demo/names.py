"""Names of invented people, made of common first names and surnames that do not exist."""

from __future__ import annotations

import random
from dataclasses import dataclass

from core.standin.demo.wordlists import words

_WOMEN = words(
    "Agnete Alberte Anemone Asta Birgitte Bodil Britta Cecilie Dagny Dorthea Ebba Elna Esther "
    "Frederikke Gerda Gudrun Hedvig Helga Ingeborg Jytte Karen Kirstine Lærke Liv Maren "
    "Mathilde Nanna Oda Ragnhild Rigmor Signe Solveig Thyra Tove Ulla Vibeke Ylva Åse Øllegaard"
)
_MEN = words(
    "Aksel Anker Arne Asger Bjarke Børge Carsten Ditlev Ebbe Ejnar Erik Esben Folmer Frode Gorm "
    "Gregers Hakon Harald Holger Ivar Jeppe Jørgen Keld Knud Laurits Mads Niels Oluf Palle "
    "Rasmus Regnar Sofus Sven Søren Tage Thorkild Ulrik Valdemar Verner Vilhelm Åge Øjvind"
)
_MIDDLE = words("Bro Dam Elle Grave Hede Kær Lund Mark Storm Vang")
_FIRST_PARTS = words(
    "Fjord Lyng Tang Marehalm Havtorn Slåen Hyben Hejre Terne Rimfrost Tåge Tørve Pors Rørdrum "
    "Mergel Dug Skum Bølge Blåmunke Kæruld Strandkål Klokkelyng Ærte Øre Åkande Løvspring "
    "Gedebuk Kvæde Tagrør Sivsanger Brombær Revling Mosebunke Hvidtjørn Rajgræs Vadefugl"
)
_SECOND_PARTS = words(
    "ager mose kær brink hegn dige skrænt vænge lide odde vig tange næs lunde krog bakke hale eng"
)
_FAR_FIRST = words("Aqqalunnguaq Bárðjón Eyðbrá Inuksuk Malunnguaq Pilunnaaq Rannleyg Sólbrá")
_FAR_LAST = words("Isorsivik Teistabrim Sermivik Skarvalon Nunarivik Brimheyggj")


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name."""

    first: str
    last: str
    woman: bool

    @property
    def full(self) -> str:
        """First name and surname."""
        return f"{self.first} {self.last}"


class Names:
    """Names in an order that depends on the seed, each only once."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._given: set[str] = set()

    def new(self, *, far: bool = False) -> Name:
        """A name not given before."""
        while True:
            name = self._far() if far else self._near()
            if name.full not in self._given:
                self._given.add(name.full)
                return name

    def _near(self) -> Name:
        rng = self._rng
        woman = rng.random() < 0.45
        first = rng.choice(_WOMEN if woman else _MEN)
        roll = rng.random()
        if roll < 0.10:
            first = f"{first} {rng.choice(_MIDDLE)}"
        elif roll < 0.16:
            first = f"{first} {rng.choice(_WOMEN if woman else _MEN)}"
        last = f"{rng.choice(_FIRST_PARTS)}{rng.choice(_SECOND_PARTS)}"
        return Name(first, f"{last}s" if rng.random() < 0.12 else last, woman)

    def _far(self) -> Name:
        rng = self._rng
        return Name(rng.choice(_FAR_FIRST), rng.choice(_FAR_LAST), rng.random() < 0.5)


def misspelt(rng: random.Random, name: str) -> str:
    """The name with one letter of the surname dropped or doubled."""
    at = name.rindex(" ") + 2 + rng.randrange(3)
    return name[:at] + name[at + 1 :] if rng.random() < 0.5 else name[:at] + name[at] + name[at:]


def genitive(name: str) -> str:
    """The Danish genitive: an apostrophe after s, x and z."""
    return f"{name}'" if name[-1] in "sxz" else f"{name}s"
