"""Publishes a local copy in the shared store: what changed, and last the moment that names it."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import polars as pl

from core.errors import Cancelled, SharedStoreError
from core.store.datasets.dataset import Place
from core.store.lake.basis import MarkBasis
from core.store.lake.bring import bring, read_moment, read_part
from core.store.lake.columns import columns_of, digest
from core.store.lake.delta import DeltaTables
from core.store.lake.figure import Figure, Figures
from core.store.lake.moment import (
    DOCUMENTS,
    FIGURES,
    FOLDERS,
    SYNCS,
    Moment,
    Part,
    table_of,
    to_frame,
)
from core.store.lake.note import Note, read_note, write_note
from core.store.parquet import Meta
from core.store.store import DERIVED, Store
from core.telemetry import log_event
from core.times import utc_now

CHECK_EVERY = timedelta(hours=6)
"""How often all files of the shared store are read and compared, and old ones removed."""
_MOST_ROWS = 60_000  # of figures that are at hand at a time
_UNFINISHED = "part-"  # ballots of a session that is being read


@dataclass(frozen=True, slots=True)
class Published:
    """What was published: the version of `syncs`, and how many partitions were written."""

    version: int
    written: int


class Publisher:
    """Publishes one store. Only one is to be at work; a second one loses and begins anew.

    Without `figures`, those that are published stay as they are.
    """

    def __init__(
        self,
        tables: DeltaTables,
        store: Store,
        basis: MarkBasis,
        figures: Figures | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._tables = tables
        self._store = store
        self._basis = basis
        self._figures = figures
        self._clock = clock
        self._last: Moment | None = None

    def catch_up(self) -> bool:
        """Bring over what another writer published since; gives whether there was anything.

        An empty copy becomes that of the last moment. Raises StoreError.
        """
        version = self._tables.version(SYNCS)
        note = read_note(self._store)
        if version is None or (note is not None and note.version >= version):
            return False
        moment = self._moment(version)
        empty = self._store.is_empty()
        bring(self._tables, moment, self._store, self._basis, only_newer=not empty)
        log_event("lake.caught_up", version=version, made_at=moment.made_at)
        return True

    def publish(self, cancel: threading.Event | None = None) -> Published | None:
        """Publish what differs from the last moment; None where nothing does.

        First the rows, which other machines wait for, then the figures made of them as a moment of
        their own. Raises Cancelled, and StoreError; of another writer's moment, SharedStoreError,
        overtaken.
        """
        version = self._tables.version(SYNCS)
        note = read_note(self._store)
        if version is not None and (note is None or note.version < version):
            self.catch_up()
        before = None if version is None else self._moment(version)
        versions = dict(before.versions) if before else {}
        damaged = frozenset[Place]()
        if before is not None and self._tend_now():
            damaged = self._damaged(before)
            versions = {table: self._tables.tend(table, at) for table, at in versions.items()}
            before = replace(before, version=self._tables.tend(SYNCS, before.version, undo=False))
        found = [self._publish(before, self._rows(before, damaged), versions)]
        if self._figures is not None:
            found += self._publish_figures(self._figures, damaged, cancel or threading.Event())
        done = [each for each in found if each is not None]
        return replace(done[-1], written=sum(e.written for e in done)) if done else None

    def _moment(self, version: int) -> Moment:
        if self._last is None or self._last.version != version:
            self._last = read_moment(self._tables, version)
        return self._last

    def _publish(
        self, before: Moment | None, change: _Change, versions: dict[str, int]
    ) -> Published | None:
        """Write the partitions of a change, then the moment with them.

        `versions` are those of the tables now.
        """
        gone: dict[str, list[str]] = defaultdict(list)
        for table, partition in change.gone:
            gone[table].append(partition)
        written: dict[Place, Part] = {}
        for table in sorted({*change.wanted, *gone}):
            taken: list[Part] = []
            frames = self._frames(table, change.wanted.get(table, ()), taken)
            version = self._tables.replace(table, frames, gone[table], versions.get(table))
            written.update({part.key: part for part in taken})
            if version is not None:
                versions[table] = version
        parts = {**change.kept, **written}
        named = {part.table for part in parts.values()}
        moment = Moment(
            self._clock().astimezone(UTC),
            parts,
            {name: version for name, version in versions.items() if name in named},
            change.documents,
            self._basis.version,
            _newest_change(parts.values()),
        )
        if moment.same_as(before):
            self._last = before
            return None
        known = None if before is None else before.version
        version = self._tables.replace_all(
            SYNCS, to_frame(moment), known, {"made_at": moment.made_at.isoformat()}
        )
        self._last = replace(moment, version=version)
        self._note()
        log_event("lake.published", version=version, written=len(written))
        return Published(version, len(written))

    def _note(self) -> None:
        moment, note = self._last, read_note(self._store)
        assert moment is not None
        parts = {p.place: p.digest for p in moment.parts.values() if p.meta.entity}
        # What was only just written needs no look.
        checked = note.checked if note else moment.made_at
        write_note(self._store, Note(moment.version, moment.made_at, parts, checked))

    def _frames(
        self, table: str, wanted: Sequence[_Wanted], taken: list[Part]
    ) -> Iterator[tuple[str, pl.DataFrame]]:
        """Partition and rows of what is to be written, one at a time, with its part in `taken`."""
        for each in wanted:
            found = each.read()
            if found is None:
                if each.old is not None:  # damaged since; what the shared store has of it stays
                    taken.append(each.old)
                continue
            frame, meta = found
            part = Part(table, meta, digest(frame), columns_of(frame))
            taken.append(part)
            if each.damaged or each.old is None or not _same_rows(part, each.old):
                yield meta.partition, frame

    def _rows(self, before: Moment | None, damaged: frozenset[Place]) -> _Change:
        """How the partitions of the copy differ from those of the last moment."""
        documents = self._documents()
        parts = before.parts if before else {}
        old = {part.place: part for part in parts.values() if part.meta.entity}
        here: dict[Place, Meta] = {}
        for place in self._store.files():
            if place[0] not in FOLDERS or place[1].startswith(_UNFINISHED):
                continue
            meta = self._store.meta(*place)
            if meta is None:  # it cannot be read: what the shared store has of it stays
                continue
            if place[0] == DERIVED and meta.made_from != self._basis.key(self._store, place[1]):
                continue
            here[place] = meta
        change = _Change(documents)
        for place, meta in here.items():
            part = old.get(place)
            if part is not None and part.meta == meta and part.key not in damaged:
                change.kept[part.key] = part
            else:
                bad = part is not None and part.key in damaged
                each = _Wanted(place[1], self._reader(place), part, damaged=bad)
                change.wanted.setdefault(table_of(place[0]), []).append(each)
        change.kept |= {key: part for key, part in parts.items() if not part.meta.entity}
        for place, part in old.items():
            if place not in here:
                self._without(part, change)
        return change

    def _without(self, part: Part, change: _Change) -> None:
        """What becomes of a partition that the copy does not have: kept where it will again."""
        folder, partition = part.place
        set_aside = (self._store.root / folder / f"{partition}.bad").exists()
        unreadable = (self._store.root / folder / f"{partition}.parquet").exists()
        if folder != DERIVED and (set_aside or unreadable):
            change.kept[part.key] = part
        else:
            change.gone.append(part.key)

    def _publish_figures(
        self, figures: Figures, damaged: frozenset[Place], cancel: threading.Event
    ) -> Iterator[Published | None]:
        """Publish the figures that changed, some periods at a time, each as a moment of its own.

        So what was worked out is not lost where it takes long and the process ends.
        """
        assert self._last is not None
        old = {part.key: part for part in self._last.parts.values() if not part.meta.entity}
        wanted: dict[str, list[_Wanted]] = {}
        named: set[Place] = set()
        rows = 0
        for figure in figures():
            key = f"{FIGURES}/{figure.table}", figure.period
            part = old.get(key)
            named.add(key)
            bad = part is not None and key in damaged
            if part is not None and part.meta.made_from == figure.made_from and not bad:
                continue
            if cancel.is_set():
                raise Cancelled("publishing was stopped")
            frame = figure.make()
            if frame is None:
                continue
            wanted.setdefault(key[0], []).append(self._worked_out(figure, frame, part, bad=bad))
            rows += frame.height
            if rows >= _MOST_ROWS:
                yield self._publish_those(wanted, [])
                wanted, rows = {}, 0
        yield self._publish_those(wanted, [key for key in old if key not in named])

    def _publish_those(
        self, wanted: dict[str, list[_Wanted]], gone: list[Place]
    ) -> Published | None:
        before = self._last
        assert before is not None
        change = _Change(before.documents)
        change.wanted, change.gone = wanted, gone
        again = {(table, each.partition) for table, found in wanted.items() for each in found}
        left = again.union(gone)
        change.kept = {key: part for key, part in before.parts.items() if key not in left}
        return self._publish(before, change, dict(before.versions))

    def _reader(self, place: Place) -> Callable[[], tuple[pl.DataFrame, Meta] | None]:
        def read() -> tuple[pl.DataFrame, Meta] | None:
            stored = self._store.read(*place, keep=False)
            return None if stored is None else (stored.frame, stored.meta)

        return read

    def _worked_out(
        self, figure: Figure, frame: pl.DataFrame, old: Part | None, *, bad: bool
    ) -> _Wanted:
        now = self._clock().astimezone(UTC)
        meta = Meta("", figure.period, frame.height, now, None, "", made_from=figure.made_from)
        return _Wanted(figure.period, lambda: (frame, meta), old, damaged=bad)

    def _documents(self) -> dict[str, str]:
        """What goes along beside the frames.

        It is read before these, so that the state of the syncs never tells of more than they have.
        """
        found: dict[str, str] = {}
        for name in DOCUMENTS:
            try:
                text = (self._store.root / name).read_text(encoding="utf-8")
                json.loads(text)
            except (OSError, ValueError):
                continue
            found[name] = text
        return found

    def _tend_now(self) -> bool:
        """Whether the shared store is to be looked at; once in a while."""
        note, now = read_note(self._store), self._clock().astimezone(UTC)
        if note is None:
            return False
        if note.checked is not None and timedelta(0) <= now - note.checked < CHECK_EVERY:
            return False
        write_note(self._store, replace(note, checked=now))
        return True

    def _damaged(self, moment: Moment) -> frozenset[Place]:
        """The partitions whose files are not as they were written.

        A follower cannot take these, and the writer alone can write them again.
        """
        found: set[Place] = set()
        for table, version in moment.versions.items():
            files = self._tables.files(table, version)
            for part in moment.parts.values():
                if part.table != table:
                    continue
                try:
                    read_part(self._tables, files.get(part.meta.partition, []), part)
                except SharedStoreError as error:
                    if error.params.get("what") not in ("damaged", "late"):
                        raise
                    found.add(part.key)
        if found:
            log_event("lake.damaged", partitions=len(found))
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A partition to be looked at: `read` gives its rows; `old` is what the last moment has."""

    partition: str
    read: Callable[[], tuple[pl.DataFrame, Meta] | None]
    old: Part | None
    damaged: bool


class _Change:
    """Parts of the last moment that are `kept`, those `gone`, and by table what is `wanted`.

    `documents` are the files beside the frames.
    """

    def __init__(self, documents: Mapping[str, str]) -> None:
        self.documents = documents
        self.kept: dict[Place, Part] = {}
        self.gone: list[Place] = []
        self.wanted: dict[str, list[_Wanted]] = {}


def _same_rows(part: Part, old: Part) -> bool:
    return part.digest == old.digest and part.columns == old.columns


def _newest_change(parts: Iterable[Part]) -> datetime | None:
    votes = (p.meta.watermark for p in parts if p.meta.entity == "Afstemning")
    return max((at for at in votes if at is not None), default=None)
