"""Attendance, loyalty, deviations and winning of members."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.members import by_party, by_session, members
from core.parliament.votes.deviations import mark_ballots
from tests.analysis.chamber import FIRST, PARTIES, PROPERTY, ballots, chambers, votes

FOUR_FOR: dict[int, str | None] = dict.fromkeys((1, 2, 3, 4), "for")
COLUMNS = ["member_id", "member", "party", "ballots", "cast", "absent", "for", "against", "neither",
           "attendance", "line_votes", "with_line", "loyalty", "deviations", "recorded_errors",
           "decided", "won_share", "unknown", "first", "last"]  # fmt: skip


def table(casts: list[dict[int, str | None]], errors: bool = False, **columns: Any) -> pl.DataFrame:
    cast = ballots(casts)
    held = votes(len(casts), cast, **columns)
    return members(mark_ballots(cast, held), held, include_errors=errors)


def row(found: pl.DataFrame, member: int = 1) -> dict[str, Any]:
    return found.filter(pl.col("member_id") == member).row(0, named=True)


def test_members__every_column_by_hand() -> None:
    casts: list[dict[int, str | None]] = [
        FOUR_FOR,
        {**FOUR_FOR, 1: "against"},
        {**FOUR_FOR, 1: "neither"},
        {**FOUR_FOR, 1: "absent"},
        {**FOUR_FOR, 1: None},
        {1: "for", 2: "against"},
    ]
    found = table(casts, adopted=[True, False, True, True, True, None])
    assert found.columns == COLUMNS
    assert row(found) == {
        "member_id": 1,
        "member": "Navn 1",
        "party": "XA",
        "ballots": 6,
        "cast": 4,
        "absent": 1,
        "for": 2,
        "against": 1,
        "neither": 1,
        "attendance": 0.8,
        "line_votes": 3,
        "with_line": 1,
        "loyalty": pytest.approx(1 / 3),
        "deviations": 2,
        "recorded_errors": 0,
        "decided": 3,
        "won_share": pytest.approx(2 / 3),
        "unknown": 1,
        "first": FIRST,
        "last": FIRST + timedelta(weeks=5),
    }


def test_by_party__a_row_for_each_time_in_a_party() -> None:
    cast = ballots([FOUR_FOR] * 4 + [{**FOUR_FOR, 1: "absent"}])
    was = {1: "XA", 2: "XB", 3: "XB", 4: None, 5: "XA"}
    moved = pl.when(pl.col("member_id") == 1).then(pl.col("vote_id").replace_strict(was))
    marked = mark_ballots(
        cast.with_columns(moved.otherwise("party").alias("party")), votes(5, cast)
    )
    held = votes(5, cast)
    found = by_party(marked, held)
    mine = found.filter(pl.col("member_id") == 1)
    told = mine.select("party", "ballots", "cast", "attendance", "changes").rows()
    # The unknown party of the fourth vote is no change.
    assert told == [("XA", 1, 1, 1.0, 2), ("XB", 3, 3, 1.0, 2), ("XA", 1, 0, 0.0, 2)]
    assert mine["first"].to_list() == [FIRST + timedelta(weeks=n) for n in (0, 1, 4)]
    others = found.filter(pl.col("member_id") != 1).drop("changes")
    whole = members(marked, held).filter(pl.col("member_id") != 1)
    assert others.equals(whole)


NOTE = "Ved en fejl stemte Navn Et (XA) imod forslaget."


def with_note(note: str, cast: dict[int, str | None], *, errors: bool) -> pl.DataFrame:
    rows = ballots([FOUR_FOR, cast]).with_columns(
        pl.col("member").replace({"Navn 1": "Navn Et", "Navn 2": "Anders To"})
    )
    kind = "party" if "stemte XA" in note else "individual"
    held = votes(2, rows, error_note=[None, kind], note=[None, note])
    return members(mark_ballots(rows, held), held, include_errors=errors)


def test_members__a_recorded_mistake_is_no_deviation_unless_asked_for() -> None:
    cast: dict[int, str | None] = {**FOUR_FOR, 1: "against"}
    found = row(with_note(NOTE, cast, errors=False))
    assert (found["loyalty"], found["deviations"], found["line_votes"]) == (1.0, 0, 1)
    assert (found["recorded_errors"], found["cast"], found["won_share"]) == (1, 2, 1.0)
    found = row(with_note(NOTE, cast, errors=True))
    assert (found["loyalty"], found["deviations"], found["won_share"]) == (0.5, 1, 0.5)


def test_members__a_whole_partys_mistake_counts_for_neither_side() -> None:
    found = with_note(
        "Ved en fejl stemte XA for forslaget.", {**FOUR_FOR, 1: "against"}, errors=False
    )
    assert found["line_votes"].to_list() == [1, 1, 1, 1]
    assert found["deviations"].to_list() == [0, 0, 0, 0]
    assert found["recorded_errors"].to_list() == [0, 1, 1, 1]


def test_members__outside_the_groups_have_no_loyalty() -> None:
    found = row(table([{**FOUR_FOR, 10: "for"}]), member=10)
    assert (found["loyalty"], found["line_votes"], found["cast"]) == (None, 0, 1)


def test_members__votes_without_ballots_and_other_votes_count_for_nobody() -> None:
    assert table([{}]).is_empty()
    casts: list[dict[int, str | None]] = [FOUR_FOR, FOUR_FOR]
    cast = ballots(casts)
    held = votes(2, cast)
    found = members(mark_ballots(cast, held), held.head(1))
    assert found["ballots"].to_list() == [1, 1, 1, 1]


def test_members__the_last_party_of_who_changed() -> None:
    rows = ballots([FOUR_FOR, FOUR_FOR]).with_columns(
        party=pl.when(pl.col("vote_id") == 2, pl.col("member_id") == 1)
        .then(pl.lit("XB"))
        .otherwise("party")
    )
    held = votes(2, rows)
    assert row(members(mark_ballots(rows, held), held))["party"] == "XB"


def test_by_session__each_session_has_its_own_figures() -> None:
    cast = ballots([FOUR_FOR, {**FOUR_FOR, 1: "against"}, {**FOUR_FOR, 1: "absent"}])
    codes = ["20251", "20251", "20261"]
    held = votes(3, cast, session=codes)
    session = pl.col("vote_id").replace_strict([1, 2, 3], codes)
    mine = mark_ballots(cast, held).filter(pl.col("member_id") == 1).with_columns(session=session)
    found = by_session(mine, held)
    kept = ["session", "member_id", "ballots", "cast", "loyalty", "deviations"]
    assert found.select(kept).rows() == [
        ("20251", 1, 2, 2, 0.5, 1),
        ("20261", 1, 1, 0, None, 0),
    ]


@PROPERTY
@given(chambers)
def test_by_session__one_session_is_what_members_gives(
    casts: list[dict[int, str | None]],
) -> None:
    cast = ballots(casts)
    held = votes(len(casts), cast)
    marked = mark_ballots(cast, held)
    for member in marked["member_id"].unique():
        alone = by_session(marked.filter(pl.col("member_id") == member), held)
        whole = members(marked, held).filter(pl.col("member_id") == member)
        assert alone.drop("session").equals(whole)


@PROPERTY
@given(chambers, st.randoms(use_true_random=False))
def test_members__shares_are_bounded_and_counts_add_up(
    casts: list[dict[int, str | None]], random: Any
) -> None:
    cast = ballots(casts)
    held = votes(len(casts), cast)
    marked = mark_ballots(cast, held)
    found = members(marked, held)
    for share in ("attendance", "loyalty", "won_share"):
        assert found[share].drop_nulls().is_between(0, 1).all()
    assert (found["for"] + found["against"] + found["neither"] == found["cast"]).all()
    assert (found["with_line"] + found["deviations"] == found["line_votes"]).all()
    assert found["ballots"].sum() == cast.height
    shuffled = marked[random.sample(range(marked.height), marked.height)]
    assert members(shuffled, held).equals(found)


@PROPERTY
@given(chambers)
def test_members__one_more_absence_changes_attendance_alone(
    casts: list[dict[int, str | None]],
) -> None:
    more: list[dict[int, str | None]] = [*casts, dict.fromkeys(PARTIES, "absent")]
    before, after = table(casts), table(more)
    after = after.join(before.select("member_id"), on="member_id", how="semi")
    counted = ["attendance", "absent", "ballots", "last"]
    assert after.drop(counted).equals(before.drop(counted))
    assert (after["absent"] == before["absent"] + 1).all()
