"""The table of questions for `export`: out of the local copy, over the sessions that it holds."""

from __future__ import annotations

import argparse

from core.analysis.questions import QuestionFilters, find_questions
from core.cli.common import say
from core.cli.extract import Extract, check_options, chosen_filters, not_stored, several
from core.parliament.questionstore import stored_questions
from core.store.files import Store
from core.times import danish_now

QUESTION_TABLES = frozenset({"questions"})


def read_question_table(options: argparse.Namespace, store: Store) -> Extract:
    """The questions of the sessions asked for, or of all that are stored. Raises Failed.

    The days asked for, both included, are those on which they were put.
    """
    check_options(options)
    codes = tuple(dict.fromkeys(options.session))
    today = danish_now().date()
    found, absent = stored_questions(store, codes, today)
    if found is None or (codes and absent):
        raise not_stored("questions", absent if codes else ())
    if absent:
        say(f"note: left out, as they are not in the local copy: {' '.join(absent)}")
    days = QuestionFilters(start=options.start, end=options.end)
    return Extract(
        rows=find_questions(found.rows, days).rows,
        urls=found.urls,
        fetched_at=found.fetched_at,
        invented=found.invented,
        filters=chosen_filters(options),
        where=several(len(found.sessions), "session"),
    )
