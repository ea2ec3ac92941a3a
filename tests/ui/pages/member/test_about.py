"""The page of one member, and what is said where there is nobody."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qsl

import polars as pl
import pytest

from core.standin.serve import Standin
from tests.ui.conftest import Visit, a_member, records, words

MINISTER_WITHOUT_SEAT, GROUP = 22, 4


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
