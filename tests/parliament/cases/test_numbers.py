"""Numbers of cases as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.cases.numbers import CaseNumber, as_case_number, read_case_number
from core.parliament.texts.plain import tidy


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("l137", "L 137"),
        (" L  137 ", "L 137"),
        ("L 137 a", "L 137 A"),
        ("l 0137", "L 137"),
        ("L 79 A", "L 79 A"),
        ("l79a", "L 79 A"),
        ("L 79A ", "L 79 A"),
        ("L.79", "L 79"),
        ("L\N{NO-BREAK SPACE}79\N{NO-BREAK SPACE}", "L 79"),
        ("\N{ZERO WIDTH SPACE}b 4", "B 4"),
        ("aktstk.12", "Aktstk. 12"),
        ("AKTSTK 12", "Aktstk. 12"),
        ("kom 5", "KOM 5"),
        ("raadsmoede 3001", "Rådsmøde 3001"),
        ("us 3", "US 3"),
        ("Lovforslag nr. L 121", "L 121"),
        ("lovforslag 121", "L 121"),
        ("forslag til lov nr. 7 a", "L 7 A"),
        ("Beslutningsforslag nr. B 15.", "B 15"),
        ("§ 20-spørgsmål S 12", "S 12"),
        ("§20-spørgsmål nr. 12", "S 12"),
        ("forslag til vedtagelse 37", "V 37"),
        ("Sag nr. L 5", "L 5"),
        ("bill no. L 5", "L 5"),
    ],
)
def test_case_number__as_the_api_writes_it(text: str, number: str) -> None:
    assert str(read_case_number(text)) == number
    assert as_case_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Alm.del",
        "'; drop",
        "KOM (2026) 0117",
        "fonde 2",
        "L",
        "137",
        "L 1234567",
        "L 79 AB",
        "spm. 3",
        "1. L 7",
        "sagen 1",
        "sag 12",
        "spørgsmål 12",
        "F-16",
    ],
)
def test_case_number__what_is_none(text: str) -> None:
    assert read_case_number(text) is None
    assert as_case_number(text) == tidy(text)


def test_case_number__is_compared_without_blanks() -> None:
    assert CaseNumber("L", 79, "A").key == "l79a"
    assert CaseNumber("Rådsmøde", 3001).key == "radsmode3001"


@given(st.text(max_size=60))
def test_case_number__is_settled_after_once(text: str) -> None:
    assert as_case_number(as_case_number(text)) == as_case_number(text)
