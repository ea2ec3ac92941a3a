"""The sync: loads what is asked for, and updates what is stored.

A sync first takes the pulse of each large set (one request each). If it changed, the changes since
the last completed sync are merged, and vanished rows are found by counting. Small and recent
datasets are read again daily, and the others one session at a time, since the API's dates are not
reliable.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import polars as pl

from core.errors import Cancelled, FormChanged, Incomplete, TingblikError
from core.jobs import Job
from core.oda.client import ODataClient, Progress
from core.parliament.calendar.periods import Period, read_sessions
from core.store import ledger
from core.store.datasets import votes as vote_sets
from core.store.datasets.dataset import Dataset
from core.store.lock import exclusive
from core.store.store import Store
from core.store.sync.ballots import (
    follow_ballots,
    is_complete,
    read_ballots,
    read_names,
    was_complete,
)
from core.store.sync.members import actors_stored, follow_members, links_stored
from core.store.sync.pulses import (
    ACTORS,
    BALLOTS,
    LINKS,
    VOTES,
    chosen,
    memberships_of,
    votes_of,
)
from core.store.sync.requests import Reader
from core.store.sync.run import DAILY, Run
from core.store.sync.state import (
    Outcome,
    State,
    Step,
    SyncReport,
    read_state,
    write_progress,
    write_state,
)
from core.store.sync.votes import follow_votes, votes_stored
from core.store.voters import ballots_key
from core.telemetry import log_event
from core.times import utc_now

ROTATE_EVERY = timedelta(hours=6)
_FILES = "files"
_PROGRESS_SECONDS = 0.5
LOCK_FILE = "sync.lock"

PARTS = {
    "Periode": "lookups", "Afstemningstype": "lookups", "Sagstype": "lookups",
    "Sagstrinsstatus": "lookups",
    "Afstemning": "votes", "Møde": "votes", "Sagstrin": "votes", "Sag": "votes",
    "AktørAktør": "members", "Aktør": "members",
    "Stemme": "ballots",
}  # fmt: skip
"""The entity sets that are synced, and the part of a sync that reads each."""


@dataclass(frozen=True, slots=True)
class SyncScope:
    """What to load: everything of some sessions, or the votes of all and the newest's ballots.

    `sessions` are codes; none means all. `all_ballots` loads the ballots of all of them. `entities`
    limits the sync to those sets; none means all. Stored parts of them are updated in any case.
    """

    entities: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    all_ballots: bool = False

    def wants(self, part: str) -> bool:
        """Whether a part is in the scope."""
        return not self.entities or part in {PARTS[name] for name in self.entities}


class Syncer:
    """Syncs one store. `pause` waits some seconds between two tries."""

    def __init__(
        self,
        client: ODataClient,
        store: Store,
        clock: Callable[[], datetime] = utc_now,
        pause: Callable[[float], object] | None = None,
    ) -> None:
        self._client = client
        self._store = store
        self._clock = clock
        self._pause = pause
        self._unsaved: State | None = None  # where the folder cannot be written

    def sync(
        self,
        scope: SyncScope = SyncScope(),
        job: Job | None = None,
        watch: Callable[[Step], None] | None = None,
        before_ballots: Callable[[Sequence[str]], None] | None = None,
    ) -> SyncReport:
        """Sync, unless another process or thread does so: then the outcome is `elsewhere`.

        `watch` is called with every step, `before_ballots` with the sessions whose ballots are to
        be read. Raises Cancelled where the job is stopped, NoSuchThing for an unknown session, and
        ApiError or StoreError where the sync failed. What was stored by then is complete and is not
        asked for again.
        """
        with exclusive(self._store.root / LOCK_FILE) as mine:
            if not mine:
                now = self._clock()
                return SyncReport(now, now, "elsewhere")
            return self._sync(scope, job or Job("sync"), watch, before_ballots)

    def _sync(
        self,
        scope: SyncScope,
        job: Job,
        watch: Callable[[Step], None] | None,
        before_ballots: Callable[[Sequence[str]], None] | None,
    ) -> SyncReport:
        started = self._clock().astimezone(UTC)
        state = self._unsaved or read_state(self._store)
        shown = _Shown(self._store, job, watch)
        reader = Reader(self._client, job.cancel, shown.rows, self._pause or job.cancel.wait)
        shown.reader = reader
        run = Run(self._store, reader, state, self._clock, lambda: self._save(state), shown.begin)

        def finish(outcome: Outcome, error: str | None = None) -> SyncReport:
            earlier = state.report.confirmed if state.report else None
            complete = outcome == "done" and not scope.entities
            state.report = SyncReport(
                started=started,
                ended=run.now(),
                outcome=outcome,
                requests=reader.requests,
                changed=dict(run.changed),
                differences=run.differences,
                confirmed=started if complete else earlier,
                error=error,
            )
            shown.end()
            ledger.record_drift(self._store, reader.drift, run.now())
            self._save(state)
            log_event("sync", outcome=outcome, requests=reader.requests, error=error)
            return state.report

        try:
            _Work(run, scope, before_ballots).do()
        except (Cancelled, KeyboardInterrupt):
            finish("stopped")
            raise
        except Exception as failure:
            if isinstance(failure, FormChanged):
                self._client.refused(failure)
            finish("failed", failure.key if isinstance(failure, TingblikError) else "unexpected")
            raise
        return finish("done")

    def _save(self, state: State) -> None:
        try:
            write_state(self._store, state)
            self._unsaved = None
        except OSError as error:
            log_event("sync.state_unsaved", error=error)
            self._unsaved = state


class _Work:
    """The order of one sync."""

    def __init__(
        self,
        run: Run,
        scope: SyncScope,
        before_ballots: Callable[[Sequence[str]], None] | None,
    ) -> None:
        self.run = run
        self.scope = scope
        self.before_ballots = before_ballots
        self.sessions: list[Period] = []

    def do(self) -> None:
        """Everything, in an order that has the newest votes first."""
        self._check_files()
        self._lookups()
        wanted = chosen(self.sessions, self.scope.sessions) or self.sessions
        if self.scope.wants("votes") or self.scope.wants("ballots"):
            self._votes(wanted)
        if self.scope.wants("members"):
            self._members(wanted)
        if self.scope.wants("ballots"):
            self._ballots(wanted)
        self._rotate()
        self._remember()
        self.run.save()

    def _check_files(self) -> None:
        """Once a day check every file for wrong bytes, which frames in memory would hide.

        A damaged file is set aside; this sync reads its rows again, or a page that needs them.
        """
        run = self.run
        if not run.due(_FILES, DAILY):
            return
        for name, partition in run.store.files():
            run.reader.check()
            run.store.check(name, partition)
        run.state.checked[_FILES] = run.now()

    def _lookups(self) -> None:
        """Read sessions and states. A list of sessions without rows or a date is always read."""
        run = self.run
        periods = run.store.read("Periode", "sessions")
        bad = periods is None or not periods.meta.rows or _dateless(periods.frame)
        for lookups, unusable in ((vote_sets.lookups(), bad), (vote_sets.step_states(), False)):
            if unusable or run.missing(lookups) or run.due(lookups.key, DAILY):
                run.read(lookups)
        periods = run.store.read("Periode", "sessions")
        assert periods is not None
        self.sessions = read_sessions(periods.frame)
        if not self.sessions:
            raise Incomplete("Periode: the API lists no session", what="no_sessions")

    def _votes(self, wanted: list[Period]) -> None:
        follow_votes(self.run, self.sessions)
        for session in wanted:
            if self._unread(votes_of(session)):
                self.run.read(votes_of(session), VOTES)
        for session in self._recent():
            if self.run.due(votes_of(session).key, DAILY):
                self.run.read(votes_of(session), VOTES)

    def _members(self, wanted: list[Period]) -> None:
        follow_members(self.run, self.sessions)
        for session in wanted:
            if self._has_votes(session) and self._unread(memberships_of(session)):
                self.run.read(memberships_of(session), LINKS)
        for session in self._recent():
            stored = not self.run.missing(memberships_of(session))
            if stored and self.run.due(memberships_of(session).key, DAILY):
                self.run.read(memberships_of(session), LINKS)

    def _ballots(self, wanted: list[Period]) -> None:
        run, state = self.run, self.run.state
        voted = [s for s in wanted if self._has_votes(s)]
        if not self.scope.sessions and not self.scope.all_ballots:
            voted = voted[:1]
        recent = self._recent()
        unread = [
            s
            for s in self.sessions
            if s.code in state.staging
            or (
                not is_complete(run, s.code)
                and (s in voted or was_complete(run, s.code) or run.store.meta(BALLOTS, s.code))
            )
        ]
        again = [
            s
            for s in self.sessions
            if s in recent
            and s not in unread
            and is_complete(run, s.code)
            and run.due(ballots_key(s.code), DAILY)
        ]
        if not unread and not any(is_complete(run, s.code) for s in self.sessions):
            return
        follow_ballots(run, self.sessions, self._all_votes)
        if unread and self.before_ballots is not None:
            self.before_ballots([s.code for s in unread])
        for session in (*unread, *again):
            read_ballots(run, session, self._all_votes())
        read_names(run, self.sessions)

    def _rotate(self) -> None:
        """Read one session again in full: the one whose last full reading is the oldest."""
        run, state = self.run, self.run.state
        since = None if state.rotated is None else run.now() - state.rotated
        if since is not None and timedelta(0) <= since < ROTATE_EVERY:
            return
        recent = self._recent()
        closed = [s for s in self.sessions if s not in recent and self._has_votes(s)]
        if closed and state.rotated is not None and not self.scope.entities:
            session = min(closed, key=self._checked)
            run.read(votes_of(session), VOTES)
            if not run.missing(memberships_of(session)):
                run.read(memberships_of(session), LINKS)
            if is_complete(run, session.code):
                read_ballots(run, session, self._all_votes())
        state.rotated = run.now()

    def _checked(self, session: Period) -> datetime:
        """When the part of a session with the oldest full reading was read."""
        keys = [votes_of(session).key]
        keys += [ballots_key(session.code)] * is_complete(self.run, session.code)
        never = datetime.min.replace(tzinfo=UTC)
        return min(self.run.state.checked.get(key, never) for key in keys)

    def _remember(self) -> None:
        """Store what the next sync compares with."""
        run = self.run
        run.remember(VOTES, lambda: votes_stored(run, self.sessions))
        run.remember(LINKS, lambda: links_stored(run, self.sessions))
        run.remember(ACTORS, lambda: actors_stored(run, self.sessions))
        run.remember(BALLOTS, None)

    def _unread(self, dataset: Dataset) -> bool:
        return (
            self.run.missing(dataset)
            or dataset.key not in self.run.state.checked
            or dataset.asked_otherwise(self.run.store.url)
        )

    def _has_votes(self, session: Period) -> bool:
        meta = self.run.store.meta(VOTES, session.code)
        return meta is not None and meta.rows > 0

    def _all_votes(self) -> set[int]:
        stored = [self.run.store.read(VOTES, session.code) for session in self.sessions]
        return {vote for part in stored if part is not None for vote in part.frame["id"]}

    def _recent(self) -> list[Period]:
        """The newest session with votes, and those that were not closed at its newest change.

        Our own clock may be wrong, so the time is taken from the votes.
        """
        voted = [session for session in self.sessions if self._has_votes(session)]
        newest = self.run.store.meta(VOTES, voted[0].code) if voted else None
        at = newest.watermark if newest is not None else None
        return [s for s in voted if s is voted[0] or (at is not None and not s.closed(at))]


def _dateless(periods: pl.DataFrame) -> bool:
    return periods["startdato"].null_count() > 0 or periods["slutdato"].null_count() > 0


class _Shown:
    """Reports the progress of a sync to its job, to a watcher and to other processes."""

    def __init__(self, store: Store, job: Job, watch: Callable[[Step], None] | None) -> None:
        self.reader: Reader | None = None
        self._store = store
        self._job = job
        self._watch = watch
        self._step = Step("", 0, None, 0)
        self._total: int | None = None
        self._written = float("-inf")

    def begin(self, step: str, rows: int = 0, total: int | None = None) -> None:
        """Report a new step."""
        if self.reader is not None:
            self.reader.begin(rows)
        self._total = total
        self._step = replace(self._step, dataset=step)
        self.rows(rows, total)

    def rows(self, rows: int, total: int | None) -> None:
        """Report the rows of the step so far, and their total if known."""
        requests = self.reader.requests if self.reader is not None else 0
        step = replace(self._step, rows=rows, total=self._total or total, requests=requests)
        self._step = step
        self._job.report(Progress(requests, rows, step.total))
        if self._watch is not None:
            self._watch(step)
        if time.monotonic() - self._written > _PROGRESS_SECONDS:
            self._written = time.monotonic()
            with suppress(OSError):
                write_progress(self._store, step)

    def end(self) -> None:
        """Report that nothing is under way any more."""
        with suppress(OSError):
            write_progress(self._store, None)
