"""One Redis that is never waited for: where it does not answer, it is left alone for a while."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from redis import Redis
from redis.commands.core import Script
from redis.exceptions import RedisError

from core.settings import Settings
from core.telemetry import Telemetry, log_event

T = TypeVar("T")

TIMEOUT = 0.15  # seconds for a connection, and as many for an answer
FIRST_WAIT = 0.3  # seconds that a start waits for the first answer
REST_SECONDS = 5.0


class RedisServer:
    """The Redis of `settings.redis_url`, safe to share between threads.

    `redis` is its client, to be called within `ask` only. `up` says whether it is asked at present.
    A thread of its own looks every few seconds whether one that failed is back, so that no caller
    waits for it twice.
    """

    def __init__(
        self, settings: Settings, telemetry: Telemetry, *, rest: float = REST_SECONDS
    ) -> None:
        # Keys carry the API's address, since one Redis may serve installations of several.
        api = hashlib.sha256(settings.api_url.encode()).hexdigest()[:12]
        self.prefix = f"tingblik:{api}"
        self.redis = Redis.from_url(
            settings.redis_url,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            retry=None,
            protocol=2,  # its greeting takes no further turns
        )
        self._telemetry = telemetry
        self._rest = rest
        self._up, self._failed, self._closed = (threading.Event() for _ in range(3))
        self._failed.set()
        self._logged = ""
        threading.Thread(target=self._watch, name="redis", daemon=True).start()
        self._up.wait(FIRST_WAIT)

    @property
    def up(self) -> bool:
        """Whether it answered when it was last asked."""
        return self._up.is_set()

    def script(self, path: Path) -> Script:
        """A script that runs in one step."""
        return self.redis.register_script(path.read_text("utf-8"))

    def ask(self, work: Callable[[], T]) -> T | None:
        """The result of `work`, None where Redis is resting, does not answer or refuses."""
        if not self._up.is_set():
            return None
        try:
            return work()
        except (RedisError, OSError) as error:
            self._note(error)
            self._up.clear()
            self._failed.set()
            return None

    def close(self) -> None:
        """Close the connections; afterwards nothing is asked."""
        self._closed.set()
        self._up.clear()
        self._failed.set()
        self.redis.close()

    def _watch(self) -> None:
        pause = 0.0  # the first look is at once
        while self._failed.wait() and not self._closed.wait(pause):
            pause = self._rest
            try:
                self.redis.ping()
            except (RedisError, OSError, ValueError) as error:  # ValueError: a name of no host
                self._note(error)
                continue
            self._failed.clear()
            self._up.set()

    def _note(self, error: Exception) -> None:
        """Count the trouble, and log it once a kind: its text may hold the address."""
        self._telemetry.count("shared.errors")
        kind = type(error).__name__
        if kind != self._logged:
            self._logged = kind
            log_event("shared", trouble=kind)
