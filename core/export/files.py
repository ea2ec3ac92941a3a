"""The files that a visitor downloads: their names and their bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import PurePosixPath

import polars as pl

from core.dictionary import TABLES, Table, table_of
from core.export.csv import Dialect, write_csv
from core.export.package import PACKAGE_NAME, package_file
from core.export.provenance import Provenance
from core.export.readme import readme_file
from core.language import Lang
from core.times import in_denmark

_README = "-readme.txt"


def file_name(
    table: str,
    session: str | None,
    day: date,
    demo: bool,
    extension: str,
    *,
    cut: bool = False,
    subject: str = "",
) -> str:
    """A name that says what is in the file, such as `tingblik-votes-20222-2026-11-23.csv`.

    A file that lacks some of the rows asked for has `cut` in its name, as files are often read
    without their readme. A `subject` stands in the place of session and day, as in
    `tingblik-vote-10564-L115-ballots.csv`.
    """
    when = [] if subject else [session or "", day.isoformat()]
    parts = ["tingblik", "demo" if demo else "", subject, table, "cut" if cut else "", *when]
    safe = [re.sub(r"[^A-Za-z0-9-]+", "", part) for part in parts]
    return f"{'-'.join(filter(None, safe))}.{extension}"


def vote_subject(vote_id: int, case_number: str | None) -> str:
    """The subject of files about one vote, such as `vote-10564-L 115`."""
    return "-".join(str(part) for part in ("vote", vote_id, case_number) if part)


def member_subject(member_id: int) -> str:
    """The subject of files about one member."""
    return "-".join(("member", str(member_id)))


def readme_name(name: str) -> str:
    """The name of the readme that goes with a file of that name."""
    return PurePosixPath(name).stem + _README


def csv_file(frame: pl.DataFrame, table: str, dialect: Dialect, demo: bool = False) -> bytes:
    """The rows of a domain table as CSV with the columns of the data dictionary."""
    return _csv(frame, TABLES[table], dialect, demo)


def _csv(frame: pl.DataFrame, table: Table, dialect: Dialect, demo: bool) -> bytes:
    return write_csv(table.take(frame, demo=demo, categories=True), dialect)


def json_file(frame: pl.DataFrame, table: str, demo: bool = False) -> bytes:
    """The same rows and columns as a JSON list of records; texts are unchanged."""
    return TABLES[table].take(frame, demo=demo).write_json().encode()


def parquet_file(frame: pl.DataFrame, table: str, demo: bool = False) -> bytes:
    """The same rows and columns as Parquet; texts are unchanged."""
    return write_parquet(TABLES[table].take(frame, demo=demo))


def write_parquet(frame: pl.DataFrame) -> bytes:
    """A frame as Parquet."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def bundle(
    frame: pl.DataFrame, provenance: Provenance, dialect: Dialect, lang: Lang, name: str
) -> bytes:
    """A zip of the CSV, as `name`, its readme, and its description for programs.

    The same input gives the same bytes.
    """
    files = {
        name: _csv(frame, table_of(provenance.table, provenance.by), dialect, provenance.demo),
        readme_name(name): readme_file(provenance, lang, dialect),
        PACKAGE_NAME: package_file(provenance, frame, lang, dialect, name),
    }
    return zipped(files, provenance.made_at)


def zipped(files: Mapping[str, bytes], made_at: datetime) -> bytes:
    """A zip of files by name; `made_at` (with a time zone) is their date, in Danish time."""
    buffer = io.BytesIO()
    made = in_denmark(made_at).timetuple()[:6]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in files.items():
            info = zipfile.ZipInfo(entry, made)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # Unix, so that the bytes are the same on every system
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return buffer.getvalue()
