"""What a local copy has of the shared store: the moment, and the checksum of each partition's rows.

It is a small file beside the copy. Where it is missing or cannot be read, everything is compared or
brought again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.atomic import replacing
from core.store.datasets.dataset import Place
from core.store.place import write_error
from core.store.store import Store
from core.telemetry import log_event

NOTE_FILE = "lake.json"

_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Note:
    """Version and time (UTC) of the moment that a copy has.

    `parts` has the checksum of the rows of each partition, `checked` the time (UTC) when the
    writer last looked at every file of the shared store.
    """

    version: int
    made_at: datetime
    parts: Mapping[Place, str] = field(default_factory=dict)
    checked: datetime | None = None


def read_note(store: Store) -> Note | None:
    """The note of a copy; None where there is none that can be used."""
    try:
        document = json.loads((store.root / NOTE_FILE).read_bytes())
        checked = document["checked"]
        return Note(
            int(document["version"]),
            datetime.fromisoformat(document["made_at"]),
            {(folder, partition): digest for folder, partition, digest in document["parts"]},
            checked and datetime.fromisoformat(checked),
        )
    except FileNotFoundError:
        return None
    except _UNREADABLE as error:
        log_event("lake.note_unreadable", error=error)
        return None


def write_note(store: Store, note: Note) -> None:
    """Replace the note. Raises StoreError where it cannot be written."""
    document: dict[str, Any] = {
        "version": note.version,
        "made_at": note.made_at.isoformat(),
        "parts": [[*place, digest] for place, digest in note.parts.items()],
        "checked": note.checked and note.checked.isoformat(),
    }
    try:
        store.root.mkdir(parents=True, exist_ok=True)
        with replacing(store.root / NOTE_FILE) as file:
            file.write(json.dumps(document, ensure_ascii=False).encode())
    except OSError as error:
        raise write_error(error) from error
