"""The pages on cases over the demo parliament: search, filters, the way of bills, one case."""

from __future__ import annotations

import re
from typing import Any, cast

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import QueryError
from core.oda.query.query import Query
from core.standin.serve import Standin
from core.store.datasets.searches import cases
from core.tables.cases import in_order
from core.ui.pages.case.about import people
from core.ui.parts.asked import read_id
from tests.parliament.casebooks import demo_book
from tests.ui.conftest import Visit, words

SESSION = "20251"


def shown(said: str) -> tuple[int, int]:
    """How many cases the page says it shows, of how many."""
    found = re.search(r"(\d[\d.]*) af (\d[\d.]*) sager", said)
    assert found is not None, said
    return int(found[1].replace(".", "")), int(found[2].replace(".", ""))


def a_case(parliament: Standin, **values: Any) -> int:
    """The first case with those values."""
    return int(parliament.tables["Sag"].filter(**values)["id"][0])


def test_cases__a_number_finds_its_bill(visit: Visit) -> None:
    page = visit("cases", session=SESSION, q="l40")
    assert shown(words(page))[0] == 1
    assert page.dataframe[0].value["number"].to_list() == ["L 40"]


def test_cases__filters_of_the_address_are_set_and_counted(visit: Visit) -> None:
    page = visit("cases", session=SESSION, type="bill", outcome=["adopted", "lapsed"])
    of_session = demo_book().table.filter(pl.col("period") == SESSION)
    expected = of_session.filter(
        pl.col("type_code") == "bill", pl.col("outcome").is_in(["adopted", "lapsed"])
    )
    assert shown(words(page)) == (expected.height, of_session.height)
    (box,) = (box for box in page.multiselect if box.key == "outcome")
    assert box.value == ["adopted", "lapsed"]
    adopted = expected.filter(pl.col("outcome") == "adopted").height
    assert f"Vedtaget ({adopted})" in box.options


def test_cases__all_periods_are_searched_where_they_are_stored(visit: Visit) -> None:
    visit("cases", session=SESSION)
    page = visit("cases", session="all", q="L 1")
    assert shown(words(page))[0] >= 1
    assert "hentet endnu" in words(page)
    assert any(toggle.key == "api" for toggle in page.toggle)


def test_cases__the_api_is_searched_where_that_is_asked_for(visit: Visit) -> None:
    said = words(visit("cases", q="L 9", session=SESSION, api="1"))
    assert "Fundet hos Folketinget" in said
    assert "direkte i Folketingets åbne data" in said


@pytest.mark.parametrize("text", ["'; drop", "100 %", "[a-z]+(", "😀😀", "x" * 10_000, "<script>"])
def test_cases__any_text_can_be_searched_for(visit: Visit, text: str) -> None:
    said = words(visit("cases", session=SESSION, q=text, api="1"))
    assert "Ingen sager passer" in said
    assert "<script>" not in said


def test_cases__what_there_is_not_is_said_and_left_out(visit: Visit) -> None:
    said = words(visit("cases", session=SESSION, type="nothing", ministry="Luftministeriet"))
    assert "type\\=nothing" in said
    assert "ministry\\=Luftministeriet" in said
    n, total = shown(said)
    assert n == total


def test_process__has_every_part_and_says_its_n(visit: Visit) -> None:
    said = words(visit("cases", show="process", session=SESSION))
    assert re.search(r"\d+ lovforslag · 2025-26", said)
    for heading in ("Hvor langt de kom", "Hvem de kom fra", "Hvor lang tid det tog"):
        assert heading in said
    assert "mindre end 30 dage" in said


def test_process__private_bills_apart(visit: Visit) -> None:
    said = words(
        visit("cases", show="process", session=SESSION, whose="private", by="proposer_parties")
    )
    assert re.search(r"\d+ private? lovforslag", said)


def test_case__tells_its_way_and_its_votes(visit: Visit, parliament: Standin) -> None:
    thirds = parliament.tables["Sagstrin"].filter(typeid=17, statusid=41)
    page = visit("case", id=str(thirds["sagid"][0]))
    said = words(page)
    assert "Et lovforslag er et forslag til en ny lov" in said
    assert "**1\\. behandling**" in said
    labels = [link.proto.label for link in page.get("page_link")]
    assert any(label.startswith("Endelig vedtagelse") for label in labels)


def test_case__a_divided_bill_leads_to_its_parts_and_back(
    visit: Visit, parliament: Standin
) -> None:
    whole = a_case(parliament, statusid=40)
    assert "Sagen er delt i" in words(visit("case", id=str(whole)))
    part = a_case(parliament, deltundersagid=whole)
    assert "Sagen er en del af" in words(visit("case", id=str(part)))


