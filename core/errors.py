"""The error classes: one for each error that has its own message for the user.

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
    """The work was stopped on request; pages fetched so far stay in the page cache."""

    key = "cancelled"


class QueryError(TingblikError):
    """A query that is wrong by our own registry; nothing was sent.

    `params` has `name` (what was written) and `suggestion` (the nearest right spelling or None).
    """

    key = "query"


class UnknownName(QueryError):
    """An entity set, field, navigation property or function that the API does not have."""

    key = "unknown_name"


class UnsafeUrl(TingblikError):
    """An address that is not followed: plain http, or another origin than the configured one."""

    key = "unsafe_url"


class ApiError(TingblikError):
    """The API gave no good answer. `url` is the address, which is not part of the message."""

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

    `params["what"]` identifies special causes: `no_name`, `no_network`, `untrusted` and `no_tls`.
    """

    key = "not_reachable"
    retryable = True


class TooSlow(ApiError):
    """No answer within the time allowed."""

    key = "too_slow"
    retryable = True


class ServerFailing(ApiError):
    """The API answered 5xx, even after the retries."""

    key = "server_failing"
    retryable = True


class RateLimited(ApiError):
    """The API asked us to wait (429), even after the retries."""

    key = "rate_limited"
    retryable = True


class Refused(ApiError):
    """The API denies access (401, 403). There are no automatic retries."""

    key = "refused"


class BreakerOpen(ApiError):
    """Too many failures in a row: no request is sent for `retry_after` seconds."""

    key = "breaker_open"


class BadQuery(ApiError):
    """The API refused the query (400); `params["message"]` is its own message."""

    key = "bad_query"


class NotFound(ApiError):
    """No such entity set or row (404)."""

    key = "not_found"


class NotOData(ApiError):
    """An answer that is not a complete OData page: HTML, cut or invalid JSON, a wrong shape."""

    key = "not_odata"
    retryable = True


class FormChanged(ApiError):
    """A field is missing or does not have the registry's form: the answer is not used at all.

    `params["name"]` is set and field (`Stemme.typeid`). The server itself works, so a retry does
    not help.
    """

    key = "form_changed"


class Incomplete(ApiError):
    """The rows are not the complete answer, even after a second attempt."""

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
    """Everything is stored so far, but the disk is nearly full."""

    key = "little_room"


class CacheReadOnly(StoreError):
    """The store can be written but the page cache cannot: answers are requested again."""

    key = "cache_read_only"


class NotStored(StoreError):
    """What was asked for is not in the local copy; the detail says, in English, what to do.

    `params["what"]` identifies special cases: no_folder and several (sources in one folder).
    """

    key = "not_stored"


class SnapshotRefused(StoreError):
    """A snapshot of the store that is not used; `params["reason"]` says why, in English.

    `params["what"]` is its kind: damaged, foreign, version, old or unreachable.
    """

    key = "snapshot_refused"


class SharedStoreError(StoreError):
    """The store that several machines share could not be used.

    `params["what"]` is the kind: unreachable, refused (its credentials), damaged, newer (written by
    a newer version), overtaken (another writer published first) or empty. The detail is English and
    holds nothing that the store or the environment said, which may be a secret.
    """

    key = "shared_store"


class NoSuchThing(TingblikError):
    """An id or code in the address that does not exist."""

    key = "no_such_thing"
