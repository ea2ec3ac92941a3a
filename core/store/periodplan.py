"""All that is loaded of a period at once; see `core.store.dataset`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from core.store import caseplan, questionplan
from core.store.dataset import Dataset


def of_period(
    code: str, period_id: int, start: datetime, end: datetime, *, closed: bool, year: bool
) -> tuple[Dataset, ...]:
    """All that is loaded of a period; a calendar (`year`) has cases alone."""
    period = partial(_called, code, period_id, closed)
    of_cases = (period(caseplan.cases), period(caseplan.case_work))
    if year:
        return of_cases
    return (
        *of_cases,
        period(caseplan.question_work),
        questionplan.committee_questions(code, start, end, closed=closed),
        questionplan.question_committees(code, period_id, start, end, closed=closed),
        period(caseplan.committees),
        period(caseplan.meetings),
    )


def _called(code: str, period_id: int, closed: bool, dataset: Callable[..., Dataset]) -> Dataset:
    return dataset(code, period_id, closed=closed)
