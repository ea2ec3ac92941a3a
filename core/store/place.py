"""Checks whether the data folder can be written and its disk has room.

`doctor`, `status` and the app all use this check, so that they agree.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path

from core.errors import CacheReadOnly, DiskFull, LittleRoom, ReadOnlyStore, StoreError
from core.oda.http import PAGES_FILE

TOO_LITTLE_BYTES = 100 << 20


def place_problem(data_dir: Path, root: Path) -> StoreError | None:
    """Why fetched data cannot be stored; None where it can.

    `root` is the folder of the store below `data_dir`. The check leaves nothing behind: a missing
    folder is not created, only the folder above it is tried.
    """
    try:
        try_to_write(existing(root))
        free = shutil.disk_usage(existing(root)).free
    except OSError as error:
        return write_error(error)
    if free < TOO_LITTLE_BYTES:
        return LittleRoom(f"{free >> 20} MB free in {data_dir}")
    pages = data_dir.absolute() / PAGES_FILE
    try:
        try_to_write(existing(pages.parent))
        # The file itself is not opened: within this process that would release SQLite's locks.
        if pages.exists() and not (pages.is_file() and os.access(pages, os.W_OK)):
            return CacheReadOnly(f"{pages} cannot be written")
    except OSError as error:
        return CacheReadOnly(f"{pages.parent}: {error.strerror or error}")
    return None


def write_error(error: OSError) -> StoreError:
    """The store's error for an error of the disk."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return (DiskFull if full else ReadOnlyStore)(error.strerror or str(error))


def try_to_write(folder: Path) -> None:
    """Write a little into an existing folder and remove it again. Raises OSError."""
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"x")


def existing(folder: Path) -> Path:
    """The folder if it exists, else the nearest existing folder above it."""
    folder = folder.absolute()
    return next(path for path in (folder, *folder.parents) if os.path.lexists(path))
