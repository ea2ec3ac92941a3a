"""A queue for drawing pages, so that only a few are drawn at the same time.

Drawing a page is computation that holds Python's lock. Twenty pages one after the other are each
done sooner than twenty at once, and the thread that answers browsers and health checks gets its
share.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from core.language import Lang, text

AT_ONCE = 2
_STEP_SECONDS = 0.5


class Turns:
    """A number of places, each of which one context of `take` occupies."""

    def __init__(self, places: int = AT_ONCE) -> None:
        self._free = places
        self._queue: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    @contextmanager
    def take(self, lang: Lang) -> Iterator[None]:
        """Wait for a place, first come first served, and return it however the run ends.

        The wait is in steps that each draw a sentence, as Streamlit can stop a run only there: a
        run whose visitor has left or made another request must not stay in the queue.
        """
        place = st.empty()
        waited = False
        turn = self._line_up()
        try:
            while not turn.wait(_STEP_SECONDS):
                place.caption(text("wait.turn", lang))
                waited = True
            if waited:
                place.empty()
            yield
        finally:
            self._go(turn)

    def _line_up(self) -> threading.Event:
        """Join the queue; the event is set once it is this run's turn."""
        turn = threading.Event()
        with self._lock:
            if self._free:
                self._free -= 1
                turn.set()
            else:
                self._queue.append(turn)
        return turn

    def _go(self, turn: threading.Event) -> None:
        """Leave the queue, or pass the place on to the first in it."""
        with self._lock:
            if not turn.is_set():
                self._queue.remove(turn)
            elif self._queue:
                self._queue.popleft().set()
            else:
                self._free += 1
