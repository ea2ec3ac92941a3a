"""The app's service for tests: a dataset loaded by it, and what the sidebar then says."""

from __future__ import annotations

import threading

from core.service import Service, Source
from core.store.datasets import votes as vote_sets
from core.store.library import View
from core.ui.shell.sidebar import Headline, Line, headline, line


def loaded(service: Service, *, refresh: bool = False) -> tuple[Source, View]:
    """The source of a service and the view of its lookups, once these are loaded."""
    source, dataset = service.source, vote_sets.lookups()
    assert source is not None
    job = source.library.load(dataset, refresh=refresh)
    while job.active:
        threading.Event().wait(0.005)
    return source, source.library.view(dataset, start=False)


def head(service: Service, source: Source | None, views: list[View]) -> Headline:
    """What the sidebar says first, in Danish."""
    return headline(service, source, service.verdict(), views, "da")


def said(service: Service, source: Source | None, views: list[View]) -> Line:
    """What the line below the masthead says, in Danish."""
    verdict = service.verdict()
    return line(service, headline(service, source, verdict, views, "da"), verdict, views, "da")
