"""The JSON of an answer."""

from __future__ import annotations

import re
from typing import Any

import orjson

from core.errors import NotOData

# An escape of half a character, or its bytes; a backslash before it may itself be escaped.
_ESCAPES = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)",
    re.DOTALL,
)
_HALF_BYTES = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_HALF_LETTERS = 6
_REPLACED = "\ufffd"


def read_json(content: bytes) -> Any:
    """The document of an answer. Raises NotOData where it is no JSON.

    Half a character (a lone surrogate) is replaced by U+FFFD.
    """
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        mended = _HALF_BYTES.sub(_REPLACED.encode(), _ESCAPES.sub(_without_half, content))
        if mended == content:
            raise NotOData(f"invalid JSON: {error}") from None
    try:
        return orjson.loads(mended)
    except orjson.JSONDecodeError as error:
        raise NotOData(f"invalid JSON: {error}") from None


def _without_half(found: re.Match[bytes]) -> bytes:
    half = found[0][1:2] == b"u" and len(found[0]) == _HALF_LETTERS
    return b"\\ufffd" if half else found[0]
