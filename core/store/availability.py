"""Whether the source answered, over a year: spans of good and of no answers, beside the copy.

It is a small JSON file next to the frames, replaced atomically. What happened while nobody asked is
unknown and counts for nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from core.atomic import replacing
from core.happenings import CAUSES
from core.language import UNKNOWN, Lang, duration, moment, percent, text
from core.store.lock import exclusive
from core.telemetry import log_event

FILE, _LOCK = "availability.json", "availability.lock"
_VERSION = 1
DAY_SECONDS = 86_400.0
WINDOWS = MappingProxyType(
    {"day": DAY_SECONDS, "month": 30 * DAY_SECONDS, "year": 365 * DAY_SECONDS}
)
"""The windows of time that are told of, in seconds."""
# At night a copy is compared hourly; what lies longer between two looks is unknown.
_LONGEST_GAP = 2 * 3600.0
_MOST_SPANS = 1_000
_AHEAD_SECONDS = 60.0
_ENOUGH = 20  # looks; of fewer, a share says little


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which each look found the same; seconds since the epoch.

    `cause` is why there was no good answer (`core.happenings.Cause`), empty where there was one.
    """

    begin: float
    end: float
    cause: str
    looks: int


@dataclass(frozen=True, slots=True)
class Availability:
    """How much of a window the source answered: None where nothing is known of it.

    `share` is of the time that is known, `known` is that time in seconds, `looks` how often it was
    looked and `good` how many of these found an answer.
    """

    share: float | None
    known: float
    looks: int
    good: int


def looked(spans: Sequence[Span], at: float, cause: str, now: float) -> tuple[Span, ...]:
    """The spans with another look: what it found holds from the look before until then.

    Spans ahead of `now` stay as they are: that clock was wrong, or this one is.
    """
    past = [span for span in spans if span.end <= now + _AHEAD_SECONDS]
    ahead = [span for span in spans if span.end > now + _AHEAD_SECONDS]
    if past and at <= past[-1].end:
        return tuple(spans)
    near = bool(past) and at - past[-1].end <= _LONGEST_GAP
    if near and bool(past[-1].cause) == bool(cause):
        past[-1] = replace(past[-1], end=at, looks=past[-1].looks + 1)
    else:
        if near:
            past[-1] = replace(past[-1], end=at)
        past.append(Span(at, at, cause, 1))
    return tuple([*past, *ahead][-_MOST_SPANS:])


def availability(spans: Sequence[Span], now: float, seconds: float) -> Availability:
    """How much of the last seconds the source answered."""
    since = now - seconds
    within = [span for span in spans if span.end >= since and span.begin <= now]
    up, known = 0.0, 0.0
    for span in within:
        length = min(span.end, now) - max(span.begin, since)
        known += length
        up += 0.0 if span.cause else length
    looks = sum(span.looks for span in within)
    good = sum(span.looks for span in within if not span.cause)
    return Availability(up / known if known > 0 else None, known, looks, good)


def outages(spans: Sequence[Span], now: float, seconds: float = WINDOWS["year"]) -> list[Span]:
    """The spans without a good answer, the newest first; a look in vain alone counts as one."""
    return [s for s in reversed(spans) if s.cause and s.begin <= now and s.end >= now - seconds]


def outage_words(outage: Span, spans: Sequence[Span], lang: Lang) -> str:
    """When an outage began, how long it lasted and why, in words."""
    key = "past" if is_over(outage, spans) else "still"
    begin = moment(datetime.fromtimestamp(outage.begin, UTC), lang)
    why = text(f"outages.cause.{outage.cause}", lang)
    long = duration(outage.end - outage.begin, lang)
    return text(f"outages.{key}", lang, begin=begin, long=long, why=why)


def share_of(found: Availability, lang: Lang) -> str:
    """How much of a window the source answered, in words; of a few looks their number."""
    if found.share is None or found.looks < _ENOUGH:
        few = text("status.few", lang, bad=found.good, n=found.looks)
        return few if found.looks else UNKNOWN
    return percent(found.share, lang, 2)


def is_over(outage: Span, spans: Sequence[Span]) -> bool:
    """Whether anything was found out since an outage."""
    return outage != spans[-1]


def read_spans(root: Path) -> tuple[Span, ...]:
    """What is known of the source of the store in that folder, the oldest first.

    Nothing where it cannot be read.
    """
    try:
        document = json.loads((root / FILE).read_bytes())
        if document["version"] != _VERSION:
            return ()
        found = tuple(Span(**span) for span in document["spans"])
        if not all(map(_is_span, found)) or any(a.end > b.begin for a, b in pairwise(found)):
            raise ValueError("not of the right form")
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError) as error:
        log_event("availability.unreadable", error=error)
        return ()
    return found


def note_look(root: Path, at: float, cause: str, now: float) -> tuple[Span, ...]:
    """Add a look to what is kept; where it cannot be written, that is logged alone."""
    with exclusive(root / _LOCK) as mine:
        spans = read_spans(root)
        if not mine:
            return spans
        found = looked(spans, at, cause, now)
        if found != spans:
            document = {"version": _VERSION, "spans": [asdict(span) for span in found]}
            try:
                with replacing(root / FILE) as file:
                    file.write(json.dumps(document).encode())
            except OSError as error:
                log_event("availability.write_failed", error=error)
    return found


def _is_span(span: Span) -> bool:
    times = all(isinstance(at, int | float) and math.isfinite(at) for at in (span.begin, span.end))
    return times and span.begin <= span.end and (not span.cause or span.cause in CAUSES)
