"""Tells whoever wants to know which parts of the copy changed since they were last told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.errors import Cancelled
from core.jobs import Job
from core.service import Source
from core.store.datasets.dataset import Place
from core.telemetry import log_event


@dataclass(frozen=True, slots=True)
class Changed:
    """What a store has otherwise than before: the places of new rows, and those that are gone.

    Where nothing is known of before, all that is stored is new.
    """

    places: frozenset[Place]
    gone: frozenset[Place]


Told = Callable[[Source, Changed, Job], object]
"""Called in the job of a sync with what changed. It may raise: then it is told again next time."""


@dataclass(slots=True)
class Listener:
    """One who is told of changes, and the stamps of what it was last told of."""

    told: Told
    stamps: Mapping[Place, tuple[int, ...]] = field(default_factory=dict)

    def tell(self, source: Source, job: Job, *, always: bool) -> None:
        """Tell it what changed; only with `always` also where nothing did. Raises Cancelled."""
        store = source.store
        now = {place: store.rows_stamp(*place) for place in store.files()}
        places = frozenset(place for place, stamp in now.items() if self.stamps.get(place) != stamp)
        changed = Changed(places, frozenset(self.stamps.keys() - now.keys()))
        if not (always or changed.places or changed.gone):
            return
        try:
            self.told(source, changed, job)
        except Cancelled:
            raise
        except Exception as error:
            log_event("changes_not_told", level=logging.ERROR, error=repr(error))
        else:
            self.stamps = now
