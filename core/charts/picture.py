"""A vote's result as a picture for the preview of a link: a PNG that is drawn without a browser."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import polars as pl
from PIL import Image, ImageDraw, ImageFont

from core.charts.colours import POSITION_COLOURS, POSITIONS, ink
from core.filters.values import printable
from core.language import Lang, number, text
from core.parliament.people.party_order import party_order

SIZE = (1200, 630)
"""What services that show previews ask for."""

_MARGIN = 64
_GROUND, _INK, _FAINT = "#FFFFFF", "#1B2430", "#51606F"
_BAR_TOP, _BAR_HEIGHT = 398, 84
_GAP = 10  # between the positions; parties stand a thin line apart
_LEAST = 4  # pixels; what is narrower is drawn so wide, for one ballot decides
_LINES = 3  # of the title
_ELLIPSIS = "…"
_COLOURS = 128
_MOST = 240

Weight = Literal[400, 600]
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on the picture, in the reader's language: each is one line but the title."""

    above: str
    title: str
    result: str
    base: str
    source: str
    invented: str = ""


@dataclass(frozen=True, slots=True)
class _Block:
    """The ballots of one party at one position; `party` is empty where nothing tells it."""

    position: str
    party: str
    n: int


def result_picture(
    words: Words, ballots: pl.DataFrame, lang: Lang, font: Path | None = None
) -> bytes:
    """The picture of a vote as PNG.

    `ballots` is what `totals_by_party` gives, or one row a position without parties (null); without
    rows there is no bar. `font` is the file of a variable font; else Pillow's own is taken.
    """
    image = Image.new("RGB", SIZE, _GROUND)
    pen = _Pen(ImageDraw.Draw(image), font)
    width = SIZE[0] - 2 * _MARGIN
    pen.line((_MARGIN, 50), words.above, 26, _FAINT, width)
    top = 92
    lines = pen.wrapped(words.title, 46, 600, width)
    for line in lines:
        pen.line((_MARGIN, top), line, 46, _INK, width, 600)
        top += 56
    pen.line((_MARGIN, 300), words.result, 60, _INK, width, 600)
    blocks = _blocks(ballots)
    if blocks:
        _bar(pen, blocks, lang)
    pen.line((_MARGIN, 548), words.base, 24, _FAINT, width)
    pen.line((_MARGIN, 582), words.source, 24, _FAINT, width)
    if words.invented:
        pen.stamp(words.invented)
    written = io.BytesIO()
    # A few flat colours and the edges of letters: a palette is a third of the bytes.
    image.quantize(_COLOURS).save(written, "PNG", optimize=True)
    return written.getvalue()


def _blocks(ballots: pl.DataFrame) -> list[_Block]:
    """By position, and within one in the order of the parties."""
    known = {(p or "unknown", party or ""): n for party, p, n in ballots.iter_rows() if n}
    parties = [*filter(None, party_order({party for _, party in known})), ""]
    return [
        _Block(position, party, known[position, party])
        for position in (*POSITIONS, "unknown")
        for party in parties
        if (position, party) in known
    ]


def _bar(pen: _Pen, blocks: Sequence[_Block], lang: Lang) -> None:
    positions = list(dict.fromkeys(block.position for block in blocks))
    totals = {p: sum(block.n for block in blocks if block.position == p) for p in positions}
    room = SIZE[0] - 2 * _MARGIN - _GAP * (len(positions) - 1)
    widths = _widths(totals, room)
    left, free = float(_MARGIN), float(_MARGIN)
    for position in positions:
        colour, x = POSITION_COLOURS[position], left
        for block in (block for block in blocks if block.position == position):
            share = widths[position] * block.n / totals[position]
            pen.box(x, share, colour, block.party)
            x += share
        label = f"{text(f'position.short.{position}', lang)} {number(totals[position], lang)}"
        free = pen.label(max(left, free), label, colour)
        left += widths[position] + _GAP


