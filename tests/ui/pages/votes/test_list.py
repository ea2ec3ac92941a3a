"""The votes page: who stood where, who departed, what was checked, and what else is left."""

from __future__ import annotations

import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.ui.parts.links import PAGE_ROWS, Row
from tests.ui.conftest import Visit, listed, tags, words

BADGES, STANDS, CELLS = 5, 6, 7
DEPARTED = re.compile(r"\d+ afveg")


def shown(page: AppTest) -> int:
    """How many votes are left, by the line above the table."""
    found = re.search(r"(\d+) af \d+ afstemninger", words(page))
    assert found is not None, words(page)
    return int(found[1])


def stood(row: list[Any], party: str, parties: list[str]) -> str:
    """Where a party stood in a row of the list: f, n, a, or a blank."""
    return str(row[STANDS]).ljust(len(parties))[parties.index(party)]


def test_votes__parties_that_stood_so(visit: Visit) -> None:
    page = visit("votes", session="20251", line=["FK.against", "HL.for"])
    found = listed(page)
    assert 0 < len(found["rows"]) <= shown(page)
    for row in found["rows"]:
        assert stood(row, "FK", found["parties"]) == "a"
        assert stood(row, "HL", found["parties"]) == "f"


def test_votes__two_parties_apart_and_alike_are_all_in_which_both_have_a_line(
    visit: Visit,
) -> None:
    apart = shown(visit("votes", session="20251", differ="FK.HL"))
    alike = shown(visit("votes", session="20251", agree="FK.HL"))
    both = 0
    for number in range(1, 7):
        found = listed(visit("votes", session="20251", page=str(number)))
        both += sum(
            " " not in (stood(row, "FK", found["parties"]), stood(row, "HL", found["parties"]))
            for row in found["rows"]
        )
    assert apart + alike == both
    assert apart > 0
    assert alike > 0


def test_votes__a_row_is_a_link_with_what_decides(visit: Visit) -> None:
    found = listed(visit("votes", session="20251"))
    assert len(found["rows"]) == PAGE_ROWS
    address, title, number, when, facts, _, stands, cells, *_ = found["rows"][0]
    assert re.fullmatch(r"vote\?id=\d+", address)
    assert title
    assert number
    assert facts
    assert re.fullmatch(r"\d+\. \w+\.? \d{4}", when)
    assert set(stands) <= set("fna ")
    assert cells[0] in ("Vedtaget", "Forkastet")
    assert re.fullmatch(r"\d+–\d+", cells[1])
    assert [words for words, _, _ in found["pages"]] == ["1", "2", "3", "…", "6", "Næste"]
    assert found["pages"][-1][1] == "votes?session=20251&page=2"


def test_votes__the_order_is_in_the_address(visit: Visit) -> None:
    page = visit("votes", session="20251", sort="closest", page="2")
    assert "mindste forskel først" in words(page)
    margins = [
        abs(int(one) - int(other))
        for row in listed(page)["rows"]
        for one, other in [row[CELLS][1].split("–")]
    ]
    assert margins == sorted(margins)
    assert max(margins) > 0


def test_votes__another_choice_begins_at_the_first_page(visit: Visit) -> None:
    page = visit("votes", session="20251", page="3")
    page.session_state["q"] = "lov"
    page.run()
    assert page.query_params["q"] == "lov"
    assert "page" not in page.query_params


def test_votes__deviations_are_counted_and_filtered(visit: Visit) -> None:
    page = visit("votes", session="20251", dissent="1")
    assert shown(page) > 0
    assert all(DEPARTED.search(" ".join(row[BADGES])) for row in listed(page)["rows"])
    most = listed(visit("votes", session="20251", sort="deviations"))["rows"][: shown(page)]
    assert all(DEPARTED.search(" ".join(row[BADGES])) for row in most)


def test_votes__ballots_that_are_not_published_are_marked(visit: Visit) -> None:
    rows = listed(visit("votes", session="20251", check=["no_ballots", "neither"]))["rows"]
    assert len(rows) == 4
    assert all("Stemmer ikke offentliggjort" in row[BADGES] for row in rows)
    assert not any(DEPARTED.search(" ".join(row[BADGES])) for row in rows)


def test_votes__recorded_mistakes_are_marked(visit: Visit) -> None:
    rows = listed(visit("votes", session="20251", note="party"))["rows"]
    assert all("Noteret fejl" in row[BADGES] for row in rows)


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
    with pytest.raises(IndexError):
        listed(page)


def test_votes__any_number_bounds_the_difference(visit: Visit) -> None:
    page = visit("votes", session="20251", margin="17", sort="closest")
    assert re.search(r"\d+ af \d+ afstemninger", words(page))
    assert [each[0] for each in tags(page)] == ["Forskel på for og imod, højst: 17 stemmer"]
    results = [Row(*row).cells[1] for row in listed(page)["rows"]]
    found = [abs(int(a) - int(b)) for a, b in (each.split("–") for each in results if each)]
    assert found == sorted(found)
    assert max(found) <= 17
    assert min(found) < max(found)
    refused = visit("votes", session="20251", margin="-1")
    assert "margin=-1" in words(refused).replace("\\", "")


def test_votes__a_choice_of_one_stays_when_its_number_is_drawn_anew(visit: Visit) -> None:
    page = visit("votes", session="20251")
    page.session_state["type"] = ["amendment"]
    page.run()
    page.session_state["result"] = "rejected"
    page.run()
    assert page.query_params["result"] == "rejected"
    assert page.run().query_params["result"] == "rejected"
    assert page.query_params["type"] == "amendment"
