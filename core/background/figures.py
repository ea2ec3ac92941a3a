"""Notes the figures of a process, for its pages and for `status`."""

from __future__ import annotations

from functools import partial

from core.background.availability import Looks
from core.background.loop import Task, every
from core.service import Service

_EVERY_SECONDS = 20.0
_OPEN_SECONDS = 60.0  # pages that are open look at their rows more often than that


def figures_task(service: Service) -> Task:
    """The task of noting the figures."""
    looks = Looks(service) if service.settings.role != "web" else None
    return Task("figures", every(_EVERY_SECONDS), partial(note_figures, service, looks))


def note_figures(service: Service, looks: Looks | None = None) -> None:
    """Note gauges, figures and whether the source answers, and look into what is wrong with it."""
    source = service.source
    if source is not None:
        library = source.library
        views = [library.view(each, start=False) for each in library.lately(_OPEN_SECONDS)]
        service.note_gauges(source, views)
    verdict = service.verdict()
    service.note_metrics(verdict)
    service.look_into(verdict)
    if looks is not None:
        looks.note()
