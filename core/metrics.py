"""The figures of each process in a file of its own, so that others can show them, summed.

The name given is that of the file of a version that wrote one for all, which is read on. Beside it
lie `metrics.HOST-PID.json`, one a process; those of processes that are gone end after an hour.
"""

from __future__ import annotations

import json
import os
import re
import socket
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from core.atomic import replacing
from core.errors import StoreError
from core.happenings import Happenings, read_happenings
from core.telemetry import WINDOW_SECONDS, Snapshot, log_event
from core.times import utc_now

FILE_NAME = "metrics.json"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Metrics:
    """What a process wrote of itself at `written_at` (UTC), or the sum of what several wrote.

    `memory_bytes` is its resident memory then, None where the system does not report it. `snapshot`
    has the fields of `telemetry.Snapshot` in JSON's types, `extra` what the program added. Of a sum
    `parts` are those it was made of, the newest first, whose time and names it has.
    """

    written_at: datetime
    pid: int
    memory_bytes: int | None
    snapshot: Mapping[str, Any]
    extra: Mapping[str, Any]
    host: str = ""
    ended: bool = False
    parts: tuple[Metrics, ...] = ()

    @property
    def running(self) -> bool:
        """Whether the process may still run; of another machine's this is not known."""
        if self.ended or self.host != _host() or sys.platform == "win32":
            return not self.ended
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except OSError:  # it is another user's
            return True
        return True

    def age(self, now: datetime) -> timedelta:
        """How old the figures are; `now` has a time zone."""
        return max(now - self.written_at, timedelta(0))

    def happenings(self, api_url: str) -> Happenings:
        """The happenings of the API at that address; none where the figures are of another."""
        if self.extra.get("api_url") != api_url:
            return Happenings()
        return read_happenings(self.snapshot.get("happenings"))

    def problem(self, api_url: str, now: datetime) -> str | None:
        """The key of the store's error, if the figures are of this address and of the last hour."""
        recent = self.age(now).total_seconds() <= WINDOW_SECONDS
        found = self.extra.get("problem")
        fits = recent and self.extra.get("api_url") == api_url
        return found if fits and isinstance(found, str) else None


