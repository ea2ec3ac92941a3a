"""Pages in Redis, which all processes read: the storage of requests-cache, which never fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from requests_cache.backends.base import BaseStorage
from requests_cache.backends.redis import RedisDict
from requests_cache.models.response import CachedResponse

from core.oda.http.shared.server import RedisServer
from core.oda.http.sqlite_pages import BAD_ROW, SERIALIZER, STALE_FOR


class RedisPages(BaseStorage[str, CachedResponse]):
    """Pages by key. Where Redis does not answer, nothing is found and nothing is stored.

    How much room they take is for Redis to say (`maxmemory`), which removes the least used; all of
    them end when they are too old to be served while the API fails.
    """

    def __init__(self, server: RedisServer) -> None:
        super().__init__(serializer=SERIALIZER)
        self._server = server
        self._pages: Any = RedisDict(
            f"{server.prefix}:page",
            connection=server.redis,
            ttl_offset=round(STALE_FOR.total_seconds()),
            serializer=SERIALIZER,
        )

    @property
    def writable(self) -> bool:
        """Whether new pages are stored."""
        return self._server.up

    def __getitem__(self, key: str) -> CachedResponse:
        try:
            found: CachedResponse | None = self._server.ask(lambda: self._pages.get(key))
        except BAD_ROW:
            found = None
        if found is None:
            raise KeyError(key)
        return found

    def __setitem__(self, key: str, value: CachedResponse) -> None:
        self._server.ask(lambda: self._pages.__setitem__(key, value))

    def __delitem__(self, key: str) -> None:
        self._server.ask(lambda: self._pages.__delitem__(key))

    def __iter__(self) -> Iterator[str]:
        return iter(self._server.ask(lambda: list(self._pages.keys())) or ())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        """Remove every page."""
        self._server.ask(self._pages.clear)

    def close(self) -> None:
        """Close the connections; afterwards nothing is found and nothing is stored."""
        self._server.close()

    def used_bytes(self) -> int:
        """Bytes that Redis holds in all."""
        return self._told("used_memory")

    @property
    def max_bytes(self) -> int:
        """Bytes that Redis may hold; 0 where it sets itself no limit."""
        return self._told("maxmemory")

    def _told(self, name: str) -> int:
        memory: dict[str, int] = self._server.ask(lambda: self._server.redis.info("memory")) or {}
        return memory.get(name, 0)
