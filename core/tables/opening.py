"""Opening the copy in a folder for reading; the errors say what to do where that fails."""

from __future__ import annotations

from pathlib import Path

from core.errors import NotStored
from core.settings import load_settings
from core.store.store import Store, store_root
from core.tables.copy import Copy
from core.tables.table import Tables
from core.telemetry import Telemetry


def open_copy(folder: str | Path | None = None) -> Copy:
    """The copy in a data folder, by default that of the settings; see `core.open_copy`."""
    if folder is None:
        settings = load_settings()
        root = store_root(settings.data_dir, settings.api_url)
        if _empty(root):
            raise NotStored(
                f"nothing of {settings.api_url} is stored in {settings.data_dir}: "
                "first run python -m core sync"
            )
    else:
        root = _only_source(Path(folder).expanduser())
    return Copy(Tables(Store(root, Telemetry(), read_only=True)))


def _only_source(folder: Path) -> Path:
    """The folder of the only source in a data folder; `folder` may also be that of a source itself.

    Raises NotStored where there is no source, or more than one.
    """
    if not folder.is_dir():
        raise NotStored(
            f"there is no folder {folder}: name the data folder that python -m core sync fills",
            what="no_folder",
        )
    found = [root for root in (folder, *sorted(folder.glob("store/*"))) if not _empty(root)]
    if not found:
        raise NotStored(
            f"nothing is stored in {folder}: "
            f"first run TINGBLIK_DATA_DIR={folder} python -m core sync"
        )
    if len(found) > 1:
        raise NotStored(
            f"{folder} holds copies of several sources: open one of "
            f"{', '.join(str(root) for root in found)}",
            what="several",
        )
    return found[0]


def _empty(root: Path) -> bool:
    return Store(root, Telemetry(), read_only=True).is_empty()
