"""The findings of `doctor`, and a guard for checks that hang or crash."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "fail", "skipped"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: what was found, and what to do where something is wrong.

    `details` is the complete list where `found` names only the first few.
    """

    name: str
    state: State
    found: str
    advice: str = ""
    details: tuple[str, ...] = ()


Check = Callable[[], Sequence[Finding]]


def bounded(names: Sequence[str], check: Check, seconds: float) -> list[Finding]:
    """The findings of a check; a failure for each of its `names` where it crashes or times out.

    After a timeout the check goes on in a daemon thread, which does not keep the process alive.
    """
    findings: list[Finding] = []

    def work() -> None:
        try:
            findings.extend(check())
        except Exception as error:  # an unexpected error of a check is a finding too
            found = f"unexpected {type(error).__name__}: {error}"
            findings.extend(Finding(name, "fail", found, "please report this") for name in names)

    thread = threading.Thread(target=work, name=f"check-{names[0]}", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        return [Finding(n, "fail", f"no result within {seconds:g} s", "try again") for n in names]
    return findings


def few(items: Sequence[str]) -> str:
    """The first three items in a sentence, and how many more there are."""
    more = len(items) - 3
    return "; ".join(items[:3]) + (f"; and {more} more" if more > 0 else "")
