"""Large files that are made whole: few at a time, so that nobody's light request waits for them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import polars as pl

from core.web.answers import Problem

LARGE = 200_000
"""From so many cells on a file counts as large: a tenth of a second as text, one as a workbook."""

_AT_ONCE = 2
_WAITING = 4  # each holds a worker, of which there must be left some
_PATIENCE = 30.0  # seconds


class Making:
    """The turns of a process: `at_once` files are made and `waiting` more waited for.

    Who hangs up is not noticed before the file is made, so that a place cannot be had for ever by
    asking again and again.
    """

    def __init__(
        self, at_once: int = _AT_ONCE, waiting: int = _WAITING, patience: float = _PATIENCE
    ) -> None:
        self._turns = threading.Semaphore(at_once)
        self._places = threading.Semaphore(at_once + waiting)
        self._patience = patience

    @contextmanager
    def turn(self, rows: pl.DataFrame) -> Iterator[None]:
        """Wait until some rows may be made a file. Raises `Problem` (503) where it takes long."""
        if rows.height * rows.width < LARGE:
            yield
            return
        if not self._places.acquire(blocking=False):
            raise _busy()
        try:
            if not self._turns.acquire(timeout=self._patience):
                raise _busy()
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._places.release()


def _busy() -> Problem:
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Too many large files are being made at this moment.",
        "Try again in some seconds, or ask for fewer rows.",
        headers={"Retry-After": "10"},
    )


MAKING = Making()
"""The turns of this process."""
