"""What syncs remember between them: how the API looked, what was read when, and the last result.

A small JSON file beside the frames, replaced whole. Where it is missing, damaged or of another
version, nothing is taken for known and everything is read again.
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
# A row dated later than this after our clock is a slip of the pen, not the newest change.
_FUTURE = timedelta(days=1)

Outcome = Literal["done", "stopped", "failed", "elsewhere"]
UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Pulse:
    """How an entity set looked: its number of rows and its newest (id, `opdateringsdato`)."""

    count: int
    newest: tuple[tuple[int, datetime | None], ...]

    def watermark(self, now: datetime) -> datetime | None:
        """The newest change seen, as Danish local time; `now` in the same.

        A date in the future would hide all later changes, so it is passed over. A clock that is
        behind only makes the watermark older than it need be.
        """
        dates = [at for _, at in self.newest if at is not None]
        past = [at for at in dates if at <= now + _FUTURE]
        return max(past) if past else min(dates, default=None)


@dataclass(frozen=True, slots=True)
class SyncReport:
    """How a sync went. Times are UTC.

    `changed` is the number of rows that came, changed or went by entity set; `differences` how many
    of them had changed without saying so. `confirmed` is the beginning of the last sync that was
    completed: the copy is as the API was then. `error` is the key of the error of a failed sync.
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
    """The memory of a store's syncs.

    `pulses` by entity set as the last completed sync found them, `rows` stored then by entity set
    and session; `checked` by dataset the time (UTC) when it was last read in full; `empty` by
    session the votes that have no ballots; `staging` the sessions whose ballots are being read.
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
    """What a sync is doing: `dataset` such as `ballots/20222`, rows so far and in all if known."""

    dataset: str
    rows: int
    total: int | None
    requests: int


def read_state(store: Store) -> State:
    """The memory of a store, empty where there is none that can be used."""
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
    """Replace the memory. Raises OSError."""
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
    """The result of the last sync of a store, by whatever process."""
    path = store.root / STATE_FILE
    try:
        status = path.stat()
    except OSError:
        return None
    return _report_of(path, (status.st_mtime_ns, status.st_size, status.st_ino))


@lru_cache(maxsize=4)
def _report_of(path: Path, stamp: tuple[int, ...]) -> SyncReport | None:
    """The report in a file as it is at that time: a page asks for it at every change."""
    return _read_state(path).report


def read_progress(store: Store) -> Step | None:
    """What a sync of this store is doing, in whatever process; None where none is under way."""
    try:
        document = json.loads((store.root / _PROGRESS).read_bytes())
        return Step(**document)
    except UNREADABLE:
        return None


def write_progress(store: Store, step: Step | None) -> None:
    """Let other processes see the step; None when there is no more. Raises OSError."""
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
