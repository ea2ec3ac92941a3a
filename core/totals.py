"""What a process has counted since it began: nothing of it ever gets less."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping

BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 90.0)
"""Seconds up to which something belongs to the columns of a `Spread`; one more holds the rest."""


class Spread:
    """How many took how long: `counts` by the columns of `BOUNDS`, `total` seconds together."""

    def __init__(self, counts: list[int] | None = None, total: float = 0.0) -> None:
        self.counts = counts or [0] * (len(BOUNDS) + 1)
        self.total = total

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds

    def copy(self) -> Spread:
        """As it is now."""
        return Spread(list(self.counts), self.total)


class Totals:
    """Requests to the API and runs of pages; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str]] = Counter()
        self._seconds: dict[str, Spread] = {}
        self._pages: dict[str, Spread] = {}

    def request(self, entity: str, outcome: str, seconds: float) -> None:
        """Count a request; its outcome is `ok` or the key of an error."""
        with self._lock:
            self._requests[entity, outcome] += 1
            self._seconds.setdefault(outcome, Spread()).add(seconds)

    def page(self, name: str, seconds: float) -> None:
        """Count a run of a page that went well."""
        with self._lock:
            self._pages.setdefault(name, Spread()).add(seconds)

    def requests(self) -> Mapping[tuple[str, str], int]:
        """Requests by entity set and outcome."""
        with self._lock:
            return dict(self._requests)

    def seconds(self) -> Mapping[str, Spread]:
        """How long requests took, by outcome."""
        with self._lock:
            return {outcome: spread.copy() for outcome, spread in self._seconds.items()}

    def pages(self) -> Mapping[str, Spread]:
        """How long runs took, by page."""
        with self._lock:
            return {page: spread.copy() for page, spread in self._pages.items()}
