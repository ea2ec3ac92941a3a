"""Follows the shared store by the clock, or publishes in it after each sync."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from core.background.changed import Changed, Told
from core.background.loop import Task
from core.errors import Cancelled
from core.jobs import Job
from core.service import Service, Source
from core.store.lake.opening import Sharing

if TYPE_CHECKING:  # it needs a library that only machines which share a store have
    from core.store.lake.follow import Follower


def following(service: Service, follower: Follower) -> Task:
    """The task of a machine that follows: it begins at once, and waits longer after failures."""
    usual = service.settings.follow_seconds

    def left(now: datetime, since: float) -> float:
        return follower.pause(usual) - since

    def run() -> None:
        try:
            follower.poll(service.ending)
        except Cancelled:  # the process ends
            return

    return Task("follow", left, run)


def publishing(sharing: Sharing) -> Told:
    """What a machine that syncs does after it: everything of Parliament's own rows is published."""

    def told(source: Source, changed: Changed, job: Job) -> None:
        sharing.publish(job.cancel)

    return told
