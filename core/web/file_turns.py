"""A limit on large files made at once, so that small requests do not wait for them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl

LARGE = 200_000
"""From so many cells on a file counts as large: a tenth of a second as text, one as a workbook."""

_AT_ONCE = 2
_WAITING = 4  # each holds a worker, of which there must be left some
_PATIENCE = 30.0  # seconds


class Busy(Exception):
    """There is no turn for a large file now."""


class FileTurns:
    """The turns of a process: `at_once` files are made and `waiting` more waited for.

    Who hangs up is not noticed before the file is made, so that a place cannot be had for ever by
    asking again and again.
    """

    def __init__(
        self, at_once: int = _AT_ONCE, waiting: int = _WAITING, patience: float = _PATIENCE
    ) -> None:
        self._free, self._places, self._patience = at_once, at_once + waiting, patience
        self._changed = threading.Condition()
        self._closed = False

    def close(self) -> None:
        """Give no more turns, so that the process does not end only when all have had theirs."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @contextmanager
    def turn(self, rows: pl.DataFrame) -> Iterator[None]:
        """Wait until some rows may be made a file. Raises `Busy` where that takes long."""
        if rows.height * rows.width < LARGE:
            yield
            return
        self._take()
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._places += 1
                self._changed.notify()

    def _take(self) -> None:
        with self._changed:
            if not self._places:
                raise Busy
            self._places -= 1
            self._changed.wait_for(lambda: self._free or self._closed, self._patience)
            if not self._free or self._closed:
                self._places += 1
                raise Busy
            self._free -= 1
