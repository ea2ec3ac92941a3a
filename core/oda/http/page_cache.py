"""The page cache: a crash-safe copy of the API's answers, used while fresh or if the API fails."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import requests
from requests_cache import CachedSession
from requests_cache.models.response import CachedResponse
from requests_cache.policy import ExpirationTime

from core.errors import ApiError, SettingsError, UnsafeUrl
from core.oda.http import PAGES_FILE
from core.oda.http.limits import CircuitBreaker, RateLimiter
from core.oda.http.sqlite_pages import STALE_FOR, PageStorage, PageStore
from core.oda.http.transport import CALL, USER_AGENT, Call, ODataAdapter, check_url
from core.oda.schema.entities import ENTITIES, Entity
from core.settings import Settings
from core.telemetry import Lookup, Telemetry, log_event

if TYPE_CHECKING:
    from core.oda.http.shared.pages import RedisPages  # no part of the plain install


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of the API.

    `fetched_at` (UTC) is when the API gave it. `stale` marks a copy that is served because the API
    failed; then `error` tells how.
    """

    content: bytes
    url: str
    fetched_at: datetime
    from_cache: bool
    stale: bool
    error: ApiError | None

    def age(self, now: datetime) -> timedelta:
        """How long ago the API gave this answer; `now` has a time zone."""
        return max(now - self.fetched_at, timedelta(0))


@dataclass(frozen=True, slots=True)
class CacheStats:
    """The state of the cache file. Where `writable` is False, new pages are not stored."""

    pages: int
    used_bytes: int
    max_bytes: int
    writable: bool


class PageCache:
    """Gets pages from the cache or the API; safe to share between threads."""

    def __init__(
        self,
        settings: Settings,
        telemetry: Telemetry,
        adapter: ODataAdapter,
        storage: PageStorage | RedisPages,
        entities: Mapping[str, Entity] = ENTITIES,
    ) -> None:
        self._settings = settings
        self._telemetry = telemetry
        self._adapter = adapter
        self._storage = storage
        self._session = _session(settings, adapter, storage, entities)

    @property
    def breaker(self) -> CircuitBreaker:
        """The circuit breaker before the API."""
        return self._adapter.breaker

    @property
    def limiter(self) -> RateLimiter:
        """The rate limiter before the API."""
        return self._adapter.limiter

    def place(self, patience: float) -> AbstractContextManager[None]:
        """Reserve one connection to the API; see `ODataAdapter.place`."""
        return self._adapter.place(patience)

    @property
    def writable(self) -> bool:
        """Whether new pages are stored."""
        return self._storage.writable

    def get(
        self,
        url: str,
        *,
        entity: Entity,
        complexity: int = 0,
        refresh: bool = False,
        check: Callable[[bytes], None] | None = None,
    ) -> Page:
        """The page at `url`, from the cache while it is fresh.

        `refresh` asks the API in any case. `check` raises NotOData for a page that does not fit its
        query, before it can be stored. An older copy is served when the API fails. Raises
        ApiError when there is nothing to serve, UnsafeUrl when the address must not be asked.
        """
        address = check_url(url, self._settings)
        call = Call(entity.name, complexity, refresh, check=check)
        token = CALL.set(call)
        outcome: Lookup = "error"
        try:
            response = self._session.get(address, allow_redirects=False)
            stale = response.from_cache and response.is_expired
            outcome = "stale" if stale else "hit" if response.from_cache else "miss"
        except (requests.RequestException, UnicodeError) as error:
            raise UnsafeUrl(f"not an address: {address[:200]!r}") from error
        finally:
            CALL.reset(token)
            if not refresh or outcome != "miss":  # a successful refresh does not use the cache
                self._telemetry.lookup(static=entity.static, outcome=outcome)
        if stale:
            reason = call.error.key if call.error else None
            log_event("stale", entity=entity.name, error=reason, at=response.created_at.isoformat())
        return Page(
            content=response.content,
            url=address,
            fetched_at=response.created_at,
            from_cache=response.from_cache,
            stale=stale,
            error=call.error if stale else None,
        )

    def checked(self, url: str) -> str:
        """The address to ask for `url`; see `check_url`. Raises UnsafeUrl."""
        return check_url(url, self._settings)

    def get_document(self, url: str) -> bytes:
        """An answer that is not JSON, such as `$metadata`; never cached. Raises ApiError."""
        return self._adapter.get_document(url)

    def stats(self) -> CacheStats:
        """Size and state of the cache file; cheap enough for a sidebar."""
        storage = self._storage
        used = storage.used_bytes()
        return CacheStats(len(storage), used, storage.max_bytes, storage.writable)

    def clear(self) -> None:
        """Remove every page."""
        self._storage.clear()

    def close(self) -> None:
        """Close the connections and the file."""
        self._adapter.close()
        self._storage.close()


