"""Frames on disk: one Parquet file per entity set and partition, replaced atomically.

A file is written under a temporary name, synced and moved into place, so that a reader never sees
half a file and a killed writer leaves the earlier one. A damaged file is set aside as `.bad`.
Where the folder cannot be written, frames stay in memory and `problem` says so. A store that is
opened to read only changes nothing in its folder: frames written to it stay in memory.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl

from core.atomic import replacing_together
from core.errors import ReadOnlyStore, SnapshotRefused, StoreError
from core.oda.schema.entities import ENTITIES
from core.store import earlier
from core.store.contents import completed
from core.store.merge import refuse_lost
from core.store.parquet import (
    SCHEMA_VERSION,
    UNREADABLE,
    Meta,
    Stored,
    check_place,
    checked,
    packed,
    read_file,
    read_meta,
    write_file,
)
from core.store.place import try_to_write, write_error
from core.telemetry import Telemetry, log_event

DERIVED = "marked"
"""The folder of frames that are computed from others: they are not rows of the API, and never in a
snapshot."""

# Every set of every session, so that a page over all of them reads nothing twice.
_CACHED_FRAMES = 400
_LEFT_BEHIND_SECONDS = 3600
PARTITION = re.compile(r"[a-z0-9][a-z0-9.-]{0,60}")
"""What the name of a partition may be."""


class Store:
    """The frames of one source. Safe to use from several threads and processes."""

    def __init__(self, root: Path, telemetry: Telemetry, *, read_only: bool = False) -> None:
        self.root = root
        self.read_only = read_only
        self.problem: StoreError | None = None
        self.snapshot_problem: SnapshotRefused | None = None
        self._telemetry = telemetry
        self._lock = threading.Lock()
        self._replacing = threading.Lock()  # around reading and writing what was replaced
        self._read: OrderedDict[Path, tuple[tuple[int, ...], Stored]] = OrderedDict()
        self._metas: dict[Path, tuple[tuple[int, ...], Meta]] = {}
        self._unwritten: dict[Path, Stored] = {}
        self._bad: dict[Path, tuple[int, ...]] = {}  # files that could not be set aside
        # The stamp of a file, and that of the first file that had the same rows.
        self._same: dict[Path, tuple[tuple[int, ...], tuple[int, ...]]] = {}
        if not read_only:
            _sweep(root)

    def write(
        self,
        entity: str,
        partition: str,
        frame: pl.DataFrame,
        *,
        fetched_at: datetime,
        url: str,
        read_in_full: datetime | None = None,
        made_from: str = "",
    ) -> Stored:
        """Replace a partition. Does not raise where the disk is full or read-only: see `problem`.

        Raises FormChanged where a column has lost all its values; the stored rows then stay.
        """
        old = self.read(entity, partition) if entity in ENTITIES else None
        if old is not None:
            refuse_lost(entity, old.frame, frame)
        watermark = frame["opdateringsdato"].max() if "opdateringsdato" in frame.columns else None
        assert watermark is None or isinstance(watermark, datetime)
        meta = Meta(
            entity,
            partition,
            frame.height,
            fetched_at,
            watermark,
            url,
            read_in_full=read_in_full,
            made_from=made_from,
        )
        stored = Stored(frame, meta)
        path, before = self._path(entity, partition), self.stamp(entity, partition)
        if self.read_only:
            with self._lock:
                self._unwritten[path] = stored
            return stored
        try:
            stored = write_file(path, stored)
        except OSError as error:
            self._note_problem(error)
            with self._lock:
                self._note_same(path, before, frame, (id(stored),))
                self._unwritten[path] = stored
            return stored
        with self._lock:
            self._note_same(path, before, frame, _stamp(path))
            self.problem = None
            self._unwritten.pop(path, None)
            self._keep(path, stored)
        log_event("store.write", entity=entity, partition=partition, rows=frame.height)
        if old is not None:
            self._keep_replaced(entity, old.frame, frame, fetched_at)
        return stored

    def _keep_replaced(
        self, entity: str, old: pl.DataFrame, new: pl.DataFrame, at: datetime
    ) -> None:
        """Keep the values that the new rows changed; see `core.store.earlier`."""
        found = earlier.replaced(entity, old, new)
        if found.is_empty():
            return
        with self._replacing:
            kept = self.read(*earlier.PLACES[0])
            frame = earlier.with_replaced(None if kept is None else kept.frame, found)
            if kept is None or not frame.equals(kept.frame):
                self.write(*earlier.PLACES[0], frame, fetched_at=at, url="")

    def put(self, parts: Iterable[Stored]) -> None:
        """Replace partitions by those of another copy, each with its own description, together.

        All are written before the first takes its place, and none is kept in memory. Raises
        DiskFull or ReadOnlyStore with nothing replaced, and whatever going through `parts` raises.
        """
        if self.read_only:
            raise ReadOnlyStore("the copy was opened to read only")
        places: list[Path] = []
        try:
            with replacing_together() as stage:
                for part in parts:
                    path = self._path(part.meta.entity, part.meta.partition)
                    stage(path, packed(part)[0])
                    places.append(path)
        except OSError as error:
            self._note_problem(error)
            raise write_error(error) from error
        with self._lock:
            for path in places:
                self._unwritten.pop(path, None)
            self.problem = None

    def try_folder(self) -> None:
        """Find out whether the folder can be written, before any request: see `problem`."""
        if self.read_only:
            return
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            try_to_write(self.root)
        except OSError as error:
            self._note_problem(error)

    def stamp(self, entity: str, partition: str) -> tuple[int, ...]:
        """A value that changes with the partition, without reading it; empty if not stored."""
        path = self._path(entity, partition)
        with self._lock:
            unwritten, bad = self._unwritten.get(path), self._bad.get(path)
        if unwritten is not None:
            return (id(unwritten),)
        stamp = _stamp(path)
        return stamp if stamp != bad else ()

    def rows_stamp(self, entity: str, partition: str) -> tuple[int, ...]:
        """As `stamp`, but unchanged where a file was written again with the same rows.

        That is noticed only while the earlier rows are in memory.
        """
        path, stamp = self._path(entity, partition), self.stamp(entity, partition)
        with self._lock:
            kept = self._read.get(path)
        if kept is not None and stamp and kept[0] != stamp:
            self.read(entity, partition)  # another process wrote it
        with self._lock:
            now, first = self._same.get(path, (stamp, stamp))
        return first if now == stamp else stamp

    def read(self, entity: str, partition: str, *, keep: bool = True) -> Stored | None:
        """A partition, or None where it is not stored or was damaged.

        Without `keep` it is not cached in memory for the next reader.
        """
        path = self._path(entity, partition)
        with self._lock:
            unwritten = self._unwritten.get(path)
            if unwritten is not None:
                return unwritten
            kept = self._read.get(path)
            if kept is not None and kept[0] == _stamp(path):
                self._read.move_to_end(path)
                return kept[1]
        stamp = self.stamp(entity, partition)
        if not stamp:
            return None
        try:
            stored = read_file(path)
            if stored.meta.schema_version != SCHEMA_VERSION:
                return None
            check_place(stored, entity, partition)
        except UNREADABLE as error:
            self._set_aside(path, stamp, error)
            return None
        stored = replace(stored, frame=completed(entity, partition, stored.frame))
        with self._lock:
            if kept is not None:
                self._note_same(path, kept[0], stored.frame, stamp)
            if keep:
                self._keep(path, stored, stamp)
        return stored

    def check(self, entity: str, partition: str) -> bool:
        """Whether the file of a partition is as it was written; a damaged file is set aside.

        True also where there is no file: it was removed, or the rows are in memory only.
        """
        path = self._path(entity, partition)
        stamp = _stamp(path)
        try:
            checked(path.read_bytes())
        except FileNotFoundError:
            return True
        except UNREADABLE as error:
            self._set_aside(path, stamp, error)
            return False
        return True

    def url(self, entity: str, partition: str) -> str | None:
        """The address that a partition was read from; None where it is not stored, or is bad."""
        meta = self.meta(entity, partition)
        return None if meta is None else meta.url

    def meta(self, entity: str, partition: str) -> Meta | None:
        """What is stored of a partition, without its rows; None where nothing is, or it is bad."""
        path = self._path(entity, partition)
        with self._lock:
            unwritten, kept = self._unwritten.get(path), self._read.get(path)
            known, bad = self._metas.get(path), self._bad.get(path)
        if unwritten is not None:
            return unwritten.meta
        stamp = _stamp(path)
        if kept is not None and kept[0] == stamp:
            return kept[1].meta
        if known is not None and known[0] == stamp != bad:
            return known[1]
        try:
            meta = read_meta(path) if stamp and stamp != bad else None
        except UNREADABLE:
            return None  # `read` sets it aside
        if meta is not None:
            with self._lock:
                self._metas[path] = (stamp, meta)
        return meta if meta is not None and meta.schema_version == SCHEMA_VERSION else None

    def remove(self, entity: str, partition: str) -> None:
        """Remove a partition, if it is there. Raises ReadOnlyStore."""
        if self.read_only:
            raise ReadOnlyStore("the copy was opened to read only")
        path = self._path(entity, partition)
        with self._lock:
            self._unwritten.pop(path, None)
            self._read.pop(path, None)
            self._metas.pop(path, None)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            self._note_problem(error)

    def is_empty(self) -> bool:
        """Whether no rows of the API are stored."""
        with self._lock:
            folders = {path.parent.name for path in self._unwritten}
        folders |= {path.parent.name for path in self.root.glob("*/*.parquet")}
        return not folders - {DERIVED}

    def partitions(self, entity: str) -> list[str]:
        """The stored partitions of an entity set, in order."""
        with self._lock:
            waiting = [p.stem for p in self._unwritten if p.parent.name == entity]
        return sorted({*waiting, *(p.stem for p in (self.root / entity).glob("*.parquet"))})

    def files(self) -> list[tuple[str, str]]:
        """Folder (an entity set or another table of ours) and partition of every file."""
        found = (path for path in self.root.glob("*/*.parquet") if PARTITION.fullmatch(path.stem))
        return sorted((path.parent.name, path.stem) for path in found)

    def _path(self, entity: str, partition: str) -> Path:
        return _file(self.root, entity, partition)

    def _keep(self, path: Path, stored: Stored, stamp: tuple[int, ...] | None = None) -> None:
        self._read[path] = (stamp or _stamp(path), stored)
        self._read.move_to_end(path)
        while len(self._read) > _CACHED_FRAMES:
            self._read.popitem(last=False)

    def _note_same(
        self, path: Path, before: tuple[int, ...], frame: pl.DataFrame, now: tuple[int, ...]
    ) -> None:
        """If a file has the same rows as the one before it, remember that."""
        unwritten, kept = self._unwritten.get(path), self._read.get(path)
        old = unwritten if unwritten is not None else kept[1] if kept is not None else None
        known = before if unwritten is not None or kept is None else kept[0]
        if old is not None and known == before and old.frame.equals(frame):
            was, first = self._same.get(path, (before, before))
            self._same[path] = (now, first if was == before else before)

    def _note_problem(self, error: OSError) -> None:
        self.problem = write_error(error)
        self._telemetry.count("store.write_errors")
        log_event("store.write_failed", error=error, problem=self.problem.key)

    def _set_aside(self, path: Path, stamp: tuple[int, ...], error: Exception) -> None:
        self._telemetry.count("store.damaged")
        log_event("store.damaged", file=path.name, entity=path.parent.name, error=error)
        # Another process may have replaced the bad file since it was read.
        if _stamp(path) != stamp:
            return
        try:
            if not self.read_only:
                path.replace(path.with_suffix(".bad"))
                return
        except OSError as unmovable:
            log_event("store.unmovable", file=path.name, error=unmovable)
        with self._lock:
            self._bad[path] = stamp


def store_root(data_dir: Path, api_url: str) -> Path:
    """The folder of one source's frames: two sources never share a row."""
    parts = urlsplit(api_url)
    source = re.sub(r"[^a-z0-9.-]+", "_", f"{parts.netloc}{parts.path.rstrip('/')}".lower())
    return data_dir / "store" / source


@lru_cache(maxsize=4096)
def _file(root: Path, entity: str, partition: str) -> Path:
    if not PARTITION.fullmatch(partition):
        raise ValueError(f"not a partition name: {partition!r}")
    return root / entity / f"{partition}.parquet"


def _sweep(root: Path) -> None:
    """Remove the temporary files of killed writers: the old ones, since writing takes seconds."""
    for path in root.glob("*/.*.tmp"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _LEFT_BEHIND_SECONDS:
                path.unlink()


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return (status.st_mtime_ns, status.st_size, status.st_ino)
