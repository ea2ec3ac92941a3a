"""Colours can be told from both grounds, and each party has its own, always the same."""

from __future__ import annotations

import itertools
import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.charts import colours
from core.charts.colours import (
    EDGE,
    GROUNDS,
    POSITION_COLOURS,
    POSITION_PATTERNS,
    POSITIONS,
    contrast,
    ink,
    outline,
    party_colour,
)
from core.charts.votes import votes_by_type

KNOWN = ("EL", "ALT", "SF", "S", "RV", "M", "V", "KF", "LA", "DD", "DF", "BP", "NB", "UFG", "IA")
ALL = {
    *POSITION_COLOURS.values(),
    *colours._COLOURS.values(),
    *colours._NEUTRAL,
    colours.ADOPTED,
    colours.REJECTED,
    colours.PLAIN,
}


def test_contrast__agrees_with_the_definition():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#FFFFFF", "#777777") == contrast("#777777", "#FFFFFF")


def test_plain__is_neither_the_colour_of_adopted_nor_of_rejected_nor_of_a_position():
    assert colours.PLAIN not in (colours.ADOPTED, colours.REJECTED, *POSITION_COLOURS.values())
    table = pl.DataFrame({"type_code": ["final", "motion"], "adopted": [False, False]})
    (bars,) = votes_by_type(table, "da").figure.data
    assert bars.marker.color == colours.PLAIN


@pytest.mark.parametrize("ground", GROUNDS)
def test_outline__shows_on_both_grounds(ground):
    assert all(contrast(outline(colour), ground) >= 3 for colour in ALL)


def test_outline__of_pale_and_dark_colours_is_grey():
    assert outline(POSITION_COLOURS["neither"]) == outline(POSITION_COLOURS["absent"]) == EDGE
    assert outline(party_colour("V")) == EDGE  # too dark for the dark ground
    assert outline(POSITION_COLOURS["for"]) == POSITION_COLOURS["for"]


def test_ink__can_be_read_on_every_fill():
    assert {c for c in ALL if contrast(ink(c), c) < 4.5} == set()


def test_positions__pale_ones_and_neighbours_have_a_second_sign():
    for position in POSITIONS:
        if outline(POSITION_COLOURS[position]) == EDGE:
            assert POSITION_PATTERNS[position]
    patterned = [p for p in POSITION_PATTERNS.values() if p]
    assert len(set(patterned)) == len(patterned)
    assert len(set(POSITION_COLOURS.values())) == len(POSITION_COLOURS)


def test_neutral__shows_on_both_grounds_without_an_outline():
    for colour, ground in itertools.product(colours._NEUTRAL, GROUNDS):
        assert contrast(colour, ground) >= 3


def test_party_colour__known_parties_differ():
    assert party_colour("S") == "#A82721"
    assert party_colour(" s ") == "#A82721"
    assert len({party_colour(party) for party in KNOWN}) == len(KNOWN)


def test_party_colour__an_unknown_party_keeps_its_neutral_colour():
    assert party_colour("Fjordpartiet") == party_colour("FJORDPARTIET")
    # Pinned: a colour that moved between releases would make old pictures wrong.
    assert [party_colour(p) for p in ("FP", "Ål", "ZZ")] == PINNED
    assert party_colour(None) not in PINNED


PINNED = ["#7A86A8", "#5F8F96", "#9B7B8E"]


@settings(deadline=None)
@given(st.text(max_size=12))
def test_party_colour__any_name_has_a_colour(name):
    assert re.fullmatch("#[0-9A-F]{6}", party_colour(name))
