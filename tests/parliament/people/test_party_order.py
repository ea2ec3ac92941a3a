"""The parties in the order of the chamber."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.charts import colours
from core.parliament.people import party_order as party_order_module
from core.parliament.people.party_order import party_order

KNOWN = (
    *party_order_module._LEFT_TO_RIGHT,
    *party_order_module._NORTH_ATLANTIC,
    *party_order_module._OUTSIDE,
)


def test_party_order__every_party_of_it_has_a_colour_and_every_colour_a_place():
    assert set(KNOWN) == set(colours._COLOURS)


def test_party_order__from_left_to_right_then_the_others():
    shuffled = [None, "UFG", "S", "IA", "Fjord", "EL", "NB", "V", "DF", "LA", "RV", "S", "Alge"]
    assert party_order(shuffled) == [
        *("EL", "S", "RV", "V", "LA", "DF", "NB", "Alge", "Fjord", "IA", "UFG"),
        None,
    ]


@settings(deadline=None)
@given(st.lists(st.sampled_from([*KNOWN, None, "X", "x", "Å"])))
def test_party_order__does_not_depend_on_the_order_given(parties):
    assert party_order(parties) == party_order(sorted(parties, key=str))
    assert set(party_order(parties)) == set(parties)
