"""All that is loaded of a period at once; see `core.store.datasets.dataset`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from core.store.datasets import cases as case_sets
from core.store.datasets import questions as question_sets
from core.store.datasets.dataset import Dataset


def of_period(
    code: str, period_id: int, start: datetime, end: datetime, *, closed: bool, year: bool
) -> tuple[Dataset, ...]:
    """All that is loaded of a period; a calendar (`year`) has cases alone."""
    period = partial(_called, code, period_id, closed)
    of_cases = (period(case_sets.cases), period(case_sets.case_work))
    if year:
        return of_cases
    return (
        *of_cases,
        period(case_sets.question_work),
        question_sets.committee_questions(code, start, end, closed=closed),
        question_sets.question_committees(code, period_id, start, end, closed=closed),
        period(case_sets.committees),
        period(case_sets.meetings),
    )


def _called(code: str, period_id: int, closed: bool, dataset: Callable[..., Dataset]) -> Dataset:
    return dataset(code, period_id, closed=closed)
