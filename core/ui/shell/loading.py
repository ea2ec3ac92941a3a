"""One bar for all that a page waits for: what it is, how far it is, how long it may take."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.jobs import Job
from core.language import Lang, duration, number, text

_PARTS = 3  # works that a page mostly waits for, one after the other
_REST = 0.8  # of what is left of the bar goes to the last of them, in case more come
_SILENT_SECONDS = 5.0
_SHORT_SECONDS = 2.0
_KEY = "_load"


@dataclass(slots=True)
class Load:
    """The loading of one page: the works that it waits for one after the other are its parts.

    The bar never goes back: each part has a piece of it that begins where the last one ended. A
    part may read several sets of rows; `since` is when the one of `total` rows began, by the clock
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
        """How much of the bar is full at `now`, from 0 to 1."""
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
    """The loading of the page that this visitor waits for."""
    load = st.session_state.get(_KEY)
    if not isinstance(load, Load) or load.page != page:
        load = st.session_state[_KEY] = Load(page)
    return load


def end_load() -> None:
    """The page is there, or will not come: the next wait has a bar of its own."""
    st.session_state.pop(_KEY, None)


def load_words(load: Load, job: Job, now: float, lang: Lang) -> str:
    """How far a work is and how long it may take; `now` by the clock of its `Jobs`."""
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
