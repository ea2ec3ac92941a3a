"""The stands of the parties in a vote as a small picture for a cell of a table."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote

import polars as pl

from core.charts.colours import POSITION_COLOURS, ink, outline

HEIGHT = 34
# Raised, level or lowered: a second sign in addition to the colour.
_TOPS = {"for": 2, "neither": 8, "against": 14}
_BLOCK = 18
_LETTER = 7
_GAP = 2
_MOST_LETTERS = 5


def line_strips(votes: pl.DataFrame, parties: Sequence[str]) -> pl.Series:
    """A picture of where the parties stood in each vote of a votes table: the data URL of an SVG.

    Null where no party stood anywhere. Each party has its own place, in the order of `parties`, so
    that a column of pictures can be read downwards: a block with its letters, blue and raised for,
    yellow and level neither, orange and lowered against, or nothing. The series is Categorical, so
    that a picture that many votes share is sent to the browser once.
    """
    order = tuple(parties)
    rows = votes.select(f"parties_{position}" for position in _TOPS).iter_rows()
    strips = [_strip(row, order) for row in rows]
    return pl.Series(strips, dtype=pl.Categorical(pl.Categories.random()))


def strip_width(parties: Sequence[str]) -> int:
    """The width of a picture, in the units in which its height is `HEIGHT`."""
    return _place(tuple(parties)) * len(parties)


@lru_cache(maxsize=4_096)
def _strip(listed: tuple[str | None, ...], order: tuple[str, ...]) -> str | None:
    lines = {
        party: position
        for position, names in zip(_TOPS, listed, strict=True)
        for party in (names or "").split()
    }
    if not lines:
        return None
    parts = [part for position in _TOPS for part in _blocks(position, lines, order)]
    width = _place(order) * len(order)
    return (
        f"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='{width * 2}' "
        f"height='{HEIGHT * 2}' viewBox='0 0 {width} {HEIGHT}' font-family='sans-serif' "
        f"font-size='11' font-weight='600' text-anchor='middle'>{''.join(parts)}</svg>"
    )


def _blocks(position: str, lines: Mapping[str, str], order: Sequence[str]) -> list[str]:
    """The SVG of the blocks at a position and of their letters; empty where there are none."""
    place, top = _place(order), _TOPS[position]
    here = [(n * place, party) for n, party in enumerate(order) if lines.get(party) == position]
    if not here:
        return []
    colour, size = POSITION_COLOURS[position], place - _GAP
    boxes = "".join(f"M{x + 1} {top + 0.5}h{size}v{_BLOCK - 1}h-{size}z" for x, _ in here)
    letters = "".join(f"<tspan x='{x + place // 2}'>{_name(party)}</tspan>" for x, party in here)
    return [
        f"<path fill='{_hash(colour)}' stroke='{_hash(outline(colour))}' d='{boxes}'/>",
        f"<text y='{top + 13}' fill='{_hash(ink(colour))}'>{letters}</text>",
    ]


@lru_cache(maxsize=64)
def _place(order: Sequence[str]) -> int:
    longest = max((len(party[:_MOST_LETTERS]) for party in order), default=1)
    return max(2, longest) * _LETTER + _GAP + 3


def _name(party: str) -> str:
    return quote(html.escape(party[:_MOST_LETTERS]))


def _hash(colour: str) -> str:
    return colour.replace("#", "%23")
