"""A folder of JSON-lines or Parquet files named after entity sets, as tables to serve."""

from __future__ import annotations

import gzip
import unicodedata
from pathlib import Path

import polars as pl

from core.oda.schema.entities import ENTITIES
from core.standin.tables import BadTable, conform

_ENDINGS = (".jsonl", ".jsonl.gz", ".parquet")


def load_folder(path: Path | str) -> dict[str, pl.DataFrame]:
    """Every set, with the registry's columns and sorted by id; sets without a file are empty.

    Files that are not named after a set are ignored. Raises BadTable where a file cannot be read
    or two files are the same set, NotADirectoryError where there is no folder.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise NotADirectoryError(f"not a folder: {folder}")
    files: dict[str, Path] = {}
    for file in sorted(folder.iterdir()):
        name = _set_of(file)
        if name in files:
            raise BadTable(f"{name} is there twice: {files[name].name} and {file.name}")
        if name is not None:
            files[name] = file
    return {
        name: _read(name, files[name]) if name in files else pl.DataFrame(schema=entity.schema)
        for name, entity in ENTITIES.items()
    }


def _set_of(file: Path) -> str | None:
    """The set that a file is named after, in composed or decomposed letters; None for others."""
    plain = unicodedata.normalize("NFC", file.name)
    for ending in _ENDINGS:
        name = plain.removesuffix(ending)
        if name != plain and name in ENTITIES:
            return name
    return None


def _read(name: str, file: Path) -> pl.DataFrame:
    try:
        if file.suffix == ".parquet":
            return conform(name, pl.read_parquet(file))
        content = file.read_bytes()
        if file.suffix == ".gz":
            content = gzip.decompress(content)
        if not content.strip():
            return pl.DataFrame(schema=ENTITIES[name].schema)
        return conform(name, pl.read_ndjson(content, schema=_text_times(name)))
    except (pl.exceptions.PolarsError, gzip.BadGzipFile, EOFError, OSError) as error:
        raise BadTable(f"{file.name}: {error}") from error


def _text_times(name: str) -> dict[str, pl.DataType]:
    """The schema of a JSON file: times are text."""
    text = pl.String()
    schema = ENTITIES[name].schema
    return {field: text if dtype == pl.Datetime("ms") else dtype for field, dtype in schema.items()}
