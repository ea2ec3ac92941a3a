"""Estimates how long it takes to read the ballots that are not stored yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.oda.paging import PAGE_ROWS
from core.store.store import Store
from core.store.sync.pulses import BALLOTS, BALLOTS_A_VOTE, CHUNK_VOTES, VOTES


@dataclass(frozen=True, slots=True)
class Estimate:
    """What reading ballots takes: pages, and seconds at the polite rate."""

    sessions: int
    votes: int
    pages: int
    seconds: float


def estimate(store: Store, codes: Iterable[str], max_rps: float) -> Estimate:
    """What reading the missing ballots of those sessions takes; their votes must be stored."""
    sessions = votes = pages = 0
    for code in codes:
        stored = store.meta(VOTES, code)
        if stored is None or not stored.rows or store.meta(BALLOTS, code) is not None:
            continue
        sessions += 1
        votes += stored.rows
        full, rest = divmod(stored.rows, CHUNK_VOTES)
        for size in [CHUNK_VOTES] * full + [rest] * bool(rest):
            pages += -(-size * BALLOTS_A_VOTE // PAGE_ROWS) + 1
    return Estimate(sessions, votes, pages, pages / max_rps)
