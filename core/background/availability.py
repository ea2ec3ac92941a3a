"""Notes whether the source answers, by what the requests and controls of the process found."""

from __future__ import annotations

import math
import time

from core.happenings import Cause, Happenings
from core.service import Service
from core.store.availability import note_look

_EVERY_SECONDS = 300.0
# An answer that asks us to wait, or of another form, is one; no network here tells nothing of it.
_ANSWERS: frozenset[Cause] = frozenset({"busy", "changed"})
_OURS: frozenset[Cause] = frozenset({"no_network"})


class Looks:
    """Notes a look every few minutes, and at once where it found something else than the last."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._noted: tuple[float, str] = (-math.inf, "")

    def note(self) -> None:
        """Note what is known now, if anything is new."""
        api = self._service.parliament
        found = look(api.telemetry.snapshot().happenings)
        if self._service.settings.demo == "always" or found is None:
            return
        at, cause = found
        if at - self._noted[0] < _EVERY_SECONDS and bool(cause) == bool(self._noted[1]):
            return
        note_look(api.store.root, at, cause, time.time())
        self._noted = found


def look(happened: Happenings) -> tuple[float, str] | None:
    """When the source last answered, or failed to, and why; None where nothing is known.

    A request that failed may have been a wrong one: a failure counts once a control has failed too.
    """
    good = [happened.answered]
    if happened.control_cause is None:
        good.append(happened.controlled)
    answered = max((at for at in good if at is not None), default=-math.inf)
    failed, cause = happened.controlled, happened.control_cause
    if failed is not None and cause is not None and failed > answered:
        if cause in _OURS:
            return None
        return (failed, "") if cause in _ANSWERS else (failed, cause)
    return (answered, "") if answered > -math.inf else None
