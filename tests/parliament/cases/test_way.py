"""The stages of a case and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from core.parliament.cases.one_case import CaseFile
from core.parliament.cases.process import with_readings
from core.parliament.cases.tables import NO_STEPS
from core.parliament.cases.way import coming_steps, ending, stages

TODAY = date(2026, 3, 2)
Step = tuple[str, date, str]


def steps(*rows: Step) -> pl.DataFrame:
    frame = pl.DataFrame(
        [
            {"step_id": n, "case_id": 1, "date": day, "title": name, "type": name, "status": status}
            for n, (name, day, status) in enumerate(rows)
        ],
        schema_overrides={"step_id": pl.Int32, "case_id": pl.Int32},
    )
    return with_readings(pl.concat([NO_STEPS, frame], how="diagonal"), TODAY)


def vote(adopted: bool, day: date, kind: str = "final") -> dict[str, Any]:
    return {
        "vote_id": 9, "step_id": 3, "number": 4, "date": day, "type_code": kind,
        "adopted": adopted, "official_for": 60, "official_against": 48,
    }  # fmt: skip


VOTES = {"vote_id": pl.Int32, "date": pl.Date, "type_code": pl.String, "adopted": pl.Boolean}


def case_file(
    of_case: pl.DataFrame,
    *votes: dict[str, Any],
    shared: pl.DataFrame | None = None,
    **case: Any,
) -> CaseFile:
    nothing = pl.DataFrame()
    return CaseFile(
        case={"type_code": "bill", "outcome": "under_way", "law_number": None, "law_date": None}
        | case,
        period=None,
        steps=of_case,
        shared_steps=steps() if shared is None else shared,
        votes=pl.DataFrame(list(votes)) if votes else pl.DataFrame(schema=VOTES),
        roles=nothing,
        keywords=[],
        documents=nothing,
        related=nothing,
        links={},
    )


READ = (
    ("Fremsættelse", date(2026, 1, 12), "Fremsat"),
    ("1. behandling", date(2026, 1, 20), "Behandlet/Henvist til udvalg"),
    ("2. behandling", date(2026, 2, 10), "Behandlet/Direkte til 3. beh."),
    ("3. behandling", date(2026, 2, 13), "Behandlet/Vedtaget"),
)


def test_stages__of_an_act_with_the_days_between() -> None:
    file = case_file(steps(*READ), outcome="adopted", law_number="210", law_date=date(2026, 2, 24))
    assert [(each.name, each.state, each.days) for each in stages(file, TODAY)] == [
        ("proposed", "held", None),
        ("first", "held", 8),
        ("second", "held", 21),
        ("third", "held", 3),
        ("law", "held", 11),
    ]


def test_stages__what_is_to_come_has_its_day_or_none() -> None:
    coming = ("2. behandling", date(2026, 3, 9), "På dagsorden")
    found = stages(case_file(steps(*READ[:2], coming)), TODAY)
    assert [(each.name, each.state, each.day) for each in found[2:]] == [
        ("second", "ahead", date(2026, 3, 9)),
        ("third", "open", None),
    ]
    ahead = coming_steps(case_file(steps(*READ[:2], coming)), TODAY)
    assert ahead["title"].to_list() == ["2. behandling"]


def test_stages__a_case_that_lapsed_has_those_that_it_reached() -> None:
    found = stages(case_file(steps(*READ[:2]), outcome="lapsed"), TODAY)
    assert [each.name for each in found] == ["proposed", "first"]


def test_stages__a_part_has_those_that_it_shares() -> None:
    file = case_file(steps(*READ[2:]), shared=steps(*READ[:2]), outcome="adopted")
    found = stages(file, TODAY)
    assert [(each.name, each.shared, each.days) for each in found] == [
        ("proposed", True, None),
        ("first", True, 8),
        ("second", False, 21),
        ("third", False, 3),
    ]
    assert ending(file).days == 32


def test_stages__a_resolution_that_is_read_once_and_other_cases() -> None:
    once = steps(READ[0], ("Eneste behandling", date(2026, 2, 1), "Behandlet/Vedtaget"))
    file = case_file(once, type_code="resolution", outcome="adopted")
    assert [each.name for each in stages(file, TODAY)] == ["proposed", "only"]
    assert ending(file).reading == "only"
    assert stages(case_file(steps(*READ), type_code="interpellation"), TODAY) == []
    assert stages(case_file(steps()), TODAY) == []


@pytest.mark.parametrize(("outcome", "adopted"), [("adopted", True), ("rejected", False)])
def test_ending__tells_the_reading_the_vote_and_the_days(outcome: str, adopted: bool) -> None:
    day = date(2026, 2, 13)
    amended = vote(not adopted, day, "amendment")
    end = ending(case_file(steps(*READ), amended, vote(adopted, day), outcome=outcome))
    assert (end.reading, end.day, end.days) == ("third", day, 32)
    assert end.vote is not None
    assert end.vote["official_for"] == 60


def test_ending__says_nothing_that_is_unknown() -> None:
    end = ending(case_file(steps(), outcome="adopted"))
    assert (end.reading, end.day, end.vote, end.days) == (None, None, None, None)
    # A vote that ended otherwise than the case did is not what decided it.
    odd = ending(case_file(steps(*READ), vote(False, date(2026, 2, 13)), outcome="adopted"))
    assert odd.vote is None
    assert ending(case_file(steps(*READ), outcome="withdrawn")).day is None
