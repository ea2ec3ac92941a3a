"""The effective number of parties, the seats of one over time, and who had them."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.seats import composition, effective_parties, seats_over_time, spells
from core.parliament.votes.positions import LEFT_OUT
from tests.analysis.chamber import FIRST, PARTIES, PROPERTY, ballots

EVERYBODY = dict.fromkeys(PARTIES, "absent")


@PROPERTY
@given(st.lists(st.integers(min_value=1, max_value=60), min_size=1, max_size=12))
def test_effective_parties__lie_between_one_and_their_number(seats: list[int]) -> None:
    parties = [f"X{place}" for place, n in enumerate(seats) for _ in range(n)]
    rows = pl.DataFrame({"vote_id": 1, "party": parties, "left_out": None}).cast(
        {"left_out": LEFT_OUT}
    )
    (found,) = effective_parties(rows)["effective_parties"]
    assert 1 - 1e-9 <= found <= len(seats) + 1e-9
    assert found == pytest.approx(1 / sum((n / len(parties)) ** 2 for n in seats))


def test_effective_parties__outside_the_groups_everybody_is_alone() -> None:
    row = effective_parties(ballots([EVERYBODY])).row(0, named=True)
    assert (row["seats"], row["parties"]) == (11, 3)
    assert row["effective_parties"] == pytest.approx(11**2 / (4**2 + 3**2 + 2**2 + 1 + 1))


def test_composition__seats_of_one_vote() -> None:
    table = ballots([EVERYBODY, {1: "for"}])
    assert composition(table, 1).rows() == [("XA", 4), ("XB", 3), ("UFG", 2), ("XC", 2), (None, 1)]
    assert composition(table, 2).rows() == [("XA", 1)]
    assert composition(table, 3).is_empty()


def test_seats_over_time__are_those_of_the_last_vote_of_a_month() -> None:
    table = ballots([EVERYBODY, {1: "for", 2: "absent"}, {1: "for"}, {1: "for"}, {1: "for"}])
    found = seats_over_time(table, "XA")  # weekly from the 7th of October
    assert found.rows() == [(FIRST + timedelta(weeks=3), 1), (FIRST + timedelta(weeks=4), 1)]
    assert seats_over_time(table.head(0), "XA").is_empty()


def sat(*weeks: tuple[int, str]) -> pl.DataFrame:
    """Ballots of member 1 in these weeks for these parties, in a chamber that meets for 20."""
    own = [
        ballots([{1: "absent"}], {1: party}).with_columns(
            date=pl.lit(FIRST + timedelta(weeks=week)), vote_id=pl.lit(week, pl.Int32)
        )
        for week, party in weeks
    ]
    others = [
        ballots([{2: "for"}], {2: "XB"}).with_columns(
            date=pl.lit(FIRST + timedelta(weeks=week)), vote_id=pl.lit(week, pl.Int32)
        )
        for week in range(20)
    ]
    return pl.concat([*own, *others])


def test_spells__are_divided_by_another_party_and_by_a_long_absence() -> None:
    day = {week: FIRST + timedelta(weeks=week) for week in range(20)}
    stayed = sat(*((week, "XA") for week in range(20)))
    assert spells(stayed, "XA").rows() == [(1, "Navn 1", None, None, None, None)]
    changed = sat((0, "XA"), (1, "XA"), (2, "XC"), (3, "XA"), (4, "XA"))
    assert spells(changed, "XA").rows() == [
        (1, "Navn 1", day[3], day[4], "XC", None),
        (1, "Navn 1", None, day[1], None, "XC"),
    ]
    away = sat((2, "XA"), (3, "XA"), (7, "XA"), (17, "XA"), (19, "XA"))
    assert spells(away, "XA").rows() == [
        (1, "Navn 1", day[17], None, None, None),
        (1, "Navn 1", day[2], day[7], None, None),
    ]
    assert spells(away, "XZ").is_empty()
    assert spells(away.head(0), "XA").is_empty()


def test_spells__a_pause_of_everybody_divides_nothing() -> None:
    summer = [(0, "XA"), (18, "XA")]
    table = sat(*summer).filter(pl.col("vote_id").is_in([0, 18]))
    assert spells(table, "XA").rows() == [(1, "Navn 1", None, None, None, None)]
