"""What happened: requests, latency, errors, cache look-ups, counters, gauges; and the log.

One `Telemetry` serves a whole process. It holds figures about the API and this program only,
nothing about the people who use it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, TypeVar

from core.happenings import LATELY_SECONDS, Cause, Happenings, page_of
from core.log_lines import FIELDS, handler_of, pairs_of
from core.totals import Totals

Lookup = Literal["hit", "miss", "stale", "error"]

WINDOW_SECONDS = 3600.0
_KEPT = 20_000

SLOW_SECONDS = 2.0
ERROR_SHARE = 0.05
STATIC_HIT_SHARE = 0.80
COMPLEX = 8
"""A query of a higher score (see `core.oda.query.query.Complexity`) asks much of the API."""
GAUGE_LIMITS: Mapping[str, float] = MappingProxyType(
    {
        "memory_bytes": 650e6,  # the host stops an app at about 690 MB
        "queue": 12,
        "sync_lag_seconds": 9000,  # at night a copy is compared hourly
        "overdue_seconds": 900,
    }
)
"""Above these a gauge raises the alert of its name."""
_ENOUGH = 20  # below this number of observations a share raises no alert, unless all failed
_FEW = 5  # queries that the API said no to, and no other ones
_ENOUGH_STATIC = 200  # everything is looked up in vain once, when a process is new


@dataclass(frozen=True, slots=True)
class Request:
    """One request that was really sent. `status` is None where no answer came.

    `cause` tells why there was no good answer; a query that the API only said no to has none.
    """

    at: float
    entity: str
    complexity: int
    status: int | None
    seconds: float
    size: int
    error: str | None
    cause: Cause | None

    @property
    def unusable(self) -> bool:
        """Whether an answer came that looked good and was not, such as HTML with status 200."""
        return self.cause is not None and self.status is not None and self.status < 400


@dataclass(frozen=True, slots=True)
class Timing:
    """Response times in seconds over `n` requests."""

    n: int
    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class Alert:
    """A figure that is past its limit; `key` names the sentence in the language catalogue."""

    key: str
    value: float
    limit: float


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state at one moment; times are seconds since the epoch, shares 0 to 1, None is unknown.

    Requests, timings and shares of errors cover the last hour, look-ups the life of the process.
    """

    at: float
    last_answer: float | None
    last_failure: float | None
    last_error: str | None
    requests: int
    timing: Timing | None
    share_4xx: float | None
    share_5xx: float | None
    share_unanswered: float | None
    share_unusable: float | None
    by_entity: Mapping[str, Timing]
    by_complexity: Mapping[int, Timing]
    lookups: int
    hit_rate: float | None
    static_lookups: int
    static_hit_rate: float | None
    counters: Mapping[str, int]
    gauges: Mapping[str, float]
    alerts: tuple[Alert, ...]
    happenings: Happenings

    @property
    def error_share(self) -> float | None:
        """Share of requests that failed in any way."""
        shares = (self.share_4xx, self.share_5xx, self.share_unanswered, self.share_unusable)
        return None if None in shares else sum(s for s in shares if s is not None)


