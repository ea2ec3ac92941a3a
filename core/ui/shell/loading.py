"""One progress bar for all jobs that a page waits for, with the time that they may take."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.jobs import Job
from core.language import Lang, duration, number, text

_PARTS = 3  # jobs that a page usually waits for, one after the other
_REST = 0.8  # share of the rest of the bar for the last of them, in case there are more
_SILENT_SECONDS = 5.0
_SHORT_SECONDS = 2.0
_KEY = "_load"


@dataclass(slots=True)
class Load:
    """The progress bar of one page, whose parts are the jobs that it waits for one after the other.

    The bar never goes back: each part has a segment that begins where the last one ended. A job may
    read several sets of rows; `since` is when the current one, of `total` rows, began, by the clock
    of the jobs.
    """

    page: str
    key: str = ""
    part: int = -1
    low: float = 0.0
    high: float = 0.0
    shown: float = 0.0
    total: int | None = None
    since: float = 0.0

    def advance(self, job: Job, now: float) -> float:
        """Update the bar and return how much of it is full at `now`, from 0 to 1."""
        total = job.progress.total if job.progress else None
        if job.key != self.key or (total != self.total and self.total is not None):
            self.since = now if job.key == self.key else job.started
        self.total = total
        if job.key != self.key:
            self.key, self.part, self.low = job.key, self.part + 1, self.high
            parts_left = max(_PARTS - self.part, 1)
            self.high = self.low + (1.0 - self.low) * (
                1.0 / parts_left if parts_left > 1 else _REST
            )
        self.shown = max(self.shown, self.low + (self.high - self.low) * _share(job))
        return self.shown


def current_load(page: str) -> Load:
    """The progress bar of the page that this visitor waits for."""
    load = st.session_state.get(_KEY)
    if not isinstance(load, Load) or load.page != page:
        load = st.session_state[_KEY] = Load(page)
    return load


def end_load() -> None:
    """Discard the bar, as the page is complete or has failed; the next wait begins a new one."""
    st.session_state.pop(_KEY, None)


def load_words(load: Load, job: Job, now: float, lang: Lang) -> str:
    """Progress and remaining time of a job in words; `now` by the clock of its `Jobs`."""
    if job.state == "waiting":
        return text("wait.queue", lang)
    progress = job.progress
    if progress is None or not progress.total:
        elapsed = now - job.started
        if elapsed < _SILENT_SECONDS:
            return text("wait.soon", lang)
        return text("wait.silent", lang, time=duration(elapsed, lang))
    rows, total = progress.rows, progress.total
    words = text("wait.rows", lang, rows=number(rows, lang), total=number(total, lang))
    left = (now - load.since) / rows * max(total - rows, 0) if rows else None
    if left is None or left < _SHORT_SECONDS:
        return words
    return f"{words} {text('wait.left', lang, time=duration(left, lang))}"


def _share(job: Job) -> float:
    progress = job.progress
    if progress is None or not progress.total:
        return 0.0
    return min(1.0, progress.rows / progress.total)
