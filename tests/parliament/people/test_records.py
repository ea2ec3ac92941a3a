"""Roles and constituencies of the members of a session."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from core.parliament.calendar.periods import Period
from core.parliament.people.records import seats, session_roles

FIRST, LAST = datetime(2024, 10, 1), datetime(2025, 10, 7)
SESSION = Period("20241", 2, "2024-25", FIRST, LAST, year=False)
_LINK = {
    "fraaktørid": pl.Int32,
    "tilaktørid": pl.Int32,
    "rolleid": pl.Int32,
    "startdato": pl.Datetime("ms"),
    "slutdato": pl.Datetime("ms"),
}
_ACTOR = {
    "id": pl.Int32,
    "typeid": pl.Int32,
    "navn": pl.String,
    "gruppenavnkort": pl.String,
    "startdato": pl.Datetime("ms"),
    "slutdato": pl.Datetime("ms"),
    "periodeid": pl.Int32,
}
OTHERS = pl.DataFrame(
    [
        (100, 4, "Partiet A", "XA", FIRST, LAST, 2),
        (200, 3, "Udvalget", "UD", FIRST, LAST, 2),
        (300, 2, "Finansminister", "finansministeren", None, None, None),
    ],
    schema=_ACTOR,
    orient="row",
)
LEAVE, MINISTER, SUBSTITUTE, CHAIR = 12, 8, 10, 16


def links(*rows: tuple[int, int, int, datetime | None, datetime | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=_LINK, orient="row")


def test_session_roles__are_of_both_directions_each_once_and_within_the_session() -> None:
    march, june = datetime(2025, 3, 1), datetime(2025, 6, 1)
    out = links(
        (1, 100, LEAVE, march, june),
        (2, 300, MINISTER, datetime(2022, 1, 1), datetime(2023, 1, 1)),
        (3, 100, SUBSTITUTE, march, None),
        (4, 200, CHAIR, march, None),
    )
    into = links((100, 1, LEAVE, march, None), (300, 4, MINISTER, march, None))
    found = session_roles((out, OTHERS), (into, OTHERS), SESSION)
    assert found.rows() == [
        (1, "leave", "leave_unpaid", "Partiet A", date(2025, 3, 1), date(2025, 6, 1)),
        # A role in a group that has no end of its own lasts as long as the group.
        (3, "substitute", "substitute", "Partiet A", date(2025, 3, 1), date(2025, 10, 7)),
        (4, "minister", "minister", "Finansminister", date(2025, 3, 1), None),
    ]


def test_seats__are_read_where_the_biography_names_one() -> None:
    def about(line: str) -> str:
        return f"<member><constituency>{line}</constituency></member>"

    lines = {
        1: "Folketingsmedlem for Partiet i Norden i Fyns Storkreds fra 1. november 2022.",
        2: "Midlertidigt folketingsmedlem for A i Ribe Amtskreds, 20. november 2001 – 2005.",
        3: "Folketingsmedlem for B i Grønland.",
        4: "Kandidat for C.",
    }
    rows = pl.DataFrame(
        {"id": [*lines, 5], "biografi": [*map(about, lines.values()), None]},
        schema_overrides={"id": pl.Int32},
    )
    assert seats([rows]) == {1: "Fyns Storkreds", 2: "Ribe Amtskreds", 3: "Grønland"}