class Telemetry:
    """Collects what happens; safe to use from many threads. `earlier` is what did before.

    `totals` counts on what a snapshot forgets after an hour.
    """

    def __init__(
        self, clock: Callable[[], float] = time.time, earlier: Happenings | None = None
    ) -> None:
        self._clock = clock
        self.totals = Totals()
        self._happened = earlier or Happenings()
        self._earlier = self._happened
        self._good_since = self._happened.good_since
        self._lock = threading.Lock()
        self._requests: deque[Request] = deque(maxlen=_KEPT)
        self._lookups: Counter[tuple[bool, Lookup]] = Counter()
        self._counters: Counter[str] = Counter()
        self._gauges: dict[str, float] = {}
        self._last_answer: float | None = None
        self._last_failure: float | None = None
        self._last_error: str | None = None

    def request(
        self,
        *,
        entity: str,
        seconds: float,
        status: int | None = None,
        size: int = 0,
        complexity: int = 0,
        address: str | None = None,
        error: str | None = None,
        cause: Cause | None = None,
    ) -> None:
        """Note one attempt at the API.

        `address` is the query's, for the log alone. `error` is the key of the error where it
        failed, `cause` why (`core.happenings.cause_of`).
        """
        now = self._clock()
        with self._lock:
            self._requests.append(
                Request(now, entity, complexity, status, seconds, size, error, cause)
            )
            if cause is None:
                self._good_since += 1
                self._happened = replace(self._happened, answered=now)
            else:
                self._good_since = 0
                self._happened = replace(self._happened, failed=now, cause=cause)
            if error is None:
                self._last_answer = now
            else:
                self._last_failure, self._last_error = now, error
        self.totals.request(entity, error or "ok", seconds)
        log_event(
            "request",
            level=logging.INFO if error is None else logging.WARNING,
            entity=entity,
            status=status,
            ms=round(seconds * 1000),
            bytes=size,
            complexity=complexity,
            error=error,
            address=address,
        )

    def control(self, cause: Cause | None, seconds: float | None) -> None:
        """Note a control of the connection: why it failed, or None, and how long it took."""
        now = self._clock()
        with self._lock:
            self._happened = replace(
                self._happened, controlled=now, control_cause=cause, control_seconds=seconds
            )

    def fault(self, where: str) -> None:
        """Note that a page or a work failed by our own fault."""
        now = self._clock()
        with self._lock:
            faults = {**self._happened.faults, where: now}
            self._happened = replace(self._happened, faults=faults)

    def went_well(self, where: str, seconds: float) -> None:
        """Note that a page or a work went well that took so long: it withdraws earlier faults."""
        begun = self._clock() - seconds
        with self._lock:
            faults = self._happened.faults.items()
            if any(where in (place, page_of(place)) and at < begun for place, at in faults):
                mended = {**self._happened.mended, where: begun}
                self._happened = replace(self._happened, mended=mended)

    @property
    def changed_field(self) -> str | None:
        """The set and field that was last refused for its form, until good rows with it come."""
        with self._lock:
            return self._happened.form_in

    def form(self, changed: str | None) -> None:
        """Note the set and field whose form is not as it should be, or None: it is again."""
        now = self._clock()
        with self._lock:
            self._happened = replace(self._happened, form_at=now, form_in=changed)

    def lookup(self, *, static: bool, outcome: Lookup) -> None:
        """Note one look-up in the page cache; `static` for entity sets that hardly ever change."""
        with self._lock:
            self._lookups[static, outcome] += 1

    def lookups(self) -> Mapping[tuple[bool, Lookup], int]:
        """Look-ups since the process began, by whether the set is static, and by outcome."""
        with self._lock:
            return dict(self._lookups)

    def count(self, name: str, n: int = 1) -> None:
        """Add to a counter, such as `cache.read_errors`."""
        with self._lock:
            self._counters[name] += n

    def gauge(self, name: str, value: float) -> None:
        """Set a gauge, such as `queue`."""
        with self._lock:
            self._gauges[name] = value

    def snapshot(self) -> Snapshot:
        """The figures now."""
        now = self._clock()
        with self._lock:
            recent = [r for r in self._requests if now - r.at <= WINDOW_SECONDS]
            lookups = dict(self._lookups)
            counters, gauges = dict(self._counters), dict(self._gauges)
            last = (self._last_answer, self._last_failure, self._last_error)
            happened, good_since = self._happened, self._good_since
        lately = [r for r in recent if now - r.at <= LATELY_SECONDS]
        # Of an earlier process only the sums are known.
        before = self._earlier if now - self._earlier.at <= LATELY_SECONDS else Happenings()
        answered = [r for r in recent if r.status is not None]
        timing = _timing(answered)
        n_all, rate_all = _hit_rate(lookups, (True, False))
        n_static, rate_static = _hit_rate(lookups, (True,))
        shares = {
            "4xx": _share(recent, lambda r: r.status is not None and 400 <= r.status < 500),
            "5xx": _share(recent, lambda r: r.status is not None and r.status >= 500),
            "unanswered": _share(recent, lambda r: r.status is None),
            "unusable": _share(recent, lambda r: r.unusable),
        }
        enough = (
            len(recent) >= _ENOUGH
            or all(r.cause is not None for r in recent)
            or (len(recent) >= _FEW and all(r.error is not None for r in recent))
        )
        return Snapshot(
            at=now,
            last_answer=last[0],
            last_failure=last[1],
            last_error=last[2],
            requests=len(recent),
            timing=timing,
            share_4xx=shares["4xx"],
            share_5xx=shares["5xx"],
            share_unanswered=shares["unanswered"],
            share_unusable=shares["unusable"],
            by_entity=_grouped(answered, lambda r: r.entity),
            by_complexity=_grouped(answered, lambda r: r.complexity),
            lookups=n_all,
            hit_rate=rate_all,
            static_lookups=n_static,
            static_hit_rate=rate_static,
            counters=counters,
            gauges=gauges,
            alerts=_alerts(timing, shares if enough else {}, n_static, rate_static)
            + _more_alerts(recent, gauges),
            happenings=replace(
                happened,
                at=now,
                lately=len(lately) + before.lately,
                lately_failed=sum(r.cause is not None for r in lately) + before.lately_failed,
                good_since=good_since,
            ),
        )


