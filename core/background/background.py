"""What one process does by the clock, put together."""

from __future__ import annotations

import threading
import weakref
from functools import partial

from core.background.changed import Told
from core.background.figures import figures_task
from core.background.loop import Loop, Task, every
from core.background.sharing import following, publishing
from core.background.syncing import Syncing
from core.service import Service
from core.times import utc_now

_ALERT_SECONDS = 60.0


class Background:
    """The tasks of a process, which end with its service.

    Every process notes its figures, and tells of faults where settings say whom. Only a process
    that is no `web` syncs, unless `TINGBLIK_SYNC_MINUTES` is 0. Where a store is shared, a `web`
    follows it, and whoever syncs publishes in it.
    """

    def __init__(self, service: Service) -> None:
        settings = service.settings
        self.service = service
        self.syncing = Syncing(service)
        self._tasks = [figures_task(service)]
        if settings.role != "web" and settings.sync_minutes:
            self._tasks.append(self.syncing.task)
        sharing = service.sharing
        if sharing is not None and sharing.follower is not None:
            self._tasks.append(following(service, sharing.follower))
        elif sharing is not None:
            self.syncing.tell(publishing(sharing))
        if settings.alerted:
            self._tasks.append(Task("alerts", every(_ALERT_SECONDS), partial(_watch, service)))

    def add(self, task: Task) -> None:
        """Have another task run; before the start."""
        self._tasks.append(task)

    def tell(self, told: Told) -> None:
        """Have somebody told after each sync what it changed; before the start."""
        self.syncing.tell(told)

    def start(self) -> list[threading.Thread]:
        """Begin; gives the threads."""
        return Loop(self.service.ending).start(self._tasks)


def _watch(service: Service) -> None:
    """Tell what is wrong with Parliament's own source, also while a demo stands in."""
    # Imported here, as most processes tell nobody.
    from core.alerts.watch import watch

    watch(service.settings, service.parliament.tables, utc_now())


_begun: weakref.WeakSet[Service] = weakref.WeakSet()
_beginning = threading.Lock()


def begin(service: Service) -> None:
    """Begin the work in the background of a process, once for its service."""
    with _beginning:
        if service in _begun:
            return
        _begun.add(service)
    # What else a process does by the clock is added here: `tell` and `add`.
    Background(service).start()
