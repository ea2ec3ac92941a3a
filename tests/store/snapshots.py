"""Stores and snapshots for the tests: small, and crafted as no writer would make them."""

from __future__ import annotations

import hashlib
import io
import json
import warnings
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from core.standin.tables import conform
from core.store.ledger import SCHEMA
from core.store.snapshot.archive import MANIFEST
from core.store.store import Store
from core.store.sync.state import Pulse, State, write_state
from core.telemetry import Telemetry

NOON = datetime(2025, 3, 2, 12, tzinfo=UTC)
SOURCE = "oda.example_api"
CHANGED = datetime(2025, 3, 1, 9)


def open_store(folder: Path, source: str = SOURCE) -> Store:
    """The store of a source in a data folder."""
    return Store(folder / "store" / source, Telemetry())


def votes(*ids: int) -> pl.DataFrame:
    """Votes of which little is known."""
    rows = [{"id": i, "konklusion": f"Vedtaget {i}", "opdateringsdato": CHANGED} for i in ids]
    return conform("Afstemning", rows)


def put(
    store: Store, entity: str, partition: str, frame: pl.DataFrame, at: datetime = NOON
) -> None:
    """Store a frame."""
    store.write(entity, partition, frame, fetched_at=at, url="https://oda.example/api/")


def fill(store: Store) -> Store:
    """Some frames of several sets, the ledger, and the memory of a sync."""
    put(store, "Afstemning", "20231", votes(1, 2, 3))
    put(store, "Afstemning", "20241", votes(*range(10, 60)))
    put(store, "Møde", "voted-20241", conform("Møde", [{"id": 1}]))
    put(store, "Stemme", "part-20241-10-34", conform("Stemme", [{"id": 7}]))
    put(store, "ledger", "findings", pl.DataFrame(schema=SCHEMA))
    write_state(store, State(pulses={"Stemme": Pulse(1, ((7, CHANGED),))}, staging=["20241"]))
    return store


def contents(store: Store) -> dict[str, Any]:
    """All that is stored, by a store opened anew."""
    fresh = Store(store.root, Telemetry())
    return {
        f"{path.parent.name}/{path.stem}": (found := fresh.read(path.parent.name, path.stem))
        and (found.frame.schema, found.frame.rows(), found.meta)
        for path in sorted(store.root.glob("*/*.parquet"))
    }


def files(folder: Path) -> list[str]:
    """Everything below a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def unpack(snapshot: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The manifest and the members."""
    with zipfile.ZipFile(snapshot) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    return json.loads(found.pop(MANIFEST)), found


def pack(
    path: Path,
    manifest: Any,
    members: Mapping[str, bytes] | list[tuple[str, bytes]],
    packing: int = zipfile.ZIP_STORED,
) -> Path:
    """A sealed snapshot of exactly that."""
    buffer = io.BytesIO()
    pairs = members.items() if isinstance(members, Mapping) else members
    with zipfile.ZipFile(buffer, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a name is in it twice
        if manifest is not None:
            raw = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
            archive.writestr(MANIFEST, raw)
        for name, raw in pairs:
            archive.writestr(zipfile.ZipInfo(name), raw, packing)
        archive.comment = b"0" * 64
    return seal(path, buffer.getvalue()[:-64])


def seal(path: Path, whole: bytes) -> Path:
    """The bytes with their checksum behind them."""
    path.write_bytes(whole + hashlib.sha256(whole).hexdigest().encode())
    return path


def listed(name: str, raw: bytes, rows: int) -> dict[str, Any]:
    """A member as the manifest lists it."""
    digest = hashlib.sha256(raw).hexdigest()
    return {"name": name, "size": len(raw), "rows": rows, "sha256": digest}
