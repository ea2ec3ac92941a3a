"""The page of one member, and what is said where there is nobody."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import polars as pl
import pytest

from core.standin.serve import Standin
from core.ui.parts.links import Row
from tests.ui.conftest import Visit, a_member, listed, records, words

MINISTER_WITHOUT_SEAT, GROUP = 22, 4


def _ballots(page: Any) -> dict[str, Any]:
    """The list of ballots, which has the result as its last column."""
    sent = (listed(page, place) for place in range(5))
    return next(each for each in sent if "Resultat" in each["heads"])


def test_member__figures_parties_ballots_and_agreement(visit: Visit, parliament: Standin) -> None:
    member, name = a_member(parliament)
    page = visit("member", id=str(member), session="all")
    said = words(page)
    assert page.title[0].value.replace("\\", "") == name
    for heading in (
        "Partier",
        "Folketingets oplysninger",
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
    assert re.search(r"Medlem af \w+ (siden|indtil) .*, valgt i Demokredsen\.", said)
    grids = {tuple(each.value.columns): each.value for each in page.dataframe}
    assert ("party", "shared", "same", "agreement") in grids
    told = grids["member", "party", "shared", "same", "agreement"]
    colleagues = told["agreement"].dropna().to_list()
    assert colleagues == sorted(colleagues, reverse=True)


def test_member__ballots_are_filtered_by_the_address(visit: Visit, parliament: Standin) -> None:
    member, _ = a_member(parliament)
    page = visit("member", id=str(member), session="20251", position="against", q="l")
    rows = [Row(*row) for row in _ballots(page)["rows"]]
    assert {row.cells[0] for row in rows} == {"Imod"}
    assert all(row.address.startswith("vote?id=") for row in rows)
    assert re.search(r"\d+ af 288 stemmer, nyeste først", words(page))


def test_member__a_colleague_leads_to_the_two_of_them_in_the_same_votes(
    visit: Visit, parliament: Standin
) -> None:
    member, _ = a_member(parliament)
    page = visit("member", id=str(member), session="20251", subset="final")
    nearest = [Row(*row) for place in (-3, -2, -1) for row in listed(page, place)["rows"]]
    assert len(nearest) > 5
    for row in nearest:
        path, _, query = row.address.partition("?")
        asked = dict(parse_qsl(query))
        assert (path, asked["what"], asked["a"]) == ("compare", "members", str(member))
        assert (asked["session"], asked["subset"]) == ("20251", "final")
        assert asked["b"] != str(member)
        assert any("af" in fact for fact in row.facts)


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
