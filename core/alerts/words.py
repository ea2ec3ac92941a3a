"""Faults in words: what is wrong, what a reader sees meanwhile, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.alerts.rules import Fault
from core.language import Lang, duration, has, number, percent, shortened, text

BEGUN, ENDED = "begun", "ended"
MOST_TOLD = 20
"""Of more faults in one message only these are told in full."""

_BYTES = frozenset({"memory_bytes", "disk"})
_SHARES = frozenset({"static_hit_rate", "disagreement"})
_SECONDS = frozenset({"slow", "slow_half", "slow_worst", "stopped", "follower"})


@dataclass(frozen=True, slots=True)
class Event:
    """A fault that has begun or ended, with its words in the language of those who are told.

    `at` is when (UTC, as text). A fault that ended has no advice.
    """

    state: str
    key: str
    id: str
    at: str
    title: str
    shown: str = ""
    advice: str = ""

    def lines(self, lang: Lang) -> list[str]:
        """All of it, a sentence or two a line."""
        head = text(f"told.{self.state}", lang, title=self.title)
        more = [
            text(f"told.{name}", lang, words=words)
            for name, words in (("shown", self.shown), ("advice", self.advice))
            if words
        ]
        return [head, *more]


def begun(fault: Fault, at: str, lang: Lang) -> Event:
    """The event of a fault that begins."""
    title = _title(fault, lang)
    return Event(BEGUN, fault.key, fault.id, at, title, *_rest(fault.key, lang))


def message(events: Sequence[Event], lang: Lang) -> str:
    """All events in one text; of more than a few the others are counted."""
    blocks = ["\n".join(event.lines(lang)) for event in events[:MOST_TOLD]]
    if len(events) > MOST_TOLD:
        blocks.append(text("told.more", lang, n=len(events) - MOST_TOLD))
    return "\n\n".join(blocks)


def subject(events: Sequence[Event], lang: Lang) -> str:
    """What a message is about, in one line."""
    if len(events) == 1:
        return events[0].lines(lang)[0]
    return text("told.subject", lang, n=len(events))


def _title(fault: Fault, lang: Lang) -> str:
    words = text(f"fault.{_known(fault.key)}.title", lang)
    if fault.key == "source":
        words = text(f"verdict.{fault.names}.title", lang)
    elif fault.names:
        words = f"{words} ({shortened(fault.names)})"
    if fault.value is None:
        return words
    measure = _measure(fault.key)
    value = measure(fault.value, lang)
    if fault.limit is None:
        return f"{words}: {value}"
    return f"{words}: {text('told.past', lang, value=value, limit=measure(fault.limit, lang))}"


def _rest(key: str, lang: Lang) -> tuple[str, str]:
    known = _known(key)
    return text(f"fault.{known}.shown", lang), text(f"fault.{known}.advice", lang)


def _known(key: str) -> str:
    return key if has(f"fault.{key}.title", "en") else "other"


def _measure(key: str) -> Callable[[float, Lang], str]:
    if key in _BYTES:
        return lambda value, lang: f"{number(value / 1e6, lang)} MB"
    if key in _SHARES or key.startswith("errors_"):
        return lambda value, lang: percent(value, lang, 1)
    if key in _SECONDS or key.endswith("_seconds"):
        return duration
    if key in ("certificate", "silence"):
        return lambda value, lang: text("told.days", lang, n=int(value))
    return number
