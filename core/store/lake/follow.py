"""Follows the shared store: a copy that is brought up to date whenever a new moment is published.

A follower asks nothing of Parliament. Where the shared store is gone, damaged or newer than this
program, the copy stays as it is, with its age, and is tried again with growing pauses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.errors import SharedStoreError, StoreError
from core.store.datasets.dataset import Place
from core.store.lake.basis import MarkBasis
from core.store.lake.bring import bring, read_moment
from core.store.lake.delta import DeltaTables
from core.store.lake.moment import SYNCS
from core.store.lake.note import Note, read_note
from core.store.store import Store
from core.telemetry import Telemetry, log_event
from core.times import utc_now

_LONGEST_PAUSE = 300.0


@dataclass(frozen=True, slots=True)
class Following:
    """How a follower fares. `made_at` (UTC) is the moment that it has, None before the first.

    `asked_at` (UTC) is when the shared store was last asked, with or without an answer; `error` is
    why it could not be followed, None where it could, and `failing_since` (UTC) when that began.
    """

    made_at: datetime | None
    asked_at: datetime | None = None
    error: StoreError | None = None
    failing_since: datetime | None = None


class Follower:
    """Keeps a store as the shared one is. `poll` is called by one thread, the rest by any."""

    def __init__(
        self,
        tables: DeltaTables,
        store: Store,
        basis: MarkBasis,
        telemetry: Telemetry,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._tables = tables
        self._store = store
        self._basis = basis
        self._telemetry = telemetry
        self._clock = clock
        self._note: Note | None = read_note(store)
        self._failures = 0
        self.state = Following(self._note.made_at if self._note else None)

    @property
    def whole(self) -> bool:
        """Whether a moment was brought over, by this process or one before it."""
        return self._note is not None

    def holds(self, place: Place) -> bool:
        """Whether a partition is one that the writer keeps up to date."""
        return self._note is not None and place in self._note.parts

    def pause(self, usual: float) -> float:
        """Seconds to wait before the next poll: longer after each failure."""
        longest = max(usual, _LONGEST_PAUSE)
        return float(min(usual * 2 ** min(self._failures, 10), longest))

    def poll(self, cancel: threading.Event | None = None) -> bool:
        """Ask for a new moment and bring it over; gives whether there was one.

        Never raises a StoreError: `state` says what is wrong. Raises Cancelled.
        """
        now = self._clock()
        try:
            brought = self._follow(cancel)
        except StoreError as error:
            self._failures += 1
            self._telemetry.count("lake.failed")
            if isinstance(error, SharedStoreError) and error.params.get("what") == "damaged":
                self._telemetry.count("lake.damaged")
            since = self.state.failing_since or now
            log_event("lake.not_followed", error=error.key, detail=str(error))
            self.state = Following(self.state.made_at, now, error, since)
            self._telemetry.gauge("follower_behind_seconds", (now - since).total_seconds())
            return False
        self._failures = 0
        self._telemetry.gauge("follower_behind_seconds", 0)
        self.state = Following(self._note.made_at if self._note else None, now)
        return brought

    def _follow(self, cancel: threading.Event | None) -> bool:
        version = self._tables.version(SYNCS)
        if version is None:
            raise SharedStoreError("nothing is published in the shared store", what="empty")
        note = self._note
        if note is not None and note.version == version and self._complete(note):
            return False
        moment = read_moment(self._tables, version)
        n = bring(self._tables, moment, self._store, self._basis, cancel=cancel)
        self._note = read_note(self._store)
        log_event("lake.followed", version=version, made_at=moment.made_at, read=n)
        return True

    def _complete(self, note: Note) -> bool:
        """Whether every partition is still there: a damaged file is set aside when it is read."""
        return all(self._store.stamp(*place) for place in note.parts)
