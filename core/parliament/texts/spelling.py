"""Other spellings of what is searched for, since the API compares letters as written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_DANISH: Mapping[str, str] = MappingProxyType({"aa": "å", "oe": "ø", "ae": "æ"})
_PLAIN: Mapping[str, str] = MappingProxyType({letter: two for two, letter in _DANISH.items()})
_TWO, _LETTER = re.compile("aa|oe|ae", re.IGNORECASE), re.compile("[åøæ]", re.IGNORECASE)


def spellings(text: str) -> tuple[str, ...]:
    """The text as it is written, with Danish letters, and without; each once."""
    return tuple(
        dict.fromkeys(
            (
                text,
                _TWO.sub(lambda found: _as_large(found[0], _DANISH), text),
                _LETTER.sub(lambda found: _as_large(found[0], _PLAIN), text),
            )
        )
    )


def _as_large(found: str, others: Mapping[str, str]) -> str:
    other = others[found.lower()]
    return other.capitalize() if found[0].isupper() else other
