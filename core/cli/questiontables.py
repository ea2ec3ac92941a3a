"""The table of questions for `export`: out of the local copy, over the sessions that it holds."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import UTC, date, datetime

from core.analysis.questions import QuestionFilters, find_questions
from core.cli.common import Failed, WrongUse, say
from core.language import DANISH_TIME
from core.parliament.questionstore import Questions, stored_questions
from core.store.files import Store

QUESTION_TABLES = frozenset({"questions"})


def check_question_options(options: argparse.Namespace) -> None:
    """Whether only what goes with questions is asked for. Raises WrongUse."""
    chosen = {
        "--subset": options.subset != "all",
        "--include-errors": options.include_errors,
        "--lines": options.lines != "best",
        "--min-shared": options.min_shared is not None,
    }
    for name, given in chosen.items():
        if given:
            raise WrongUse(f"{name} is about votes and does not go with {options.table}")


def read_questions(
    store: Store, codes: list[str], start: date | None, end: date | None
) -> Questions:
    """The questions of the sessions asked for, or of all that are stored. Raises Failed.

    `start` and `end` (both included) are days on which they were asked.
    """
    today = datetime.now(UTC).astimezone(DANISH_TIME).date()
    found, absent = stored_questions(store, tuple(dict.fromkeys(codes)), today)
    if found is None or (codes and absent):
        some = f" --session {' '.join(absent)}" if codes else ""
        raise Failed(
            f"the questions are not in the local copy: first run python -m core sync --cases{some}"
        )
    if absent:
        say(f"note: left out, as they are not in the local copy: {' '.join(absent)}")
    asked = find_questions(found.rows, QuestionFilters(start=start, end=end)).rows
    return replace(found, rows=asked)
