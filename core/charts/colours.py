"""Colours of parties and positions that can be distinguished on white and on dark."""

from __future__ import annotations

import zlib
from functools import lru_cache

from core.parliament.people.party_order import usual_short

POSITIONS = ("for", "against", "neither", "absent")

# The colours of Okabe and Ito, which can be distinguished with any colour vision.
POSITION_COLOURS = {
    "for": "#0072B2",
    "against": "#D55E00",
    "neither": "#F0E442",
    "absent": "#BBBBBB",
    "unknown": "#7C828C",
}
# The pattern, a second sign in addition to the colour; "" is a plain fill.
POSITION_PATTERNS = {"for": "", "against": "", "neither": ".", "absent": "/", "unknown": "x"}

# Blue and brown do not suggest right and wrong.
ADOPTED, REJECTED = "#4A77A8", "#A98A52"
PLAIN = "#76699E"
"""The colour of counts of any outcome, which must not look like that of adopted votes."""

GROUNDS = ("#FFFFFF", "#10161E")
"""The backgrounds of the light and the dark theme; every mark must be visible on both."""
EDGE = "#767C86"
"""The outline of a fill that is too pale or too dark for one of the backgrounds."""

_UNKNOWN_PARTY = "#7F7F7F"
_VISIBLE = 3.0  # WCAG 1.4.11, for shapes that carry meaning

_COLOURS = {
    "EL": "#E6801A",
    "ALT": "#2B8738",
    "SF": "#E07EA8",
    "S": "#A82721",
    "RV": "#733280",
    "M": "#B48CD2",
    "V": "#254264",
    "KF": "#96B226",
    "LA": "#3FB2BE",
    "DD": "#7896D2",
    "DF": "#EAC73E",
    "BP": "#5FC8B4",
    "NB": "#127B7F",
    "KD": "#8B8474",
    "FG": "#5ABE82",
    "IA": "#44712E",
    "SIU": "#C8102E",
    "N": "#005B82",
    "JF": "#E30613",
    "SP": "#003F87",
    "T": "#005DAA",
    "UFG": "#B9B9B9",
}
_NEUTRAL = (
    "#6B8E9E",
    "#8C7B6B",
    "#7A86A8",
    "#9B7B8E",
    "#6F8F7A",
    "#9A8A4E",
    "#8A7FA8",
    "#A0786A",
    "#5F8F96",
    "#8F8F6A",
)


def party_colour(short: str | None) -> str:
    """The colour of a party by its short name; an unknown party has a neutral colour of its own.

    The neutral colour depends on the name alone, so it is always the same.
    """
    if short is None:
        return _UNKNOWN_PARTY
    name = usual_short(short)
    return _COLOURS.get(name) or _NEUTRAL[zlib.crc32(name.encode()) % len(_NEUTRAL)]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def outline(colour: str) -> str:
    """The outline of a mark: its own colour if visible on both backgrounds, else a middle grey."""
    visible = all(contrast(colour, ground) >= _VISIBLE for ground in GROUNDS)
    return colour if visible else EDGE


def ink(colour: str) -> str:
    """Black or white, whichever has the higher contrast on a fill."""
    return max("#FFFFFF", "#111111", key=lambda candidate: contrast(candidate, colour))


@lru_cache(maxsize=256)
def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
