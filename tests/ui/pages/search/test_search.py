"""The page that searches everything, over the demo parliament with every vote and few cases."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from core.standin.serve import Standin
from tests.ui.conftest import Visit, a_member, words


def sent(page: AppTest) -> list[dict[str, Any]]:
    """What the components of the page were given."""
    found = [json.loads(part.proto.json or "{}") for part in page.get("bidi_component")]
    return [each for each in found if isinstance(each, dict)]


def moves(page: AppTest) -> list[tuple[str, bool]]:
    """Where the page had the browser go, and whether that takes its own place in the history."""
    return [(each["address"], each["replace"]) for each in sent(page) if "address" in each]


def hits(page: AppTest, label: str) -> list[list[Any]]:
    """The rows of the list of that name."""
    lists = [each["rows"] for each in sent(page) if each.get("label") == label]
    return [row for rows in lists for row in rows]


@pytest.fixture(scope="module")
def number(parliament: Standin) -> str:
    """The number of a bill that several sessions have."""
    bills = parliament.tables["Sag"].filter(typeid=3)
    counted = bills.group_by("nummer").agg(pl.col("periodeid").n_unique().alias("n"))
    return str(counted.filter(pl.col("n") > 1).sort("nummer")["nummer"][0])


def test_search__a_number_lists_the_sessions_and_leads_to_one(
    visit: Visit, parliament: Standin, number: str
) -> None:
    page = visit("search", q=f"lovforslag nr. {number.lower()}")
    expected = parliament.tables["Sag"].filter(nummer=number)["id"].to_list()
    rows = hits(page, "Sager")
    assert {row[0] for row in rows} == {f"case?id={case}" for case in expected[:5]}
    assert {row[2] for row in rows} == {number}
    assert not moves(page)
    said = words(page)
    assert "Folketinget spurgt" in said
    assert "Ikke hentet" in said


def test_search__what_is_meant_exactly_is_opened_in_its_place(
    visit: Visit, parliament: Standin, number: str
) -> None:
    codes = parliament.tables["Periode"].select(periodeid="id", code="kode")
    case = (
        parliament.tables["Sag"]
        .filter(nummer=number)
        .join(codes, on="periodeid")
        .row(0, named=True)
    )
    page = visit("search", q=f"{number} {case['code']}")
    assert moves(page) == [(f"./case?id={case['id']}", True)]
    member, name = a_member(parliament)
    assert moves(visit("search", q=name.upper())) == [(f"./member?id={member}", True)]
    assert moves(visit("search", q="hedelisten")) == [("./parties?show=cohesion&party=HL", True)]


def test_search__the_rest_of_a_group_is_at_an_address(visit: Visit) -> None:
    page = visit("search", q="lov")
    assert len(hits(page, "Afstemninger")) == 6  # with the link to all of them
    more = hits(page, "Afstemninger")[-1][0]
    assert more == "search?q=lov&show=vote"
    page = visit("search", q="lov", show="vote")
    assert len(hits(page, "Afstemninger")) == 50
    pages = next(each["pages"] for each in sent(page) if each.get("label") == "Afstemninger")
    assert pages[0][1] != pages[1][1] == "search?q=lov&show=vote&page=2"
    assert "bruges" not in words(page)  # nothing of the address is left over


def test_search__nothing_found_offers_what_is_spelt_nearly_so(
    visit: Visit, parliament: Standin
) -> None:
    member, name = a_member(parliament)
    slipped = f"{name[:3]}{name[4:]}xq"
    page = visit("search", q=slipped)
    assert "Intet passer" in words(page)
    assert f"member?id={member}" in {row[0] for row in hits(page, "Mente du:")}
    page = visit("search", q="zzzzz qqqqq")
    assert not hits(page, "Mente du:")
    assert "Du kan søge efter" in words(page)


def test_search__without_a_text_has_examples_that_find_something(visit: Visit) -> None:
    page = visit("search")
    assert not hits(page, "Sager")
    examples = hits(page, "For eksempel:")
    assert examples
    for _, text, *_ in examples:
        found = visit("search", q=text)
        assert moves(found) or "resultat" in words(found)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "%' or zzz", "**[x](//y.z)**"])
def test_search__any_text_is_text(visit: Visit, text: str) -> None:
    page = visit("search", q=text)
    assert "Intet passer" in words(page)
    assert "<script>" not in words(page)


def test_case_and_vote__are_led_to_by_session_and_number(
    visit: Visit, parliament: Standin, number: str
) -> None:
    page = visit("case", session="20251", number=number)
    assert moves(page) == [(f"./search?q={number.replace(' ', '+')}+20251", True)]
    meetings = parliament.tables["Møde"].select(mødeid="id", periodeid="periodeid")
    codes = parliament.tables["Periode"].select(periodeid="id", code="kode")
    vote = (
        parliament.tables["Afstemning"].join(meetings, on="mødeid").join(codes, on="periodeid")
    ).filter(code="20251").row(0, named=True)  # fmt: skip
    page = visit("vote", session="20251", number=str(vote["nummer"]))
    assert moves(page) == [(f"./vote?id={vote['id']}", True)]
    assert "ingen afstemning med det nummer" in words(
        visit("vote", session="20251", number="99999")
    )
