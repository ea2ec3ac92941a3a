"""The output of a command: stdout, or a file that is written completely or not at all."""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import polars as pl

from core.atomic import replacing
from core.cli.common import Failed, WrongUse, why_not_written, write_stdout
from core.export.csv import Dialect
from core.export.raw import raw_file

Format = Literal["csv", "json", "jsonl", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)
_EXTENSIONS: dict[str, Format] = {f".{name}": name for name in FORMATS} | {".ndjson": "jsonl"}


@dataclass(frozen=True, slots=True)
class Output:
    """The format of the output, and its file; without `path` it goes to stdout."""

    path: Path | None
    format: Format
    dialect: Dialect

    def write(self, frame: pl.DataFrame) -> None:
        """Write all rows. Raises Failed where they cannot be written, and BrokenPipeError."""
        if self.path is None:
            write_stdout(self._content(frame))
            return
        try:
            with replacing(self.path) as file:
                file.write(self._content(frame))
        except OSError as error:
            raise Failed(f"{self.path} was not written: {why_not_written(error)}") from None

    def _content(self, frame: pl.DataFrame) -> bytes:
        """The complete output as bytes, so that a full disk is reported by our own write."""
        return raw_file(frame, self.dialect if self.format == "csv" else self.format)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments for the output file, its format, and messages."""
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="default: what the extension of --out says, else csv",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="write there, whole or not at all (default stdout)"
    )
    parser.add_argument(
        "--excel",
        action="store_true",
        help="CSV for Danish Excel: semicolons, decimal commas (default: commas, ISO times)",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress, only warnings")


def chosen_output(options: argparse.Namespace) -> Output:
    """The output that the arguments ask for. Raises WrongUse or Failed where it is impossible."""
    path: Path | None = options.out
    if path is not None:
        check_place(path)
    form: Format = options.format or _format_of(path)
    if options.excel and form != "csv":
        raise WrongUse(f"--excel is a form of CSV and does not go with {form}")
    if path is None and form == "parquet" and sys.stdout.isatty():
        raise WrongUse("Parquet is not for a terminal: give --out FILE or redirect stdout")
    return Output(path, form, "excel" if options.excel else "plain")


def check_place(path: Path, option: str = "--out") -> None:
    """Check that a file can be made there. Raises WrongUse, or Failed without permission."""
    if path.is_dir():
        raise WrongUse(f"{option} names a folder, not a file: {path}")
    if path.exists() and not path.is_file():
        hint = " (leave it away for stdout)" if option == "--out" else ""
        raise WrongUse(f"{option} is not an ordinary file: {path}{hint}")
    if not path.resolve().parent.is_dir():
        raise WrongUse(f"the folder of {option} does not exist: {path.parent}")
    try:
        tempfile.TemporaryFile(dir=path.resolve().parent).close()
    except OSError as error:
        raise Failed(f"{path} cannot be written: {why_not_written(error)}") from None


def _format_of(path: Path | None) -> Format:
    if path is None:
        return "csv"
    form = _EXTENSIONS.get(path.suffix.lower())
    if form is None:
        raise WrongUse(f"{path.name} does not say its format: give --format {'|'.join(FORMATS)}")
    return form
