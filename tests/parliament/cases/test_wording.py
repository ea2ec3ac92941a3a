"""Which case of which session a text asks for, in every wording."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.calendar.periods import Period
from core.parliament.cases.wording import read_asked_case, split_session


def _session(code: str, year: int, title: str) -> Period:
    return Period(code, int(code), title, datetime(year, 10, 3), datetime(year + 1, 10, 1))


KNOWN = [
    _session("20231", 2023, "2023-24"),
    _session("20222", 2022, "2022-23 (2. samling)"),
    _session("20221", 2022, "2022-23 (1. samling)"),
    Period("2023f", 9, "2023", datetime(2023, 1, 1), datetime(2023, 12, 31), year=True),
]


def meant(text: str) -> tuple[str, list[str]]:
    """The number that a text asks for, and the codes of the periods that are meant."""
    asked = read_asked_case(text)
    assert asked is not None
    return str(asked.number), [period.code for period in asked.among(KNOWN)]


@pytest.mark.parametrize(
    ("text", "number", "codes"),
    [
        ("L 121", "L 121", ["20231", "20222", "20221", "2023f"]),
        ("L 121 20231", "L 121", ["20231"]),
        ("20231 l121", "L 121", ["20231"]),
        ("L 121 2023-24", "L 121", ["20231"]),
        ("L 121, 2023/2024", "L 121", ["20231"]),
        ("l121 (2023\N{EN DASH}24)", "L 121", ["20231"]),
        ("2023-24 L 121", "L 121", ["20231"]),
        ("Lovforslag nr. L 121 i 2022-23", "L 121", ["20222", "20221"]),
        ("L 79 A 2022-23 (2. samling)", "L 79 A", ["20222"]),
        ("L 121, folketingsåret 2022-23, 1. samling", "L 121", ["20221"]),
        ("L 121 2023", "L 121", ["20231", "20222", "20221", "2023f"]),
        ("Aktstk. 12 2022", "Aktstk. 12", ["20222", "20221"]),
        ("Aktstk. 12 2023f", "Aktstk. 12", ["2023f"]),
        ("L 121 1999-00", "L 121", []),
        ("L 121 20245", "L 121", []),
        ("S 2023", "S 2023", ["20231", "20222", "20221", "2023f"]),
        ("S 2023 20222", "S 2023", ["20222"]),
    ],
)
def test_asked_case__a_number_with_its_session(text: str, number: str, codes: list[str]) -> None:
    assert meant(text) == (number, codes)


@pytest.mark.parametrize("text", ["", "2023", "2023-24", "20231", "finanslov 2023", "skat 20231"])
def test_asked_case__other_texts_ask_for_none(text: str) -> None:
    assert read_asked_case(text) is None


@pytest.mark.parametrize(
    ("text", "rest", "named"),
    [
        ("skat 2023-24", "skat", True),
        ("skat 20231", "skat", True),
        ("finanslov 2023", "finanslov 2023", False),  # a title may have the year
        ("skat 2021-24", "skat 2021-24", False),  # several years are no session
    ],
)
def test_session__is_taken_out_of_a_text(text: str, rest: str, *, named: bool) -> None:
    left, session = split_session(text)
    assert left == rest
    assert (session is not None) == named


@given(
    st.sampled_from(["L", "B", "F", "S", "V"]),
    st.integers(1, 999),
    st.sampled_from(["", "A", "b"]),
    st.sampled_from(["{p}{n}{s}", "{p} {n} {s}", "{p}.{n}{s}", "nr. {p} {n}", "{p}  {n}"]),
    st.sampled_from(
        ["{} 20231", "20231 {}", "{} 2023-24", "{} (2023-24)", "{}, 2023/24", "2023-24: {}"]
    ),
    st.booleans(),
)
def test_asked_case__is_read_however_it_is_put(
    prefix: str, figure: int, letter: str, form: str, place: str, lower: bool
) -> None:
    written = form.format(p=prefix, n=figure, s=letter)
    if written.startswith("nr."):
        written = f"Lovforslag {written}"
    text = place.format(written)
    has_letter = letter if "{s}" in form else ""
    expected = " ".join(filter(None, (prefix, str(figure), has_letter.upper())))
    assert meant(text.lower() if lower else text) == (expected, ["20231"])


@given(st.text(max_size=80))
def test_asked_case__any_text_can_be_read(text: str) -> None:
    read_asked_case(text)
    split_session(text)
