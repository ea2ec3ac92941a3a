"""The page of one party: what it says first, where its lists lead, and what an unknown one gets."""

from __future__ import annotations

from core.ui.parts.links import Row
from tests.ui.conftest import Visit, listed, words


def test_page__says_first_what_stands_out_and_leads_on(visit: Visit) -> None:
    page = visit("party", party="hl")
    assert page.title[0].value == "Hedelisten (HL)"
    said = words(page).replace("\\", "")
    for part in (
        "medlemmer i Folketinget ved afstemningen",
        "på den vindende side i",
        "fra partiets flertal.",
        "Oftest stod partiet som",
    ):
        assert part in said
    lists = [
        [Row(*row) for row in listed(page, place)["rows"]]
        for place in range(len([p for p in page.get("bidi_component") if "rows" in p.proto.json]))
    ]
    members, departures, closest = lists[:3]
    assert all(row.address.startswith("member?id=") for row in members)
    assert all(row.facts[0].startswith(("Kom til", "Gik")) for row in members)
    assert all("(HL)" in row.text for row in departures)
    assert all(row.facts[1].startswith("HL stemte ") for row in closest)
    # The bills are told of where another page's test has loaded their cases.
    assert ("Fremsat af medlemmer af partiet" in said) != ("Sagerne i" in said)


def test_page__of_an_unknown_party_lists_those_that_there_are(visit: Visit) -> None:
    page = visit("party", party="<b>QQ", lang="en")
    assert "No party is called <b>QQ in these votes" in words(page).replace("\\", "")
    assert "party?party=HL" in [row[0] for row in listed(page)["rows"]]
    assert "Choose a party" in words(visit("party", lang="en"))
