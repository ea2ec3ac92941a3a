"""Finding questions, and the numbers beside the choices."""

from __future__ import annotations

from datetime import date

import pytest

from core.filters.engine import Chosen, Found, between
from core.filters.questions import QUESTIONS
from tests.analysis.test_questions import ROWS


def find(chosen: dict[str, list[str]], days: Chosen | None = None) -> Found:
    return QUESTIONS.find(ROWS, Chosen.of(chosen) | (days or Chosen()))


def test_find__facets_go_together_and_counts_leave_their_own_out() -> None:
    found = find({"minister": ["a"], "party": ["S"]})
    assert found.rows["question_id"].to_list() == [1, 2]
    assert found.counts["minister"] == {"a": 2, "b": 1}
    assert found.counts["party"] == {"S": 2, "V": 1}
    assert found.counts["state"] == {"answered": 2}
    assert found.counts["committee"] == {}


def test_find__values_of_a_facet_are_alternatives() -> None:
    found = find({"asker": ["Åse"], "state": []})
    assert found.rows["question_id"].to_list() == [2]
    assert find({"state": ["overdue", "answered"]}).rows.height == 4


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        ("S 3", None, None, [3]),
        ("", date(2026, 2, 1), None, [4]),
        ("", None, date(2026, 1, 31), [1, 2, 3]),
        (".*", None, None, []),
        ("%' or 1=1", None, None, []),
    ],
)
def test_find__text_and_days(
    text: str, start: date | None, end: date | None, expected: list[int]
) -> None:
    found = find({"q": [text] if text else []}, between(start, end))
    assert found.rows["question_id"].to_list() == expected
