"""One process at a time: an advisory lock that the system releases when its holder dies."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from core.telemetry import log_event

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


_HELD = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)


@contextmanager
def exclusive(path: Path) -> Iterator[bool]:
    """Hold the lock of that file; gives False where another process or thread has it.

    Gives True where the folder cannot be written or the file system has no locks: there nobody
    can be locked out, and nothing can be damaged either.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError as error:
        log_event("lock.none", file=path.name, error=os.strerror(error.errno or 0))
        yield True
        return
    with file:
        try:
            _take(file)
        except OSError as error:
            held = error.errno in _HELD
            if not held:
                log_event("lock.none", file=path.name, error=error)
            yield not held
        else:
            yield True
