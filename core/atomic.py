"""Files that are replaced atomically."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_serial = itertools.count()


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which takes the place of `path` once all of it is on the disk.

    Where the block raises, or the process is killed, what was at `path` stays as it was. A
    symbolic link is followed. Raises OSError.
    """
    target = path.resolve()
    temporary = _temporary(target)
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(target.parent)


@contextmanager
def replacing_together() -> Iterator[Callable[[Path, bytes], None]]:
    """Takes files with their content; at the end of the block all of them take their places.

    Where the block raises, nothing is replaced. Raises OSError.
    """
    staged: dict[Path, Path] = {}

    def stage(path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        target = path.resolve()
        temporary = _temporary(target)
        staged[temporary] = target
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    try:
        yield stage
        for temporary, target in staged.items():
            temporary.replace(target)
    finally:
        for temporary in staged:
            temporary.unlink(missing_ok=True)
    for folder in {target.parent for target in staged.values()}:
        _sync_folder(folder)


def _temporary(target: Path) -> Path:
    return target.parent / f".{target.name}.{os.getpid()}.{next(_serial)}.tmp"


def _sync_folder(folder: Path) -> None:
    """Make the rename itself last through a power cut, where the system can do that."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
