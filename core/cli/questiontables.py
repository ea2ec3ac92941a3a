"""The table of questions for `export`: out of the local copy, over the sessions that it holds."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

import polars as pl

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


def read_questions(store: Store, codes: list[str]) -> Questions:
    """The questions of the sessions asked for, or of all that are stored. Raises Failed."""
    today = datetime.now(UTC).astimezone(DANISH_TIME).date()
    found, absent = stored_questions(store, tuple(dict.fromkeys(codes)), today)
    if found is None or (codes and absent):
        some = f" --session {' '.join(absent)}" if codes else ""
        raise Failed(
            f"the questions are not in the local copy: first run python -m core sync --cases{some}"
        )
    if absent:
        say(f"note: left out, as they are not in the local copy: {' '.join(absent)}")
    return found


def question_rows(options: argparse.Namespace, found: Questions) -> pl.DataFrame:
    """The questions asked in the days that are meant."""
    return find_questions(
        found.table, QuestionFilters(start=options.start, end=options.end)
    ).rows  # fmt: skip


def questions_told(options: argparse.Namespace, found: Questions, rows: int) -> str:
    """How many there are."""
    number = len(found.sessions)
    made_up = ", which are invented" if found.invented and rows else ""
    return (
        f"{rows or 'no'} row{'s' * (rows != 1)} of {options.table} from {number} "
        f"session{'s' * (number != 1)}{made_up}"
    )
