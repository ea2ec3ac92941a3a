"""Only a few pages are made at once, so that a crowd neither starves the server nor each other.

A page is pure computing that holds Python's lock. Twenty of them in turn are each done sooner than
twenty together, and the server's own thread, which answers browsers and hosts, gets its share.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from core.language import Lang, text

AT_ONCE = 2
_STEP_SECONDS = 0.5


class Turns:
    """So many places; a context of `take` has one."""

    def __init__(self, places: int = AT_ONCE) -> None:
        self._free = threading.Semaphore(places)

    @contextmanager
    def take(self, lang: Lang) -> Iterator[None]:
        """Wait for a place and give it back, however the run ends.

        It waits in steps and draws a sentence in each, as only there a run can be stopped: one
        whose visitor has left or asked anew must not stay in the queue.
        """
        place = st.empty()
        told = False
        while not self._free.acquire(timeout=_STEP_SECONDS):
            place.caption(text("wait.turn", lang))
            told = True
        try:
            if told:
                place.empty()
            yield
        finally:
            self._free.release()
