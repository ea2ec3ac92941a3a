"""Tingblik: what the Danish Parliament does, read from its open data.

In a notebook in a clone, `open_copy` gives the local copy as plain Polars frames.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.tables.copy import Copy

__all__ = ["open_copy"]


def open_copy(folder: str | Path | None = None) -> Copy:
    """The local copy, to read only: nothing is fetched and nothing is written.

    `folder` is a data folder, such as TINGBLIK_DATA_DIR names, or the folder of one source in it.
    Without it the settings say which one, as they do for `python -m core`. Raises NotStored, with
    what to do, where there is no folder, nothing in it, or the copies of several sources.
    """
    # Here and not above, as every import of a part of core runs this file.
    from core.tables import opening

    return opening.open_copy(folder)
