"""What happened with the API lately, and to our own pages: what a verdict is judged by.

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
    "nonsense",  # an answer that is no whole OData
    "changed",  # OData of another form than before
]
CAUSES: frozenset[str] = frozenset(get_args(Cause))

LATELY_SECONDS = 600.0
FAULT_SECONDS = 3600.0  # for how long a fault is told of where nothing shows that it is over
_AHEAD_SECONDS = 5.0
_PART = "#"
# What is told of one thing: its time, and what goes with it.
_GROUPS = (
    ("answered",),
    ("failed", "cause"),
    ("controlled", "control_cause", "control_seconds"),
    ("form_at", "form_in"),
)


@dataclass(frozen=True, slots=True)
class Happenings:
    """The last of each thing that happened; None where it never did.

    `answered` is the last good answer to a request, `failed` the last request that got none and
    `cause` why. `controlled` is the last control of the connection (`core.oda.http.control`), of
    `control_seconds`, and `control_cause` why it failed; None where all was well. `faults` tells of
    each page and each work when it last failed by our own fault, `mended` when a run of it began
    that went well since. A part of a page that renews itself is a work of its own, `votes#sidebar`,
    and mended also with its page. `form_in` is the set and field that was last refused for its form
    (`Stemme.typeid`), None once good rows with it came; `form_at` is when either happened. `lately`
    is the number of requests of the ten minutes before `at`, `lately_failed` those of them that got
    no good answer, `good_since` the good answers in a row since the last that was none.
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
        """Without what a clock that was ahead has dated after `now`: it would hide all later."""
        kept = self
        for names in _GROUPS:
            if _or_never(getattr(kept, names[0])) > now + _AHEAD_SECONDS:
                unknown: dict[str, Any] = dict.fromkeys(names)
                kept = replace(kept, **unknown)
        latest = now + _AHEAD_SECONDS
        return replace(
            kept,
            faults={where: at for where, at in self.faults.items() if at <= latest},
            mended={where: at for where, at in self.mended.items() if at <= latest},
        )

    def after(self, earlier: Happenings) -> Happenings:
        """Of each thing the last, by this and by an earlier or another process."""
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
        """Of each place the later of two times, without what is too old to be told."""
        later = {where: max(at, there.get(where, at)) for where, at in here.items()}
        return {
            where: at
            for where, at in (dict(there) | later).items()
            if self.at - at <= FAULT_SECONDS
        }

    def fault(self, now: float) -> tuple[str, float] | None:
        """Where something last failed by our own fault and has not gone well since, and when."""
        still = [
            (at, where)
            for where, at in self.faults.items()
            if at >= self._mended(where) and now - at <= FAULT_SECONDS
        ]
        at, where = max(still, default=(None, ""))
        return None if at is None else (where, at)

    def _mended(self, where: str) -> float:
        """When the last good run began, of the place itself or of the page that it is part of."""
        return max(_or_never(self.mended.get(name)) for name in (where, page_of(where)))


def part_of(page: str, name: str) -> str:
    """The place of a part of a page that renews itself."""
    return f"{page}{_PART}{name}"


def page_of(where: str) -> str:
    """The page of a part of it; any other place as it is."""
    return where.partition(_PART)[0]


def read_happenings(document: object) -> Happenings:
    """Happenings as JSON has them; what is missing or of another form is taken for unknown."""
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
    """Why a request got no good answer; None where the API answered and only said no to it."""
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
