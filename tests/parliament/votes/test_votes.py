"""The votes table: date from the meeting, totals from the text, nothing made up."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.votes.votes import holds_words, votes_table
from core.standin.tables import conform

CLOSE = "Forslaget blev vedtaget. For stemte 58 (XA og XB), imod stemte 55 (XC), " \
    "hverken for eller imod stemte 0."  # fmt: skip
LOST = "Forslaget blev forkastet. For stemte 10 (XA), imod stemte 90 (XB og XC), " \
    "hverken for eller imod stemte 2 (XD)."  # fmt: skip
BASE: dict[str, Any] = {
    "vedtaget": True, "mødeid": 1, "typeid": 1, "sagstrinid": 1, "kommentar": None,
    "opdateringsdato": "2026-02-01T10:00:00",
}  # fmt: skip


def table(*votes: dict[str, Any], links: bool = True) -> pl.DataFrame:
    rows = [
        BASE | {"id": n, "nummer": n, "konklusion": None} | vote for n, vote in enumerate(votes, 1)
    ]
    return votes_table(
        "20251",
        conform("Afstemning", rows),
        conform(
            "Møde",
            [
                {"id": 1, "dato": "2026-01-20T13:00:00", "periodeid": 1},
                {"id": 2, "dato": "2026-01-10T00:00:00", "periodeid": 1},
            ],
        ),
        conform(
            "Sagstrin",
            [
                {"id": 1, "titel": "3. behandling", "sagid": 1, "statusid": 41},
                {"id": 2, "titel": " 2.  behandling\n", "sagid": 2},
                {"id": 3, "titel": "3. behandling", "sagid": 3},
            ],
        ),
        conform(
            "Sag",
            [
                {
                    "id": 1,
                    "typeid": 3,
                    "titelkort": "Om  havvind ",
                    "titel": "Lov om havvind",
                    "nummer": "L 137",
                    "nummerprefix": "L",
                    "nummernumerisk": "137",
                    "nummerpostfix": "",
                },
                {
                    "id": 2,
                    "typeid": 9,
                    "titelkort": "",
                    "titel": "Om fonde",
                    "nummer": "V 7",
                    "nummerprefix": "V",
                    "nummernumerisk": "7",
                },
                {
                    "id": 3,
                    "typeid": 3,
                    "titelkort": "Om et råd på Ærø",
                    "titel": "Lov",
                    "nummer": "L 137 A",
                    "nummerprefix": "L",
                    "nummernumerisk": "137",
                    "nummerpostfix": "A",
                },
            ],
        ),
        conform("Afstemningstype", [{"id": 1, "type": "Endelig vedtagelse"}]),
        conform("Sagstype", [{"id": 3, "type": "Lovforslag"}]),
        links=links,
    )


def test_votes_table__a_vote_in_full() -> None:
    row = table({"konklusion": CLOSE}).row(0, named=True)
    assert row["date"] == date(2026, 1, 20)
    assert (row["case_number"], row["case_title"], row["step"]) == (
        "L 137",
        "Om havvind",
        "3. behandling",
    )
    assert (row["official_for"], row["official_against"], row["official_neither"]) == (58, 55, 0)
    assert row["margin"] == 3
    assert row["parties_for"] == "XA XB"
    assert row["type_code"] == "final"
    assert row["url"] == "https://www.ft.dk/samling/20251/lovforslag/l137/index.htm"


def test_votes_table__without_text_the_totals_are_unknown_not_zero() -> None:
    row = table({"konklusion": ""}).row(0, named=True)
    assert row["official_for"] is None
    assert row["margin"] is None
    assert row["conclusion"] is None
    assert row["adopted"] is True


def test_votes_table__without_a_step_there_is_no_case() -> None:
    row = table({"sagstrinid": None}).row(0, named=True)
    assert row["case_id"] is None
    assert row["case_title"] is None
    assert row["url"] is None


def test_votes_table__newest_meeting_first_whatever_the_id() -> None:
    found = table({"mødeid": 2}, {"mødeid": 1, "nummer": 9}, {"mødeid": 2, "nummer": 7})
    assert found["vote_id"].to_list() == [2, 3, 1]


def test_votes_table__the_text_counts_where_the_record_contradicts_it() -> None:
    row = table({"konklusion": CLOSE, "vedtaget": False}).row(0, named=True)
    assert row["adopted"] is True
    assert row["result_conflict"] is True


def test_votes_table__error_notes_by_kind() -> None:
    note = "Ved en fejl stemte Anna Fjordager (XA) for forslaget."
    row = table({"konklusion": CLOSE, "kommentar": note}).row(0, named=True)
    assert row["error_note"] == "individual"
    assert row["note"] == note


def test_votes_table__html_of_the_api_is_text() -> None:
    row = table({"konklusion": "Vedtaget<br/><script>x</script>"}).row(0, named=True)
    assert row["conclusion"] == "Vedtaget\nx"


def test_votes_table__an_unknown_type_and_an_empty_short_title() -> None:
    row = table({"typeid": 99, "sagstrinid": 2}).row(0, named=True)
    assert row["type_code"] == "unknown"
    assert row["type"] is None
    assert row["case_title"] == "Om fonde"
    assert row["step"] == "2. behandling"


def test_votes_table__a_final_vote_typed_as_an_amendment_is_final_and_says_how_it_is_typed() -> (
    None
):
    row = table({"typeid": 4}).row(0, named=True)
    assert (row["type_id"], row["type_code"], row["type_source"]) == (1, "final", "amendment")
    assert row["type"] == "Endelig vedtagelse"
    usual = table({"typeid": 4, "sagstrinid": 2}).row(0, named=True)
    assert (usual["type_id"], usual["type_code"], usual["type_source"]) == (
        4,
        "amendment",
        "amendment",
    )


def test_votes_table__invented_votes_link_nowhere() -> None:
    assert table({}, links=False)["url"].to_list() == [None]


def test_votes_table__no_votes_at_all() -> None:
    assert table().is_empty()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("l137", [1]),
        ("L 137", [1]),
        ("HAVVIND", [1]),
        ("fonde 2.", [2]),
        ("", [1, 2]),
        ("xd", [2]),
        (".*", []),
        ("%", []),
        ("havvind fonde", []),
        ("'", []),
        ("hav vind", [1]),
    ],
)
def test_holds_words__words_never_patterns(text: str, found: list[int]) -> None:
    both = table({"konklusion": CLOSE}, {"konklusion": LOST, "sagstrinid": 2})
    assert both.filter(holds_words(text))["vote_id"].sort().to_list() == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L 137", [1]),
        ("l 137 a", [3]),
        ("L137A\N{NO-BREAK SPACE}", [3]),
        ("L 13", [1, 3]),
        ("raad", [3]),
        ("RÅD", [3]),
        ("ra\N{COMBINING RING ABOVE}d", [3]),
        ("aero", [3]),
        ("L 137 B", []),
    ],
)
def test_holds_words__letters_of_cases_and_danish_ones_as_on_cases(
    text: str, found: list[int]
) -> None:
    votes = table({}, {"sagstrinid": 2}, {"sagstrinid": 3})
    assert votes.filter(holds_words(text))["vote_id"].sort().to_list() == found


@given(st.text(max_size=50))
def test_holds_words__any_text_is_only_text(text: str) -> None:
    assert table({"konklusion": CLOSE}).filter(holds_words(text)).height <= 1
