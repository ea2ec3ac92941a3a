"""The parties in the chamber's usual order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import polars as pl

from core.parliament.votes.positions import Position

# From left to right; the first six columns of a roll call read alike.
_LEFT_TO_RIGHT = ("EL", "ALT", "SF", "S", "RV", "M", "V", "KF", "LA", "DD", "DF", "BP", "NB", "KD",
                  "FG")  # fmt: skip
_NORTH_ATLANTIC = ("IA", "SIU", "N", "JF", "SP", "T")
_OUTSIDE = ("UFG",)


def party_order(shorts: Iterable[str | None]) -> list[str | None]:
    """The parties from left to right, then those not known by name, the North Atlantic, UFG, none.

    Each party once, whatever the order given.
    """
    return sorted(set(shorts), key=_rank)


def listed_parties(votes: pl.DataFrame) -> tuple[str, ...]:
    """The parties that have a line in any of the rows of a votes table, from left to right."""
    stood = (Position.FOR, Position.AGAINST, Position.NEITHER)
    listed = pl.concat(votes[f"parties_{position}"].alias("listed") for position in stood)
    names = set(listed.drop_nulls().unique().str.split(" ").explode().unique()) - {"", None}
    return tuple(party for party in party_order(names) if party is not None)


def usual_short(short: str) -> str:
    """A short name as it is usually written."""
    return unicodedata.normalize("NFC", short.strip()).upper()


def _rank(short: str | None) -> tuple[int, int, str]:
    if short is None:
        return (4, 0, "")
    name = usual_short(short)
    for group, parties in ((0, _LEFT_TO_RIGHT), (2, _NORTH_ATLANTIC), (3, _OUTSIDE)):
        if name in parties:
            return (group, parties.index(name), short)
    return (1, 0, short)
