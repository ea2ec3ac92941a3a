"""A page store on SQLite for requests-cache that never fails its caller.

Waits are bounded, trouble with the file becomes a miss and is counted, a damaged file is set aside
as `.bad` and a new one begun, a vanished file is made again, and nothing on disk can run code.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import orjson
from requests.structures import CaseInsensitiveDict
from requests_cache.backends.base import BaseCache, BaseStorage
from requests_cache.models.request import CachedRequest
from requests_cache.models.response import CachedResponse
from requests_cache.serializers.pipeline import SerializerPipeline, Stage

from core.telemetry import Telemetry, log_event

T = TypeVar("T")

PATIENCE = 2.0  # seconds to wait for another process's lock
STALE_FOR = timedelta(days=30)  # how long an expired page may be served while the API fails
CHECK_EVERY = 200  # writes between two looks at the size
BATCH = 100  # pages removed in one go, so that no lock is held for long
_TARGET = 0.9  # share of the size limit that a clean-up goes down to

_CREATE = """
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS pages (
    key TEXT PRIMARY KEY, value BLOB NOT NULL, expires INTEGER, stored INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS pages_expires ON pages (expires);
CREATE INDEX IF NOT EXISTS pages_stored ON pages (stored);
COMMIT;
"""
_PUT = "INSERT OR REPLACE INTO pages (key, value, expires, stored) VALUES (?, ?, ?, ?)"
_USED = """
SELECT (p.page_count - f.freelist_count) * s.page_size
FROM pragma_page_count p, pragma_freelist_count f, pragma_page_size s
"""
_DELETE_EXPIRED = """
DELETE FROM pages WHERE rowid IN
    (SELECT rowid FROM pages WHERE expires < :before ORDER BY expires LIMIT :batch)
"""
_DELETE_OLDEST = """
DELETE FROM pages WHERE rowid IN (SELECT rowid FROM pages ORDER BY stored, rowid LIMIT :batch)
"""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
BAD_ROW = (zlib.error, ValueError, TypeError, KeyError, AttributeError, EOFError)


def pack(response: CachedResponse) -> bytes:
    """A page as bytes: one line of JSON, then the body."""
    head = {
        "url": response.url,
        "headers": dict(response.headers),
        "created": response.created_at.isoformat(),
        "expires": response.expires.isoformat() if response.expires else None,
    }
    return zlib.compress(orjson.dumps(head) + b"\n" + response.content, level=1)


def unpack(data: bytes) -> CachedResponse:
    """The page in bytes from `pack`; raises one of `BAD_ROW` for any other bytes."""
    head_line, _, body = zlib.decompress(data).partition(b"\n")
    head = orjson.loads(head_line)
    expires = head["expires"]
    return CachedResponse(
        content=body,
        status_code=200,
        reason="OK",
        encoding="utf-8",
        url=head["url"],
        headers=CaseInsensitiveDict(head["headers"]),
        request=CachedRequest(method="GET", url=head["url"]),
        created_at=datetime.fromisoformat(head["created"]),
        expires=datetime.fromisoformat(expires) if expires else None,
    )


# The name is part of every key: change it with the form, so that old pages are never read.
SERIALIZER = SerializerPipeline(
    [Stage(dumps=pack, loads=unpack)], name="tingblik-page-1", is_binary=True
)


class PageStorage(BaseStorage[str, CachedResponse]):
    """Pages by key in one SQLite file, safe to share between threads and processes.

    One connection, used by one thread at a time: sharing it without a lock gives rare wrong
    results. Where the file cannot be used, it finds and stores nothing and does not raise.
    `writable` says whether new pages are stored.
    """

    def __init__(self, path: Path, max_bytes: int, telemetry: Telemetry) -> None:
        super().__init__(serializer=SERIALIZER)
        self.path = path
        self.max_bytes = max_bytes
        self.writable = True
        self._telemetry = telemetry
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._patience = PATIENCE
        self._writes = 0
        self._logged = ""
        self._closed = False

    # What requests-cache asks for

    def __getitem__(self, key: str) -> CachedResponse:
        row = self._read("SELECT value FROM pages WHERE key = ?", (key,))
        if row is None:
            raise KeyError(key)
        try:
            response = unpack(row[0])
        except BAD_ROW as error:
            self._trouble("bad_rows", error)
            self._write("DELETE FROM pages WHERE key = ?", (key,))
            raise KeyError(key) from None
        response.cache_key = key
        return response

    def __setitem__(self, key: str, value: CachedResponse) -> None:
        self._write(_PUT, (key, pack(value), value.expires_unix, round(time.time())))
        with self._lock:
            self._writes += 1
            due = self._writes % CHECK_EVERY == 0
        if due:
            self.trim(batches=10)

    def __delitem__(self, key: str) -> None:
        if not self._write("DELETE FROM pages WHERE key = ?", (key,)):
            raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        rows = self._guarded(
            "read_errors", lambda db: db.execute("SELECT key FROM pages").fetchall()
        )
        return iter([row[0] for row in rows or ()])

    def __len__(self) -> int:
        row = self._read("SELECT count(*) FROM pages")
        return int(row[0]) if row else 0

    def clear(self) -> None:
        """Remove every page."""
        self._write("DELETE FROM pages")
        self._shrink()

    def close(self) -> None:
        """Close the file; afterwards nothing is found and nothing is stored."""
        with self._lock:
            self._closed = True
            self._disconnect()

    # Size

    def used_bytes(self) -> int:
        """Bytes that the pages take up in the file."""
        row = self._read(_USED)
        return int(row[0]) if row else 0

    def trim(self, batches: int = 10_000) -> int:
        """Remove pages too old even for a stale answer, then the oldest while there are too many.

        Removes at most `batches` of 100 of either kind, each in a transaction of its own, and
        returns the number removed.
        """
        before = round(time.time() - STALE_FOR.total_seconds())
        removed = self._remove(_DELETE_EXPIRED, {"before": before}, batches, lambda: True)
        used = self.used_bytes()
        limit = min(self.max_bytes, self._share_of_disk(used))
        if used > limit:
            target = limit * _TARGET
            removed += self._remove(_DELETE_OLDEST, {}, batches, lambda: self.used_bytes() > target)
        if removed:
            self._telemetry.count("cache.trimmed", removed)
        return removed

    def _share_of_disk(self, used: int) -> int:
        """The bytes that pages may take so that as much room is left on the disk for the store."""
        try:
            free = shutil.disk_usage(self.path.parent).free
        except OSError:
            return self.max_bytes
        return (used + free) // 2

    def _remove(
        self, sql: str, values: dict[str, int], batches: int, wanted: Callable[[], bool]
    ) -> int:
        removed = 0
        for _ in range(batches):
            gone = self._write(sql, {**values, "batch": BATCH})
            removed += gone
            if gone:
                self._shrink()
            if gone < BATCH or not wanted():
                break
        return removed

    # Access to the file

    def _read(self, sql: str, values: Any = ()) -> tuple[Any, ...] | None:
        def read(db: sqlite3.Connection) -> tuple[Any, ...] | None:
            row: tuple[Any, ...] | None = db.execute(sql, values).fetchone()
            return row

        return self._guarded("read_errors", read)

    def _write(self, sql: str, values: Any = ()) -> int:
        """The number of rows written; 0 where nothing could be."""

        def write(db: sqlite3.Connection) -> int:
            if not self.writable:
                return 0
            rows = db.execute(sql, values).rowcount
            self._set_patience(PATIENCE)
            return rows

        return self._guarded("write_errors", write) or 0

    def _shrink(self) -> None:
        """Give the space of removed pages back."""
        # A script, since `execute` takes only the first step of this pragma.
        script = "PRAGMA incremental_vacuum"
        self._guarded("write_errors", lambda db: self.writable and db.executescript(script))

    def _guarded(self, counter: str, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """The result of `work`, or None where the file does not let it; once more after damage."""
        with self._lock:
            for _ in range(2):
                if self._closed:
                    return None
                try:
                    return work(self._connect())
                except (sqlite3.Error, OSError) as error:
                    if not self._recover(counter, error):
                        return None
        return None

    def _recover(self, counter: str, error: Exception) -> bool:
        """Count the trouble and put right what can be; whether a new try makes sense."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _LOCKED:
            # Having waited once, do not make everybody else wait for the same lock.
            self._trouble("locked", error)
            self._set_patience(0.0)
        elif code in _DAMAGED:
            self._trouble("damaged", error)
            return self._set_aside()
        elif code == sqlite3.SQLITE_FULL:
            self._trouble("full", error)
        elif code == sqlite3.SQLITE_READONLY:
            self._trouble("read_only", error)
            self.writable = False
        else:
            self._trouble(counter, error)
            self._disconnect()
        return False

    def _trouble(self, counter: str, error: Exception) -> None:
        self._telemetry.count(f"cache.{counter}")
        if counter != self._logged:
            self._logged = counter
            log_event("cache", trouble=counter, error=f"{type(error).__name__}: {error}")

    def _set_patience(self, seconds: float) -> None:
        if seconds != self._patience:
            self._patience = seconds
            if self._connection is not None:
                self._connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

    def _connect(self) -> sqlite3.Connection:
        file = _identity(self.path)
        if self._connection is not None and (file is None or file != self._file):
            self._telemetry.count("cache.vanished")
            self._disconnect()
        if self._connection is None:
            self._file = file
            self._connection = self._open()
            self._file = _identity(self.path)
        return self._connection

    def _open(self) -> sqlite3.Connection:
        self.writable = False
        folder = self.path.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.access(folder, os.W_OK) and (not self.path.exists() or os.access(self.path, os.W_OK)):
            db = self._begin(self.path.as_uri())
            self.writable = True
            return db
        self._telemetry.count("cache.read_only")
        try:
            return self._begin(f"{self.path.as_uri()}?mode=ro")
        except sqlite3.OperationalError:
            # A folder that lets nobody make the side files of WAL: take the file as it stands.
            return self._begin(f"{self.path.as_uri()}?immutable=1")

    def _begin(self, uri: str) -> sqlite3.Connection:
        db = sqlite3.connect(
            uri, uri=True, timeout=self._patience, isolation_level=None, check_same_thread=False
        )
        try:
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'pages'").fetchone():
                db.executescript(_CREATE)
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA journal_size_limit = 16777216")
        except sqlite3.Error:
            db.close()
            raise
        return db

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _set_aside(self) -> bool:
        """Move a damaged file out of the way, unless another process has done so."""
        ours = self._file is None or self._file == _identity(self.path)
        self._disconnect()
        try:
            for suffix in ("-wal", "-shm", "") if ours else ():
                side = Path(f"{self.path}{suffix}")
                if side.exists():
                    side.replace(f"{self.path}.bad{suffix}")
        except OSError as error:
            self._trouble("read_only", error)
            return False
        return True


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of a file, so that another file in its place is noticed."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


class PageStore(BaseCache):
    """The backend for requests-cache. Redirects are never followed, so none are stored."""

    def __init__(self, storage: BaseStorage[str, CachedResponse]) -> None:
        super().__init__(cache_name="pages")
        self.responses = storage
