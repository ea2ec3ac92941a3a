"""Ballots: every recorded position as it is, party of the day, Danish order."""

from __future__ import annotations

from datetime import date

import polars as pl

from core.parliament.ballots import ballots_table, totals, totals_by_party
from core.parliament.parties import read_memberships
from core.standin.tables import conform

DAY = date(2026, 1, 20)
GROUP = {"id": 100, "typeid": 4, "gruppenavnkort": "XA", "startdato": "2025-10-07T00:00:00"}
NAMES = {1: "Åse Lyngmose", 2: "Bo Fjordager", 3: "Ærø Skovhegn", 4: "Zita Mosehøj"}


def ballots() -> pl.DataFrame:
    rows = [{"id": n, "typeid": kind, "afstemningid": 7, "aktørid": n}
            for n, kind in ((1, 1), (2, 2), (3, 3), (4, None))]  # fmt: skip
    links = [{"id": n, "fraaktørid": n, "tilaktørid": 100, "rolleid": 15} for n in (1, 2, 3)]
    return ballots_table(
        "20251",
        conform("Stemme", rows),
        conform("Aktør", [{"id": n, "navn": name} for n, name in NAMES.items()]),
        pl.DataFrame({"vote_id": [7], "date": [DAY]}, schema_overrides={"vote_id": pl.Int32}),
        read_memberships(
            conform("Aktør", [GROUP]), conform("AktørAktør", links), conform("AktørAktør", [])
        ),
    )


def test_ballots_table__positions_parties_and_order() -> None:
    table = ballots()
    assert table["member"].to_list() == [NAMES[2], NAMES[3], NAMES[1], NAMES[4]]
    assert table["position"].to_list() == ["against", "absent", "for", None]
    assert table["party"].to_list() == ["XA", "XA", "XA", None]
    assert table["date"].unique().to_list() == [DAY]


def test_ballots_table__a_vote_without_ballots() -> None:
    nobody = conform("Stemme", [])
    found = ballots_table(
        "20251", nobody, conform("Aktør", []),
        pl.DataFrame({"vote_id": [7], "date": [DAY]}, schema_overrides={"vote_id": pl.Int32}),
        read_memberships(
            conform("Aktør", []), conform("AktørAktør", []), conform("AktørAktør", [])
        ),
    )  # fmt: skip
    assert found.is_empty()


def test_totals__add_up() -> None:
    table = ballots()
    assert dict(totals(table).drop_nulls().iter_rows()) == {"against": 1, "absent": 1, "for": 1}
    assert totals(table)["n"].sum() == table.height
    assert totals_by_party(table)["n"].sum() == table.height
