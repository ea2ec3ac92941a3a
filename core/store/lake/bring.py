"""Brings a moment of the shared store into a local copy: all is checked, then it is switched."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl

from core.atomic import replacing
from core.errors import Cancelled, SharedStoreError
from core.store.datasets.dataset import Place
from core.store.lake.basis import MarkBasis
from core.store.lake.columns import digest, empty, from_lake
from core.store.lake.delta import DeltaTables
from core.store.lake.moment import ROWS, SYNCS, Moment, Part, from_frame
from core.store.lake.note import Note, read_note, write_note
from core.store.parquet import Meta, Stored, check_place
from core.store.place import write_error
from core.store.store import DERIVED, Store

_AT_ONCE = 8
_UNREADABLE = (pl.exceptions.PolarsError, ValueError, KeyError, TypeError)


def read_moment(tables: DeltaTables, version: int) -> Moment:
    """The moment at a version of `syncs`. Raises SharedStoreError."""
    (uris,) = tables.files(SYNCS, version).values() or [[]]
    if len(uris) != 1:
        raise SharedStoreError("the shared store names no moment", what="damaged")
    return from_frame(tables.read_file(uris[0]), version)


def bring(
    tables: DeltaTables,
    moment: Moment,
    store: Store,
    basis: MarkBasis,
    *,
    only_newer: bool = False,
    cancel: threading.Event | None = None,
) -> int:
    """Make a copy that of a moment; gives the number of partitions whose rows were read.

    Partitions that the copy has already are not read again. With `only_newer`, those stay that the
    copy fetched later, and marks, which are made of both, are left out. Nothing of the copy changes
    before all that is new was read and checked, and the files beside the frames come last.
    Raises SharedStoreError, DiskFull, ReadOnlyStore, Cancelled.
    """
    note = read_note(store)
    known = note.parts if note else {}
    parts = {p.place: p for p in moment.parts.values() if p.table.startswith(f"{ROWS}/")}
    if only_newer:
        parts = {place: part for place, part in parts.items() if _newer(store, part)}
    plain = {place: part for place, part in parts.items() if place[0] != DERIVED}
    marks = {
        place: part
        for place, part in parts.items()
        if place[0] == DERIVED and moment.marks == basis.version and not only_newer
    }
    stop = cancel or threading.Event()
    n = _put(tables, moment, store, plain, known, stop, lambda part: part.meta)
    n += _put(tables, moment, store, marks, known, stop, partial(_keyed, store, basis))
    if not only_newer:
        for place in known.keys() - parts.keys():
            store.remove(*place)
    for name, text in moment.documents.items():
        _keep_document(store.root / name, text, only_newer=only_newer)
    put = {place: part.digest for place, part in (plain | marks).items() if store.stamp(*place)}
    kept = {**known, **put} if only_newer else put
    checked = note.checked if note else None
    write_note(store, Note(moment.version, moment.made_at, kept, checked))
    return n


def read_part(
    tables: DeltaTables, uris: list[str], part: Part, stop: threading.Event | None = None
) -> pl.DataFrame:
    """The rows of a partition, whose checksum is compared. Raises SharedStoreError, Cancelled."""
    if stop is not None and stop.is_set():
        raise Cancelled("bringing over the shared store was stopped")
    try:
        read = [from_lake(tables.read_file(uri), part.columns) for uri in uris]
        frame = pl.concat(read, rechunk=True) if read else empty(part.columns)
        if digest(frame) != part.digest:
            raise ValueError("the checksum does not hold")
    except _UNREADABLE as error:
        words = f"{part.table}/{part.meta.partition} in the shared store is damaged"
        raise SharedStoreError(words, what="damaged") from error
    return frame


def _put(
    tables: DeltaTables,
    moment: Moment,
    store: Store,
    parts: Mapping[Place, Part],
    known: Mapping[Place, str],
    stop: threading.Event,
    meta_of: Callable[[Part], Meta | None],
) -> int:
    """Put those partitions into the copy, together; gives how many were read."""
    wanted: list[tuple[Part, Meta]] = []
    same: list[tuple[Part, Meta]] = []
    for place, part in parts.items():
        meta = meta_of(part)
        if meta is None:
            continue
        own = store.meta(*place)
        if own is None or known.get(place) != part.digest:
            wanted.append((part, meta))
        elif replace(own, checksum="") != replace(meta, checksum=""):
            same.append((part, meta))
    if wanted or same:
        store.put(_stored(tables, moment, store, wanted, same, stop))
    return len(wanted)


def _stored(
    tables: DeltaTables,
    moment: Moment,
    store: Store,
    wanted: list[tuple[Part, Meta]],
    same: list[tuple[Part, Meta]],
    stop: threading.Event,
) -> Iterator[Stored]:
    """Partitions with their rows: some from the shared store, some from the copy with a new age."""
    again = list(wanted)
    for part, meta in same:
        own = store.read(*part.place, keep=False)
        if own is not None and digest(own.frame) == part.digest:
            yield Stored(own.frame, meta)
        else:
            again.append((part, meta))
    files = {
        name: tables.files(name, moment.versions[name])
        for name in {part.table for part, _ in again}
    }
    ended = threading.Event()
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="lake") as pool:
        reading: list[Future[pl.DataFrame]] = []
        try:
            ahead = iter(again)
            for _, meta in again:
                while len(reading) < _AT_ONCE and (following := next(ahead, None)):
                    uris = files[following[0].table].get(following[0].meta.partition, [])
                    reading.append(pool.submit(read_part, tables, uris, following[0], ended))
                if stop.is_set():
                    raise Cancelled("bringing over the shared store was stopped")
                stored = Stored(reading.pop(0).result(), meta)
                _check(stored)
                yield stored
        finally:
            ended.set()


def _check(stored: Stored) -> None:
    """Raise SharedStoreError where rows do not have the form of their set."""
    meta = stored.meta
    try:
        check_place(stored, meta.entity, meta.partition)
    except ValueError as error:
        words = f"{meta.entity}/{meta.partition} in the shared store has another form than here"
        raise SharedStoreError(words, what="damaged") from error


def _keyed(store: Store, basis: MarkBasis, part: Part) -> Meta | None:
    """The description of a session's marks with the key of the files that lie here."""
    key = basis.key(store, part.meta.partition)
    return None if key is None else replace(part.meta, made_from=key)


def _newer(store: Store, part: Part) -> bool:
    own = store.meta(*part.place)
    return own is None or own.fetched_at < part.meta.fetched_at


def _keep_document(path: Path, text: str, *, only_newer: bool) -> None:
    """Replace a file beside the frames; one that is there stays with `only_newer`."""
    if only_newer and path.exists():
        return
    try:
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            with replacing(path) as file:
                file.write(text.encode())
    except OSError as error:
        raise write_error(error) from error
