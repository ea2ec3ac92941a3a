"""One stored frame as a Parquet file, with a description and a checksum, which Parquet lacks."""

from __future__ import annotations

import io
import json
import zlib
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO

import polars as pl

from core.atomic import replacing
from core.store.contents import check_frame

SCHEMA_VERSION = 1

_META_KEY, _MADE_FROM = "tingblik", "made-from:"
# After the meta comes the checksum of the file, computed with zeros in the checksum's place.
_SUM_MARK, _SUM_LETTERS = b" crc32=", 8
_NO_SUM = _SUM_MARK.decode() + "0" * _SUM_LETTERS
UNREADABLE = (pl.exceptions.PolarsError, OSError, ValueError, KeyError, TypeError)
"""What reading a file that is damaged, cut short or foreign can raise."""


@dataclass(frozen=True, slots=True)
class Meta:
    """What a stored frame is. `fetched_at` (UTC) is the time of its oldest page.

    `watermark` is the newest change: the greatest `opdateringsdato` as Danish local time without a
    zone, or None. `read_in_full` (UTC) is when all rows were last read, if only changes were read
    since. `made_from` is a key of the rows that a frame was computed from; see `core.tables.marks`.
    `checksum` is that of the file, and differs whenever the rows do; empty where the frame is in
    memory only.
    """

    entity: str
    partition: str
    rows: int
    fetched_at: datetime
    watermark: datetime | None
    url: str
    schema_version: int = SCHEMA_VERSION
    read_in_full: datetime | None = None
    made_from: str = ""
    checksum: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """A frame of the store, shared by all its readers and never edited in place."""

    frame: pl.DataFrame
    meta: Meta


def write_file(path: Path, stored: Stored) -> Stored:
    """Write the file; gives the frame with the file's checksum."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content, written = packed(stored)
    with replacing(path) as file:
        file.write(content)
    return written


def packed(stored: Stored) -> tuple[bytes, Stored]:
    """The content of a frame's file, and the frame with the checksum of that."""
    buffer = io.BytesIO()
    stored.frame.write_parquet(
        buffer, compression="zstd", metadata={_META_KEY: _dump(stored.meta) + _NO_SUM}
    )
    content = bytearray(buffer.getbuffer())
    place = content.rindex(_SUM_MARK) + len(_SUM_MARK)
    checksum = b"%08x" % zlib.crc32(content)
    content[place : place + _SUM_LETTERS] = checksum
    return bytes(content), Stored(stored.frame, replace(stored.meta, checksum=checksum.decode()))


def checked(content: bytes) -> bytes:
    """The content of a file, if its checksum is right: Parquet itself notices no wrong byte."""
    place = content.rindex(_SUM_MARK) + len(_SUM_MARK)
    after = place + _SUM_LETTERS
    view = memoryview(content)
    found = zlib.crc32(view[after:], zlib.crc32(b"0" * _SUM_LETTERS, zlib.crc32(view[:place])))
    if content[place:after] != b"%08x" % found:
        raise ValueError("the checksum does not hold")
    return content


def read_meta(path: Path) -> Meta:
    """The description of a file's rows, without reading them. Raises one of UNREADABLE."""
    with path.open("rb") as file:
        return _load(pl.read_parquet_metadata(file)[_META_KEY])


def read_file(path: Path) -> Stored:
    """A file with its rows, whose number is checked. Raises one of UNREADABLE."""
    with path.open("rb") as file:
        return read_from(file)


def read_from(file: IO[bytes]) -> Stored:
    """The same of an open file. Raises one of UNREADABLE."""
    content = checked(file.read())
    meta = _load(pl.read_parquet_metadata(io.BytesIO(content))[_META_KEY])
    frame = pl.read_parquet(content)
    if frame.height != meta.rows:
        raise ValueError(f"{frame.height} rows where {meta.rows} were written")
    return Stored(frame, meta)


def check_place(stored: Stored, entity: str, partition: str) -> None:
    """Raise ValueError where a frame does not belong in the place of its file."""
    meta = stored.meta
    if (meta.entity, meta.partition) != (entity, partition):
        raise ValueError(f"{entity}/{partition} is {meta.entity}/{meta.partition}"[:200])
    check_frame(entity, partition, stored.frame)


def _dump(meta: Meta) -> str:
    fields = asdict(meta)
    del fields["checksum"]  # follows the meta, since it is that of the complete file
    return json.dumps(fields, default=datetime.isoformat)


def _load(text: str) -> Meta:
    document, _, checksum = text.partition(_SUM_MARK.decode())
    fields = json.loads(document)
    for name in ("fetched_at", "watermark", "read_in_full"):
        if fields.get(name) is not None:
            fields[name] = datetime.fromisoformat(fields[name])
    if fields["url"].startswith(_MADE_FROM):  # older files have the key in this field
        fields["made_from"], fields["url"] = fields["url"], ""
    return Meta(**fields, checksum=checksum)
