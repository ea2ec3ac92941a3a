"""A cache of the bodies of answers."""

from __future__ import annotations

import threading
from collections import OrderedDict


class BodyCache:
    """Bodies by ETag, `most` bytes in all; the least recently used are dropped first.

    A body that takes more than a quarter of the room is not kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, tag: str) -> bytes | None:
        """The body of a tag, None where it is not in the cache."""
        with self._lock:
            found = self._bodies.get(tag)
            if found is not None:
                self._bodies.move_to_end(tag)
            return found

    def keep(self, tag: str, body: bytes) -> bytes:
        """Keep a body, and give it back."""
        if len(body) * 4 > self._most:
            return body
        with self._lock:
            self._bytes += len(body) - len(self._bodies.pop(tag, b""))
            self._bodies[tag] = body
            while self._bytes > self._most:
                _, dropped = self._bodies.popitem(last=False)
                self._bytes -= len(dropped)
        return body
