"""The ways to write a word with Danish letters and without."""

from __future__ import annotations

import pytest

from core.parliament.texts.spelling import spellings


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("raad", ("raad", "råd")),
        ("råd", ("råd", "raad")),
        ("Aabenraa", ("Aabenraa", "Åbenrå")),
        ("Ålborg", ("Ålborg", "Aalborg")),
        ("soer aeble", ("soer aeble", "sør æble")),
        ("æ raad", ("æ raad", "æ råd", "ae raad")),
        ("lov", ("lov",)),
        ("", ("",)),
    ],
)
def test_spellings__each_way_once(text: str, ways: tuple[str, ...]) -> None:
    assert spellings(text) == ways