def open_page_cache(
    settings: Settings,
    telemetry: Telemetry,
    *,
    adapter: ODataAdapter | None = None,
    entities: Mapping[str, Entity] = ENTITIES,
) -> PageCache:
    """The page cache in the data directory, cleaned up. If the folder or the file cannot be used,
    the cache stores nothing; that is no error.

    With `redis_url` the pages, the turns at the API and the breaker are those of all processes.
    Raises SettingsError where what that takes is not installed.
    """
    if settings.redis_url:
        return _open_shared(settings, telemetry, entities)
    path = settings.data_dir.absolute() / PAGES_FILE
    storage = PageStorage(path, settings.cache_max_mb * 1024 * 1024, telemetry)
    storage.trim()
    adapter = adapter or ODataAdapter(settings, telemetry)
    return PageCache(settings, telemetry, adapter, storage, entities)


def _open_shared(
    settings: Settings, telemetry: Telemetry, entities: Mapping[str, Entity]
) -> PageCache:
    try:
        from core.oda.http.shared.limits import SharedBreaker, SharedLimiter
        from core.oda.http.shared.pages import RedisPages
        from core.oda.http.shared.server import RedisServer
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"TINGBLIK_REDIS_URL needs {error.name}: pip install -r requirements-shared.txt"
        ) from None
    server = RedisServer(settings, telemetry)
    limiter, breaker = SharedLimiter(server, settings), SharedBreaker(server, settings)
    adapter = ODataAdapter(settings, telemetry, limiter=limiter, breaker=breaker)
    return PageCache(settings, telemetry, adapter, RedisPages(server), entities)


def expiry_patterns(
    settings: Settings, entities: Mapping[str, Entity] = ENTITIES
) -> dict[str | re.Pattern[str], ExpirationTime]:
    """How long the pages of each set stay fresh, by the first segment of the address's path."""
    base = re.escape(urlsplit(settings.api_url).path)
    return {
        re.compile(rf"^https?://[^/?]+{base}{re.escape(quote(name))}(?=[(/?]|$)"): entity.expiry
        for name, entity in entities.items()
    }


class _RefreshingStore(PageStore):
    """Shows every page as just expired to a call that wants a refresh.

    requests-cache then asks the API, and serves the page all the same should the API fail. The
    stored page is not touched. (Its own `refresh` does nothing without an ETag, and its
    `force_refresh` has no stale copy to fall back on.)
    """

    def get_response(self, key: str, default: Any = None) -> CachedResponse | None:
        response = super().get_response(key, default)
        call = CALL.get()
        if response is not None and call is not None and call.refresh and not response.is_expired:
            response.reset_expiration(0)
        return response


def _session(
    settings: Settings,
    adapter: ODataAdapter,
    storage: PageStorage | RedisPages,
    entities: Mapping[str, Entity],
) -> CachedSession:
    session = CachedSession(
        backend=_RefreshingStore(storage),
        urls_expire_after=expiry_patterns(settings, entities),
        expire_after=timedelta(hours=1),
        stale_if_error=round(STALE_FOR.total_seconds()),
        cache_control=False,
        allowable_codes=(200,),
        allowable_methods=("GET",),
    )
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.clear()
    session.headers.update(
        {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"}
    )
    session.adapters.clear()
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    logging.getLogger("requests_cache.session").addFilter(_no_stale_tracebacks)
    return session


def _no_stale_tracebacks(record: logging.LogRecord) -> bool:
    """Drop requests-cache's traceback for every stale answer; `get` logs a line of its own."""
    return not record.exc_info
