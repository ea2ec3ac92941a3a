"""A snapshot: the complete store in one file, from which an empty store can start.

It is a zip of the store's Parquet files and the state of its syncs, after a manifest with the
checksum of each. The comment that ends the zip is the checksum of all bytes before it. No part of a
snapshot is stored before all of it was checked.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, NoReturn

import polars as pl

from core.atomic import replacing
from core.errors import DiskFull, SnapshotRefused, StoreError
from core.oda.schema.entities import ENTITIES
from core.store import ledger
from core.store.lock import exclusive
from core.store.parquet import SCHEMA_VERSION, UNREADABLE, Stored, check_place, read_from
from core.store.snapshot.parquet_size import extent
from core.store.store import Store
from core.store.sync.state import STATE_FILE
from core.store.sync.syncer import LOCK_FILE
from core.telemetry import log_event

FORMAT = 1
OLDEST = timedelta(days=60)
LARGEST_FILE = 1 << 30
LARGEST_CONTENT = 2 << 30
MOST_ROWS = 50_000_000
LARGEST_FRAME = 256 << 20
"""Bytes in memory of one file's rows, at most; `LARGEST_MEMORY` is the limit for all files."""
LARGEST_MEMORY = 1 << 30
MANIFEST = "manifest.json"

_AHEAD = timedelta(days=1)  # how far a clock may be wrong
_LARGEST_MANIFEST = 4 << 20
_MOST_MEMBERS = 10_000
_LARGEST_STATE = 32 << 20
# A file whose rows take more memory than the first may not expand by more than the second.
_MUCH_MEMORY, _LARGEST_EXPANSION = 16 << 20, 500
# JSON is compressed to a tenth or so, Parquet is stored as it is.
_LARGEST_RATIO = 100
_SEAL = hashlib.sha256().digest_size * 2
_CHUNK = 1 << 20
# Besides frames, only the state of the syncs is accepted.
_NAME = re.compile(r"([^/\\.]+)/([a-z0-9][a-z0-9.-]{0,60})\.parquet")
_UNFINISHED = "snapshot-unfinished"
_FRAMES = (*ENTITIES, ledger.ENTITY)
# What a foreign or crafted file can raise. polars panics on some invalid files.
_UNUSABLE = (
    *UNREADABLE,
    RuntimeError,
    EOFError,
    OverflowError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    pl.exceptions.PanicException,
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file within a snapshot: its size in bytes, and its rows if it is a frame."""

    name: str
    size: int
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """What a snapshot contains. `made_at` is UTC, `size` its bytes.

    `source` is the name of the folder that `store_root` gives to an API; `watermark` the newest
    change of a vote as Danish local time without a zone, or None.
    """

    source: str
    made_at: datetime
    watermark: datetime | None
    members: tuple[Member, ...]
    size: int

    @property
    def rows(self) -> int:
        """The rows of all frames."""
        return sum(member.rows for member in self.members)


def write_snapshot(store: Store, out: Path, clock: Callable[[], datetime]) -> SnapshotInfo:
    """Write the store to one file, atomically.

    A file of the store that cannot be read is left out: the next sync reads its rows again. Raises
    StoreError where nothing is stored or a sync is under way, and OSError.
    """
    with exclusive(store.root / LOCK_FILE) as mine:
        if not mine:
            raise StoreError("a sync is under way")
        contents = dict(_contents(store))
    frames = {name: part for name, part in contents.items() if name != STATE_FILE}
    if not frames:
        raise StoreError("nothing is stored")
    changes = [at for name, (_, _, at) in frames.items() if name.startswith("Afstemning/") and at]
    members = tuple(
        Member(name, len(raw), rows, hashlib.sha256(raw).hexdigest())
        for name, (raw, rows, _) in contents.items()
    )
    made_at, watermark = clock().astimezone(UTC), max(changes, default=None)
    manifest = {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "source": store.root.name,
        "made_at": made_at.isoformat(),
        "watermark": watermark and watermark.isoformat(),
        "members": [asdict(member) for member in members],
    }
    packed = _pack(manifest, {name: raw for name, (raw, _, _) in contents.items()})
    with replacing(out) as file:
        file.write(packed)
    info = SnapshotInfo(store.root.name, made_at, watermark, members, len(packed))
    log_event("snapshot.written", bytes=info.size, rows=info.rows, members=len(members))
    return info


def read_snapshot(file: Path, store: Store, *, now: datetime) -> SnapshotInfo:
    """Check all of a snapshot, then write its frames to the store.

    The store must be empty, or have only what an interrupted start left (see `announce`); frames in
    it that are as new are not replaced. Raises SnapshotRefused with nothing written, StoreError
    where a sync is under way, and DiskFull after writing what had room: a later start can add the
    rest.
    """
    if not can_start(store):
        _refuse("", "the store is not empty")
    try:
        stream = file.open("rb")
    except OSError as error:
        _refuse("unreachable", error.strerror or str(error))
    with stream:
        try:
            _check_seal(stream)
            with zipfile.ZipFile(stream) as archive:
                info = _checked(archive, store.root.name, now, os.fstat(stream.fileno()).st_size)
                _put_in_place(archive, info, store)
        except _UNUSABLE as error:
            _refuse("damaged", f"{type(error).__name__}: {error}"[:200])
    log_event("snapshot.read", bytes=info.size, rows=info.rows, made_at=info.made_at)
    return info


def can_start(store: Store) -> bool:
    """Whether a store may start from a snapshot: it is empty, or a start was announced."""
    announced = (store.root / _UNFINISHED).exists()
    return store.is_empty() or (announced and not (store.root / STATE_FILE).exists())


def announce(store: Store) -> bool:
    """Note on the disk that an empty store is about to start; False if that was noted before.

    With the note, a store may start even if pages or a killed process have stored frames meanwhile.
    """
    with suppress(OSError):
        store.root.mkdir(parents=True, exist_ok=True)
        (store.root / _UNFINISHED).touch(exist_ok=False)
        return True
    return False


def withdraw(store: Store) -> None:
    """Remove the note of `announce`."""
    with suppress(OSError):
        (store.root / _UNFINISHED).unlink(missing_ok=True)


def _contents(store: Store) -> Iterator[tuple[str, tuple[bytes, int, datetime | None]]]:
    """Name, bytes, rows and watermark of everything that goes into a snapshot."""
    with suppress(OSError):
        yield STATE_FILE, ((store.root / STATE_FILE).read_bytes(), 0, None)
    for entity in _FRAMES:
        for partition in store.partitions(entity):
            name = f"{entity}/{partition}.parquet"
            try:
                raw = (store.root / name).read_bytes()
                _memory(name, raw, MOST_ROWS)
                meta = _frame(name, raw).meta
            except _UNUSABLE as error:
                log_event("snapshot.left_out", file=name, error=error)
            else:
                yield name, (raw, meta.rows, meta.watermark)


def _pack(manifest: Mapping[str, Any], contents: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.comment = b"0" * _SEAL
        document = json.dumps(manifest, ensure_ascii=False).encode()
        for name, raw in {MANIFEST: document, **contents}.items():
            packed = zipfile.ZIP_DEFLATED if name.endswith(".json") else zipfile.ZIP_STORED
            archive.writestr(zipfile.ZipInfo(name), raw, packed)  # dated 1980: no clock is needed
    whole = buffer.getvalue()[:-_SEAL]
    return whole + hashlib.sha256(whole).hexdigest().encode()


def _check_seal(stream: IO[bytes]) -> None:
    """Check that every byte of the file is as it was written. Raises SnapshotRefused."""
    size = os.fstat(stream.fileno()).st_size
    if size > LARGEST_FILE:
        _refuse("damaged", f"larger than {LARGEST_FILE >> 20} MB")
    if size <= _SEAL:
        _refuse("damaged", "not a snapshot, or cut short")
    digest, left = hashlib.sha256(), size - _SEAL
    while left and (chunk := stream.read(min(left, _CHUNK))):
        digest.update(chunk)
        left -= len(chunk)
    if stream.read(_SEAL) != digest.hexdigest().encode():
        _refuse("damaged", "not a snapshot, cut short, or changed since it was made")
    stream.seek(0)


def _checked(archive: zipfile.ZipFile, source: str, now: datetime, size: int) -> SnapshotInfo:
    """What the snapshot contains, after checking all of it. Raises SnapshotRefused or _UNUSABLE."""
    entries = _entries(archive)
    manifest = json.loads(_unpacked(archive, entries[MANIFEST], _LARGEST_MANIFEST))
    info = _info(manifest, source, now, size)
    members = {member.name: member for member in info.members}
    if len(members) != len(info.members) or members.keys() != entries.keys() - {MANIFEST}:
        _refuse("damaged", "other files are in it than it says")
    if info.rows > MOST_ROWS:
        _refuse("damaged", f"more than {MOST_ROWS:,} rows")
    memory = 0
    for member in info.members:
        if member.name == STATE_FILE and member.size > _LARGEST_STATE:
            _refuse("damaged", f"{member.name} is larger than it can be")
        raw = _content(archive, member)
        if member.name == STATE_FILE:
            json.loads(raw)
            continue
        memory += _memory(member.name, raw, member.rows)
        if memory > LARGEST_MEMORY:
            _refuse("damaged", f"its rows take more than {LARGEST_MEMORY >> 20} MB of memory")
        if _frame(member.name, raw).meta.rows != member.rows:
            _refuse("damaged", f"{member.name} has other rows than it says")
    return info


def _entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of the zip by name, after checking their names and sizes."""
    entries = {entry.filename: entry for entry in archive.infolist()}
    if len(entries) < len(archive.infolist()) or len(entries) > _MOST_MEMBERS:
        _refuse("damaged", "a file twice in it, or far too many")
    if MANIFEST not in entries:
        _refuse("damaged", "there is no manifest in it")
    for name, entry in entries.items():
        match = _NAME.fullmatch(name)
        known = match is not None and match[1] in _FRAMES
        if not known and name not in (MANIFEST, STATE_FILE):
            _refuse("damaged", f"{name[:80]!r} does not belong in it")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            _refuse("damaged", f"{name} is packed in an unknown way")
        if entry.file_size > _LARGEST_RATIO * max(entry.compress_size, 1):
            _refuse("damaged", f"{name} unpacks to far more than it should")
    if sum(entry.file_size for entry in entries.values()) > LARGEST_CONTENT:
        _refuse("damaged", f"unpacks to more than {LARGEST_CONTENT >> 20} MB")
    return entries


def _info(manifest: Mapping[str, Any], source: str, now: datetime, size: int) -> SnapshotInfo:
    """What the manifest says. Raises SnapshotRefused where the snapshot is not for this store."""
    if manifest["format"] != FORMAT:
        _refuse("version", f"it has format {manifest['format']!r:.40}, {FORMAT} is read")
    if manifest["source"] != source:
        _refuse("foreign", f"it holds {str(manifest['source'])[:80]}, not {source}")
    schema = manifest["schema_version"]
    if schema != SCHEMA_VERSION:
        _refuse("version", f"it has schema {schema!r:.40}, {SCHEMA_VERSION} is read")
    made_at = datetime.fromisoformat(manifest["made_at"])
    age = now - made_at
    if age > OLDEST:
        _refuse("old", f"it is {age.days} days old, more than {OLDEST.days}")
    if age < -_AHEAD:
        _refuse("old", f"it is dated {made_at:%Y-%m-%d}, which is yet to come")
    watermark = manifest["watermark"]
    members = tuple(Member(**member) for member in manifest["members"])
    for member in members:
        if type(member.size) is not int or type(member.rows) is not int or member.rows < 0:
            _refuse("damaged", "the manifest has no sizes")
    return SnapshotInfo(
        source, made_at, watermark and datetime.fromisoformat(watermark), members, size
    )


def _content(archive: zipfile.ZipFile, member: Member) -> bytes:
    raw = _unpacked(archive, archive.getinfo(member.name), member.size)
    if len(raw) != member.size or hashlib.sha256(raw).hexdigest() != member.sha256:
        _refuse("damaged", f"the checksum of {member.name} does not fit")
    return raw


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """The content of a file. Reads no more than the limit, and refuses a larger file."""
    with archive.open(entry) as file:
        raw = file.read(limit + 1)
    if len(raw) > limit:
        _refuse("damaged", f"{entry.filename} is larger than it says")
    return raw


def _memory(name: str, raw: bytes, most_rows: int) -> int:
    """The bytes that a file's rows will take in memory. Raises ValueError where these, or the rows,
    are too many.
    """
    rows, size = extent(raw)
    if rows > most_rows:
        raise ValueError(f"{name} has more rows than it says")
    packed = size > max(_MUCH_MEMORY, _LARGEST_EXPANSION * len(raw))
    if packed or size > LARGEST_FRAME:
        raise ValueError(f"the rows of {name} take {size:,} bytes of memory, more than they may")
    return size


def _frame(name: str, raw: bytes) -> Stored:
    """A Parquet file, after checking that it is what its name says.

    Call `_memory` first, so that reading cannot use up the memory. Raises one of _UNUSABLE.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise ValueError(f"not a name of a frame: {name}")
    stored = read_from(io.BytesIO(raw))
    if stored.frame.estimated_size() > LARGEST_FRAME:  # the same long text in many rows
        raise ValueError(f"the rows of {name} take more memory than they may")
    meta = stored.meta
    if meta.schema_version != SCHEMA_VERSION:
        raise ValueError(f"{name} is of version {meta.schema_version}")
    check_place(stored, match[1], match[2])
    if meta.fetched_at.tzinfo is None or not isinstance(meta.url, str):
        raise ValueError(f"{name} does not say when and where it was fetched")
    if match[1] == ledger.ENTITY and not stored.frame.schema.items() <= ledger.SCHEMA.items():
        raise ValueError(f"{name} has columns that the ledger does not have")
    return stored


def _put_in_place(archive: zipfile.ZipFile, info: SnapshotInfo, store: Store) -> None:
    """Write the frames and, last, the state of the syncs: without it a sync reads all again."""
    with exclusive(store.root / LOCK_FILE) as mine:
        if not mine:
            raise StoreError("a sync is under way")
        if not can_start(store):
            _refuse("", "the store is not empty any more")
        announce(store)
        state = b""
        for member in info.members:
            raw = _content(archive, member)
            if member.name == STATE_FILE:
                state = raw
                continue
            new = _frame(member.name, raw)  # the bytes that were measured, by their checksum
            meta = new.meta
            old = store.read(meta.entity, meta.partition)
            if old is not None and old.meta.fetched_at >= meta.fetched_at:
                continue
            store.write(
                meta.entity, meta.partition, new.frame, fetched_at=meta.fetched_at, url=meta.url
            )
            if isinstance(store.problem, DiskFull):
                raise store.problem
        if state:
            _keep_state(store, state)
        withdraw(store)


def _keep_state(store: Store, state: bytes) -> None:
    try:
        with replacing(store.root / STATE_FILE) as file:
            file.write(state)
    except OSError as error:
        log_event("snapshot.state_unsaved", error=error)


def _refuse(what: str, reason: str) -> NoReturn:
    raise SnapshotRefused(reason, what=what, reason=reason)
