"""Party on a day: both directions, bounded by the group, the latest start wins."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from core.parliament.people.memberships import party_changes, party_on_day, read_memberships

_LINK = {
    "fraaktørid": pl.Int32,
    "tilaktørid": pl.Int32,
    "startdato": pl.Datetime("ms"),
    "slutdato": pl.Datetime("ms"),
}
OCTOBER, MARCH, JUNE = datetime(2025, 10, 7), datetime(2026, 3, 1), datetime(2026, 6, 1)


def links(*rows: tuple[int, int, datetime | None, datetime | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=_LINK, orient="row")


def groups(*rows: tuple[int, str, datetime | None, datetime | None]) -> pl.DataFrame:
    schema = {
        "id": pl.Int32,
        "gruppenavnkort": pl.String,
        "startdato": pl.Datetime("ms"),
        "slutdato": pl.Datetime("ms"),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


GROUPS = groups((100, "XA", OCTOBER, JUNE), (101, "XB", OCTOBER, JUNE), (102, "UFG", MARCH, None))


def party(to_group: pl.DataFrame, from_group: pl.DataFrame, day: date) -> str | None:
    ballots = pl.DataFrame(
        {"member_id": [1], "date": [day]}, schema_overrides={"member_id": pl.Int32}
    )
    found = party_on_day(ballots, read_memberships(GROUPS, to_group, from_group))
    assert found.height == 1
    value: str | None = found["party"][0]
    return value


@pytest.mark.parametrize("reverse", [False, True])
def test_party_on_day__either_direction_is_enough(reverse: bool) -> None:
    to_group = links() if reverse else links((1, 100, OCTOBER, None))
    from_group = links((100, 1, OCTOBER, None)) if reverse else links()
    assert party(to_group, from_group, date(2025, 12, 1)) == "XA"


def test_party_on_day__an_open_end_is_bounded_by_the_group() -> None:
    assert party(links((1, 100, OCTOBER, None)), links(), date(2026, 6, 2)) is None


def test_party_on_day__a_switch_counts_from_its_day() -> None:
    both = links((1, 100, OCTOBER, None), (1, 101, MARCH, None))
    assert party(both, links(), date(2026, 2, 28)) == "XA"
    assert party(both, links(), date(2026, 3, 1)) == "XB"


def test_party_on_day__a_gap_is_unknown_not_guessed() -> None:
    gap = links((1, 100, OCTOBER, datetime(2025, 12, 1)), (1, 101, MARCH, None))
    assert party(gap, links(), date(2026, 1, 15)) is None


def test_party_on_day__the_same_link_both_ways_gives_one_row() -> None:
    assert (
        party(links((1, 100, OCTOBER, None)), links((100, 1, OCTOBER, None)), date(2025, 12, 1))
        == "XA"
    )


def test_party_on_day__rows_keep_their_order_and_number() -> None:
    ballots = pl.DataFrame(
        {"member_id": [3, 1, 2], "date": [date(2026, 1, 1)] * 3},
        schema_overrides={"member_id": pl.Int32},
    )
    memberships = read_memberships(GROUPS, links((1, 100, OCTOBER, None)), links())
    found = party_on_day(ballots, memberships)
    assert found["member_id"].to_list() == [3, 1, 2]
    assert found["party"].to_list() == [None, "XA", None]


def test_party_on_day__a_group_made_anew_on_the_day_counts_from_that_day() -> None:
    renewed = groups((100, "XA", OCTOBER, MARCH), (101, "XB", MARCH, JUNE))
    both = links((1, 100, OCTOBER, None), (1, 101, OCTOBER, None))
    ballots = pl.DataFrame(
        {"member_id": [1, 1], "date": [date(2026, 2, 28), date(2026, 3, 1)]},
        schema_overrides={"member_id": pl.Int32},
    )
    found = party_on_day(ballots, read_memberships(renewed, both, links()))
    assert found["party"].to_list() == ["XA", "XB"]


def test_party_on_day__a_link_older_than_its_group_is_bounded_by_it() -> None:
    assert party(links((1, 102, OCTOBER, None)), links(), date(2026, 2, 28)) is None
    assert party(links((1, 102, OCTOBER, None)), links(), date(2026, 3, 2)) == "UFG"


def test_party_on_day__outside_the_groups_each_has_a_group_of_their_own() -> None:
    own = groups((110, "UFG", OCTOBER, None), (111, "UFG", OCTOBER, None))
    memberships = read_memberships(own, links((1, 110, MARCH, None)), links((111, 2, MARCH, None)))
    assert memberships.select("member_id", "party").rows() == [(1, "UFG"), (2, "UFG")]


def test_party_on_day__back_in_the_first_party_when_the_second_ends() -> None:
    lent = links((1, 100, OCTOBER, None), (1, 101, MARCH, datetime(2026, 4, 1)))
    assert party(lent, links(), date(2026, 4, 1)) == "XB"
    assert party(lent, links(), date(2026, 4, 2)) == "XA"


def test_party_on_day__a_substitute_belongs_to_a_party_for_as_long_as_the_link_says() -> None:
    while_away = links((1, 100, MARCH, datetime(2026, 3, 31)))
    assert party(while_away, links(), date(2026, 3, 31)) == "XA"
    assert party(while_away, links(), date(2026, 4, 1)) is None


def test_party_on_day__a_minister_without_a_seat_has_no_party() -> None:
    assert party(links(), links(), date(2026, 3, 1)) is None


@pytest.mark.parametrize("begun", [None, OCTOBER])
def test_party_on_day__a_group_without_a_first_day_is_open_on_that_side(
    begun: datetime | None,
) -> None:
    undated = groups((100, "XA", None, JUNE))
    ballots = pl.DataFrame(
        {"member_id": [1, 1, 1], "date": [date(2025, 10, 7), JUNE.date(), date(2026, 6, 2)]},
        schema_overrides={"member_id": pl.Int32},
    )
    memberships = read_memberships(undated, links((1, 100, begun, None)), links())
    assert party_on_day(ballots, memberships)["party"].to_list() == ["XA", "XA", None]


def test_party_on_day__a_dated_membership_counts_before_one_that_is_open() -> None:
    known = groups((100, "XA", None, None), (101, "XB", MARCH, None))
    both = links((1, 100, None, None), (1, 101, MARCH, None))
    ballots = pl.DataFrame(
        {"member_id": [1, 1], "date": [date(2026, 2, 28), date(2026, 3, 1)]},
        schema_overrides={"member_id": pl.Int32},
    )
    found = party_on_day(ballots, read_memberships(known, both, links()))
    assert found["party"].to_list() == ["XA", "XB"]


def test_party_on_day__a_group_without_a_short_name_is_no_party() -> None:
    nameless = groups((100, " ", OCTOBER, None))
    assert read_memberships(nameless, links((1, 100, OCTOBER, None)), links()).is_empty()


def test_party_changes__a_new_group_of_the_same_party_is_none() -> None:
    known = groups((100, "XA", OCTOBER, MARCH), (101, "XA", MARCH, JUNE), (102, "UFG", MARCH, None))
    rows = links(
        (1, 100, OCTOBER, None),
        (1, 101, MARCH, None),
        (2, 100, OCTOBER, datetime(2026, 2, 2)),
        (2, 102, MARCH, None),
    )
    found = party_changes(read_memberships(known, rows, rows.clear()))
    assert found.rows() == [(2, "XA", "UFG", date(2026, 3, 1))]
