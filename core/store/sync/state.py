"""What syncs store for the next one: the pulses, what was read when, and the last result.

It is a small JSON file next to the frames, replaced atomically. Where it is missing, damaged or of
another version, everything is read again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from core.atomic import replacing
from core.store.store import Store
from core.telemetry import log_event

_VERSION = 1
STATE_FILE, _PROGRESS = "sync.json", "sync-progress.json"
# A row whose date is further in the future than this is a typing error, not the newest change.
_FUTURE = timedelta(days=1)

Outcome = Literal["done", "stopped", "failed", "elsewhere"]
UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Pulse:
    """How an entity set looked: its number of rows and its newest (id, `opdateringsdato`)."""

    count: int
    newest: tuple[tuple[int, datetime | None], ...]

    def watermark(self, now: datetime) -> datetime | None:
        """The newest change, as Danish local time; `now` is Danish local time too.

        A date in the future would hide all later changes, so it is ignored. A clock that is slow
        only makes the watermark older than necessary.
        """
        dates = [at for _, at in self.newest if at is not None]
        past = [at for at in dates if at <= now + _FUTURE]
        return max(past) if past else min(dates, default=None)


@dataclass(frozen=True, slots=True)
class SyncReport:
    """How a sync went. Times are UTC.

    `changed` is by entity set the number of rows that were added, changed or removed; `differences`
    how many silent changes there were. `confirmed` is the beginning of the last completed sync: the
    copy is as the API was then. `error` is the key of the error of a failed sync.
    """

    started: datetime
    ended: datetime
    outcome: Outcome
    requests: int = 0
    changed: Mapping[str, int] = field(default_factory=dict)
    differences: int = 0
    confirmed: datetime | None = None
    error: str | None = None

    def lag(self, now: datetime) -> timedelta | None:
        """How far the copy may be behind the API; None where no sync was ever completed."""
        return None if self.confirmed is None else max(now - self.confirmed, timedelta(0))


@dataclass(slots=True)
class State:
    """What the syncs of a store have recorded.

    `pulses` has, by entity set, those of the last completed sync, and `rows` the number stored then
    by entity set and session. `checked` has, by dataset, the time (UTC) when it was last read in
    full, and `empty`, by session, the votes that have no ballots. `staging` are the sessions whose
    ballots are being read, `rotated` is when a closed session was last read again.
    """

    pulses: dict[str, Pulse] = field(default_factory=dict)
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    checked: dict[str, datetime] = field(default_factory=dict)
    empty: dict[str, list[int]] = field(default_factory=dict)
    staging: list[str] = field(default_factory=list)
    rotated: datetime | None = None
    report: SyncReport | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What a sync is doing: `dataset` such as `ballots/20222`, its rows so far, their total."""

    dataset: str
    rows: int
    total: int | None
    requests: int


def read_state(store: Store) -> State:
    """The state of a store's syncs, empty where there is none that can be used."""
    return _read_state(store.root / STATE_FILE)


def _read_state(path: Path) -> State:
    try:
        document = json.loads(path.read_bytes())
        if document["version"] != _VERSION:
            return State()
        return _state(document)
    except FileNotFoundError:
        return State()
    except UNREADABLE as error:
        log_event("sync.state_unreadable", error=error)
        return State()


def write_state(store: Store, state: State) -> None:
    """Replace the stored state. Raises OSError."""
    document = {
        "version": _VERSION,
        "pulses": {
            name: {"count": p.count, "newest": [[n, _iso(at)] for n, at in p.newest]}
            for name, p in state.pulses.items()
        },
        "rows": state.rows,
        "checked": {key: _iso(at) for key, at in state.checked.items()},
        "empty": state.empty,
        "staging": state.staging,
        "rotated": _iso(state.rotated),
        "report": state.report and _report_document(state.report),
    }
    _write(store.root / STATE_FILE, document)


def read_report(store: Store) -> SyncReport | None:
    """The result of the last sync of a store, by any process."""
    path = store.root / STATE_FILE
    try:
        status = path.stat()
    except OSError:
        return None
    return _report_of(path, (status.st_mtime_ns, status.st_size, status.st_ino))


@lru_cache(maxsize=4)
def _report_of(path: Path, stamp: tuple[int, ...]) -> SyncReport | None:
    """The report in a file, cached by the file's stamp, since pages ask for it often."""
    return _read_state(path).report


def read_progress(store: Store) -> Step | None:
    """What a sync of this store is doing, in any process; None where none is under way."""
    try:
        document = json.loads((store.root / _PROGRESS).read_bytes())
        return Step(**document)
    except UNREADABLE:
        return None


def write_progress(store: Store, step: Step | None) -> None:
    """Let other processes see the step; None means that the sync has ended. Raises OSError."""
    path = store.root / _PROGRESS
    if step is None:
        path.unlink(missing_ok=True)
    else:
        _write(path, {name: getattr(step, name) for name in Step.__slots__})


def _state(document: Mapping[str, Any]) -> State:
    report = document["report"]
    return State(
        pulses={
            name: Pulse(int(p["count"]), tuple((int(n), _time(at)) for n, at in p["newest"]))
            for name, p in document["pulses"].items()
        },
        rows={name: dict(counts) for name, counts in document["rows"].items()},
        checked={
            key: at for key, text in document["checked"].items() if (at := _time(text)) is not None
        },
        empty={code: list(votes) for code, votes in document["empty"].items()},
        staging=list(document["staging"]),
        rotated=_time(document["rotated"]),
        report=None if report is None else _report(report),
    )


def _report(document: Mapping[str, Any]) -> SyncReport:
    times = {name: _time(document[name]) for name in ("started", "ended", "confirmed")}
    return SyncReport(**{**document, **times})


def _report_document(report: SyncReport) -> dict[str, Any]:
    values = {name: getattr(report, name) for name in SyncReport.__slots__}
    return {k: _iso(v) if isinstance(v, datetime) else v for k, v in values.items()}


def _write(path: Path, document: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(json.dumps(document, ensure_ascii=False, default=dict).encode())


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
