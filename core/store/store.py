"""Frames on disk: one Parquet file per entity set and partition, replaced whole or not at all.

A file is written under a temporary name, synced and moved into place, so that a reader never sees
half of it and a killed writer leaves the earlier one. A damaged file is set aside as `.bad`.
Where the folder cannot be written, frames are kept in memory and `problem` says so. A store that is
opened to read only changes nothing in its folder: what it is given it keeps in memory.
"""

from __future__ import annotations

import io
import json
import re
import threading
import time
import zlib
from collections import OrderedDict
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import polars as pl

from core.atomic import replacing
from core.errors import ReadOnlyStore, SnapshotRefused, StoreError
from core.oda.schema.entities import ENTITIES
from core.store.contents import check_frame, completed
from core.store.merge import refuse_lost
from core.store.place import try_to_write, why_not_kept
from core.telemetry import Telemetry, log_event

SCHEMA_VERSION = 1
DERIVED = "marked"
"""The folder of what is worked out from the rest: never in a snapshot, no rows of the API."""

_META_KEY, _MADE_FROM = "tingblik", "made-from:"
# Behind the meta stands the checksum of the file as it is with zeros in the checksum's place.
_SUM_MARK, _SUM_LETTERS = b" crc32=", 8
_NO_SUM = _SUM_MARK.decode() + "0" * _SUM_LETTERS
_KEPT_FRAMES = (
    400  # every set of every session, so that a page over all of them reads nothing twice
)
_LEFT_BEHIND_SECONDS = 3600
_PARTITION = re.compile(r"[a-z0-9][a-z0-9.-]{0,60}")
# What reading a file that is damaged, cut short or foreign can raise.
UNREADABLE = (pl.exceptions.PolarsError, OSError, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class Meta:
    """What a stored frame is: `fetched_at` (UTC) of its oldest page, `watermark` its newest change.

    `watermark` is the greatest `opdateringsdato` as Danish local time without a zone, or None.
    `read_in_full` (UTC) is when the rows were last read in full, where only changes came since.
    `made_from` is the key of what is worked out from other rows; see `core.tables.marks`.
    `checksum` is the file's: another for other rows, whatever else is equal; empty where the frame
    is in memory only.
    """

    entity: str
    partition: str
    rows: int
    fetched_at: datetime
    watermark: datetime | None
    url: str
    schema_version: int = SCHEMA_VERSION
    read_in_full: datetime | None = None
    made_from: str = ""
    checksum: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """A frame of the store, shared by all its readers and never edited in place."""

    frame: pl.DataFrame
    meta: Meta


class Store:
    """The frames of one source. Safe to use from several threads and processes."""

    def __init__(self, root: Path, telemetry: Telemetry, *, read_only: bool = False) -> None:
        self.root = root
        self.read_only = read_only
        self.problem: StoreError | None = None
        self.snapshot_problem: SnapshotRefused | None = None
        self._telemetry = telemetry
        self._lock = threading.Lock()
        self._read: OrderedDict[Path, tuple[tuple[int, ...], Stored]] = OrderedDict()
        self._metas: dict[Path, tuple[tuple[int, ...], Meta]] = {}
        self._unwritten: dict[Path, Stored] = {}
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
        """Replace a partition. Never raises for a disk that is full or read-only: see `problem`.

        Raises FormChanged where a column that had values has none any more: what is stored stays.
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
        path = self._path(entity, partition)
        if self.read_only:
            with self._lock:
                self._unwritten[path] = stored
            return stored
        try:
            stored = _write_whole(path, stored)
        except OSError as error:
            self._note_problem(error)
            with self._lock:
                self._unwritten[path] = stored
            return stored
        with self._lock:
            self.problem = None
            self._unwritten.pop(path, None)
            self._keep(path, stored)
        log_event("store.write", entity=entity, partition=partition, rows=frame.height)
        return stored

    def try_folder(self) -> None:
        """Find out whether the folder can be written, before anything is asked: see `problem`."""
        if self.read_only:
            return
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            try_to_write(self.root)
        except OSError as error:
            self._note_problem(error)

    def stamp(self, entity: str, partition: str) -> tuple[int, ...]:
        """Changes whenever a partition does, without reading it; empty where it is not stored."""
        path = self._path(entity, partition)
        with self._lock:
            unwritten = self._unwritten.get(path)
        return (id(unwritten),) if unwritten is not None else _stamp(path)

    def read(self, entity: str, partition: str, *, keep: bool = True) -> Stored | None:
        """A partition, or None where it is not stored or was damaged.

        Without `keep` it is not held in memory for the next reader.
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
        if not path.exists():
            return None
        stamp = _stamp(path)
        try:
            stored = read_whole(path)
            if stored.meta.schema_version != SCHEMA_VERSION:
                return None
            check_place(stored, entity, partition)
        except UNREADABLE as error:
            self._set_aside(path, stamp, error)
            return None
        stored = replace(stored, frame=completed(entity, partition, stored.frame))
        if keep:
            with self._lock:
                self._keep(path, stored, stamp)
        return stored

    def check(self, entity: str, partition: str) -> bool:
        """Whether the file of a partition is as it was written; one that is not is set aside.

        What is in memory only, or was taken away meanwhile, is well.
        """
        path = self._path(entity, partition)
        stamp = _stamp(path)
        try:
            _checked(path.read_bytes())
        except FileNotFoundError:
            return True
        except UNREADABLE as error:
            self._set_aside(path, stamp, error)
            return False
        return True

    def url(self, entity: str, partition: str) -> str | None:
        """The address that a partition is from; None where it is not stored, or is bad."""
        meta = self.meta(entity, partition)
        return None if meta is None else meta.url

    def meta(self, entity: str, partition: str) -> Meta | None:
        """What is stored of a partition, without its rows; None where nothing is, or it is bad."""
        path = self._path(entity, partition)
        with self._lock:
            unwritten, kept = self._unwritten.get(path), self._read.get(path)
            known = self._metas.get(path)
        if unwritten is not None:
            return unwritten.meta
        stamp = _stamp(path)
        if kept is not None and kept[0] == stamp:
            return kept[1].meta
        if known is not None and known[0] == stamp:
            return known[1]
        try:
            meta = read_meta(path) if stamp else None
        except UNREADABLE:
            return None  # whoever reads it sets it aside
        if meta is not None:
            with self._lock:
                self._metas[path] = (stamp, meta)
        return meta if meta is not None and meta.schema_version == SCHEMA_VERSION else None

    def remove(self, entity: str, partition: str) -> None:
        """Take a partition away; one that is not there does not matter. Raises ReadOnlyStore."""
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
        """Whether nothing is stored that the API gave."""
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
        """Folder (an entity set, or what is kept beside them) and partition of every file."""
        found = (path for path in self.root.glob("*/*.parquet") if _PARTITION.fullmatch(path.stem))
        return sorted((path.parent.name, path.stem) for path in found)

    def _path(self, entity: str, partition: str) -> Path:
        return _file(self.root, entity, partition)

    def _keep(self, path: Path, stored: Stored, stamp: tuple[int, ...] | None = None) -> None:
        self._read[path] = (stamp or _stamp(path), stored)
        self._read.move_to_end(path)
        while len(self._read) > _KEPT_FRAMES:
            self._read.popitem(last=False)

    def _note_problem(self, error: OSError) -> None:
        self.problem = why_not_kept(error)
        self._telemetry.count("store.write_errors")
        log_event("store.write_failed", error=error, problem=self.problem.key)

    def _set_aside(self, path: Path, stamp: tuple[int, ...], error: Exception) -> None:
        self._telemetry.count("store.damaged")
        log_event("store.damaged", file=path.name, entity=path.parent.name, error=error)
        # Another process may have replaced the file since it was read: then it is not the bad one.
        if not self.read_only and _stamp(path) == stamp:
            try:
                path.replace(path.with_suffix(".bad"))
            except OSError as unmovable:
                log_event("store.unmovable", file=path.name, error=unmovable)


def store_root(data_dir: Path, api_url: str) -> Path:
    """The folder of one source's frames: two sources never share a row."""
    parts = urlsplit(api_url)
    source = re.sub(r"[^a-z0-9.-]+", "_", f"{parts.netloc}{parts.path.rstrip('/')}".lower())
    return data_dir / "store" / source


@lru_cache(maxsize=4096)
def _file(root: Path, entity: str, partition: str) -> Path:
    if not _PARTITION.fullmatch(partition):
        raise ValueError(f"not a partition name: {partition!r}")
    return root / entity / f"{partition}.parquet"


def _sweep(root: Path) -> None:
    """Remove what writers that were killed left behind; those at work have just begun theirs."""
    for path in root.glob("*/.*.tmp"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _LEFT_BEHIND_SECONDS:
                path.unlink()


def _write_whole(path: Path, stored: Stored) -> Stored:
    """Write the file; gives the frame with the file's checksum."""
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    stored.frame.write_parquet(
        buffer, compression="zstd", metadata={_META_KEY: _dump(stored.meta) + _NO_SUM}
    )
    content = bytearray(buffer.getbuffer())
    place = content.rindex(_SUM_MARK) + len(_SUM_MARK)
    checksum = b"%08x" % zlib.crc32(content)
    content[place : place + _SUM_LETTERS] = checksum
    with replacing(path) as file:
        file.write(content)
    return Stored(stored.frame, replace(stored.meta, checksum=checksum.decode()))


def _checked(content: bytes) -> bytes:
    """The content of a file whose checksum holds: Parquet itself does not notice a wrong byte."""
    place = content.rindex(_SUM_MARK) + len(_SUM_MARK)
    after = place + _SUM_LETTERS
    view = memoryview(content)
    found = zlib.crc32(view[after:], zlib.crc32(b"0" * _SUM_LETTERS, zlib.crc32(view[:place])))
    if content[place:after] != b"%08x" % found:
        raise ValueError("the checksum does not hold")
    return content


def read_meta(path: Path) -> Meta:
    """What a file says of its rows, without reading them. Raises one of UNREADABLE."""
    with path.open("rb") as file:
        return _load(pl.read_parquet_metadata(file)[_META_KEY])


def read_whole(path: Path) -> Stored:
    """A file with its rows, as many as it says. Raises one of UNREADABLE."""
    with path.open("rb") as file:
        return read_from(file)


def read_from(file: IO[bytes]) -> Stored:
    """The same of an open file. Raises one of UNREADABLE."""
    content = _checked(file.read())
    meta = _load(pl.read_parquet_metadata(io.BytesIO(content))[_META_KEY])
    frame = pl.read_parquet(content)
    if frame.height != meta.rows:
        raise ValueError(f"{frame.height} rows where {meta.rows} were written")
    return Stored(frame, meta)


def check_place(stored: Stored, entity: str, partition: str) -> None:
    """Raise ValueError where a frame is not what the place of its file says."""
    meta = stored.meta
    if (meta.entity, meta.partition) != (entity, partition):
        raise ValueError(f"{entity}/{partition} is {meta.entity}/{meta.partition}"[:200])
    check_frame(entity, partition, stored.frame)


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def _dump(meta: Meta) -> str:
    fields = asdict(meta)
    del fields["checksum"]  # stands behind, as it is that of the whole file
    return json.dumps(fields, default=datetime.isoformat)


def _load(text: str) -> Meta:
    document, _, checksum = text.partition(_SUM_MARK.decode())
    fields = json.loads(document)
    for name in ("fetched_at", "watermark", "read_in_full"):
        if fields.get(name) is not None:
            fields[name] = datetime.fromisoformat(fields[name])
    if fields["url"].startswith(_MADE_FROM):  # where the key stood before it had a field
        fields["made_from"], fields["url"] = fields["url"], ""
    return Meta(**fields, checksum=checksum)
