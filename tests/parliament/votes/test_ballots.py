"""Ballots: every recorded position as it is, party of the day, Danish order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from core.parliament.people.memberships import read_memberships
from core.parliament.votes.ballots import ballots_table, totals_by_party
from core.standin.tables import conform

DAY = date(2026, 1, 20)
GROUP = {"id": 100, "typeid": 4, "gruppenavnkort": "XA", "startdato": "2025-10-07T00:00:00"}
NAMES = {1: "Åse Lyngmose", 2: "Bo Fjordager", 3: "Ærø Skovhegn", 4: "Zita Mosehøj"}


USUAL = ((1, 1), (2, 2), (3, 3), (4, None))


def ballots(
    cast: Sequence[tuple[int, int | None]] = USUAL, kinds: Mapping[int, int | None] | None = None
) -> pl.DataFrame:
    """The table of ballots as (actor, Stemme.typeid); actors are persons but for their `kinds`."""
    rows = [
        {"id": n, "typeid": kind, "afstemningid": 7, "aktørid": voter}
        for n, (voter, kind) in enumerate(cast, 1)
    ]
    kinds = dict.fromkeys(NAMES, 5) | dict(kinds or {})
    actors = [{"id": n, "navn": name, "typeid": kinds[n]} for n, name in NAMES.items()]
    links = [{"id": n, "fraaktørid": n, "tilaktørid": 100, "rolleid": 15} for n in (1, 2, 3)]
    return ballots_table(
        "20251",
        conform("Stemme", rows),
        conform("Aktør", actors),
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
        "20251",
        nobody,
        conform("Aktør", []),
        pl.DataFrame({"vote_id": [7], "date": [DAY]}, schema_overrides={"vote_id": pl.Int32}),
        read_memberships(
            conform("Aktør", []), conform("AktørAktør", []), conform("AktørAktør", [])
        ),
    )
    assert found.is_empty()


def by_position(table: pl.DataFrame) -> dict[str | None, int]:
    """The numbers of `totals_by_party`, all parties together."""
    found = totals_by_party(table).group_by("position").agg(pl.col("n").sum())
    return dict(found.iter_rows())


def test_totals__add_up() -> None:
    table = ballots()
    known = {"against": 1, "absent": 1, "for": 1}
    assert {name: n for name, n in by_position(table).items() if name} == known
    assert totals_by_party(table)["n"].sum() == table.height


def test_ballots_table__a_kind_of_ballot_that_is_not_known_has_no_position() -> None:
    table = ballots([(1, 1), (2, 9)])
    assert dict(table.select("member_id", "position").iter_rows()) == {1: "for", 2: None}
    assert by_position(table) == {"for": 1, None: 1}


def test_ballots_table__who_is_no_person_and_who_has_two_ballots_is_left_out() -> None:
    table = ballots([(1, 1), (2, 1), (2, 2), (3, 1), (4, 1)], {3: 3, 4: None})
    assert table.select("member_id", "left_out").rows() == [
        (2, "several_ballots"),
        (2, "several_ballots"),
        (3, "no_person"),
        (1, None),
        (4, None),
    ]
    assert by_position(table) == {"for": 2, None: 3}
    assert totals_by_party(table)["n"].sum() == table.height
