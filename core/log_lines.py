"""The lines of the log: key=value, or JSON; one event a line, whatever is in it."""

from __future__ import annotations

import json
import logging
import math
import sys
import time
from collections.abc import Mapping
from logging.handlers import RotatingFileHandler

_STAMP = "%Y-%m-%dT%H:%M:%SZ"
_FILE_BYTES, _FILES_KEPT = 10_000_000, 5
FIELDS = "fields"
"""The attribute of a record that has the fields of its event."""


def handler_of(form: str, file: str) -> logging.Handler:
    """Writes lines in a form, `text` or `json`, to stderr or to a file.

    A file is put aside at 10 MB, as `FILE.1`, and the five before it are kept. Raises OSError.
    """
    handler: logging.Handler
    if file:
        handler = RotatingFileHandler(
            file, maxBytes=_FILE_BYTES, backupCount=_FILES_KEPT, encoding="utf-8"
        )
    else:
        handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines() if form == "json" else _Lines())
    return handler


def pairs_of(fields: Mapping[str, object]) -> str:
    """Fields as key=value, with blanks between them."""
    return " ".join(f"{key}={_quoted(value)}" for key, value in fields.items())


class _Lines(logging.Formatter):
    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        stamp = self.formatTime(record, _STAMP)
        return f"time={stamp} level={record.levelname.lower()} {record.getMessage()}"


class _JsonLines(logging.Formatter):
    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, FIELDS, None) or {"message": record.getMessage()}
        told = {"time": self.formatTime(record, _STAMP), "level": record.levelname.lower()}
        told |= {key: _plain(value) for key, value in fields.items()}
        # ASCII alone, as some readers take other line ends than \n for the end of a line.
        return json.dumps(told)


def _plain(value: object) -> object:
    """A value that JSON has; anything else as text."""
    if isinstance(value, float):
        return round(value, 3) if math.isfinite(value) else str(value)
    return value if isinstance(value, bool | int) else str(value)


def _quoted(value: object) -> str:
    text = f"{value:.3f}" if isinstance(value, float) else str(value)
    if text.isprintable() and text and not any(c in text for c in ' "='):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else _escape(c) for c in escaped) + '"'


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
