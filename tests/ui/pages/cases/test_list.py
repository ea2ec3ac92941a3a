"""The pages on cases over the demo parliament: search, filters, the way of bills, one case."""

from __future__ import annotations

import re
from typing import Any, cast

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import QueryError
from core.filters.orders import ordered
from core.oda.query.query import Query
from core.standin.serve import Standin
from core.store.datasets.searches import cases
from core.ui.pages.case.about import people
from core.ui.parts.asked import read_id
from tests.parliament.casebooks import demo_book
from tests.ui.conftest import Visit, listed, settled, tags, words, written

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
    (row,) = listed(page)["rows"]
    assert row[2] == "L 40"
    assert row[0].startswith("case?id=")
    assert row[4][0] == "Lovforslag"


def test_cases__filters_of_the_address_are_set_and_counted(visit: Visit) -> None:
    page = visit("cases", session=SESSION, type="bill", outcome=["adopted", "lapsed"])
    of_session = demo_book().table.filter(pl.col("period") == SESSION)
    expected = of_session.filter(
        pl.col("type_code") == "bill", pl.col("outcome").is_in(["adopted", "lapsed"])
    )
    assert shown(words(page)) == (expected.height, of_session.height)
    assert [said for said, _ in tags(page)][:2] == ["Udfald: Vedtaget", "Udfald: Bortfaldet"]
    page.session_state["drawer_q"] = True
    page.run()
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
    page = visit("cases", q="L 9", session=SESSION, api="1")
    assert "Fundet hos Folketinget" in words(page)
    assert "direkte i Folketingets åbne data" in words(page)
    found = listed(page, 1)["rows"]
    assert {row[2] for row in found} == {"L 9"}
    assert all(row[0].startswith("case?id=") for row in found)


def test_cases__the_order_is_in_the_address_and_an_old_name_of_it_leads_there(visit: Visit) -> None:
    page = visit("cases", session=SESSION, type="bill", order="number")
    assert "order" not in page.query_params
    figures = [int(row[2].split()[1]) for row in listed(page)["rows"]]
    assert figures == sorted(figures)
    assert len(figures) == 50
    assert "ordre" not in words(page)
    last = visit("cases", session=SESSION, type="bill", sort="number", page="2")
    assert int(listed(last)["rows"][0][2].split()[1]) >= figures[-1]


def test_cases__the_way_of_bills_follows_the_list(visit: Visit) -> None:
    page = visit("cases", session=SESSION)
    assert re.search(r"Af \d+ lovforslag i 2025-26 .*kom \d+ til 1\. behandling", written(page))
    assert len(page.get("plotly_chart")) == 1


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
    said = written(page)
    assert "Et lovforslag er et forslag til en ny lov" in said
    assert re.search(
        r"\*\*Vedtaget ved 3\. behandling \d+\. \w+\.? \d+ med \d+ stemmer mod \d+, \d+ dage efter",
        said,
    )
    (bar,) = (each.proto.body for each in page.get("html") if "<ol" in each.proto.body)
    assert re.findall(r'class="name">([^<]+)', bar)[:4] == [
        "Fremsat", "1. behandling", "2. behandling", "3. behandling",
    ]  # fmt: skip
    votes = listed(page)
    assert votes["rows"][0][0].startswith("vote?id=")
    assert votes["rows"][0][4][0] == "Endelig vedtagelse"
    assert votes["parties"]
    assert votes["rows"][0][6].strip()  # who stood where


def test_case__in_english_has_parliaments_own_words_in_brackets(
    visit: Visit, parliament: Standin
) -> None:
    thirds = parliament.tables["Sagstrin"].filter(typeid=17, statusid=41)
    page = visit("case", id=str(thirds["sagid"][0]), lang="en")
    assert "Status: Signed into law (Stadfæstet)" in written(page)
    steps = {row[1] for row in listed(page, -1)["rows"]}
    assert {"1st reading", "3rd reading", "Report"} <= steps
    assert not {step for step in steps if "behandling" in step}


def test_cases__rare_kinds_come_when_they_are_asked_for(visit: Visit) -> None:
    page = visit("cases", session=SESSION)
    kinds = page.button_group(key="type")
    assert len(kinds.options) == 4
    shown = settled(page.button(key="rest_of_type").click().run())
    assert len(shown.button_group(key="type").options) > 4
    assert not [each for each in shown.button if each.key == "rest_of_type"]
    rare = visit("cases", session=SESSION, type="substitute")
    assert len(rare.button_group(key="type").options) == 5
    assert rare.button_group(key="type").value == ["substitute"]


def test_case__a_divided_bill_leads_to_its_parts_and_back(
    visit: Visit, parliament: Standin
) -> None:
    whole = a_case(parliament, statusid=40)
    said = written(visit("case", id=str(whole)))
    assert "Sagen er delt i" in said
    assert re.search(r"\*\*Delt i L \d+ ?A, L \d+ ?B", said)
    part = a_case(parliament, deltundersagid=whole)
    page = visit("case", id=str(part))
    assert "Sagen er en del af" in words(page)
    (bar,) = (each.proto.body for each in page.get("html") if "<ol" in each.proto.body)
    first = bar.partition("1. behandling")[2].partition("</li>")[0]
    assert "fælles" in first
    assert re.search(r"\d{4}", first)


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


def test_ordered__by_number_within_kind_or_newest_first() -> None:
    table = demo_book().table.filter(pl.col("period") == SESSION, pl.col("type_code") == "bill")
    figures = ordered(table.sample(fraction=1, shuffle=True, seed=1), "cases", "number")["figure"]
    assert figures.to_list() == sorted(figures.to_list())
    newest = ordered(table, "cases", "newest")["proposed"].drop_nulls()
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
    found = [(role, [name for name, _ in names]) for role, names in people(file, "da")]
    assert found == [
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
