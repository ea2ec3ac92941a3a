"""Tasks that are run again and again by the clock, each in a thread of its own."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from core.telemetry import log_event
from core.times import utc_now

# However long a task has to wait, it looks at the clocks this often: the hour may have changed, and
# a machine that slept does not count the seconds of its sleep.
_LOOK_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done again and again.

    `left` gives the seconds that are still to be waited for: of the time (UTC) and of the seconds
    since the last run ended, infinite before the first. `run` does it; what it raises is logged,
    and the task is run again at its next turn.
    """

    name: str
    left: Callable[[datetime, float], float]
    run: Callable[[], object]


def every(seconds: float) -> Callable[[datetime, float], float]:
    """How long to wait for a task that is run at once and then every so many seconds."""
    return lambda now, since: seconds - since


class Loop:
    """Runs tasks until `ending` is set.

    `clock` counts seconds and never goes back, `now` gives the time (UTC), which may jump. `wait`
    waits some seconds and gives whether the loop is to end.
    """

    def __init__(
        self,
        ending: threading.Event,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = utc_now,
        wait: Callable[[float], bool] | None = None,
    ) -> None:
        self._clock = clock
        self._now = now
        self._wait = wait or ending.wait

    def start(self, tasks: Iterable[Task]) -> list[threading.Thread]:
        """Begin to run tasks; gives their threads, which end with the process."""
        threads = [
            threading.Thread(target=self.keep, args=(task,), name=f"task-{task.name}", daemon=True)
            for task in tasks
        ]
        for thread in threads:
            thread.start()
        return threads

    def keep(self, task: Task) -> None:
        """Run a task by the clock until the loop ends."""
        ended = -math.inf
        while not self._wait(self._pause(task, ended)):
            if self._left(task, ended) > 0:
                continue
            try:
                task.run()
            except Exception as error:
                log_event("task_failed", level=logging.ERROR, task=task.name, error=repr(error))
            ended = self._clock()

    def _pause(self, task: Task, ended: float) -> float:
        return min(max(self._left(task, ended), 0.0), _LOOK_SECONDS)

    def _left(self, task: Task, ended: float) -> float:
        return task.left(self._now(), self._clock() - ended)
