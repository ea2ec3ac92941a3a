"""Agendas in their order: by number, with the letters below the items that they continue."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.calendar.agenda import agenda_table, agendas_table


def points(*rows: tuple[int, str | None, int | None]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "id": i,
                "nummer": number,
                "superid": above,
                "titel": f"t{i}",
                "kommentar": None,
                "sagstrinid": i * 10,
            }
            for i, number, above in rows
        ],
        schema={
            "id": pl.Int32,
            "nummer": pl.String,
            "superid": pl.Int32,
            "titel": pl.String,
            "kommentar": pl.String,
            "sagstrinid": pl.Int32,
        },
    )


NO_CASES = pl.DataFrame(
    schema={
        "point_id": pl.Int32,
        "case_id": pl.Int32,
        "case_number": pl.String,
        "case_title": pl.String,
    }
)
NO_VOTES = pl.DataFrame(
    schema={"vote_id": pl.Int32, "number": pl.Int32, "adopted": pl.Boolean, "step_id": pl.Int32}
)


def order(agenda: pl.DataFrame) -> list[tuple[int, int]]:
    return agenda.select("point_id", "level").rows()


def test_agenda__numbers_are_numbers_and_headings_hold_their_items() -> None:
    agenda = agenda_table(
        points(
            (1, "10", None),
            (2, "2", None),
            (3, "2b", None),
            (4, "2a", None),
            (5, "", None),
            (6, "12", 2),
            (7, "3", 2),
            (8, "1", 999),
        ),
        NO_CASES,
        NO_VOTES,
    )
    assert order(agenda) == [(8, 0), (2, 0), (7, 1), (6, 1), (4, 0), (5, 0), (3, 0), (1, 0)]


def test_agenda__what_is_below_itself_is_told_all_the_same() -> None:
    agenda = agenda_table(points((1, "1", 2), (2, "2", 1), (3, "3", 3)), NO_CASES, NO_VOTES)
    assert sorted(agenda["point_id"]) == [1, 2, 3]


def test_agenda__cases_and_votes_stand_with_their_item() -> None:
    cases = pl.DataFrame(
        {
            "point_id": [1, 1, 1],
            "case_id": [7, 8, 7],
            "case_number": ["L 1", "L 2", "L 1"],
            "case_title": ["x", "y", "x"],
        },
        schema=NO_CASES.schema,
    )
    votes = pl.DataFrame(
        {
            "vote_id": [2, 1, 3],
            "number": [12, 9, 13],
            "adopted": [True, False, True],
            "step_id": [10, 10, None],
        },
        schema=NO_VOTES.schema,
    )
    first, second = agenda_table(points((1, "1", None), (2, "2", None)), cases, votes).to_dicts()
    assert [case["case_id"] for case in first["cases"]] == [7, 8]
    assert [vote["number"] for vote in first["votes"]] == [9, 12]
    assert second["cases"] == second["votes"] == []


@given(
    st.lists(st.tuples(st.text(max_size=4), st.one_of(st.none(), st.integers(0, 12))), max_size=12)
)
def test_agenda__every_item_is_told_once(rows: list[tuple[str, int | None]]) -> None:
    given_points = points(*((i, number, above) for i, (number, above) in enumerate(rows)))
    agenda = agenda_table(given_points, NO_CASES, NO_VOTES)
    assert sorted(agenda["point_id"]) == list(range(len(rows)))


def marks(*numbers: str) -> str:
    """An agenda whose items have these numbers in the order of ids, as it is told."""
    rows = points(*((place, number, None) for place, number in enumerate(numbers, 1)))
    agenda = agenda_table(rows, NO_CASES, NO_VOTES)
    told = ["-" * level + (number or "_") for number, level in agenda["number", "level"].rows()]
    unplaced = agenda.filter(~pl.col("placed")).height
    return " ".join(
        [*told[: len(told) - unplaced], *(["!"] if unplaced else []), *told[len(told) - unplaced :]]
    )


@pytest.mark.parametrize(
    ("by_id", "told"),
    [
        ("1 a b 2 3 a", "1 -a -b 2 3 -a"),
        ("2 a b 3 4 1", "1 2 -a -b 3 4"),  # an item that was added late
        ("1 2 a b 5 c 3 4", "1 2 -a -b -c 3 4 5"),  # a letter that was
        ("1 c 2 a b 3", "1 2 -a -b -c 3"),
        ("2 a c 3 b", "2 -a -b -c 3"),  # the later letter waits for the earlier one
        ("1 a b 2 NB 3 *", "1 -a -b 2 -NB 3 -*"),
        ("2 a NB b 1", "1 2 -a -b -NB"),
        ("1 a c 2", "1 -a 2 ! c"),  # b is missing: nobody knows whose c it is
        ("1 2 a b 3 a b 4 c", "1 2 -a -b 3 -a -b 4 ! c"),  # c continues two of them
        ("a 1 2", "1 2 ! a"),
        ("a 1", "1 -a"),  # there is but one that it can belong to
        ("NB 1", "1 ! NB"),
        ("1 2 1 a 2 b", "1 2 1 -a 2 -b"),  # numbers occur twice, so the ids are the order
        ("a b", "a b"),  # nothing is numbered
        ("10 9 a 1", "1 9 -a 10"),
        ("1. a) B. 2", "1. -a) -B. 2"),
        ("1 _ a 2 _", "1 -a _ 2 _"),
        ("_ 1", "_ 1"),
    ],
)
def test_agenda__order(by_id: str, told: str) -> None:
    assert marks(*("" if mark == "_" else mark for mark in by_id.split())) == told


@pytest.mark.parametrize(("by_id", "by_number"), [("1 2 a", True), ("2 1 2", False)])
def test_agenda__tells_whether_the_numbers_are_the_order(by_id: str, by_number: bool) -> None:
    rows = points(*((place, number, None) for place, number in enumerate(by_id.split())))
    assert set(agenda_table(rows, NO_CASES, NO_VOTES)["by_number"]) == {by_number}


MARKS = st.sampled_from(["1", "2", "3", "4", "10", "a", "b", "c", "d", "NB", "*", "", None])


@given(st.lists(MARKS, max_size=14), st.randoms(use_true_random=False))
def test_agenda__properties(numbers: list[str | None], random: object) -> None:
    rows = points(*((place, number, None) for place, number in enumerate(numbers)))
    agenda = agenda_table(rows, NO_CASES, NO_VOTES)
    shuffled = rows.sample(fraction=1, shuffle=True, seed=random.randrange(99))  # type: ignore[attr-defined]
    assert agenda_table(shuffled, NO_CASES, NO_VOTES).equals(agenda)  # the rows' order is nothing
    assert sorted(agenda["point_id"]) == list(range(len(numbers)))  # nothing is lost
    numbered = [int(number) for number in agenda["number"] if (number or "").isdigit()]
    if agenda["by_number"].any():
        assert numbered == sorted(set(numbered))
        assert agenda["placed"].is_sorted(descending=True)
        letters = ""
        for number, level in agenda["number", "level"].rows():
            letters = letters if level else ""
            if level and number in "abcd":
                letters += number
                assert "abcd".startswith(letters)  # unbroken below every item
    else:
        assert agenda["point_id"].is_sorted()
        assert agenda["placed"].all()


def test_agendas__those_of_each_meeting_as_if_alone() -> None:
    one, other = points((1, "2", None), (2, "1", None)), points((3, "1", None), (4, "a", None))
    day = pl.lit("2026-11-21T09:00:00").str.to_datetime(time_unit="ms").alias("opdateringsdato")
    both = pl.concat(
        rows.with_columns(pl.lit(number, pl.Int32).alias("mødeid"), day)
        for number, rows in ((8, one), (9, other))
    )
    found = agendas_table(both)
    for number, rows in ((8, one), (9, other)):
        told = found.filter(pl.col("meeting_id") == number)
        alone = agenda_table(rows, NO_CASES, NO_VOTES)
        assert told["point_id"].to_list() == alone["point_id"].to_list()
        assert told["level"].to_list() == alone["level"].to_list()
    assert agendas_table(both.clear()).schema == found.schema