def write_metrics(
    path: Path, snapshot: Snapshot, extra: Mapping[str, Any], *, ended: bool = False
) -> bool:
    """Replace this process's file atomically; False where it cannot be written.

    `extra` has values that JSON can express: by convention `program` (its name), `api_url`,
    `breaker` (`state` and `retry_at`), `queue` (jobs that wait or run), `problem` (the key of the
    error of a store that cannot be used) and `sync` (None before there is one, else with
    `lag_seconds`). `ended` says that the process is about to end. Happenings of other processes are
    taken along, as their files may end.
    """
    happened = snapshot.happenings.after(recall(path, str(extra.get("api_url"))))
    document = {
        "version": _VERSION,
        "written_at": utc_now().isoformat(),
        "host": _host(),
        "pid": os.getpid(),
        "ended": ended,
        "memory_bytes": resident_bytes(),
        "snapshot": asdict(replace(snapshot, happenings=happened)),
        "extra": dict(extra),
    }
    own = path.with_name(f"{path.stem}.{_host()}-{os.getpid()}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(own, document)
        _end_old(path, own)
    except OSError as error:
        log_event("metrics.write_failed", error=error)
        return False
    return True


def read_metrics(path: Path) -> Metrics | None:
    """The figures of all processes, summed (`summed`); None where there are none.

    Raises StoreError where a file is damaged or of another version, and there is no other.
    """
    found: list[Metrics] = []
    trouble: StoreError | None = None
    for file in _files(path):
        try:
            found.append(_read(file))
        except FileNotFoundError:
            continue
        except (OSError, ValueError, KeyError, TypeError) as error:
            trouble = StoreError(f"{file.name} cannot be read: {error}")
    if trouble is not None and not found:
        raise trouble
    return summed(found) if found else None


def summed(found: Iterable[Metrics]) -> Metrics:
    """The figures of the newest, with those of the hour before added; at least one is given.

    What was counted is added up, a share is that of all requests, of two states or alerts the worse
    is taken. Memory and what waits are those of the processes that still run. A percentile of
    several processes is not known from theirs, but it is at most the largest of them.
    """
    parts = sorted(found, key=lambda each: each.written_at, reverse=True)
    newest = parts[0]
    parts = [
        part
        for part in parts
        if part.extra.get("api_url") == newest.extra.get("api_url")
        and newest.written_at - part.written_at <= timedelta(seconds=WINDOW_SECONDS)
    ]
    if len(parts) == 1:
        return newest
    running = [part for part in parts if part.running] or [newest]
    memory = [part.memory_bytes for part in running if part.memory_bytes is not None]
    happened = newest.happenings(str(newest.extra.get("api_url")))
    for part in parts[1:]:
        happened = happened.after(part.happenings(str(part.extra.get("api_url"))))
    extra = dict(newest.extra)
    extra["queue"] = sum(part.extra.get("queue") or 0 for part in running)
    breakers = [part.extra.get("breaker") or {} for part in running]
    extra["breaker"] = max(breakers, key=lambda each: _STATES.get(each.get("state", ""), 0)) or None
    for name in ("problem", "sync"):
        extra[name] = next((part.extra[name] for part in running if part.extra.get(name)), None)
    return replace(
        newest,
        memory_bytes=sum(memory) if memory else None,
        snapshot=_sum([part.snapshot for part in parts]) | {"happenings": asdict(happened)},
        extra=extra,
        parts=tuple(parts),
    )


_STATES = {"closed": 1, "half-open": 2, "open": 3}
_SHARES = {
    "requests": ("share_4xx", "share_5xx", "share_unanswered", "share_unusable"),
    "lookups": ("hit_rate",),
    "static_lookups": ("static_hit_rate",),
}


def _sum(parts: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The snapshots of several processes as one, the newest first."""
    total = dict(parts[0])
    for n, shares in _SHARES.items():
        counts = [part.get(n) or 0 for part in parts]
        total[n] = sum(counts)
        for share in shares:
            pairs = [(part.get(share), count) for part, count in zip(parts, counts, strict=True)]
            known = [(value, count) for value, count in pairs if value is not None and count]
            total[share] = (
                sum(value * count for value, count in known) / sum(c for _, c in known)
                if known
                else None
            )
    total["timing"] = _at_most([part.get("timing") for part in parts])
    for name, merge in (("by_entity", _at_most), ("by_complexity", _at_most), ("counters", sum)):
        total[name] = _by_key([part.get(name) or {} for part in parts], merge)
    for name in ("last_answer", "last_failure"):
        known_times = [part[name] for part in parts if part.get(name) is not None]
        total[name] = max(known_times, default=None)
    failed = max(parts, key=lambda part: part.get("last_failure") or 0)
    total["last_error"] = failed.get("last_error")
    alerts: dict[str, Any] = {}
    for alert in (alert for part in parts for alert in part.get("alerts") or ()):
        known_alert = alerts.setdefault(str(alert.get("key")), alert)
        if alert.get("value", 0) > known_alert.get("value", 0):
            alerts[str(alert.get("key"))] = alert
    total["alerts"] = list(alerts.values())
    return total


def _by_key(parts: list[Mapping[str, Any]], merge: Callable[[list[Any]], Any]) -> dict[str, Any]:
    names = {name: None for part in parts for name in part}
    return {name: merge([part[name] for part in parts if name in part]) for name in names}


def _at_most(timings: list[Any]) -> dict[str, Any] | None:
    """The number of all, and what their percentiles are at most, marked where that is a bound."""
    known = [timing for timing in timings if timing]
    if len(known) < 2:
        return known[0] if known else None
    largest = {name: max(timing[name] for timing in known) for name in ("p50", "p95")}
    return {"n": sum(timing["n"] for timing in known), **largest, "at_most": True}


def _host() -> str:
    """The name of this machine, as it may stand in the name of a file."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", socket.gethostname())[:60] or "host"


def _files(path: Path) -> list[Path]:
    try:
        return [path, *sorted(path.parent.glob(f"{path.stem}.*-*{path.suffix}"))]
    except OSError:
        return [path]


def _end_old(path: Path, own: Path) -> None:
    """Remove the files of processes that wrote nothing for an hour; what happened is in ours."""
    oldest = utc_now().timestamp() - WINDOW_SECONDS
    for file in _files(path):
        try:
            if file != own and file.stat().st_mtime < oldest:
                file.unlink(missing_ok=True)
        except FileNotFoundError:
            continue


def _write(path: Path, document: Mapping[str, Any]) -> None:
    with replacing(path) as file:
        file.write(json.dumps(document, ensure_ascii=False).encode())


def _read(path: Path) -> Metrics:
    document = json.loads(path.read_bytes())
    if document["version"] != _VERSION:
        raise ValueError(f"version {document['version']}")
    written_at = datetime.fromisoformat(document["written_at"])
    memory = document["memory_bytes"]
    snapshot, extra = document["snapshot"], document["extra"]
    if written_at.tzinfo is None or not isinstance(snapshot, dict) or type(extra) is not dict:
        raise ValueError("not of the right form")
    return Metrics(
        written_at,
        int(document["pid"]),
        None if memory is None else int(memory),
        snapshot,
        extra,
        str(document.get("host", "")),
        document.get("ended") is True,
    )


def add_happenings(path: Path, api_url: str, happened: Happenings) -> bool:
    """Add happenings to the newest figures, and leave everything else unchanged.

    False where there are no figures of that address, or the file cannot be written.
    """
    try:
        newest = max(_files(path), key=lambda file: file.stat().st_mtime if file.exists() else 0)
        document = json.loads(newest.read_bytes())
        if _read(newest).extra.get("api_url") != api_url:
            return False
        merged = happened.after(read_happenings(document["snapshot"].get("happenings")))
        document["snapshot"]["happenings"] = asdict(merged)
        _write(newest, document)
    except (OSError, ValueError, KeyError, TypeError) as error:
        if not isinstance(error, FileNotFoundError):
            log_event("metrics.write_failed", error=error)
        return False
    return True


def recall(path: Path, api_url: str) -> Happenings:
    """The happenings of the API at that address from the figures at `path`; none if unreadable."""
    try:
        metrics = read_metrics(path)
    except StoreError:
        return Happenings()
    return metrics.happenings(api_url) if metrics else Happenings()


def resident_bytes() -> int | None:
    """Memory of this process: resident on Linux, its peak elsewhere, None on Windows."""
    if sys.platform == "win32":
        return None
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        import resource  # not on Windows

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
