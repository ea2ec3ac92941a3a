"""Marks of a synced copy: when they are worked out, and when they hold no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.jobs import Job
from core.standin.serve import Standin
from core.store.parquet import Stored
from core.store.store import Store
from core.store.sync.syncer import Syncer, SyncScope
from core.tables.marks import has_marks, mark_sessions, stored_sessions
from core.telemetry import Telemetry
from tests.store.chamber import BEGUN, text
from tests.tables.reading import read_votes, session_chamber

Sync = Callable[[], object]

BOTH = ("20231", "20241")


@pytest.fixture
def sync(syncer: Syncer) -> Sync:
    """Syncs with all ballots; done once already."""
    syncer.sync(SyncScope(all_ballots=True))
    return lambda: syncer.sync(SyncScope(all_ballots=True))


def is_quick(store: Store, code: str) -> bool:
    return all(has_marks(store, one) for one in stored_sessions(store) if one.code == code)


def test_mark_sessions__once(sync: Sync, store: Store) -> None:
    assert not any(is_quick(store, code) for code in BOTH)
    assert mark_sessions(store) == 2
    assert all(is_quick(store, code) for code in BOTH)
    assert mark_sessions(store) == 0


def test_mark_sessions__anew_where_a_ballot_changed(
    sync: Sync, store: Store, chamber_api: Standin
) -> None:
    mark_sessions(store)
    row = chamber_api.tables["Stemme"].row(0, named=True)
    later = text(BEGUN + timedelta(hours=3))
    changed = {"id": row["id"], "typeid": 1 + row["typeid"] % 4, "opdateringsdato": later}
    chamber_api.update("Stemme", [changed])
    sync()
    assert [is_quick(store, code) for code in BOTH].count(False) == 1
    assert mark_sessions(store) == 1
    cast = {session.code: session_chamber(store, session) for session in stored_sessions(store)}
    marked = [part.marked for part in cast.values() if part and part.marked is not None]
    assert sum(part.height for part in marked) == chamber_api.tables["Stemme"].height


def test_mark_sessions__stops_and_goes_on(sync: Sync, store: Store) -> None:
    job = Job("marks")
    job.cancel.set()
    assert mark_sessions(store, job) == 0
    job.cancel.clear()
    assert mark_sessions(store, job) == 2
    assert job.progress is not None
    assert (job.progress.rows, job.progress.total) == (1, 2)


class Unread(Store):
    """Gives no ballots away."""

    def read(self, entity: str, partition: str, *, keep: bool = True) -> Stored | None:
        assert entity != "Stemme"
        return super().read(entity, partition, keep=keep)


def test_session_chamber__reads_no_ballots_where_the_marks_hold(sync: Sync, store: Store) -> None:
    mark_sessions(store)
    whole = {session.code: read_votes(store, session) for session in stored_sessions(store)}
    again = Unread(store.root, Telemetry())
    for session in stored_sessions(again):
        found, before = read_votes(again, session), whole[session.code]
        assert found is not None
        assert before is not None
        assert (found.fetched_at, found.urls) == (before.fetched_at, before.urls)
        now, then = found.content, before.content
        assert now.votes.equals(then.votes)
        assert (now.marked is None) == (then.marked is None) == (session.code == "20242")


def test_session_chamber__ballots_that_are_damaged_before_they_are_marked(
    sync: Sync, store: Store
) -> None:
    file = store.root / "Stemme" / "20241.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 1
    file.write_bytes(content)
    session = next(s for s in stored_sessions(store) if s.code == "20241")
    found = session_chamber(store, session)
    assert found is not None
    assert found.marked is None
    assert found.unread == (session,)
