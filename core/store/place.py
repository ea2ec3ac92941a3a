"""Is there a place to keep things: can the data folder be written, and is there room on its disk?

`doctor`, `status` and the app ask this, and so say the same of it.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path

from core.errors import CacheReadOnly, DiskFull, LittleRoom, ReadOnlyStore, StoreError
from core.oda.http.page_cache import FILE_NAME as PAGES_FILE

TOO_LITTLE_BYTES = 100 << 20


def place_problem(data_dir: Path, root: Path) -> StoreError | None:
    """Why what is fetched cannot be kept, None where it can.

    `root` is the folder of the store below `data_dir`. Nothing is left behind: a folder that is not
    there yet is not made, only the one that it would be made in is tried.
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
        # The file itself is not opened: in this process that would undo SQLite's locks on it.
        if pages.exists() and not (pages.is_file() and os.access(pages, os.W_OK)):
            return CacheReadOnly(f"{pages} cannot be written")
    except OSError as error:
        return CacheReadOnly(f"{pages.parent}: {error.strerror or error}")
    return None


def write_error(error: OSError) -> StoreError:
    """What an error of the disk says of why something could not be written."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return (DiskFull if full else ReadOnlyStore)(error.strerror or str(error))


def try_to_write(folder: Path) -> None:
    """Write a little into a folder that is there and take it away again. Raises OSError."""
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"x")


def existing(folder: Path) -> Path:
    """The folder, or the one above it that is there and that it would be made in."""
    folder = folder.absolute()
    return next(path for path in (folder, *folder.parents) if os.path.lexists(path))
