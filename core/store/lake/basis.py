"""What the marks of ballots are made of, which the store does not know itself.

Marks are stored with a key of the files that they were made from. The same rows may lie in other
files on another machine, so the key is made anew where marks are brought to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.store.store import Store


@dataclass(frozen=True, slots=True)
class MarkBasis:
    """The version of the rules of marking, and the key of a session's marks in a copy."""

    version: int
    key: Callable[[Store, str], str | None]