def _alerts(
    timing: Timing | None,
    shares: Mapping[str, float | None],
    n_static: int,
    static_rate: float | None,
) -> tuple[Alert, ...]:
    found = []
    if timing and timing.p95 > SLOW_SECONDS:
        found.append(Alert("slow", timing.p95, SLOW_SECONDS))
    for name, share in shares.items():
        if share is not None and share > ERROR_SHARE:
            found.append(Alert(f"errors_{name}", share, ERROR_SHARE))
    if n_static >= _ENOUGH_STATIC and static_rate is not None and static_rate < STATIC_HIT_SHARE:
        found.append(Alert("static_hit_rate", static_rate, STATIC_HIT_SHARE))
    return tuple(found)


def _more_alerts(recent: list[Request], gauges: Mapping[str, float]) -> tuple[Alert, ...]:
    found = [
        Alert(name, gauges[name], limit)
        for name, limit in GAUGE_LIMITS.items()
        if gauges.get(name, 0.0) > limit
    ]
    hardest = max((request.complexity for request in recent), default=0)
    if hardest > COMPLEX:
        found.append(Alert("complexity", hardest, COMPLEX))
    return tuple(found)


def _share(requests: list[Request], failed: Callable[[Request], bool]) -> float | None:
    return sum(map(failed, requests)) / len(requests) if requests else None


def _hit_rate(
    lookups: Mapping[tuple[bool, Lookup], int], kinds: tuple[bool, ...]
) -> tuple[int, float | None]:
    n = sum(count for (static, _), count in lookups.items() if static in kinds)
    hits = sum(lookups.get((static, "hit"), 0) for static in kinds)
    return n, hits / n if n else None


def _timing(requests: list[Request]) -> Timing | None:
    if not requests:
        return None
    seconds = sorted(r.seconds for r in requests)
    last = len(seconds) - 1
    return Timing(len(seconds), *(seconds[round(last * share)] for share in (0.5, 0.95, 0.99)))


K = TypeVar("K")


def _grouped(requests: list[Request], key: Callable[[Request], K]) -> dict[K, Timing]:
    groups: dict[K, list[Request]] = {}
    for request in requests:
        groups.setdefault(key(request), []).append(request)
    return {k: timing for k, group in groups.items() if (timing := _timing(group))}


_log = logging.getLogger("tingblik")


def log_event(event: str, *, level: int = logging.INFO, **fields: object) -> None:
    """Write one line to the log; fields that are None are left out."""
    if _log.isEnabledFor(level):
        told = {"event": event} | {k: v for k, v in fields.items() if v is not None}
        _log.log(level, "%s", pairs_of(told), extra={FIELDS: told})


def configure_log(level: str, file: str = "", form: str = "text") -> None:
    """Send the log to stderr or a file, as lines of `text` or `json`, once per process."""
    _log.handlers[:] = [handler_of(form, file)]
    _log.setLevel(level)
    _log.propagate = False
