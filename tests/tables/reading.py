"""Reading a session's votes out of a copy, as a page and a command do."""

from __future__ import annotations

from datetime import datetime

from core.parliament.calendar.periods import Period
from core.parliament.votes.chamber import Chamber
from core.store.store import Store
from core.tables.table import Table, Tables
from core.tables.votes import session_votes

NOW = datetime(2026, 11, 27)


def read_votes(store: Store, session: Period) -> Table[Chamber] | None:
    """The votes of a session, put together anew; None where they are not stored."""
    return Tables(store).read(session_votes(session, NOW))


def session_chamber(store: Store, session: Period) -> Chamber | None:
    """Their content."""
    found = read_votes(store, session)
    return None if found is None else found.content
