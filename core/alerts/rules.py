"""When something is wrong: the limits, and which facts are past them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from core.metrics import Metrics
from core.parliament.calendar.silence import unexplained
from core.telemetry import WINDOW_SECONDS
from core.verdict import Verdict

HALF_SECONDS, WORST_SECONDS = 1.0, 10.0
"""Limits of the median and the 99th percentile; that of the 95th is in `core.telemetry`."""
_ENOUGH = 20  # requests, or votes that were checked
DISAGREEING_SHARE = 0.10
DISK_BYTES = 1 << 30
CERTIFICATE_DAYS = 21
FOLLOWER_SECONDS = 300.0
_RECENT_SECONDS = 900.0  # older figures of a process say nothing of it now
_CONFIRMED_SECONDS = 4 * 3600.0
# What the verdict calls so is no fault of the source.
_HERE = frozenset({"own_fault", "copy", "here", "wrong_address"})


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What is known of the copy.

    `confirmed` (UTC) is the last completed sync, `newest` the day of the newest change of a vote or
    step, `sitting` and `voted` days with meetings of the chamber and with votes. `vanished` is the
    number of rows that were found gone in the last day, `drift` the fields that were found
    different then. Of the latest votes that could be compared with the official text, `checked` is
    their number and `matching` how many agree.
    """

    confirmed: datetime | None = None
    newest: date | None = None
    sitting: frozenset[date] = frozenset()
    voted: frozenset[date] = frozenset()
    vanished: int = 0
    drift: tuple[str, ...] = ()
    checked: int = 0
    matching: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """All that rules are applied to. `now` and `certificate_ends` have a time zone."""

    now: datetime
    today: date
    verdict: Verdict
    metrics: Metrics | None
    copy: CopyFacts
    free_bytes: int | None
    certificate_ends: datetime | None


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong. `key` names its words, `value` and `limit` are what was measured.

    `subject` tells faults of one kind apart, and `names` is what they concern.
    """

    key: str
    value: float | None = None
    limit: float | None = None
    subject: str = ""
    names: str = ""

    @property
    def id(self) -> str:
        """What it is known by while it lasts."""
        return f"{self.key}/{self.subject}" if self.subject else self.key


def faults(facts: Facts) -> list[Fault]:
    """Everything that is wrong, the gravest first."""
    return [*_of_source(facts), *_of_process(facts), *_of_copy(facts), *_of_place(facts)]


def _of_source(facts: Facts) -> Iterator[Fault]:
    verdict = facts.verdict
    if verdict.wrong:
        here = verdict.state in _HERE
        yield Fault("here") if here else Fault("source", names=verdict.state)
    if facts.certificate_ends is not None:
        days = (facts.certificate_ends - facts.now).days
        if days < CERTIFICATE_DAYS:
            yield Fault("certificate", days, CERTIFICATE_DAYS)


def _of_process(facts: Facts) -> Iterator[Fault]:
    metrics = facts.metrics
    if metrics is None:
        return
    age = metrics.age(facts.now).total_seconds()
    if age > WINDOW_SECONDS:
        yield Fault("stopped", age, WINDOW_SECONDS)
    if age > _RECENT_SECONDS:
        return
    for alert in metrics.snapshot.get("alerts") or []:
        yield Fault(str(alert.get("key")), alert.get("value"), alert.get("limit"))
    timing = metrics.snapshot.get("timing") or {}
    if (timing.get("n") or 0) >= _ENOUGH:
        for key, name, limit in (
            ("slow_half", "p50", HALF_SECONDS),
            ("slow_worst", "p99", WORST_SECONDS),
        ):
            if (timing.get(name) or 0.0) > limit:
                yield Fault(key, timing[name], limit)
    # While the source is at fault, that it is asked less is no news, and it comes and goes.
    state = (metrics.extra.get("breaker") or {}).get("state")
    if state == "open" and not facts.verdict.wrong:
        yield Fault("breaker")
    behind = (metrics.snapshot.get("gauges") or {}).get("follower_behind_seconds")
    if behind is not None and behind > FOLLOWER_SECONDS:
        yield Fault("follower", behind, FOLLOWER_SECONDS)


def _of_copy(facts: Facts) -> Iterator[Fault]:
    copy = facts.copy
    current = copy.confirmed is not None and (
        (facts.now - copy.confirmed).total_seconds() <= _CONFIRMED_SECONDS
    )
    if (
        current
        and copy.newest is not None
        and unexplained(copy.newest, facts.today, copy.sitting, copy.voted)
    ):
        yield Fault("silence", (facts.today - copy.newest).days)
    if copy.vanished:
        yield Fault("vanished", copy.vanished)
    if copy.drift:
        yield Fault("drift", len(copy.drift), names=", ".join(copy.drift[:5]))
    if copy.checked >= _ENOUGH:
        share = 1 - copy.matching / copy.checked
        if share > DISAGREEING_SHARE:
            yield Fault("disagreement", share, DISAGREEING_SHARE)


def _of_place(facts: Facts) -> Iterator[Fault]:
    if facts.free_bytes is not None and facts.free_bytes < DISK_BYTES:
        yield Fault("disk", facts.free_bytes, DISK_BYTES)
