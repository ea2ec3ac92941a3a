"""The votes page: who stood where, who departed, what was checked, and what else is left."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import Visit, words


def shown(page: AppTest) -> int:
    """How many votes are left, by the line above the table."""
    found = re.search(r"(\d+) af \d+ afstemninger", words(page))
    assert found is not None, words(page)
    return int(found[1])


def table(page: AppTest) -> list[dict[str, object]]:
    """The rows of the table."""
    return page.dataframe[0].value.to_dict("records")  # type: ignore[no-any-return]


def test_votes__parties_that_stood_so(visit: Visit) -> None:
    page = visit("votes", session="20251", line=["FK.against", "HL.for"])
    rows = table(page)
    assert len(rows) == shown(page) > 0
    for row in rows:
        assert "FK" in str(row["parties_against"]).split()
        assert "HL" in str(row["parties_for"]).split()


def test_votes__two_parties_apart_and_alike_are_all_in_which_both_have_a_line(
    visit: Visit,
) -> None:
    apart = visit("votes", session="20251", differ="FK.HL")
    alike = visit("votes", session="20251", agree="FK.HL")
    both = {
        str(row["case_number"])
        for row in table(visit("votes", session="20251"))
        for listed in [" ".join(str(row[f"parties_{p}"]) for p in ("for", "against", "neither"))]
        if {"FK", "HL"} <= set(listed.split())
    }
    found = {str(row["case_number"]) for page in (apart, alike) for row in table(page)}
    assert found == both
    assert shown(apart) > 0
    assert shown(alike) > 0


def test_votes__deviations_are_counted_and_filtered(visit: Visit) -> None:
    page = visit("votes", session="20251", dissent="1")
    assert shown(page) > 0
    assert all(row["deviations"] >= 1 for row in table(page))  # type: ignore[operator]
    everything = table(visit("votes", session="20251"))
    assert sum(row["deviations"] > 0 for row in everything) == shown(page)  # type: ignore[operator]


def test_votes__without_ballots_the_deviations_are_unknown(visit: Visit) -> None:
    rows = table(visit("votes", session="20251", check=["no_ballots", "neither"]))
    assert len(rows) == 4
    assert all(row["deviations"] != row["deviations"] for row in rows)  # NaN: shown as –


def test_votes__kinds_of_note(visit: Visit) -> None:
    rows = table(visit("votes", session="20251", note="party"))
    assert {row["error_note"] for row in rows} == {"fejl af et parti"}


def test_votes__pictures_of_the_lines(visit: Visit) -> None:
    rows = table(visit("votes", session="20251"))
    pictures = [row["lines"] for row in rows if isinstance(row["lines"], str)]
    assert len(pictures) > 280
    assert all(picture.startswith("data:image/svg+xml,") for picture in pictures)


@pytest.mark.parametrize(
    "query",
    [
        {"line": "XX.foo"},
        {"differ": "HL"},
        {"agree": "HL.XX"},
        {"check": "good"},
        {"note": "1"},
        {"dissent": "yes"},
    ],
)
def test_votes__what_the_address_cannot_have_is_told(visit: Visit, query: dict[str, str]) -> None:
    page = visit("votes", session="20251", **query)
    name, value = next(iter(query.items()))
    assert f"{name}\\={value.replace('.', chr(92) + '.')}" in page.warning[0].value
    assert shown(page) == 292


def test_votes__a_party_is_not_held_against_itself(visit: Visit) -> None:
    page = visit("votes", session="20251", differ="HL.HL")
    assert any("HL kan ikke holdes op mod sig selv" in box.value for box in page.warning)
    assert shown(page) == 292


def test_votes__nothing_left_says_so(visit: Visit) -> None:
    page = visit("votes", session="20251", line=["HL.for"], check="neither", note="revote")
    assert "Ingen afstemninger passer til valget" in words(page)
    assert not page.dataframe
