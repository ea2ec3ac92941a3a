"""Finding questions, and the time that answers take."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.questions import (
    FACETS,
    answer_days,
    answer_figures,
    by_lateness,
    by_month,
)
from core.parliament.questions.questions import SCHEMA, STATUSES

ASKED = date(2026, 1, 5)


def question(number: int = 1, days: int | None = None, **values: Any) -> dict[str, Any]:
    known = {
        "question_id": number,
        "kind": "s20",
        "period": "20251",
        "asked": ASKED,
        "status": "open" if days is None else "answered",
        "days": days,
        "search": f"s {number}",
        "number_key": f"s{number}",
    }
    return dict.fromkeys(SCHEMA) | known | values


def table(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), SCHEMA)


ROWS = table(
    question(1, 4, minister="a; b", asker="Bo", asker_party="S"),
    question(2, 10, minister="a", asker="Bo; Åse", asker_party="S V", late=True),
    question(3, minister="a", status="overdue"),
    question(4, status="answered", asked=date(2026, 3, 1)),
)


def test_figures__over_all() -> None:
    row = answer_figures(ROWS).row(0, named=True)
    assert (row["questions"], row["answered"], row["overdue"], row["open"]) == (4, 3, 1, 0)
    assert (row["n"], row["undated"], row["late"]) == (2, 1, 1)
    assert (row["median"], row["p10"], row["p90"]) == pytest.approx((7.0, 4.6, 9.4))
    assert (row["n_preliminary"], row["median_preliminary"]) == (0, None)


def test_figures__by_minister_with_those_without_one_last() -> None:
    figures = answer_figures(ROWS, "minister")
    assert figures["minister"].to_list() == ["a", "b", None]
    assert figures["questions"].to_list() == [3, 1, 1]
    assert figures["median"].to_list() == [7.0, 4.0, None]
    assert figures["undated"].to_list() == [0, 0, 1]


def test_lateness__shares_of_few_answers_come_after_all_others() -> None:
    def answers(minister: str, late: int, n: int) -> list[dict[str, Any]]:
        return [question(i, 9, minister=minister, late=i < late) for i in range(n)]

    rows = table(
        *answers("few, none late", 0, 19),
        *answers("few", 19, 19),
        *answers("often", 10, 20),
        *answers("seldom", 11, 40),
        *[question(i, 9, minister="unknown") for i in range(30)],
        question(1, status="overdue", minister="unanswered", late=True),
    )
    late = by_lateness(rows)
    assert late["minister"].to_list() == ["often", "seldom", "few", "few, none late"]
    assert late.select("late", "n_late").row(0) == (10, 20)


def test_figures__nothing_is_unknown_and_not_zero_days() -> None:
    row = answer_figures(table()).row(0, named=True)
    assert (row["questions"], row["n"], row["median"]) == (0, 0, None)
    for facet in FACETS:
        assert answer_figures(table(), facet).is_empty()


def test_months__without_questions_have_zeros() -> None:
    months = by_month(ROWS)
    assert months["month"].to_list() == [date(2026, month, 1) for month in (1, 2, 3)]
    assert months["n"].to_list() == [3, 0, 1]
    assert months["overdue"].to_list() == [1, 0, 0]
    assert by_month(table(question(asked=None))).is_empty()


def test_days__bins_have_no_gap_and_the_last_holds_the_rest() -> None:
    rows = table(question(1, 0), question(2, 15), question(3, 900), question(4, days_preliminary=8))
    days = answer_days(rows, 7, 4)
    assert days["start"].to_list() == [0, 7, 14, 21]
    assert days["final"].to_list() == [1, 0, 1, 1]
    assert days["preliminary"].to_list() == [0, 1, 0, 0]
    assert answer_days(table(question()), 7, 4).is_empty()


ANSWERS = st.lists(st.none() | st.integers(0, 400), max_size=40)


@given(ANSWERS)
def test_figures__hold_together(days: list[int | None]) -> None:
    rows = table(*(question(place, value) for place, value in enumerate(days)))
    row = answer_figures(rows).row(0, named=True)
    known = [value for value in days if value is not None]
    assert row["questions"] == len(days) == sum(row[status] for status in STATUSES)
    assert row["n"] == len(known) == row["answered"]
    if known:
        assert min(known) <= row["p10"] <= row["median"] <= row["p90"] <= max(known)
    bins = answer_days(rows, 7, 10)
    assert sum(bins["final"].to_list() if bins.height else []) == len(known)
    assert bins.height <= 10


@given(st.lists(st.none() | st.integers(0, 900), max_size=30))
def test_months__count_every_dated_question_once(offsets: list[int | None]) -> None:
    rows = table(
        *(
            question(place, asked=None if days is None else ASKED + timedelta(days))
            for place, days in enumerate(offsets)
        )
    )
    months = by_month(rows)
    assert months["n"].sum() == sum(days is not None for days in offsets)
    assert months["n"].sum() == sum(months[status].sum() for status in STATUSES)
