"""Tells each fault once when it begins and once when it ends; many of them in one message.

What has been told is kept in a small file of the data folder, so that it is told once whoever runs
the rules: the app by the clock, or a command.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from core.alerts.rules import Fault
from core.alerts.ways import NotTold, Way
from core.alerts.words import ENDED, Event, begun
from core.atomic import replacing
from core.language import Lang
from core.store.lock import exclusive
from core.telemetry import log_event

FILE, _LOCK = "alerts.json", "alerts.lock"
_VERSION = 1
_HOUR = timedelta(hours=1)
MOST_MESSAGES = 3
"""Messages in an hour; what comes after them waits for the next hour and is told in one."""
_PAUSES = (2.0, 10.0)
_MOST_WAITING = 1_000


@dataclass(frozen=True, slots=True)
class Told:
    """What is kept of what was told.

    `standing` are the faults that stand, by id, as they were told; `waiting` the events that are to
    be told; `sent` is when messages left. `certificate_ends` is until when the certificate of the
    API is valid, as far as `looked_at` tells.
    """

    standing: Mapping[str, Event] = field(default_factory=dict)
    waiting: tuple[Event, ...] = ()
    sent: tuple[datetime, ...] = ()
    certificate_ends: datetime | None = None
    looked_at: datetime | None = None


def compared(told: Told, found: Iterable[Fault], now: datetime, lang: Lang) -> Told:
    """With the events of the faults that began or ended since.

    Of one that ended before its beginning was told nothing is told.
    """
    at = now.isoformat(timespec="seconds")
    faults = {fault.id: fault for fault in found}
    new = {
        each: begun(fault, at, lang) for each, fault in faults.items() if each not in told.standing
    }
    ended = {each: event for each, event in told.standing.items() if each not in faults}
    untold = {event.id for event in told.waiting if event.id in ended and event.state != ENDED}
    waiting = [event for event in told.waiting if event.id not in untold]
    over = [
        replace(event, state=ENDED, at=at, shown="", advice="")
        for each, event in ended.items()
        if each not in untold
    ]
    standing = {each: event for each, event in told.standing.items() if each in faults} | new
    return replace(
        told, standing=standing, waiting=(*waiting, *new.values(), *over)[-_MOST_WAITING:]
    )


def tell(
    told: Told,
    ways: Sequence[Way],
    now: datetime,
    lang: Lang,
    wait: Callable[[float], object] = time.sleep,
) -> Told:
    """Send what waits in one message, if the hour has room for it.

    `wait` waits some seconds between two tries. Where no way takes it, it waits on.
    """
    sent = tuple(at for at in told.sent if timedelta(0) <= now - at < _HOUR)
    told = replace(told, sent=sent)
    if not told.waiting or len(sent) >= MOST_MESSAGES:
        return told
    arrived = [_sent(way, told.waiting, lang, wait) for way in ways]
    if not any(arrived):
        return told
    return replace(told, waiting=(), sent=(*sent, now))


def _sent(way: Way, events: Sequence[Event], lang: Lang, wait: Callable[[float], object]) -> bool:
    for pause in (*_PAUSES, None):
        try:
            way.send(events, lang)
        except NotTold as error:
            log_event(
                "alert_not_told", level=logging.ERROR, way=way.name, error=error.detail, again=pause
            )
            if pause is not None:
                wait(pause)
        else:
            log_event("alert_told", way=way.name, events=len(events))
            return True
    return False


def run_alerts(
    folder: Path,
    find: Callable[[Told], tuple[Sequence[Fault], Told]],
    ways: Sequence[Way],
    now: datetime,
    lang: Lang,
    wait: Callable[[float], object] = time.sleep,
) -> Told:
    """Apply the rules, tell what is new, and keep what was told in that folder.

    `find` gives what is wrong, and what is kept with what it found out. One process at a time does
    it; for another nothing changes.
    """
    with exclusive(folder / _LOCK) as mine:
        told = read_told(folder)
        if not mine:
            return told
        found, told = find(told)
        told = compared(told, found, now, lang)
        write_told(folder, told)  # a process that is killed while it tells tells it again
        told = tell(told, ways, now, lang, wait)
        write_told(folder, told)
    return told


def read_told(folder: Path) -> Told:
    """What is kept in that folder; nothing where it cannot be read."""
    try:
        document = json.loads((folder / FILE).read_bytes())
        if document["version"] != _VERSION:
            return Told()
        return Told(
            {str(key): Event(**event) for key, event in document["standing"].items()},
            tuple(Event(**event) for event in document["waiting"]),
            tuple(datetime.fromisoformat(at) for at in document["sent"]),
            _time(document["certificate_ends"]),
            _time(document["looked_at"]),
        )
    except FileNotFoundError:
        return Told()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log_event("alerts.unreadable", error=error)
        return Told()


def write_told(folder: Path, told: Told) -> None:
    """Keep it; where the folder cannot be written, that is logged alone."""
    document: dict[str, Any] = {
        "version": _VERSION,
        "standing": {key: asdict(event) for key, event in told.standing.items()},
        "waiting": [asdict(event) for event in told.waiting],
        "sent": [at.isoformat() for at in told.sent],
        "certificate_ends": told.certificate_ends and told.certificate_ends.isoformat(),
        "looked_at": told.looked_at and told.looked_at.isoformat(),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(folder / FILE) as file:
            file.write(json.dumps(document, ensure_ascii=False).encode())
    except OSError as error:
        log_event("alerts.write_failed", level=logging.ERROR, error=error)


def _time(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)
