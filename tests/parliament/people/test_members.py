"""One person's history: parties by date, roles, leave and substitution, one oddity a test."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.people.members import own_links, party_history, roles
from core.parliament.people.memberships import party_on_day, read_memberships

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
FIRST, SECOND, THIRD = datetime(2023, 10, 3), datetime(2024, 10, 1), datetime(2025, 10, 7)
MARCH = datetime(2024, 3, 1)
PERIODS = pl.DataFrame(
    {"period_id": [1, 2], "period_end": [SECOND, THIRD]},
    schema_overrides={"period_id": pl.Int32, "period_end": pl.Datetime("ms")},
)
OTHERS = [
    (100, 4, "Partiet A", "XA", FIRST, SECOND, 1),
    (101, 4, "Partiet A", "XA", SECOND, THIRD, 2),
    (102, 4, "Partiet B", "XB", FIRST, SECOND, 1),
    (103, 4, "Uden for folketingsgrupperne - Kim", "UFG", FIRST, SECOND, 1),
    (200, 3, "Udvalget", "UD", FIRST, None, 1),
    (201, 3, "Udvalget ", "UD", SECOND, None, 2),
    (300, 2, "finansminister", None, None, None, None),
]
Link = tuple[int, int, datetime | None, datetime | None]


def links(*out: Link, back: tuple[Link, ...] = ()) -> pl.DataFrame:
    """Links of person 1: other, role, start, end."""
    outgoing = [(1, other, role, start, end) for other, role, start, end in out]
    incoming = [(other, 1, role, start, end) for other, role, start, end in back]
    return own_links(
        1,
        pl.DataFrame(outgoing, schema=_LINK, orient="row"),
        pl.DataFrame(incoming, schema=_LINK, orient="row"),
        pl.DataFrame(OTHERS, schema=_ACTOR, orient="row"),
    )


def history(found: pl.DataFrame) -> list[tuple[Any, ...]]:
    return party_history(1, found).rows()


def test_party_history__groups_renewed_each_session_are_one_line() -> None:
    found = links((100, 15, FIRST, None), (101, 15, SECOND, None))
    assert history(found) == [("XA", date(2023, 10, 3), date(2025, 10, 7))]


def test_party_history__a_switch_ends_the_first_party_where_its_link_was_left_open() -> None:
    found = links((100, 15, FIRST, None), back=((102, 15, MARCH, None),))
    assert history(found) == [
        ("XA", date(2023, 10, 3), date(2024, 2, 29)),
        ("XB", date(2024, 3, 1), date(2024, 10, 1)),
    ]


def test_party_history__a_gap_is_told_and_a_time_outside_the_groups_has_its_own_group() -> None:
    found = links((100, 15, FIRST, datetime(2024, 1, 10)), (103, 15, MARCH, None))
    assert history(found) == [
        ("XA", date(2023, 10, 3), date(2024, 1, 10)),
        (None, date(2024, 1, 11), date(2024, 2, 29)),
        ("UFG", date(2024, 3, 1), date(2024, 10, 1)),
    ]


def test_party_history__nobody_in_a_group_has_none() -> None:
    assert party_history(1, links()).is_empty()
    assert party_history(1, links((300, 22, FIRST, None))).is_empty()


@given(
    st.lists(
        st.tuples(
            st.sampled_from([100, 101, 102, 103]),
            st.none() | st.integers(-50, 900).map(lambda n: FIRST + timedelta(days=n)),
            st.none() | st.integers(-50, 900).map(lambda n: FIRST + timedelta(days=n)),
        ),
        max_size=5,
    ),
    st.integers(-100, 1000).map(lambda n: date(2023, 10, 3) + timedelta(days=n)),
)
def test_party_history__never_contradicts_the_party_of_a_ballot(
    held: list[tuple[int, datetime | None, datetime | None]], day: date
) -> None:
    rows = {(group, start): (group, 15, start, end) for group, start, end in held}
    found = links(*rows.values())
    memberships = read_memberships(
        pl.DataFrame(OTHERS, schema=_ACTOR, orient="row").filter(pl.col("typeid") == 4),
        pl.DataFrame([(1, *row) for row in rows.values()], schema=_LINK, orient="row"),
        pl.DataFrame(schema=_LINK),
    )
    ballot = pl.DataFrame(
        {"member_id": [1], "date": [day]}, schema_overrides={"member_id": pl.Int32}
    )
    told = party_history(1, found).filter(
        pl.col("start").is_null() | (pl.col("start") <= day),
        pl.col("end").is_null() | (pl.col("end") >= day),
    )
    assert (told["party"].to_list() or [None]) == party_on_day(ballot, memberships)[
        "party"
    ].to_list()


def test_own_links__the_same_link_both_ways_is_one_and_its_known_end_counts() -> None:
    found = links((200, 15, FIRST, None), back=((200, 15, FIRST, MARCH),))
    assert found.select("other_id", "end").rows() == [(200, MARCH)]


def test_roles__a_seat_renewed_each_session_is_one_line() -> None:
    found = roles(links((200, 15, FIRST, None), (201, 15, SECOND, None)), PERIODS)
    assert found.rows() == [
        ("committee", "member", "Udvalget", "UD", date(2023, 10, 3), date(2025, 10, 7))
    ]


def test_roles__a_seat_left_open_ends_with_its_session() -> None:
    found = roles(links((200, 15, FIRST, None)), PERIODS)
    assert found["end"].to_list() == [date(2024, 10, 1)]


def test_roles__leave_substitution_and_a_minister_without_a_seat_are_told_apart() -> None:
    found = roles(
        links(
            (100, 6, FIRST, MARCH),
            (102, 10, FIRST, MARCH),
            (200, 10, FIRST, MARCH),
            (300, 22, MARCH, None),
            (100, 15, FIRST, None),
            (300, 3, MARCH, None),
            (200, 13, FIRST, None),
            (100, 16, FIRST, None),
        ),
        PERIODS,
    )
    assert found.select("kind", "role", "short").rows() == [
        ("leave", "leave_paid", "XA"),
        ("substitute", "substitute", "XB"),
        ("minister", "minister_without_seat", None),
        ("group", "chair", "XA"),
        ("committee", "substitute", "UD"),
    ]
