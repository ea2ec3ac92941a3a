"""Committees: members out of both directions of the links, parties, and figures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl

from core.parliament.calendar.periods import Period
from core.parliament.people.committees import (
    committee_figures,
    committee_roles,
    committees_table,
    membership_rows,
    referred_cases,
    sitting,
    with_parties,
    workload,
)

PERIOD = Period("20261", 196, "2026-27", datetime(2026, 10, 6), datetime(2027, 10, 5))
TODAY = date(2026, 11, 23)
_DATES = {"startdato": pl.Datetime("ms"), "slutdato": pl.Datetime("ms")}
LINK = {"fraaktørid": pl.Int32, "tilaktørid": pl.Int32, "rolleid": pl.Int32, **_DATES}
PEOPLE = pl.DataFrame(
    {"id": [1, 2, 3, 9], "typeid": [5, 5, 5, 4], "navn": ["Åse", "Bo", "Ib", "Et parti"]},
    schema_overrides={"id": pl.Int32},
)
MEMBER, CHAIR, SUBSTITUTE, SECRETARY = 15, 16, 10, 13


def committees(*shorts: str | None) -> pl.DataFrame:
    rows = [
        {
            "id": 20 + n,
            "gruppenavnkort": short,
            "navn": f"Udvalg {n}",
            "startdato": datetime(2026, 10, 6),
            "slutdato": None,
        }
        for n, short in enumerate(shorts)
    ]
    schema = {"id": pl.Int32, "gruppenavnkort": pl.String, "navn": pl.String, **_DATES}
    return committees_table(pl.DataFrame(rows, schema=schema))


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number)


def roles(into: list[tuple[Any, ...]], out_of: list[tuple[Any, ...]] = []) -> pl.DataFrame:  # noqa: B006
    """Rows are (person, committee, role, start, end), whatever the direction."""
    turned = [(committee, person, *rest) for person, committee, *rest in out_of]
    frames = [pl.DataFrame(rows, schema=LINK, orient="row") for rows in (into, turned)]
    return committee_roles(
        committees("FIU", "SAU"), (frames[0], PEOPLE), (frames[1], PEOPLE), PERIOD
    )


def told(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    return frame.select("member", "role", "start", "end").rows()


def test_committees__are_named_by_short_names_that_are_theirs_alone() -> None:
    found = committees("FIU", "X", "X", None)
    assert found["code"].to_list() == ["FIU", "21", "22", "23"]


def test_roles__both_directions_are_one_and_the_known_end_counts() -> None:
    found = roles(
        [(1, 20, MEMBER, day(10, 6), None), (2, 20, MEMBER, day(10, 6), None)],
        [(1, 20, MEMBER, day(10, 6), day(11, 1)), (3, 20, SUBSTITUTE, day(10, 7), None)],
    )
    assert told(found) == [
        ("Bo", "member", date(2026, 10, 6), None),
        ("Åse", "member", date(2026, 10, 6), date(2026, 11, 1)),
        ("Ib", "substitute", date(2026, 10, 7), None),
    ]


def test_roles__spells_without_a_day_between_are_one() -> None:
    found = roles(
        [
            (1, 20, MEMBER, day(10, 6), day(10, 20)),
            (1, 20, MEMBER, day(10, 21), day(11, 5)),
            (1, 20, MEMBER, day(11, 7), None),
        ]
    )
    spells = sorted(told(found), key=lambda row: row[2])
    assert [row[2:] for row in spells] == [
        (date(2026, 10, 6), date(2026, 11, 5)),
        (date(2026, 11, 7), None),
    ]


def test_roles__a_chair_is_not_told_as_a_member_too_unless_for_longer() -> None:
    whole = roles([(1, 20, CHAIR, day(10, 6), None), (1, 20, MEMBER, day(10, 6), None)])
    assert [row[1] for row in told(whole)] == ["chair"]
    part = roles([(1, 20, CHAIR, day(11, 6), None), (1, 20, MEMBER, day(10, 6), None)])
    assert [row[1] for row in told(part)] == ["chair", "member"]
    assert sitting(part, TODAY)["member_id"].n_unique() == 1


def test_roles__staff_and_what_is_no_person_are_left_out() -> None:
    found = roles([(2, 20, SECRETARY, day(10, 6), None), (9, 20, MEMBER, day(10, 6), None)])
    assert found.is_empty()


def test_roles__an_end_with_the_session_is_no_end() -> None:
    found = roles([(1, 20, MEMBER, day(10, 6), datetime(2027, 10, 5))])
    assert found["end"].to_list() == [None]


def test_parties__at_the_beginning_and_the_end_of_a_role() -> None:
    memberships = pl.DataFrame(
        {
            "member_id": [1, 1, 2],
            "party": ["A", "UFG", "B"],
            "start": [day(1, 1), day(11, 1), day(1, 1)],
            "end": [day(10, 31), None, None],
        },
        schema_overrides={"member_id": pl.Int32},
    )
    held = roles(
        [
            (1, 20, MEMBER, day(10, 6), None),
            (2, 20, MEMBER, day(10, 6), None),
            (3, 20, MEMBER, day(10, 6), None),
        ]
    )
    found = with_parties(held, memberships, PERIOD, TODAY)
    assert dict(zip(found["member"], found.select("party", "party_end").rows(), strict=True)) == {
        "Åse": ("A", "UFG"),
        "Bo": ("B", "B"),
        "Ib": (None, None),
    }


def cases_of() -> pl.DataFrame:
    links = pl.DataFrame(
        {"case_id": [7, 7, 8, 8], "actor_id": [20, 21, 20, 20], "role_id": [11, 11, 11, 6]},
        schema_overrides={"actor_id": pl.Int32},
    )
    cases = pl.DataFrame(
        {
            "case_id": [7, 8],
            "number": ["L 1", "L 2"],
            "short_title": ["x", "y"],
            "type_code": ["bill"] * 2,
            "status": [None, None],
        },
        schema_overrides={"status": pl.String},
    )
    steps = pl.DataFrame(
        {
            "case_id": [7, 7, 7, 7],
            "date": [date(2026, 10, 7), date(2026, 11, 2), date(2026, 11, 3), date(2026, 12, 24)],
            "type_id": [6, 14, 91, 95],
            "type": [
                "Fremsættelse",
                None,
                "Ændringsforslag uden for tillægsbetænkning",
                "Tillægsbetænkning",
            ],
            "title": ["", "Betænkning", "", ""],
        }
    )
    return referred_cases(committees("FIU", "SAU"), links, cases, steps, TODAY)


def test_referred__once_a_committee_with_the_reports_given_so_far() -> None:
    found = cases_of()
    assert found.select("committee_id", "case_id", "reports", "date").rows() == [
        (20, 7, 1, date(2026, 10, 7)),
        (20, 8, 0, None),
        (21, 7, 1, date(2026, 10, 7)),
    ]
    assert found["reported"].to_list() == [date(2026, 11, 2), None, date(2026, 11, 2)]


HELD = pl.DataFrame(
    {"committee_id": [20, 20], "meeting_id": [1, 2], "date": [date(2026, 12, 1), None]},
    schema_overrides={"committee_id": pl.Int32},
)


def test_figures__unknown_cases_are_null_and_none_is_0() -> None:
    held = roles(
        [
            (1, 20, MEMBER, day(10, 6), None),
            (1, 20, CHAIR, day(11, 1), None),
            (2, 20, MEMBER, day(10, 6), day(10, 9)),
            (3, 20, SUBSTITUTE, day(10, 6), None),
        ]
    )
    both = committees("FIU", "SAU")
    figures = committee_figures(both, held, HELD, cases_of(), TODAY)
    numbers = figures.select("members", "cases", "reports", "meetings")
    assert numbers.rows() == [(1, 2, 1, 2), (0, 1, 1, 0)]
    unknown = committee_figures(both, held, HELD, None, TODAY)
    assert unknown.select("cases", "reports").rows() == [(None, None)] * 2
    rows = membership_rows("20261", figures, held)
    assert rows["member"].null_count() == 1
    assert rows.filter(pl.col("committee_id") == 20).height == held.height


def test_workload__has_every_month_between_the_first_and_the_last() -> None:
    months = workload(cases_of(), HELD, 20)
    assert months.rows() == [
        (date(2026, 10, 1), 1, 0),
        (date(2026, 11, 1), 0, 0),
        (date(2026, 12, 1), 0, 1),
    ]
    assert workload(None, HELD, 20)["cases"].to_list() == [None]
    assert workload(None, HELD, 21).is_empty()
