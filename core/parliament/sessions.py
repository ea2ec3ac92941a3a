"""Parliament's sessions (samlinger)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from core.errors import NoSuchThing
from core.store.syncplan import dated

# A session's last corrections come within weeks of its end.
_SETTLED = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Session:
    """One session: `code` such as 20231, `period_id` the API's number, times Danish local."""

    code: str
    period_id: int
    title: str
    start: datetime
    end: datetime

    def closed(self, now: datetime) -> bool:
        """Whether it ended long enough ago that its rows seldom change."""
        return now - self.end > _SETTLED


def read_sessions(periods: pl.DataFrame) -> list[Session]:
    """The sessions of a `Periode` frame, the newest first, without those of a broken code.

    A date that is unknown takes no session away; see `dated`.
    """
    rows = (
        dated(periods)
        .filter(pl.col("type") == "samling", pl.col("kode").str.contains(r"^\d{5}$"))
        .sort("startdato", "id", descending=True)
        .select("kode", "id", "titel", "startdato", "slutdato")
        .iter_rows()
    )
    return [Session(code, number, title, start, end) for code, number, title, start, end in rows]


def find_session(sessions: list[Session], code: str) -> Session:
    """The session of that code. Raises NoSuchThing where there is none."""
    for session in sessions:
        if session.code == code:
            return session
    raise NoSuchThing(f"there is no session {code!r}", what="session", name=code)


def current_session(sessions: list[Session], now: datetime) -> Session:
    """The newest session that has begun. Raises NoSuchThing where there is none."""
    for session in sessions:
        if session.start <= now:
            return session
    raise NoSuchThing("there is no session", what="session", name="")
