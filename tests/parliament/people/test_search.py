"""Names are found as people write them, and nearly right names are suggested."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.people.search import find_members, similar_members

TABLE = pl.DataFrame(
    {"member": ["Søren Ågård", "Åse Æblerup-Vængø", "André Bohr", "Kim Mærsk", "Ib Jensen", None]}
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("soren", "Søren Ågård"),
        ("SOEREN", "Søren Ågård"),
        ("aagaard", "Søren Ågård"),
        ("Aagård søren", "Søren Ågård"),
        ("aeblerup vaengo", "Åse Æblerup-Vængø"),
        ("vængø", "Åse Æblerup-Vængø"),
        ("andre", "André Bohr"),
        ("maersk", "Kim Mærsk"),
        ("a\N{COMBINING RING ABOVE}se", "Åse Æblerup-Vængø"),
    ],
)
def test_find_members__letters_are_forgiven(text: str, found: str) -> None:
    assert find_members(TABLE, text)["member"].to_list() == [found]


def test_find_members__no_words_give_all_and_signs_are_no_pattern() -> None:
    assert find_members(TABLE, " -.* ").equals(TABLE)
    assert find_members(TABLE, "xyz.*").is_empty()


@given(st.text())
def test_find_members__any_text_may_be_looked_for(text: str) -> None:
    assert find_members(TABLE, text).height <= TABLE.height
    assert similar_members(TABLE, text).height <= 5


@given(st.sampled_from([name for name in TABLE["member"] if name]), st.data())
def test_find_members__every_part_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(name.replace("-", " ").split()))
    assert name in find_members(TABLE, word.upper())["member"].to_list()


@pytest.mark.parametrize(
    ("text", "first"),
    [("jenson", "Ib Jensen"), ("kim mersk", "Kim Mærsk"), ("sorn agard", "Søren Ågård")],
)
def test_similar_members__a_misspelt_name_has_its_member_first(text: str, first: str) -> None:
    assert find_members(TABLE, text).is_empty()
    assert similar_members(TABLE, text)["member"][0] == first


def test_similar_members__nothing_alike_gives_nothing() -> None:
    assert similar_members(TABLE, "qqqqq wwwww").is_empty()
    assert similar_members(TABLE, "").is_empty()
