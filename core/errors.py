"""The error tree: one class for each thing that a user is told differently.

`key` names the sentence in the language catalogue (`error.<key>`), `params` fill it in, and
`detail` is for the log and the operator. The message of the exception itself is English.
"""

from __future__ import annotations

from typing import Any, ClassVar


class TingblikError(Exception):
    """Base of every error that Tingblik raises on purpose."""

    key: ClassVar[str] = "unexpected"

    def __init__(self, detail: str = "", **params: Any) -> None:
        super().__init__(detail or self.key)
        self.detail = detail
        self.params = params


class SettingsError(TingblikError):
    """A setting has a value that cannot be used."""

    key = "settings"


class Cancelled(TingblikError):
    """The work was stopped on request; what was fetched so far is kept in the page cache."""

    key = "cancelled"


class QueryError(TingblikError):
    """A query that is wrong by our own registry; nothing was sent.

    `params` holds `name` (what was written) and `suggestion` (the nearest right spelling or None).
    """

    key = "query"


class UnknownName(QueryError):
    """An entity set, field, navigation property or function that the API does not have."""

    key = "unknown_name"


class UnsafeUrl(TingblikError):
    """An address that is not followed: plain http, or another origin than the configured one."""

    key = "unsafe_url"


class ApiError(TingblikError):
    """The API gave no good answer. `url` is the address without its query's values in the text."""

    key = "api"
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        detail: str = "",
        *,
        url: str = "",
        status: int | None = None,
        retry_after: float | None = None,
        **params: Any,
    ) -> None:
        super().__init__(detail, **params)
        self.url = url
        self.status = status
        self.retry_after = retry_after


class NotReachable(ApiError):
    """No connection: name look-up, refused, reset or TLS.

    `params["what"]` tells those apart that no new try helps: `no_name`, `no_network`, `untrusted`
    and `no_tls`.
    """

    key = "not_reachable"
    retryable = True


class TooSlow(ApiError):
    """No answer within the time allowed."""

    key = "too_slow"
    retryable = True


class ServerFailing(ApiError):
    """The API answered 5xx, also after the retries."""

    key = "server_failing"
    retryable = True


class RateLimited(ApiError):
    """The API asked us to wait (429), also after the retries."""

    key = "rate_limited"
    retryable = True


class Refused(ApiError):
    """The API lets us not in (401, 403). It is not asked again by itself."""

    key = "refused"


class BreakerOpen(ApiError):
    """Too many failures in a row: nothing is asked of the API before `retry_after` seconds."""

    key = "breaker_open"


class BadQuery(ApiError):
    """The API refused the query (400); `params["message"]` is its own message."""

    key = "bad_query"


class NotFound(ApiError):
    """No such entity set or row (404)."""

    key = "not_found"


class NotOData(ApiError):
    """An answer that is not a whole OData page: HTML, cut or invalid JSON, a wrong shape."""

    key = "not_odata"
    retryable = True


class FormChanged(ApiError):
    """A field is not there or not of the registry's form: nothing of the answer is used.

    `params["name"]` is set and field (`Stemme.typeid`). The server itself is well, and asking again
    does not help.
    """

    key = "form_changed"


class Incomplete(ApiError):
    """The rows do not make up the whole answer, also after asking again."""

    key = "incomplete"


class StoreError(TingblikError):
    """The local copy could not be read or written."""

    key = "store"


class DiskFull(StoreError):
    """No room on the disk; the earlier copy is untouched."""

    key = "disk_full"


class ReadOnlyStore(StoreError):
    """The data directory cannot be written; Tingblik works from memory."""

    key = "read_only"


class LittleRoom(StoreError):
    """All is kept so far, but what comes next may not find room on the disk."""

    key = "little_room"


class CacheReadOnly(StoreError):
    """The store can be written but the page cache cannot: answers are asked for again."""

    key = "cache_read_only"


class NotStored(StoreError):
    """What was asked for is not in the local copy; the detail says, in English, what to do.

    `params["what"]` tells further kinds apart: no_folder and several (sources in one folder).
    """

    key = "not_stored"


class SnapshotRefused(StoreError):
    """A snapshot of the store that is not used; `params["reason"]` says why, in English.

    `params["what"]` is its kind: damaged, foreign, version, old or unreachable.
    """

    key = "snapshot_refused"


class NoSuchThing(TingblikError):
    """An id or code in the address that nothing answers to."""

    key = "no_such_thing"
