"""The kinds of steps of § 20 questions: put, answered in writing or orally, withdrawn, deadline.

The numbers of the kinds come from a single source, so the name of a kind or a step is preferred.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from core.oda.schema.codes import StepKind

PUT, WRITTEN, ORAL, ANSWERED, WITHDRAWN, DEADLINE = (
    "put", "written", "oral", "answered", "withdrawn", "deadline",
)  # fmt: skip
ANSWERS = (WRITTEN, ORAL, ANSWERED)
"""Sorts of step in which a question is answered; `answered` does not say how."""

_NUMBERS: Mapping[int, str] = MappingProxyType(
    {
        StepKind.QUESTION_PUT: PUT,
        StepKind.ANSWERED_IN_WRITING: WRITTEN,
        StepKind.ANSWERED_ORALLY: ORAL,
        StepKind.QUESTION_WITHDRAWN: WITHDRAWN,
    }
)
# The first match counts: a deadline for an answer is no answer, nor is a question put for an oral
# answer.
_WORDS = (
    (r"\bfrist\b", DEADLINE),
    (r"tilbage", WITHDRAWN),
    (r"stillet|\btil (?:mundtlig|skriftlig)", PUT),
    (r"mundtlig", ORAL),
    (r"skriftlig", WRITTEN),
    (r"besvar", ANSWERED),
)


def with_sort(steps: pl.DataFrame) -> pl.DataFrame:
    """Add to `steps_table`: sort (one of the above, or null), spoken and due.

    `spoken` says that a question was put for an oral answer, `due` that the step is the deadline
    of the answer.
    """
    kind, title = _sort_of(pl.col("type")), _sort_of(pl.col("title"))
    number = pl.col("type_id").replace_strict(_NUMBERS, default=None, return_dtype=pl.String)
    manner = pl.coalesce(
        pl.when(sort.is_in([WRITTEN, ORAL])).then(sort) for sort in (kind, title, number)
    )
    sort = pl.coalesce(kind, title, number)
    words = pl.concat_str("type", "title", separator=" ", ignore_nulls=True).str.to_lowercase()
    return steps.with_columns(
        pl.when(sort == ANSWERED).then(pl.coalesce(manner, sort)).otherwise(sort).alias("sort"),
        ((sort == PUT) & words.str.contains("mundtlig")).fill_null(value=False).alias("spoken"),
        words.str.contains(r"\bfrist for (?:be)?svar").fill_null(value=False).alias("due"),
    )


def _sort_of(name: pl.Expr) -> pl.Expr:
    """The sort of step by its name; null where the name does not say."""
    lowered = name.str.to_lowercase()
    return pl.coalesce(
        pl.when(lowered.str.contains(pattern)).then(pl.lit(sort)) for pattern, sort in _WORDS
    )
