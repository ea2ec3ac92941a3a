"""The figures of a running process in a file, so that another process can show them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
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
    """What a process wrote of itself at `written_at` (UTC).

    `memory_bytes` is its resident memory then, None where the system does not report it. `snapshot`
    has the fields of `telemetry.Snapshot` in JSON's types, `extra` what the program added.
    """

    written_at: datetime
    pid: int
    memory_bytes: int | None
    snapshot: Mapping[str, Any]
    extra: Mapping[str, Any]

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


def write_metrics(path: Path, snapshot: Snapshot, extra: Mapping[str, Any]) -> bool:
    """Replace the file at `path` atomically; False where it cannot be written.

    `extra` has values that JSON can express: by convention `program` (its name), `api_url`,
    `breaker` (`state` and `retry_at`), `queue` (jobs that wait or run), `problem` (the key of the
    error of a store that cannot be used) and `sync` (None before there is one, else with
    `lag_seconds`). Later happenings that another process wrote to the file are preserved.
    """
    happened = snapshot.happenings.after(recall(path, str(extra.get("api_url"))))
    document = {
        "version": _VERSION,
        "written_at": utc_now().isoformat(),
        "pid": os.getpid(),
        "memory_bytes": resident_bytes(),
        "snapshot": asdict(replace(snapshot, happenings=happened)),
        "extra": dict(extra),
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write(json.dumps(document, ensure_ascii=False).encode())
    except OSError as error:
        log_event("metrics.write_failed", error=error)
        return False
    return True


def read_metrics(path: Path) -> Metrics | None:
    """The figures in the file at `path`, None where there is none.

    Raises StoreError for a file that is damaged or of another version.
    """
    try:
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
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path.name} cannot be read: {error}") from None


def add_happenings(path: Path, api_url: str, happened: Happenings) -> bool:
    """Add happenings to the figures at `path`, and leave everything else unchanged.

    False where there are no figures of that address, or the file cannot be written.
    """
    try:
        document = json.loads(path.read_bytes())
        if read_metrics(path) is None or document["extra"].get("api_url") != api_url:
            return False
        merged = happened.after(read_happenings(document["snapshot"].get("happenings")))
        document["snapshot"]["happenings"] = asdict(merged)
        with replacing(path) as file:
            file.write(json.dumps(document, ensure_ascii=False).encode())
    except (OSError, ValueError, StoreError) as error:
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
