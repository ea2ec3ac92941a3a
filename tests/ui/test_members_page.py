"""The pages of members: found by name, opened, and what is said where there is nothing."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qsl

import polars as pl
import pytest

from core.filters.ballots import MEMBER_BALLOTS
from core.filters.engine import Chosen
from core.standin.serve import Standin
from core.ui.parts.asked import read_id
from tests.ui.conftest import Visit, records, settled, words

MINISTER_WITHOUT_SEAT, GROUP = 22, 4


def a_member(parliament: Standin, *, with_deviations: bool = False) -> tuple[int, str]:
    """Somebody who voted often: id and name."""
    ballots = parliament.tables["Stemme"]
    often = ballots.filter(pl.col("typeid") == 1)["aktørid"].value_counts(sort=True)
    member = int(often["aktørid"][0])
    people = parliament.tables["Aktør"].filter(pl.col("id") == member)
    return member, str(people["navn"][0])


@pytest.mark.parametrize(
    "asked", ["", "0", "-5", "1e9", "<script>", "２５２", "9" * 30, "2147483648"]
)
def test_read_id__what_is_no_id(asked: str) -> None:
    assert read_id(asked) is None


def test_read_id__what_is_one() -> None:
    assert read_id(" 0252 ") == read_id("252\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}") == 252
    assert read_id("000000000000252") == 252


def test_ballot_filters__each_alone_and_together() -> None:
    mine = pl.DataFrame(
        {
            "vote_id": [1, 2, 3],
            "position": ["for", "absent", "against"],
            "deviation": [None, None, "dissent"],
            "case_type_id": [3, 5, 3],
            "search": ["l 1 havvind", "b 2 skat", "l 3 skat"],
        }
    )
    chosen: dict[str, list[str]]
    for chosen, kept in (
        ({}, [1, 2, 3]),
        ({"position": ["for", "absent"]}, [1, 2]),
        ({"deviations": ["1"]}, [3]),
        ({"case": ["3"]}, [1, 3]),
        ({"q": ["SKAT"]}, [2, 3]),
        ({"q": ["skat"], "case": ["3"], "position": ["for"]}, []),
    ):
        assert MEMBER_BALLOTS.apply(mine, Chosen.of(chosen))["vote_id"].to_list() == kept


def test_members__everybody_by_name_with_the_sentence_on_clearing(visit: Visit) -> None:
    page = visit("members", session="20251")
    said = words(page)
    assert "ordnet alfabetisk efter navn" in said
    assert "siger fremmødet ikke noget om flid" in said
    listed = page.dataframe[0].value
    assert len(listed) == 184
    assert listed["member"][0].startswith("A")
    assert listed["loyalty"].dropna().between(0, 100).all()


def test_members__a_name_written_without_danish_letters(visit: Visit, parliament: Standin) -> None:
    people = parliament.tables["Aktør"].filter(
        pl.col("typeid") == 5, pl.col("navn").str.starts_with("Søren")
    )
    page = visit("members", session="all", q="soeren")
    found = {row["member"] for row in records(page)}
    assert found
    assert found <= set(people["navn"])


def test_members__a_misspelt_name_has_suggestions(visit: Visit, parliament: Standin) -> None:
    _, name = a_member(parliament)
    misspelt = f"{name[:-2]}q{name[-1]}"
    page = visit("members", session="all", q=misspelt)
    assert "Mente du:" in words(page)
    assert any(name in link.label.replace("\\", "") for link in page.get("page_link"))


def test_members__a_party_of_another_session_is_told_and_left_out(visit: Visit) -> None:
    page = visit("members", session="20251", party="NOPE")
    assert "party=NOPE" in words(page).replace("\\", "")
    assert len(records(page)) == 184


def test_member__figures_parties_ballots_and_agreement(visit: Visit, parliament: Standin) -> None:
    member, name = a_member(parliament)
    page = visit("member", id=str(member), session="all")
    said = words(page)
    assert page.title[0].value.replace("\\", "") == name
    for heading in (
        "Partier",
        "Nøgletal",
        "Samling for samling",
        "Stemmer",
        "Afvigelser fra partiets flertal",
        "Enighed med partierne",
    ):
        assert heading in said
    assert re.search(r"vindende side: [\d.]+ af [\d.]+ stemmer", said)
    ballots = parliament.tables["Stemme"].filter(pl.col("aktørid") == member)
    shown = {metric.label: metric.value for metric in page.metric}
    assert shown["Afstemninger"] == f"{ballots.height:,}".replace(",", ".")
    cast = ballots.filter(pl.col("typeid") != 3).height
    assert shown["Afgivne stemmer"] == f"{cast:,}".replace(",", ".")
    assert "Parti ved den seneste afstemning" in said
    agreed = page.dataframe[-2].value
    assert list(agreed.columns) == ["party", "shared", "same", "agreement"]
    colleagues = page.dataframe[-1].value["agreement"].dropna().to_list()
    assert colleagues == sorted(colleagues, reverse=True)


def test_member__ballots_are_filtered_by_the_address(visit: Visit, parliament: Standin) -> None:
    member, _ = a_member(parliament)
    page = visit("member", id=str(member), session="20251", position="against", q="l")
    grid = next(d.value for d in page.dataframe if "party_line" in d.value.columns)
    assert set(grid["position"]) == {"Imod"}
    assert f"{len(grid)} af 288 stemmer, nyeste først" in words(page)


def test_member__a_colleague_opens_with_the_same_votes(visit: Visit, parliament: Standin) -> None:
    member, _ = a_member(parliament)
    page = visit("member", id=str(member), session="20251", subset="final")
    nearest = [link for link in page.get("page_link") if "% af " in link.label]
    assert len(nearest) > 5
    for link in nearest:
        asked = dict(parse_qsl(link.query_string))
        assert asked["session"] == "20251"
        assert asked["subset"] == "final"
        assert asked["id"] not in ("", str(member))


def test_member__a_minister_without_a_seat_has_roles_and_no_ballots(
    visit: Visit, parliament: Standin
) -> None:
    links = parliament.tables["AktørAktør"]
    posts = links.filter(pl.col("rolleid") == MINISTER_WITHOUT_SEAT)
    ends = pl.concat([posts["fraaktørid"], posts["tilaktørid"]])
    voters = parliament.tables["Stemme"]["aktørid"]
    people = parliament.tables["Aktør"].filter(
        pl.col("typeid") == 5,
        pl.col("id").is_in(ends.implode()),
        ~pl.col("id").is_in(voters.implode()),
    )
    page = visit("member", id=str(people["id"][0]), session="20251")
    assert "har ingen stemmer i de valgte afstemninger" in words(page)
    assert any("Minister uden sæde" in str(row["role"]) for row in records(page))
    assert page.button(key="all_sessions")


@pytest.mark.parametrize("asked", ["0", "<script>alert(1)</script>", "1e9"])
def test_member__what_is_no_id_gets_a_sentence_and_a_way_on(visit: Visit, asked: str) -> None:
    page = visit("member", id=asked)
    assert "ikke et gyldigt nummer på et medlem" in words(page)
    assert [link.label for link in page.get("page_link")] == ["Til medlemmerne"]


def test_member__an_id_that_nobody_has(visit: Visit) -> None:
    page = visit("member", id="999999")
    assert "Folketinget har ingen person med det nummer" in words(page)
    assert [link.label for link in page.get("page_link")] == ["Medlemmer"]


def test_member__a_party_is_no_person(visit: Visit, parliament: Standin) -> None:
    groups = parliament.tables["Aktør"].filter(pl.col("typeid") == GROUP)
    page = visit("member", id=str(groups["id"][0]))
    said = words(page).replace("\\", "")
    assert "hører til et parti, et udvalg eller noget andet" in said
    assert str(groups["navn"][0]) in said


def test_member__a_period_that_ends_before_it_begins(visit: Visit, parliament: Standin) -> None:
    member, _ = a_member(parliament)
    days = {"from": date(2026, 3, 1).isoformat(), "to": date(2025, 12, 1).isoformat()}
    page = visit("member", id=str(member), session="20251", **days)
    assert page.warning
    assert not page.metric


def test_members__keep_their_choices_on_the_way_to_a_member_and_back(
    visit: Visit, parliament: Standin
) -> None:
    """Both pages have widgets of these names, which are not each other's."""
    page = visit("members", session="20251", subset="final")
    page.query_params["id"] = str(a_member(parliament)[0])
    for name in ("members", "member", "members", "member"):
        page.switch_page(f"pages/{name}.py")
        for _ in range(5):  # at first the address is told to the browser in each run
            settled(page.run())
        assert page.selectbox(key="session").value == "20251"
        assert page.query_params["subset"] in ("final", ["final"])
