"""Only a few pages are made at once, so that a crowd neither starves the server nor each other.

A page is pure computing that holds Python's lock. Twenty of them in turn are each done sooner than
twenty together, and the server's own thread, which answers browsers and hosts, gets its share.
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
    """So many places; a context of `take` has one."""

    def __init__(self, places: int = AT_ONCE) -> None:
        self._free = places
        self._queue: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    @contextmanager
    def take(self, lang: Lang) -> Iterator[None]:
        """Wait for a place and give it back, however the run ends; who came first has it first.

        It waits in steps and draws a sentence in each, as only there a run can be stopped: one
        whose visitor has left or asked anew must not stay in the queue.
        """
        place = st.empty()
        told = False
        turn = self._line_up()
        try:
            while not turn.wait(_STEP_SECONDS):
                place.caption(text("wait.turn", lang))
                told = True
            if told:
                place.empty()
            yield
        finally:
            self._go(turn)

    def _line_up(self) -> threading.Event:
        """A place in the queue, kept until it is one's turn: then it is set."""
        turn = threading.Event()
        with self._lock:
            if self._free:
                self._free -= 1
                turn.set()
            else:
                self._queue.append(turn)
        return turn

    def _go(self, turn: threading.Event) -> None:
        """Leave the queue, or hand the place to the first in it."""
        with self._lock:
            if not turn.is_set():
                self._queue.remove(turn)
            elif self._queue:
                self._queue.popleft().set()
            else:
                self._free += 1
