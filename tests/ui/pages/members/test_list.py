"""The list of members: found by name and party, and opened."""

from __future__ import annotations

import polars as pl

from core.standin.serve import Standin
from core.ui.parts.links import PAGE_ROWS, Row
from tests.ui.conftest import Visit, a_member, listed, settled, words


def test_members__everybody_by_name_with_the_sentence_on_clearing(visit: Visit) -> None:
    page = visit("members", session="20251")
    said = words(page)
    assert "184 af 184 medlemmer · efter navn" in said
    assert "fremmødet siger ikke noget om flid" in said
    shown = listed(page)
    assert shown["heads"] == ["Parti", "Fremmøde", "Fulgte partiet", "Afvigelser"]
    rows = [Row(*row) for row in shown["rows"]]
    assert len(rows) == PAGE_ROWS
    assert rows[0].title.startswith("A")
    assert all(row.address.startswith("member?id=") for row in rows)
    assert {"Demokredsen"} == {row.facts[0] for row in rows if row.facts[0] == "Demokredsen"}
    assert any(badge.startswith("orlov") for row in rows for badge in row.badges)


def test_members__a_name_written_without_danish_letters(visit: Visit, parliament: Standin) -> None:
    people = parliament.tables["Aktør"].filter(
        pl.col("typeid") == 5, pl.col("navn").str.starts_with("Søren")
    )
    page = visit("members", session="all", q="soeren")
    found = {Row(*row).title for row in listed(page)["rows"]}
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
    assert "184 af 184 medlemmer" in words(page)


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


def test_members__who_changed_parties_has_a_line_for_each_in_the_order_chosen(
    visit: Visit,
) -> None:
    page = visit("members", session="20251", show="switchers", sort="absent")
    rows = [Row(*row) for row in listed(page)["rows"]]
    assert rows
    assert [r.badges for r in rows if not any("fra " in b and " til " in b for b in r.badges)] == []
    titles = [row.title for row in rows]
    assert len(set(titles)) < len(titles)
    for name in set(titles):
        parties = [row.cells[0] for row in rows if row.title == name]
        assert len(set(parties)) == len(parties)
    shares = [row.cells[1] for row in rows]
    shown = [float(share[:-2].replace(",", ".")) for share in shares if "%" in share]
    assert shown == sorted(shown)
    assert not [share for share in shares[: len(shown)] if "%" not in share], shares


def test_members__the_most_absent_of_a_party(visit: Visit) -> None:
    page = visit("members", session="20251", party="HL", sort="absent")
    rows = [Row(*row) for row in listed(page)["rows"]]
    assert {row.cells[0] for row in rows} == {"HL"}
    assert "mest fravær først" in words(page)
