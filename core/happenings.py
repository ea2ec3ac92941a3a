"""Recent events of the API and of our own pages, from which a verdict is made.

Times are seconds since the epoch. They outlive a process (see `core.metrics`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, get_args

from core.errors import (
    ApiError,
    FormChanged,
    NotFound,
    NotOData,
    NotReachable,
    RateLimited,
    Refused,
    ServerFailing,
    TooSlow,
)

Cause = Literal[
    "no_name",  # the API's name has no address
    "no_network",  # no way to the name server, or no route
    "untrusted",  # the certificate
    "no_tls",  # an answer that is no TLS
    "down",  # no connection
    "timeout",  # no answer in time
    "failing",  # 5xx
    "busy",  # 429
    "refusing",  # 401, 403
    "missing",  # 404 without a word of OData
    "nonsense",  # an answer that is not complete OData
    "changed",  # OData of another form than before
]
CAUSES: frozenset[str] = frozenset(get_args(Cause))

LATELY_SECONDS = 600.0
FAULT_SECONDS = 3600.0  # how long a fault is reported if nothing shows that it is over
_AHEAD_SECONDS = 5.0
_PART = "#"
# Fields that belong together: the time of an event, and its details.
_GROUPS = (
    ("answered",),
    ("failed", "cause"),
    ("controlled", "control_cause", "control_seconds"),
    ("form_at", "form_in"),
)


@dataclass(frozen=True, slots=True)
class Happenings:
    """The time of the last event of each kind; None where there was none.

    `answered` is the last good answer to a request, `failed` the last failed request and `cause`
    why. `controlled` is the last control of the connection (`core.oda.http.control`), which took
    `control_seconds`, and `control_cause` why it failed, None if it did not. `faults` has, for each
    page and each job, when it last failed by our own fault, `mended` the beginning of its last
    successful run. A part of a page that renews itself has an entry of its own, `votes#sidebar`,
    and is mended by its page too. `form_in` is the set and field that was last refused for its form
    (`Stemme.typeid`), None once good rows with it came; `form_at` is when either happened. `lately`
    is the number of requests in the ten minutes before `at`, `lately_failed` how many of them
    failed, `good_since` the number of good answers since the last failure.
    """

    at: float = 0.0
    answered: float | None = None
    failed: float | None = None
    cause: Cause | None = None
    controlled: float | None = None
    control_cause: Cause | None = None
    control_seconds: float | None = None
    faults: Mapping[str, float] = field(default_factory=dict)
    mended: Mapping[str, float] = field(default_factory=dict)
    form_at: float | None = None
    form_in: str | None = None
    lately: int = 0
    lately_failed: int = 0
    good_since: int = 0

    def until(self, now: float) -> Happenings:
        """Without events dated after `now` by a wrong clock, which would hide all later ones."""
        past = self
        for names in _GROUPS:
            if _or_never(getattr(past, names[0])) > now + _AHEAD_SECONDS:
                unknown: dict[str, Any] = dict.fromkeys(names)
                past = replace(past, **unknown)
        latest = now + _AHEAD_SECONDS
        return replace(
            past,
            faults={where: at for where, at in self.faults.items() if at <= latest},
            mended={where: at for where, at in self.mended.items() if at <= latest},
        )

    def after(self, earlier: Happenings) -> Happenings:
        """The last event of each kind from these and those of an earlier or another process."""
        earlier = earlier.until(self.at)
        merged = self
        for names in _GROUPS:
            if _or_never(getattr(earlier, names[0])) > _or_never(getattr(self, names[0])):
                merged = replace(merged, **{name: getattr(earlier, name) for name in names})
        return replace(
            merged,
            faults=self._last(self.faults, earlier.faults),
            mended=self._last(self.mended, earlier.mended),
        )

    def _last(self, here: Mapping[str, float], there: Mapping[str, float]) -> dict[str, float]:
        """For each place the later of two times, without those that are too old to report."""
        later = {where: max(at, there.get(where, at)) for where, at in here.items()}
        return {
            where: at
            for where, at in (dict(there) | later).items()
            if self.at - at <= FAULT_SECONDS
        }

    def fault(self, now: float) -> tuple[str, float] | None:
        """Where and when something last failed by our own fault without a successful run since."""
        still = [
            (at, where)
            for where, at in self.faults.items()
            if at >= self._mended(where) and now - at <= FAULT_SECONDS
        ]
        at, where = max(still, default=(None, ""))
        return None if at is None else (where, at)

    def _mended(self, where: str) -> float:
        """When the last successful run of the place began, or of the page that it is part of."""
        return max(_or_never(self.mended.get(name)) for name in (where, page_of(where)))


def part_of(page: str, name: str) -> str:
    """The place of a part of a page that renews itself."""
    return f"{page}{_PART}{name}"


def page_of(where: str) -> str:
    """The page of a part of it; any other place as it is."""
    return where.partition(_PART)[0]


def read_happenings(document: object) -> Happenings:
    """Happenings from JSON; values that are missing or of another form become unknown."""
    if not isinstance(document, Mapping):
        return Happenings()
    found: dict[str, Any] = {}
    for name in (entry.name for entry in fields(Happenings)):
        value = document.get(name)
        if name in ("faults", "mended"):
            good = isinstance(value, Mapping) and all(map(_is_time, value.values()))
        elif name.endswith("cause"):
            good = isinstance(value, str) and value in CAUSES
        elif name == "form_in":
            good = isinstance(value, str)
        else:
            good = _is_time(value)
        if good:
            found[name] = value
    if found.get("failed") is not None and "cause" not in found:
        found["cause"] = "down"
    return Happenings(**found)


def cause_of(error: ApiError) -> Cause | None:
    """Why a request got no good answer; None where the API only refused this one request."""
    found: Cause | None = None
    match error:
        case NotReachable():
            what = error.params.get("what", "down")
            found = what if what in CAUSES else "down"
        case TooSlow():
            found = "timeout"
        case ServerFailing():
            found = "failing"
        case RateLimited():
            found = "busy"
        case Refused():
            found = "refusing"
        case NotFound() if not error.params.get("message"):
            found = "missing"
        case FormChanged():
            found = "changed"
        case NotOData():
            found = "nonsense"
    return found


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _or_never(at: float | None) -> float:
    return -math.inf if at is None else at
