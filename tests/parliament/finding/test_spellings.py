"""Spellings near to words that nothing is called by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.finding.find import find
from core.parliament.finding.index import index_of
from core.parliament.finding.spellings import near, vocabulary
from tests.parliament.finding.chamber import small

INDEX = small()
WORDS = vocabulary(INDEX)


def finds(text: str) -> bool:
    return find(INDEX, text).total > 0


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("legemidlet", "lægemidler"),
        ("børnehavver", "børnehaver"),
        ("ændring skateopkrævningen", "ændring skatteopkrævningen"),
        ("vejafgiftt", "vejafgift"),
    ],
)
def test_near__is_a_spelling_that_finds_something(text: str, first: str) -> None:
    assert near(WORDS, text, finds)[0] == first


@pytest.mark.parametrize("text", ["", "zzzzz", "børnehaver zzzzz", "xy", "a b c d e f g h"])
def test_near__is_nothing_where_no_word_is_like_it(text: str) -> None:
    assert near(WORDS, text, finds) == ()


@given(st.text(max_size=40))
def test_near__always_finds_something(text: str) -> None:
    assert all(finds(like) for like in near(WORDS, text, finds))


def test_vocabulary__of_nothing_is_empty() -> None:
    assert vocabulary(index_of([], ())).is_empty()
