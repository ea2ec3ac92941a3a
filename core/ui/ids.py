"""Reading what an address names: one reader of ids for all pages."""

from __future__ import annotations

from core.parliament.text import tidy
from core.ui.address import single
from core.ui.unheeded import leave_out

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


def asked_id(key: str = "id") -> int | None:
    """The id that the page's address asks for; None where it asks for none, or for what is none.

    What is none is told.
    """
    raw = single(key)
    found = read_id(raw)
    if raw and found is None:
        leave_out(key, [raw])
    return found
