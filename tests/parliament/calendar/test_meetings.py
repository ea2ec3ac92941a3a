"""Meetings as a table, their filters, and what is coming."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from core.filters.engine import Chosen, between
from core.filters.meetings import MEETINGS
from core.parliament.calendar.meetings import (
    Meetings,
    coming_meetings,
    coming_steps,
    meetings_by_day,
    meetings_table,
    months_of,
)
from core.parliament.calendar.periods import Period

NAMES = {
    "Mødetype": pl.DataFrame(
        {"id": [1, 7, 9], "type": ["Møde i salen", "Udvalgsmøde", "Noget nyt"]}
    ),
    "Mødestatus": pl.DataFrame(
        {"id": [2, 8, 5, 6], "status": ["Afholdt", "Aflyst", "Udsat", "Under forberedelse"]}
    ),
}
ROW = {
    "titel": "Møde",
    "lokale": None,
    "nummer": None,
    "dagsordenurl": None,
    "dato": None,
    "statusid": 2,
    "typeid": 1,
    "periodeid": 1,
    "opdateringsdato": datetime(2026, 1, 1),
}
SCHEMA = {
    "id": pl.Int32,
    "titel": pl.String,
    "lokale": pl.String,
    "nummer": pl.String,
    "dagsordenurl": pl.String,
    "dato": pl.Datetime("ms"),
    "statusid": pl.Int32,
    "typeid": pl.Int32,
    "periodeid": pl.Int32,
    "opdateringsdato": pl.Datetime("ms"),
}
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

    period = Period("20261", 1, "2026-27", datetime(2026, 10, 6), datetime(2027, 10, 5))
    meetings = Meetings(period, rows, pl.DataFrame(), pl.DataFrame())

    def ids(days: Chosen | None = None, **chosen: list[str]) -> list[int]:
        both = Chosen.of(chosen) | (days or Chosen())
        return MEETINGS.apply(meetings, both)["meeting_id"].to_list()

    day = date(2026, 11, 4)
    assert ids() == [1, 2, 3]
    assert ids(q=["aabning"]) == ids(type=["chamber"]) == [1]
    assert ids(q=["fiu 2-080"]) == ids(committee=["FIU"]) == [2]
    assert ids(committee=["Skatteudvalget", "XX"]) == [2]
    assert ids(between(day, None)) == ids(between(None, day), type=["committee"]) == [2]
    assert ids(state=["cancelled"]) == ids(q=["[a-z]+("]) == ids(q=["x" * 9999]) == []


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
        {
            "step_id": [1, 2, 3, 4, 5],
            "case_id": [7, 7, 8, 9, 7],
            "date": days,
            "title": ["a", None, "c", "d", "e"],
            "type": ["A", "B", "C", "D", "E"],
            "status": ["Afholdt", None, "På dagsorden", "Aflyst", None],
        }
    )
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
