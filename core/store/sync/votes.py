"""Syncs the votes of every session: changes are merged, lost rows are found by counting."""

from __future__ import annotations

import polars as pl

from core.oda.client import Answer
from core.oda.query.query import Query
from core.oda.query.query import field as oda
from core.parliament.calendar.periods import Period
from core.store.datasets.partitions import partition
from core.store.sync.pulses import VOTES, changed_votes, votes_of
from core.store.sync.run import Run


def follow_votes(run: Run, sessions: list[Period]) -> None:
    """Bring the stored sessions up to date: one request where nothing changed."""
    if not run.moved(VOTES):
        return
    stored = [session for session in sessions if not run.missing(votes_of(session))]
    run.begin("changes/votes")
    _merge_changes(run, stored)
    all_stored = len(stored) == len(sessions)
    if not (all_stored and run.explained(VOTES, votes_stored(run, stored))):
        for session in stored:
            meta = run.store.meta(VOTES, session.code)
            if meta is None or run.reader.count(_of(session)) != meta.rows:
                run.read(votes_of(session), VOTES)


def votes_stored(run: Run, sessions: list[Period]) -> dict[str, int]:
    """The number of stored votes by session."""
    found = {session.code: run.store.meta(VOTES, session.code) for session in sessions}
    return {code: meta.rows for code, meta in found.items() if meta is not None}


def _of(session: Period) -> Query:
    return Query(VOTES).where(oda("Møde/periodeid") == session.period_id)


def _merge_changes(run: Run, stored: list[Period]) -> None:
    answer = run.reader.fetch(changed_votes(run.since(VOTES)))
    meetings = answer.tables["Møde"].select(pl.col("id").alias("mødeid"), "periodeid")
    dated = answer.frame.join(meetings, on="mødeid", how="left", maintain_order="left")
    for session in stored:
        here = pl.col("periodeid") == session.period_id
        rows = dated.filter(here).drop("periodeid")
        others = dated.filter(~here.fill_null(value=False))["id"]
        # Added first and dropped after, so that a vote moved between sessions is never missing.
        if rows.height:
            _merge_session(run, session, rows, answer)
        run.drop(VOTES, session.code, pl.col("id").is_in(others.implode()))


def _merge_session(run: Run, session: Period, rows: pl.DataFrame, answer: Answer) -> None:
    meetings = _among(answer.tables["Møde"], rows["mødeid"])
    steps = _among(answer.tables["Sagstrin"], rows["sagstrinid"])
    cases = _among(answer.tables["Sagstrin/Sag"], steps["sagid"])
    part = partition("voted", session.code)
    for name, table in (("Møde", meetings), ("Sagstrin", steps), ("Sag", cases)):
        run.add(name, part, table, answer)
    run.add(VOTES, session.code, rows, answer)


def _among(table: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    return table.filter(pl.col("id").is_in(ids.implode()))
