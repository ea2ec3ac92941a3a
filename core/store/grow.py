"""Brings a large stored load up to date by its changes, in two small requests.

The API's dates of change are not reliable, and removed rows leave no trace. So the number of rows
is compared, and everything is read again once a day.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import polars as pl

from core.oda.client import ODataClient, Progress
from core.oda.query.query import field as oda
from core.store.datasets.dataset import Load
from core.store.merge import UPDATED, merge, refuse_lost
from core.store.parquet import Stored
from core.store.store import Store
from core.store.sync.pulses import OVERLAP
from core.times import utc_now

_IN_FULL_EVERY = timedelta(days=1)
_MOST_CHANGED = 0.5  # of the rows; with more, reading all of them is as quick


def follow(
    client: ODataClient,
    store: Store,
    load: Load,
    report: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
) -> bool:
    """Merge the rows changed since the newest stored change; False where all must be read.

    Raises ApiError where the API gives no good answer.
    """
    name = load.query.entity.name
    stored = store.read(name, load.partition)
    now = utc_now()
    if stored is None or stored.meta.watermark is None:
        return False
    in_full = stored.meta.read_in_full or stored.meta.fetched_at
    if not timedelta(0) <= now - in_full < _IN_FULL_EVERY:
        return False
    changed = load.query.where(oda(UPDATED) > stored.meta.watermark - OVERLAP)
    number = client.count(changed, refresh=True)
    if number > _MOST_CHANGED * stored.frame.height:
        return False
    rows, answer = stored.frame, None
    if number:
        answer = client.fetch(changed, progress=report, cancel=cancel, refresh=True)
        if answer.error is not None:
            raise answer.error
        refuse_lost(name, rows, answer.frame, part=True)
        rows = merge(rows, answer.frame)
    if client.count(load.query, refresh=True) != rows.height:
        return False
    for path, partition in load.expanded.items():
        linked = store.read(load.target(path), partition)
        if linked is None:
            return False
        more = merge(linked.frame, answer.tables[path]) if answer else linked.frame
        _write(store, linked, more, now, in_full)
    _write(store, stored, rows, now, in_full)
    return True


def _write(
    store: Store, stored: Stored, rows: pl.DataFrame, now: datetime, in_full: datetime
) -> None:
    meta = stored.meta
    store.write(
        meta.entity, meta.partition, rows, fetched_at=now, url=meta.url, read_in_full=in_full
    )
