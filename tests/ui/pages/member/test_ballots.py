"""A member's ballots."""

from __future__ import annotations

import polars as pl

from core.analysis.selection import Selection, build_table
from core.service import Source
from core.standin.serve import Standin
from core.tables.marks import stored_sessions
from core.ui.parts.links import Row
from tests.tables.reading import session_chamber
from tests.ui.conftest import Visit, listed


def test_member__deviations_come_first_by_kind_each_a_link_to_its_vote(
    visit: Visit, source: Source
) -> None:
    session = next(each for each in stored_sessions(source.store) if each.code == "20251")
    chamber = session_chamber(source.store, session)
    assert chamber is not None
    found = build_table("deviations", chamber, Selection())
    often = found.filter(pl.col("kind") == "dissent")["member_id"].value_counts(sort=True)
    mine = found.filter(pl.col("member_id") == often["member_id"][0])
    app = visit("member", id=str(often["member_id"][0]), session="20251")
    shown = listed(app)
    assert shown["heads"] == ["Stemme", "Partiets linje"]
    rows = [Row(*row) for row in shown["rows"]]
    assert len(rows) == min(mine.height, 10)
    assert {int(row.address.removeprefix("vote?id=")) for row in rows} <= set(mine["vote_id"])
    assert rows[0].badges == ["afveg"]
    assert all(row.title for row in rows)
    dissent = [row for row in rows if row.badges == ["afveg"]]
    assert all(row.cells[0] != row.cells[1] for row in dissent)
    assert listed(app, 1)["heads"][-1] == "Resultat"  # the page goes on


def test_member__ballots_of_unknown_position_can_be_chosen(
    visit: Visit, parliament: Standin
) -> None:
    row = parliament.tables["Stemme"].filter(pl.col("typeid").is_null()).row(-1, named=True)
    app = visit("member", id=str(row["aktørid"]), position="unknown", lang="en")
    sent = [listed(app, place) for place in range(2)]
    (rows,) = [
        each["rows"] for each in sent if "Outcome" in each["heads"] or "Result" in each["heads"]
    ]
    assert [Row(*row).cells[0] for row in rows] == ["Unknown"]
