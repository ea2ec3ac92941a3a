"""Progress on stderr: a bar on a terminal, else an occasional line."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from core.cli.common import say
from core.oda.client import Progress

_LINE_SECONDS = 5.0
_LINE_SHARE = 0.1
_SILENCE_SECONDS = 60.0


class Display(Protocol):
    """Shows the progress of work; thread-safe."""

    def __call__(self, state: Progress) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def display(title: str, *, quiet: bool) -> Display:
    """The display for stderr: a bar, lines, or nothing."""
    if quiet:
        return Nothing()
    terminal = sys.stderr.isatty() and Console(stderr=True).is_interactive
    return Bar(title) if terminal else Lines(title)


class Nothing:
    """Shows nothing."""

    def __call__(self, state: Progress) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass


class Bar(Nothing):
    """A bar that is shown from the first report and removed at the end."""

    def __init__(self, title: str) -> None:
        self._bars = Bars(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("rows"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bars.add_task(title, total=None)

    def __call__(self, state: Progress) -> None:
        self._bars.start()
        self._bars.update(self._task, completed=state.rows, total=state.total)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()


class Lines(Nothing):
    """A line for each tenth of the work or each minute, but at most one every five seconds."""

    def __init__(self, title: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._title = title
        self._clock = clock
        self._lock = threading.Lock()
        self._last = clock()
        self._rows = 0

    def __call__(self, state: Progress) -> None:
        with self._lock:
            waited = self._clock() - self._last
            step = _LINE_SHARE * (state.total or 0)
            if waited < _LINE_SECONDS or (
                waited < _SILENCE_SECONDS and state.rows - self._rows < step
            ):
                return
            self._last, self._rows = self._clock(), state.rows
        total = f"{state.total:,}" if state.total is not None else "?"
        say(f"{self._title}: {state.rows:,} of {total} rows")
