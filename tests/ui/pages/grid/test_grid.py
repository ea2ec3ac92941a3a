"""Votes side by side: parties and members, by an address with the numbers of the votes."""

from __future__ import annotations

import polars as pl
import pytest

from core.standin.serve import Standin
from tests.ui.conftest import Visit, listed, records, words

CELLS = {"▲ For", "▼ Imod", "■ Hverken", "○ Fravær", "? Ukendt"}
FACTS = {"vote", "day", "result", "title"}
WORD = {1: "▲ For", 2: "▼ Imod", 3: "○ Fravær", 4: "■ Hverken"}


@pytest.fixture(scope="module")
def votes(parliament: Standin) -> list[int]:
    """Three votes with ballots, of more than one session."""
    ballots = parliament.tables["Stemme"]["afstemningid"].unique().sort()
    return [int(ballots[place]) for place in (-1, 0, -2)]


def test_grid__where_all_parties_stood_in_the_order_of_the_address(
    visit: Visit, votes: list[int]
) -> None:
    page = visit("grid", votes=",".join(map(str, votes)))
    rows = records(page)
    assert len(rows) == len(votes)
    assert [row[0] for row in listed(page)["rows"]] == [f"vote?id={vote}" for vote in votes]
    cells = {value for row in rows for name, value in row.items() if name not in FACTS and value}
    assert cells <= CELLS
    assert "3 afstemninger og" in words(page)
    assert "stod de alle ens" in words(page)


def test_grid__members_as_the_api_has_their_ballots(
    visit: Visit, parliament: Standin, votes: list[int]
) -> None:
    ballots = parliament.tables["Stemme"].filter(afstemningid=votes[0])
    mine = ballots.filter(~ballots["aktørid"].is_duplicated()).head(2)
    members = [str(member) for member in mine["aktørid"]]
    page = visit("grid", votes=f"{votes[0]}, {votes[2]}", members=members)
    (first, _) = records(page)
    assert [first[member] for member in members] == [WORD[kind] for kind in mine["typeid"]]
    assert "2 afstemninger og 2 medlemmer" in words(page)
    both = visit("grid", votes=str(votes[0]), members=members[:1], parties="HL")
    assert set(records(both)[0]) == {*FACTS, "HL", members[0]}


def test_grid__what_is_no_vote_is_said_and_the_rest_is_shown(
    visit: Visit, votes: list[int]
) -> None:
    page = visit("grid", votes=f"<b>x</b>,{votes[0]},99999999")
    said = words(page).replace("\\", "")
    assert "Dette er ikke numre på afstemninger" in said
    assert "Disse afstemninger findes ikke: 99999999" in said
    assert len(records(page)) == 1
    assert "med komma imellem" in words(visit("grid"))


def test_votes__the_list_leads_to_its_first_votes_side_by_side(visit: Visit) -> None:
    page = visit("votes")
    first = [row[0].removeprefix("vote?id=") for row in listed(page)["rows"][:10]]
    links = [link.proto.query_string for link in page.get("page_link")]
    assert f"votes={'%2C'.join(first)}" in links
    assert pl.Series(first).is_unique().all()
