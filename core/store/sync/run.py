"""One sync under way: reads datasets into the store and counts their changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

import polars as pl

from core.errors import DiskFull, Incomplete
from core.oda.client import Answer
from core.oda.schema.entities import entity
from core.store import ledger
from core.store.datasets.dataset import Dataset
from core.store.merge import (
    changed_rows,
    differences,
    merge,
    refuse_lost,
)
from core.store.store import Store
from core.store.sync.pulses import OVERLAP, PULSES
from core.store.sync.requests import Reader
from core.store.sync.state import Pulse, State
from core.times import local

DAILY = timedelta(days=1)
_LEAST_SHARE = 0.5


class Begin(Protocol):
    """Reports that a step begins, the rows that it already has, and their total if known."""

    def __call__(self, step: str, rows: int = 0, total: int | None = None) -> None: ...


@dataclass(slots=True)
class Run:
    """What the parts of a sync share. `save` stores `state`, `begin` reports a new step."""

    store: Store
    reader: Reader
    state: State
    clock: Callable[[], datetime]
    save: Callable[[], None]
    begin: Begin
    pulses: dict[str, Pulse] = field(default_factory=dict)
    changed: Counter[str] = field(default_factory=Counter)
    differences: int = 0

    def now(self) -> datetime:
        """The time (UTC)."""
        return self.clock().astimezone(UTC)

    def due(self, key: str, every: timedelta) -> bool:
        """Whether a dataset was last read in full longer ago than `every`, or never.

        Also true where that time lies in the future, since a clock was then wrong.
        """
        checked = self.state.checked.get(key)
        return checked is None or not timedelta(0) <= self.now() - checked < every

    def moved(self, name: str) -> bool:
        """Whether a set differs from the last completed sync; asks once in a sync.

        In the first sync, the current pulse is stored for later syncs to compare with. Raises
        Incomplete where most of the set's rows are gone: then the copy is not changed.
        """
        if name not in self.pulses:
            pulse = self.reader.pulse(PULSES[name])
            before = self.state.pulses.get(name)
            if before is not None and pulse.count < before.count * _LEAST_SHARE:
                raise Incomplete(
                    f"{name}: the API has {pulse.count} rows where it had {before.count}",
                    rows=pulse.count,
                    total=before.count,
                )
            self.pulses[name] = pulse
            if before is None:
                self.state.pulses[name] = self.pulses[name]
                self.save()
        return self.pulses[name] != self.state.pulses[name]

    def since(self, name: str) -> datetime | None:
        """The time after which changes of a set are read: a day before the newest known change."""
        watermark = self.state.pulses[name].watermark(local(self.now()))
        return None if watermark is None else watermark - OVERLAP

    def explained(self, name: str, rows: dict[str, int]) -> bool:
        """Whether the set has as many rows as the copy, or grew by as many since the last sync.

        `rows` is the copy's number of rows by part. False where the parts are not those of the last
        sync, since then the growth is unknown.
        """
        count, before = self.pulses[name].count, self.state.rows.get(name)
        if count == sum(rows.values()):
            return True
        if before is None or before.keys() != rows.keys():
            return False
        grown = sum(rows.values()) - sum(before.values())
        return count - self.state.pulses[name].count == grown

    def remember(self, name: str, rows: Callable[[], dict[str, int]] | None) -> None:
        """Store the pulse that a set had when the sync began, for the next sync to compare with.

        The copy's number of rows is stored with it only if the set did not change meanwhile; so a
        sync that changed the copy asks once more. `rows` gives that number, None if not needed.
        """
        if name not in self.pulses:
            return
        begun, before = self.pulses[name], self.state.pulses[name]
        known = rows is None or name in self.state.rows
        if begun == before and known and not self.changed[name]:
            return
        self.state.pulses[name] = begun
        if rows is not None:
            self.state.rows.pop(name, None)
            if self.reader.pulse(PULSES[name]) == begun:
                self.state.rows[name] = rows()

    def missing(self, dataset: Dataset) -> bool:
        """Whether a part of a dataset is not stored, or of another version."""
        return any(self.store.meta(name, part) is None for name, part in dataset.parts)

    def read(self, dataset: Dataset, watched: str = "") -> None:
        """Read a dataset in full, replace the stored one, and record silent differences.

        `watched` is the set whose pulse shows the changes of the dataset's own rows.
        """
        self.begin(dataset.key)
        known = dataset.key in self.state.checked and watched in self.state.pulses
        since = self.since(watched) if known else None
        readable, otherwise = True, dataset.asked_otherwise(self.store.url)
        for load in dataset.loads:
            answer = self.reader.fetch(load.query)
            readable &= not answer.drift.wrong_type
            for path, partition in load.expanded.items():
                self.replace(
                    load.target(path), partition, answer.tables[path], answer, only_changed=True
                )
            name = load.query.entity.name
            self.replace(
                name, load.partition, answer.frame, answer, since=since, only_changed=otherwise
            )
        if readable:
            self.state.checked[dataset.key] = self.now()
        else:  # the next sync asks again
            self.state.checked.pop(dataset.key, None)
        self.save()

    def replace(
        self,
        name: str,
        partition: str,
        frame: pl.DataFrame,
        answer: Answer,
        *,
        since: datetime | None = None,
        only_changed: bool = False,
    ) -> None:
        """Replace stored rows by rows that were read in full.

        With `only_changed`, added and removed rows are no findings: rows that others refer to come
        and go with these, and a changed query gives other rows. Raises Incomplete for a lookup
        table that has lost all its rows.
        """
        old = self.store.read(name, partition)
        if entity(name).static and frame.is_empty() and old is not None and old.meta.rows:
            raise Incomplete(f"{name}: no rows", rows=0, total=old.meta.rows)
        if old is not None:
            refuse_lost(name, old.frame, frame)
            found = differences(old.frame, frame, since=since, only_changed=only_changed)
            if found.height:
                self.differences += ledger.record(self.store, name, partition, found, self.now())
        self.write(name, partition, frame, answer.fetched_at, answer.url)

    def add(self, name: str, partition: str, rows: pl.DataFrame, answer: Answer) -> None:
        """Merge changed rows into a partition; if nothing really changed, nothing is written.

        Raises FormChanged where many rows have lost all values of a column.
        """
        old = self.store.read(name, partition)
        if old is None:
            return
        refuse_lost(name, old.frame, rows, part=True)
        merged = merge(old.frame, rows)
        if not merged.equals(old.frame):
            self.write(name, partition, merged, answer.fetched_at, old.meta.url)

    def drop(self, name: str, partition: str, gone: pl.Expr) -> None:
        """Remove rows from a partition."""
        old = self.store.read(name, partition)
        if old is None:
            return
        kept = old.frame.filter(~gone)
        if kept.height < old.frame.height:
            self.write(name, partition, kept, old.meta.fetched_at, old.meta.url)

    def write(
        self, name: str, partition: str, frame: pl.DataFrame, fetched_at: datetime, url: str
    ) -> None:
        """Store a partition and count its changes. Raises DiskFull."""
        old = self.store.read(name, partition)
        before = None if old is None else old.frame
        n = changed_rows(before, frame).height
        if before is not None:
            n += before.join(frame, on="id", how="anti").height
        self.keep(name, partition, frame, fetched_at, url)
        if n:
            self.changed[name] += n

    def keep(
        self, name: str, partition: str, frame: pl.DataFrame, fetched_at: datetime, url: str
    ) -> None:
        """Store a partition. Raises DiskFull where there is no room for it.

        A folder that cannot be written at all does not stop a sync: the frames stay in memory.
        """
        self.store.write(name, partition, frame, fetched_at=fetched_at, url=url)
        if isinstance(self.store.problem, DiskFull):
            raise self.store.problem
