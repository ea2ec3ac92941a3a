"""The page of deviations: a sentence for each, mistakes apart, and what the address chooses."""

from __future__ import annotations

import re

from core.ui.parts.links import Row
from tests.ui.conftest import Visit, listed, words

SENTENCE = re.compile(
    r".+ \(\w+\) stemte (for|imod|hverken for eller imod)(, partiet [^;]+)?; .+\."
)


def rows(page: object, place: int = 0) -> list[Row]:
    return [Row(*row) for row in listed(page, place)["rows"]]  # type: ignore[arg-type]


def test_page__dissent_and_recorded_mistakes_stand_apart(visit: Visit) -> None:
    page = visit("deviations", session="20251")
    assert page.title[0].value == "Brud på partilinjen"
    dissent, mistakes = rows(page), rows(page, 1)
    assert [each.value for each in page.subheader][:2] == [
        "Afveg fra partiets flertal",
        "Noterede fejl",
    ]
    assert all(SENTENCE.fullmatch(row.text) for row in (*dissent, *mistakes))
    assert all(row.address.startswith("vote?id=") for row in (*dissent, *mistakes))
    assert all("ingen note siger" in row.text for row in dissent)
    assert not any("ingen note siger" in row.text for row in mistakes)
    said = words(page)
    assert "uden at en note siger, at det var en fejl" in said
    assert "noteret som fejl" in said


def test_page__of_one_party_and_kind_has_one_list(visit: Visit) -> None:
    page = visit("deviations", session="all", what="mistakes", sort="party")
    found = rows(page)
    parties = [re.search(r"\((\w+)\) stemte", row.text) for row in found]
    letters = [each[1] for each in parties if each]
    assert letters == sorted(letters)
    assert not page.subheader
    party = letters[0]
    alone = rows(visit("deviations", session="all", what="mistakes", party=party))
    assert [row.text for row in alone if f"({party})" not in row.text] == []
    assert len(alone) == letters.count(party)


def test_page__says_where_nobody_departed(visit: Visit) -> None:
    page = visit("deviations", session="20251", what="dissent", **{"from": "2026-09-30"})
    said = words(page)
    assert "Ingen afveg fra partiets flertal" in said or "Ingen afstemninger passer" in said
