"""Meetings as a table, their filters, what is coming, and agendas in their order."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.meetings import (
    MeetingFilters,
    agenda_table,
    coming_meetings,
    coming_steps,
    meetings_by_day,
    meetings_table,
    months_of,
)

NAMES = {
    "Mødetype": pl.DataFrame(
        {"id": [1, 7, 9], "type": ["Møde i salen", "Udvalgsmøde", "Noget nyt"]}
    ),
    "Mødestatus": pl.DataFrame(
        {"id": [2, 8, 5, 6], "status": ["Afholdt", "Aflyst", "Udsat", "Under forberedelse"]}
    ),
}
ROW = {
    "titel": "Møde", "lokale": None, "nummer": None, "dagsordenurl": None, "dato": None,
    "statusid": 2, "typeid": 1, "periodeid": 1, "opdateringsdato": datetime(2026, 1, 1),
}  # fmt: skip
SCHEMA = {
    "id": pl.Int32, "titel": pl.String, "lokale": pl.String, "nummer": pl.String,
    "dagsordenurl": pl.String, "dato": pl.Datetime("ms"), "statusid": pl.Int32, "typeid": pl.Int32,
    "periodeid": pl.Int32, "opdateringsdato": pl.Datetime("ms"),
}  # fmt: skip
LINKS = pl.DataFrame({"mødeid": [2, 2, 2], "aktørid": [20, 21, 5]})
ACTORS = pl.DataFrame(
    {"id": [20, 21, 5], "typeid": [3, 3, 5], "gruppenavnkort": ["FIU", "", None],
     "navn": ["Finansudvalget", "Skatteudvalget", "En Person"]}
)  # fmt: skip


def table(*rows: dict[str, Any]) -> pl.DataFrame:
    meetings = pl.DataFrame(
        [{**ROW, "id": number, **row} for number, row in enumerate(rows, start=1)], schema=SCHEMA
    )
    return meetings_table("20261", meetings, LINKS, ACTORS, NAMES)


def test_table__names_count_and_not_numbers_and_midnight_is_no_time() -> None:
    found = table(
        {"dato": datetime(2026, 11, 24, 13, 30)},
        {"dato": datetime(2026, 11, 24), "typeid": 7, "statusid": 8},
        {"typeid": 9, "statusid": None},
    )
    kinds = found.select("meeting_id", "type_code", "status_code", "time", "committee").rows()
    assert kinds == [
        (1, "chamber", "held", "13:30", None),
        (2, "committee", "cancelled", None, "FIU; Skatteudvalget"),
        (3, "unknown", "unknown", None, None),
    ]
    assert found["date"][-1] is None  # without a date last


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://www.ft.dk/dagsorden.htm", True),
        ("http://www.ft.dk/dagsorden.htm", False),
        ("javascript:alert(1)", False),
        ("https://ft.dk.example.org/", False),
        (None, False),
    ],
)
def test_table__only_addresses_at_parliament_become_links(url: str | None, kept: bool) -> None:
    assert (table({"dagsordenurl": url})["agenda_url"][0] == url) == kept or url is None


def test_filters__each_and_together() -> None:
    rows = table(
        {"dato": datetime(2026, 11, 3, 13), "titel": "Åbning"},
        {"dato": datetime(2026, 11, 4), "typeid": 7, "lokale": "2-080"},
        {"typeid": 7, "titel": "Uden dag"},
    )

    def ids(**chosen: Any) -> list[int]:
        return MeetingFilters(**chosen).apply(rows)["meeting_id"].to_list()

    assert ids() == [1, 2, 3]
    assert ids(text="aabning") == ids(types=("chamber",)) == [1]
    assert ids(text="fiu 2-080") == ids(committees=("FIU",)) == [2]
    assert ids(committees=("Skatteudvalget", "XX")) == [2]
    assert ids(start=date(2026, 11, 4)) == ids(end=date(2026, 11, 4), types=("committee",)) == [2]
    assert ids(statuses=("cancelled",)) == ids(text="[a-z]+(") == ids(text="x" * 9999) == []


def test_coming__today_until_its_hour_is_over_and_nothing_that_is_off() -> None:
    planned = {"statusid": 6}
    rows = table(
        {"dato": datetime(2026, 11, 23, 9), **planned},
        {"dato": datetime(2026, 11, 23, 14), **planned},
        {"dato": datetime(2026, 11, 23), **planned},
        {"dato": datetime(2026, 11, 24)},  # held, says Parliament
        {"dato": datetime(2026, 11, 25), "statusid": 8},
        {"dato": datetime(2026, 11, 26), "statusid": 5},
        {"dato": datetime(2026, 11, 27), "statusid": None},
        planned,
    )
    coming = coming_meetings(rows, datetime(2026, 11, 23, 14, 30))
    assert coming["meeting_id"].to_list() == [2, 3, 7]


def test_coming_steps__from_today_on_with_their_cases() -> None:
    days = [date(2026, 11, 22), date(2026, 11, 23), date(2026, 12, 1), date(2026, 12, 1), None]
    steps = pl.DataFrame(
        {"step_id": [1, 2, 3, 4, 5], "case_id": [7, 7, 8, 9, 7], "date": days,
         "title": ["a", None, "c", "d", "e"], "type": ["A", "B", "C", "D", "E"],
         "status": ["Afholdt", None, "På dagsorden", "Aflyst", None]}
    )  # fmt: skip
    cases = pl.DataFrame({"case_id": [7, 8], "number": ["L 1", "B 2"], "short_title": ["x", "y"]})
    found = coming_steps(steps, cases, date(2026, 11, 23))
    assert found.select("step_id", "step", "case_number").rows() == [
        (2, "B", "L 1"),
        (3, "c", "B 2"),
    ]


def test_by_day__leaves_out_what_was_called_off() -> None:
    rows = table(
        {"dato": datetime(2026, 11, 3, 13)},
        {"dato": datetime(2026, 11, 3), "typeid": 7},
        {"dato": datetime(2026, 11, 3), "typeid": 9},
        {"dato": datetime(2026, 12, 3), "statusid": 8},
        {},
    )
    days = meetings_by_day(rows)
    assert days.rows() == [(date(2026, 11, 3), 3, 1, 1, 1)]
    assert months_of(days) == [date(2026, 11, 1)]


def points(*rows: tuple[int, str | None, int | None]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"id": i, "nummer": number, "superid": above, "titel": f"t{i}", "kommentar": None,
             "sagstrinid": i * 10}
            for i, number, above in rows
        ],
        schema={"id": pl.Int32, "nummer": pl.String, "superid": pl.Int32, "titel": pl.String,
                "kommentar": pl.String, "sagstrinid": pl.Int32},
    )  # fmt: skip


NO_CASES = pl.DataFrame(
    schema={"point_id": pl.Int32, "case_id": pl.Int32, "case_number": pl.String,
            "case_title": pl.String}
)  # fmt: skip
NO_VOTES = pl.DataFrame(
    schema={"vote_id": pl.Int32, "number": pl.Int32, "adopted": pl.Boolean, "step_id": pl.Int32}
)


def order(agenda: pl.DataFrame) -> list[tuple[int, int]]:
    return agenda.select("point_id", "level").rows()


def test_agenda__numbers_are_numbers_and_headings_hold_their_items() -> None:
    agenda = agenda_table(
        points((1, "10", None), (2, "2", None), (3, "2b", None), (4, "2a", None), (5, "", None),
               (6, "12", 2), (7, "3", 2), (8, "1", 999)),
        NO_CASES,
        NO_VOTES,
    )  # fmt: skip
    assert order(agenda) == [(5, 0), (8, 0), (2, 0), (7, 1), (6, 1), (4, 0), (3, 0), (1, 0)]


def test_agenda__what_is_below_itself_is_told_all_the_same() -> None:
    agenda = agenda_table(points((1, "1", 2), (2, "2", 1), (3, "3", 3)), NO_CASES, NO_VOTES)
    assert sorted(agenda["point_id"]) == [1, 2, 3]


def test_agenda__cases_and_votes_stand_with_their_item() -> None:
    cases = pl.DataFrame(
        {"point_id": [1, 1, 1], "case_id": [7, 8, 7], "case_number": ["L 1", "L 2", "L 1"],
         "case_title": ["x", "y", "x"]}, schema=NO_CASES.schema,
    )  # fmt: skip
    votes = pl.DataFrame(
        {"vote_id": [2, 1, 3], "number": [12, 9, 13], "adopted": [True, False, True],
         "step_id": [10, 10, None]}, schema=NO_VOTES.schema,
    )  # fmt: skip
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