def test_case__html_in_a_resume_is_clean_text(visit: Visit, parliament: Standin) -> None:
    rows = parliament.tables["Sag"].filter(pl.col("resume").str.contains("<p>", literal=True))
    said = words(visit("case", id=str(rows["id"][0])))
    assert "<p>" not in said
    assert "Forslaget handler" in said


@pytest.mark.parametrize("case_id", ["", "abc", "-1", "9" * 50, "1;2", "' or 1=1", "2.0"])
def test_asked_case__an_id_that_is_none(case_id: str) -> None:
    assert read_id(case_id) is None


def test_asked_case__an_id() -> None:
    assert read_id(" 70271 ") == 70271


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("L 137", "nummer eq 'L 137'"),
        ("l137", "nummer eq 'L 137'"),
        ("b 12a", "nummer eq 'B 12 A'"),
        ("L 79 A", "nummer eq 'L 79 A'"),
        ("aktstk. 7", "nummer eq 'Aktstk. 7'"),
        ("lov 79", "substringof('lov 79',titel)"),
        ("klima", "substringof('klima',titel)"),
        ("d'Hondt", "substringof('d''Hondt',titel)"),
    ],
)
def test_search_of_cases__by_a_number_or_words_of_the_title(text: str, condition: str) -> None:
    (load,) = cases(text).loads
    assert condition in str(load.query.filter)


@given(st.text(min_size=1, max_size=200))
def test_search_of_cases__any_text_is_a_value_and_never_syntax(text: str) -> None:
    try:
        query = cases(text).loads[0].query
    except QueryError:
        return
    assert query.limit == 100
    assert Query.parse(query.path_and_query()) == query


def test_in_order__by_number_within_kind_or_newest_first() -> None:
    table = demo_book().table.filter(pl.col("period") == SESSION, pl.col("type_code") == "bill")
    figures = in_order(table.sample(fraction=1, shuffle=True, seed=1), "number")["figure"]
    assert figures.to_list() == sorted(figures.to_list())
    newest = in_order(table, "newest")["proposed"].drop_nulls()
    assert newest.is_sorted(descending=True)


def test_people__a_minister_is_printed_once() -> None:
    roles = pl.DataFrame(
        {
            "role_id": [14, 14, 11, 11, 16],
            "actor_id": [1, 2, 3, 4, 5],
            "actor_type_id": [2, 2, 3, 4, 5],
            "actor": [
                "justitsministeren",
                "Justitsministeren",
                "Retsudvalget",
                "Havpartiet",
                "Bo Bær",
            ],
            "short": ["justitsminister", "justitsminister", "REU", "HP", None],
            "party": [None, None, None, None, "S"],
        }
    )
    file = cast("Any", type("File", (), {"roles": roles}))
    assert people(file) == [
        ("14", ["justitsministeren"]),
        ("16", ["Bo Bær (S)"]),
        ("11", ["Retsudvalget (REU)"]),
        ("referred_others", ["Havpartiet (HP)"]),
    ]


def test_referred__a_party_group_in_the_role_of_a_committee_is_no_committee(
    visit: Visit, parliament: Standin
) -> None:
    actors = parliament.tables["Aktør"].select("gruppenavnkort", "navn", "typeid", aktørid="id")
    referred = parliament.tables["SagAktør"].filter(rolleid=11).join(actors, on="aktørid")
    groups = referred.filter(typeid=4)
    book = demo_book()
    assert groups.height > 5
    table = book.table.filter(pl.col("case_id").is_in(groups["sagid"].implode()))
    named = set(table["committee"].cast(pl.String).drop_nulls().str.split("; ").explode())
    assert named
    assert named <= set(referred.filter(pl.col("typeid").is_in([3, 9]))["navn"])
    assert not set(book.links["committee"]["value"].cast(pl.String)) & set(groups["gruppenavnkort"])
    one = groups.row(-1, named=True)
    said = words(visit("case", id=str(one["sagid"]))).replace("\\", "")
    assert f"Registreret under »henvist til«: **{one['navn']}" in said
    assert one["navn"] not in said.partition("Henvist til: ")[2].partition("Registreret")[0]


def test_unknown__committee_of_a_general_part_and_roles_on_steps(
    visit: Visit, parliament: Standin
) -> None:
    number = a_case(parliament, titelkort="KUU alm. del")
    said = words(visit("case", id=str(number)))
    assert "Henvist til: **–**" in said
    assert "fortæller Folketingets data ikke altid" in said
    bill = a_case(parliament, typeid=3, periodeid=190)
    assert "beskriver ikke rollerne" in words(visit("case", id=str(bill)))
