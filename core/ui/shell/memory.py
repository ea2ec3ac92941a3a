"""Garbage collection once a minute, in place of Streamlit's after every run; see config.toml."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

EVERY_SECONDS = 60.0


class Tidying:
    """Collects garbage when it is due; may be called from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: float | None = None
        self._frozen = False

    def __call__(self) -> bool:
        """Collect if `EVERY_SECONDS` have passed since the last time; returns whether it did.

        The first time nothing is collected: it would be a thirtieth of what a start takes. The
        second time, all existing objects are excluded from later collections (`gc.freeze`):
        scanning those of the imported modules takes longer than drawing a page.
        """
        now, last = self._clock(), self._last
        if last is not None and now - last < EVERY_SECONDS:
            return False
        self._last = now
        if last is None:
            return False
        gc.collect()
        if not self._frozen:
            self._frozen = True
            gc.freeze()
        return True
