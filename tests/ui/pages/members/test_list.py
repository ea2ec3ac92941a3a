"""The list of members: found by name and party, and opened."""

from __future__ import annotations

import polars as pl

from core.standin.serve import Standin
from tests.ui.conftest import Visit, a_member, records, settled, words


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
