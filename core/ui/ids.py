"""Reading what an address names: one reader of ids for all pages."""

from __future__ import annotations

from core.parliament.text import tidy

LARGEST_ID = 2**31 - 1
_LONGEST = 50


def read_id(asked: str) -> int | None:
    """The id that an address asks for, or None where it is none.

    Blanks around it, as copied along from a table, are cut.
    """
    asked = tidy(asked)
    if not (asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST):
        return None
    found = int(asked)
    return found if 0 < found <= LARGEST_ID else None
