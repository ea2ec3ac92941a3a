"""One moment of all tables: which version of each belongs together, and what each partition is.

Delta commits one table at a time. What makes a whole of many commits is the table `syncs`, whose
rows are overwritten last, in a single commit. A reader takes nothing but what they name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import polars as pl

from core.errors import SharedStoreError
from core.oda.schema.entities import ENTITIES
from core.parliament.searches import TOTALS
from core.store import availability, earlier, ledger
from core.store.datasets.dataset import Place
from core.store.lake.columns import Columns, from_lake
from core.store.parquet import Meta
from core.store.store import DERIVED, PARTITION
from core.store.sync.state import STATE_FILE

FORMAT = 1
"""To be raised whenever an older version would misread what a newer one writes."""
SYNCS = "syncs"
"""The table of moments."""
FIGURES = "figures"
"""The folder of tables that are worked out; rows of the API and of this copy are in `ROWS`."""
ROWS = "rows"
DOCUMENTS = (STATE_FILE, availability.FILE)
"""What goes along beside the frames: the state of the syncs, and how often the source answered."""

FOLDERS = frozenset({*ENTITIES, TOTALS, ledger.ENTITY, earlier.ENTITY, DERIVED})
"""The folders of a copy that go along."""

_HEAD = "moment"  # the name of the row that tells of all of them
_SCHEMA: dict[str, pl.DataType] = {
    "name": pl.String(),  # of the table; `_HEAD` in one row
    "partition": pl.String(),
    "version": pl.Int64(),
    "checksum": pl.String(),
    "rows": pl.Int64(),
    "fetched_at": pl.String(),
    "document": pl.String(),
}
_LETTERS = str.maketrans({"Æ": "Ae", "Ø": "Oe", "Å": "Aa", "æ": "ae", "ø": "oe", "å": "aa"})


@dataclass(frozen=True, slots=True)
class Part:
    """A partition of a table: its description, the types of its columns, its rows' checksum.

    `meta.checksum` is that of the writer's file. For a figure, `meta.entity` is empty and
    `meta.made_from` the key of what it was made of.
    """

    table: str
    meta: Meta
    digest: str
    columns: Columns

    @property
    def place(self) -> Place:
        """Folder and partition in a local copy."""
        return self.meta.entity, self.meta.partition

    @property
    def key(self) -> Place:
        """Table and partition."""
        return self.table, self.meta.partition


@dataclass(frozen=True, slots=True)
class Moment:
    """What was published together. `versions` has the version of each table to read.

    `documents` are the files beside the frames that go along, by name (`DOCUMENTS`), `marks` is the
    version of the rules by which ballots are marked, `newest_change` the newest change of a vote
    (Danish local time).
    """

    made_at: datetime
    parts: Mapping[Place, Part]
    versions: Mapping[str, int]
    documents: Mapping[str, str] = field(default_factory=dict)
    marks: int = 0
    newest_change: datetime | None = None
    version: int = -1

    def same_as(self, other: Moment | None) -> bool:
        """Whether nothing but the time of publishing differs."""
        return other is not None and (
            replace(self, made_at=other.made_at, version=other.version) == other
        )


def table_of(folder: str) -> str:
    """The table of a folder of the local copy: ASCII, as addresses of files are."""
    return f"{ROWS}/{folder.translate(_LETTERS)}"


def to_frame(moment: Moment) -> pl.DataFrame:
    """The rows of `syncs`: one for each partition, and one for the moment with a seal of all."""
    rows = [
        {
            "name": part.table,
            "partition": part.meta.partition,
            "version": moment.versions[part.table],
            "checksum": part.digest,
            "rows": part.meta.rows,
            "fetched_at": part.meta.fetched_at.isoformat(),
            "document": json.dumps(
                {"meta": _meta_document(part.meta), "columns": part.columns}, ensure_ascii=False
            ),
        }
        for _, part in sorted(moment.parts.items())
    ]
    state = moment.documents.get(STATE_FILE)
    head: dict[str, Any] = dict.fromkeys(_SCHEMA)
    head["name"] = _HEAD
    head["document"] = json.dumps(
        {
            "format": FORMAT,
            "made_at": moment.made_at.isoformat(),
            "newest_change": moment.newest_change and moment.newest_change.isoformat(),
            "versions": dict(moment.versions),
            "marks": moment.marks,
            "report": json.loads(state)["report"] if state else None,
            "documents": dict(moment.documents),
        },
        ensure_ascii=False,
    )
    head["checksum"] = _seal([*rows, head])
    return pl.DataFrame([head, *rows], schema=_SCHEMA)


def from_frame(frame: pl.DataFrame, version: int) -> Moment:
    """The moment of the rows of `syncs`. Raises SharedStoreError, newer or damaged."""
    try:
        head = frame.filter(pl.col("name") == _HEAD).row(0, named=True)
        document = json.loads(head["document"])
        if document["format"] > FORMAT:
            raise SharedStoreError(
                f"the shared store has format {document['format']:d}, {FORMAT} is read here: "
                "update this machine",
                what="newer",
            )
        rows = from_lake(frame, [(name, str(dtype)) for name, dtype in _SCHEMA.items()])
        parts = rows.filter(pl.col("name") != _HEAD).rows(named=True)
        seal, head = head["checksum"], {**{name: head[name] for name in _SCHEMA}, "checksum": None}
        if _seal([*parts, head]) != seal:
            raise ValueError("the seal does not hold")
        found = [_part(row) for row in parts]
        newest = document["newest_change"]
        return Moment(
            datetime.fromisoformat(document["made_at"]),
            {part.key: part for part in found},
            document["versions"],
            {name: text for name, text in document["documents"].items() if name in DOCUMENTS},
            document["marks"],
            newest and datetime.fromisoformat(newest),
            version,
        )
    except (pl.exceptions.PolarsError, ValueError, KeyError, TypeError) as error:
        words = "the list of what belongs together in the shared store cannot be read"
        raise SharedStoreError(words, what="damaged") from error


def _seal(rows: Iterable[Mapping[str, Any]]) -> str:
    lines = sorted(
        json.dumps({name: row[name] for name in _SCHEMA}, ensure_ascii=False) for row in rows
    )
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=16).hexdigest()


def _meta_document(meta: Meta) -> dict[str, Any]:
    values = {name: getattr(meta, name) for name in Meta.__slots__}
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in values.items()}


def _part(row: Mapping[str, Any]) -> Part:
    document = json.loads(row["document"])
    meta = document["meta"]
    for name in ("fetched_at", "watermark", "read_in_full"):
        meta[name] = meta[name] and datetime.fromisoformat(meta[name])
    columns = tuple((name, kind) for name, kind in document["columns"])
    part = Part(row["name"], Meta(**meta), row["checksum"], columns)
    # They become names of files, and whoever may write to a bucket may write anything.
    if part.meta.entity not in FOLDERS | {""} or not PARTITION.fullmatch(part.meta.partition):
        raise ValueError(f"{part.place} is no place of a copy"[:200])
    return part
