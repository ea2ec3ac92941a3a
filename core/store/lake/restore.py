"""Makes a local copy of a moment of the shared store that is kept: that is the backup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import SharedStoreError
from core.store.lake.basis import MarkBasis
from core.store.lake.bring import bring, read_moment
from core.store.lake.delta import KEPT_DAYS, DeltaTables
from core.store.lake.moment import SYNCS, Moment
from core.store.store import Store


@dataclass(frozen=True, slots=True)
class Kept:
    """A moment that can be restored: the version of `syncs`, and when it was published (UTC)."""

    version: int
    at: datetime


def kept_moments(tables: DeltaTables, now: datetime) -> Iterator[Kept]:
    """The moments whose rows are kept, the newest first; the newest whatever its age."""
    oldest = now - timedelta(days=KEPT_DAYS)
    for n, (version, at) in enumerate(tables.history(SYNCS)):
        if n == 0 or at >= oldest:
            yield Kept(version, at)


def restore(
    tables: DeltaTables, store: Store, basis: MarkBasis, now: datetime, at: datetime | None = None
) -> Moment:
    """Make an empty copy that of the last moment published until `at`, or of the newest.

    Raises SharedStoreError, empty, where no moment of that time is kept.
    """
    found = (kept for kept in kept_moments(tables, now) if at is None or kept.at <= at)
    kept = next(found, None)
    if kept is None:
        words = "the shared store keeps no moment of that time: --list shows those that it has"
        raise SharedStoreError(words, what="empty")
    moment = read_moment(tables, kept.version)
    bring(tables, moment, store, basis)
    return moment
