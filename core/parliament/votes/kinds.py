"""The kind of a vote: as Parliament types it, and final where the type is known to be wrong.

Since 22 January 2026 the API types every vote on a bill or a resolution as an amendment, as it
sometimes did before. Such a final vote is recognised by the step of the case at which it was held.
"""

from __future__ import annotations

import polars as pl

from core.oda.schema.codes import StepState, VoteKind

TYPE_CODES = {
    VoteKind.FINAL: "final",
    VoteKind.RECOMMENDATION: "committee",
    VoteKind.MOTION: "motion",
    VoteKind.AMENDMENT: "amendment",
}

_DECIDING = r"(?i)3\.\s*behandling|\(sidste\)|\beneste\b"
# The first part of an interrupted reading ends in another referral, never in a decision.
_FIRST_HALF = r"(?i),\s*1\.\s*del\b"
_DECIDED = r"(?i)^\s*behandlet\s*/\s*(?:vedtaget|forkastet)\s*$"
# Used where the names are not stored: an older copy has only the ids of the states.
_KNOWN_STATES = {
    StepState.ADOPTED: "Behandlet/Vedtaget",
    StepState.REJECTED: "Behandlet/Forkastet",
}


def with_kinds(votes: pl.DataFrame, step_states: pl.DataFrame | None) -> pl.DataFrame:
    """Votes with their kind: adds type_id, type_code and type_source.

    `votes` has id, nummer, typeid and sagstrinid of `Afstemning` rows, and of the step of each
    case_id, step (its name) and step_state_id; all votes of a case must be there. `step_states` are
    `Sagstrinsstatus` rows, None where they are not stored.

    `type_source` is the kind as typed (a value of `TYPE_CODES`, else unknown), `type_code` the real
    kind. They differ where a vote typed as an amendment is the last of a step that decides the
    case (third, last or only reading; not the first half of one), the step says that the case was
    adopted or rejected there, and no vote of the case is typed final.
    """
    is_final = (
        (pl.col("typeid") == VoteKind.AMENDMENT)
        & _last_of_step()
        & pl.col("step").str.contains(_DECIDING)
        & ~pl.col("step").str.contains(_FIRST_HALF)
        & _state(step_states).str.contains(_DECIDED)
        & ~(pl.col("typeid") == VoteKind.FINAL).any().over("case_id")
    ).fill_null(value=False)
    return votes.with_columns(
        pl.when(is_final)
        .then(pl.lit(VoteKind.FINAL, votes.schema["typeid"]))
        .otherwise("typeid")
        .alias("type_id")
    ).with_columns(_code("type_id").alias("type_code"), _code("typeid").alias("type_source"))


def typed_wrong() -> pl.Expr:
    """Whether a vote is of another kind than the one it is typed as."""
    return pl.col("type_code") != pl.col("type_source")


def _code(column: str) -> pl.Expr:
    return pl.col(column).replace_strict(TYPE_CODES, default="unknown", return_dtype=pl.String)


def _last_of_step() -> pl.Expr:
    """Whether a vote is the last of its step by number, then id: two votes may share a number."""
    last = pl.col("id").sort_by("nummer", "id").last().over("sagstrinid")
    return pl.col("sagstrinid").is_not_null() & (pl.col("id") == last)


def _state(step_states: pl.DataFrame | None) -> pl.Expr:
    names = dict(
        _KNOWN_STATES.items()
        if step_states is None or step_states.is_empty()
        else step_states.select("id", "status").drop_nulls().iter_rows()
    )
    return pl.col("step_state_id").replace_strict(names, default=None, return_dtype=pl.String)
