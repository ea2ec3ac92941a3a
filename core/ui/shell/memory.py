"""Garbage collection: now and then, in place of Streamlit's after every run (see config.toml)."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

EVERY_SECONDS = 60.0


class Tidying:
    """Collects garbage when it is time to. Which thread calls it does not matter."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: float | None = None

    def __call__(self) -> bool:
        """Collect, if the last time is long ago; whether it was done.

        The first time, what there is by then is kept out of all later collections: to look through
        the modules takes longer than a page.
        """
        now, last = self._clock(), self._last
        if last is not None and now - last < EVERY_SECONDS:
            return False
        self._last = now
        gc.collect()
        if last is None:
            gc.freeze()
        return True