def _widths(totals: Mapping[str, int], room: float) -> dict[str, float]:
    """How wide each position is: by its ballots, none too narrow to be seen."""
    whole = sum(totals.values())
    found = {name: max(float(_LEAST), room * n / whole) for name, n in totals.items()}
    scale = room / sum(found.values())
    return {name: width * scale for name, width in found.items()}


class _Pen:
    """Draws with one font, and knows how wide its words are."""

    def __init__(self, draw: ImageDraw.ImageDraw, font: Path | None) -> None:
        self._draw, self._font = draw, font

    def line(
        self,
        at: tuple[float, float],
        words: str,
        size: int,
        colour: str,
        room: float,
        weight: Weight = 400,
    ) -> None:
        """One line of text, cut where it has no room."""
        shown = _safe(words)
        if self._width(shown, size, weight) > room:
            while shown and self._width(shown + _ELLIPSIS, size, weight) > room:
                shown = shown[:-1]
            shown = shown.rstrip() + _ELLIPSIS
        self._draw.text(at, shown, fill=colour, font=_face(self._font, size, weight))

    def wrapped(self, words: str, size: int, weight: Weight, room: float) -> list[str]:
        """The lines of a text, broken between words; the last one holds all the rest."""
        lines: list[str] = [""]
        for word in _safe(words).split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and len(lines) < _LINES and self._width(longer, size, weight) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def box(self, left: float, width: float, colour: str, words: str) -> None:
        """A part of the bar, with a word in it where it fits."""
        right = left + width - (2 if width > _LEAST else 0)
        if right - left < 1:
            return
        self._draw.rectangle((left, _BAR_TOP, right, _BAR_TOP + _BAR_HEIGHT), fill=colour)
        shown = _safe(words)
        for size in (26, 20, 17):
            wide = self._width(shown, size, 600)
            if shown and wide + 4 <= right - left:
                middle = (left + right - wide) / 2, _BAR_TOP + (_BAR_HEIGHT - size * 1.2) / 2
                face = _face(self._font, size, 600)
                self._draw.text(middle, shown, fill=ink(colour), font=face)
                return

    def label(self, left: float, words: str, colour: str) -> float:
        """What a part of the bar stands for, below it; gives where the next may begin."""
        top, side = _BAR_TOP + _BAR_HEIGHT + 16, 20
        wide = self._width(words, 26, 400)
        left = min(left, SIZE[0] - _MARGIN - wide - side - 8)
        self._draw.rectangle((left, top + 6, left + side, top + 6 + side), fill=colour)
        self._draw.text((left + side + 8, top), words, fill=_INK, font=_face(self._font, 26, 400))
        return left + side + 8 + wide + 26

    def stamp(self, words: str) -> None:
        """A word in the corner that nobody can miss."""
        wide = self._width(words, 28, 600)
        left = SIZE[0] - _MARGIN - wide
        self._draw.rectangle((left - 16, 36, SIZE[0] - _MARGIN + 16, 84), fill=_INK)
        face = _face(self._font, 28, 600)
        self._draw.text((left, 42), words, fill=_GROUND, font=face)

    def _width(self, words: str, size: int, weight: Weight) -> float:
        return float(_face(self._font, size, weight).getlength(words))


def _safe(words: str) -> str:
    """Letters that can be drawn, no more of them than may have room."""
    return printable(" ".join(words[: _MOST * 4].split()))[:_MOST]


@lru_cache(maxsize=64)
def _face(font: Path | None, size: int, weight: Weight) -> Font:
    """A font in a size; Pillow's own where the file cannot be read."""
    if font is not None:
        try:
            face = ImageFont.truetype(io.BytesIO(font.read_bytes()), size)
            face.set_variation_by_axes([weight])
        except (OSError, NotImplementedError):
            pass  # neither there nor one that Pillow reads
        else:
            return face
    return ImageFont.load_default(size)
