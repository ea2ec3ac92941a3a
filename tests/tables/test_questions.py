"""Questions out of a copy: what they can be shown without."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from core.parliament.calendar.periods import Period
from core.standin.tables import conform
from core.store.store import Store
from core.tables.questions import period_questions, session_questions
from core.tables.table import Tables
from tests.parliament.questions.test_questions import ACTORS, AT, GENERAL, NAMES, asked

PERIOD = Period("20261", 7, "2026-27", datetime(2026, 10, 6), datetime(2027, 10, 5))
NOW = datetime(2026, 11, 24)
RECIPE = period_questions("committee", PERIOD, NOW)


@pytest.fixture
def questions(store: Store) -> Store:
    """A copy with one committee question, and without what stands beside it."""
    for dataset in RECIPE.needs:
        for name, partition in dataset.parts:
            put(store, name, partition, [])
    put(store, "Dokument", "committee-questions-20261", [asked()])
    store.write(
        "Aktør", "committee-questions-20261", ACTORS, fetched_at=NOW.replace(tzinfo=UTC), url=""
    )
    for name, frame in NAMES.items():
        if store.read(name, "all") is not None:
            rows = [{**row, "opdateringsdato": AT} for row in frame.to_dicts()]
            put(store, name, "all", rows)
    return store


def put(store: Store, name: str, partition: str, rows: list[dict[str, Any]]) -> None:
    store.write(name, partition, conform(name, rows), fetched_at=NOW.replace(tzinfo=UTC), url="")


def test_period_questions__without_the_rows_on_committees_these_are_unknown(
    questions: Store,
) -> None:
    tables = Tables(questions)
    found = tables.read(RECIPE)
    assert found is not None
    assert found.content["committee"].to_list() == found.content["url"].to_list() == [None]
    part = "question-committees-20261"
    for name in ("SagAktør", "Aktør"):
        put(questions, name, part, [])
    put(
        questions,
        "Fil",
        part,
        [
            {"id": 1, "dokumentid": 100, "filurl": GENERAL, "opdateringsdato": AT},
        ],
    )
    again = tables.read(RECIPE)
    assert again is not None
    assert again.content["committee"].to_list() == ["BEU"]


def test_session_questions__none_where_one_kind_is_not_stored(questions: Store) -> None:
    assert Tables(questions).read(session_questions(PERIOD, NOW)) is None
