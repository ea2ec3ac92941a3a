"""What statuses mean, and which steps are readings."""

from __future__ import annotations

from datetime import date
from typing import get_args

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parliament.cases.process import (
    Outcome,
    is_government,
    outcome_of,
    outcomes,
    reading_in_status,
    with_readings,
)
from core.standin.demo import build_demo

TODAY = date(2026, 3, 2)


def test_outcome_of__every_status_that_the_api_is_known_to_have_is_placed():
    statuses = build_demo("small")["Sagsstatus"]["status"].to_list()
    assert len(statuses) == 68
    assert [status for status in statuses if outcome_of(status) == "unknown"] == []


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("Stadfæstet", "adopted"),
        ("3.beh./Vedtaget", "adopted"),
        ("3. beh./Vedtaget", "adopted"),
        ("2. beh/Vedtaget", "adopted"),
        ("2. BEH. / VEDTAGET", "adopted"),
        ("3. beh./Forkastet", "rejected"),
        ("Tilbagetaget", "withdrawn"),
        ("Delt", "split"),
        ("2. beh./Bortfaldet", "lapsed"),
        ("1. beh./Henvist til udvalg", "under_way"),
        ("Besvaret, endeligt", "concluded"),
        ("Besvaret, foreløbigt", "under_way"),
        ("Ny status", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_outcome_of__spellings(status: str | None, expected: str):
    assert outcome_of(status) == expected


@given(st.lists(st.none() | st.text(max_size=20)))
def test_outcomes__are_those_of_each_and_never_guessed(statuses: list[str | None]):
    column = pl.Series("status", statuses, dtype=pl.String)
    found = outcomes(column).to_list()
    assert found == [outcome_of(status) for status in statuses]
    assert set(found) <= set(get_args(Outcome))


def steps(*rows: tuple[str | None, str | None, date | None, str | None]) -> pl.DataFrame:
    schema = {"type": pl.String, "title": pl.String, "date": pl.Date, "status": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        pl.int_range(pl.len(), dtype=pl.Int32).alias("step_id"),
        pl.lit(1, pl.Int32).alias("case_id"),
    )


@pytest.mark.parametrize(
    ("kind", "title", "reading"),
    [
        ("1. behandling", "", 1),
        ("1. behandling.", "", 1),
        ("2. behandling", "", 2),
        ("1. (eneste) behandling", "", 1),
        ("Eneste behandling", "", 1),
        ("3. behandling", "", 3),
        (None, "Eventuelt: 3. behandling", 3),
        (None, "2. (sidste) behandling", 2),
        ("Lovforslaget optrykt efter 2. behandling", "x", None),
        ("Betænkning", "", None),
        (None, None, None),
    ],
)
def test_with_readings__a_reading_is_known_by_name(kind, title, reading):
    found = with_readings(steps((kind, title, TODAY, None)), TODAY)
    assert found["reading"].to_list() == [reading]


@pytest.mark.parametrize(
    ("day", "status", "held"),
    [
        (date(2026, 3, 2), "Behandlet", True),
        (date(2026, 3, 3), "Behandlet", False),
        (date(2026, 3, 1), "Aflyst", False),
        (date(2026, 3, 1), "På dagsorden", False),
        (None, "Behandlet", False),
        (date(2026, 3, 1), None, True),
    ],
)
def test_with_readings__what_lies_ahead_or_was_called_off_was_not_held(day, status, held):
    found = with_readings(steps(("1. behandling", "", day, status)), TODAY)
    assert found["held"].to_list() == [held]


ANNOUNCED = ("1. behandling", "", date(2026, 2, 1), "På dagsorden")


@pytest.mark.parametrize(
    ("others", "status", "held"),
    [
        ([], None, False),
        ([], "1. beh./Henvist til udvalg", True),
        ([], "2. beh./Forkastet", True),
        ([], "Stadfæstet", True),
        ([], "Forkastet", True),
        ([], "Bortfaldet", False),
        ([], "Fremsat", False),
        ([("2. behandling", "", date(2026, 2, 20), "Behandlet")], None, True),
        ([("2. behandling", "", date(2026, 2, 20), "På dagsorden")], None, False),
        ([("2. behandling", "", date(2026, 1, 20), "Behandlet")], None, False),  # lies before
        ([("2. behandling", "", date(2026, 4, 1), "Behandlet")], None, False),  # lies ahead
        ([("Betænkning", "", date(2026, 2, 20), "Betænkning afgivet")], None, True),
        ([("Frist for svar", "", date(2026, 2, 20), None)], None, False),
        ([("Lovforslag som vedtaget", "", date(2026, 2, 20), "Endelig")], None, True),
        # it was put off, and held another day
        ([("1. behandling", "", date(2026, 2, 9), "Behandlet")], "Stadfæstet", False),
    ],
)
def test_with_readings__long_past_and_still_announced(others, status, held):
    cases = pl.DataFrame(
        {"case_id": [1], "status": [status]}, schema={"case_id": pl.Int32, "status": pl.String}
    )
    found = with_readings(steps(ANNOUNCED, *others), TODAY, cases)
    assert found["held"][0] is held
    coming = ("1. behandling", "", date(2026, 4, 1), "På dagsorden")
    assert not with_readings(steps(coming, *others), TODAY, cases)["held"][0]


def test_with_readings__a_later_reading_shows_the_earlier_ones_without_a_status():
    found = with_readings(
        steps(
            ANNOUNCED,
            ("2. behandling", "", date(2026, 2, 9), "På dagsorden"),
            ("3. behandling", "", date(2026, 2, 20), "Behandlet/Vedtaget"),
        ),
        TODAY,
    )
    assert found["held"].to_list() == [True, True, True]


def test_with_readings__begins_with_the_proposal():
    kinds = ["Fremsættelse", "Anmeldelse", "Spørgsmål stillet", "Lovforslag som fremsat", None]
    found = with_readings(steps(*((kind, None, TODAY, None) for kind in kinds)), TODAY)
    assert found["begins"].to_list() == [True, True, True, False, False]


def test_reading_in_status__and_whose_proposal():
    frame = pl.DataFrame(
        {
            "s": ["3. beh./Forkastet", "2. beh/Vedtaget", "Delt", None],
            "c": ["B1 - Regeringsforslag", "B1 - Privat forslag", "FT", None],
        }
    )
    found = frame.select(reading_in_status(pl.col("s")), is_government(pl.col("c")).alias("c"))
    assert found["s"].to_list() == [3, 2, None, None]
    assert found["c"].to_list() == [True, False, None, None]
