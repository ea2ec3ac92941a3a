"""Checks whether an answer is valid OData, with a different error for each way it is not."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from core.errors import (
    ApiError,
    BadQuery,
    NotFound,
    NotOData,
    RateLimited,
    Refused,
    ServerFailing,
)
from core.oda.http.document import read_json
from core.times import utc_now

Shape = Literal["collection", "entity", "either"]

_MESSAGE_LENGTH = 300
_ENTITY_MARK = "/@Element"


def check_answer(url: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Raise the ApiError that fits an answer, unless it is a complete page or entity."""
    check_status(url, status, headers, body)
    media_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise NotOData(f"{media_type or 'nothing'} instead of JSON", url=url, status=status)
    try:
        document = read_json(body)
    except NotOData as error:
        raise NotOData(error.detail, url=url, status=status) from None
    fault = shape_fault(document, expected_shape(url))
    if fault:
        raise NotOData(fault, url=url, status=status)


def check_status(url: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Raise the ApiError of any status but 200."""
    if status == 200:
        return
    message = server_message(body)
    wait = None
    error: type[ApiError]
    if status == 429 or status >= 500:
        error = RateLimited if status == 429 else ServerFailing
        wait = retry_after(headers.get("Retry-After"), utc_now())
    elif status in (401, 403):
        error = Refused
    elif status in (204, 404, 410):
        error = NotFound
    elif status in (400, 414) or (status > 400 and message):
        error = BadQuery
    else:
        error = NotOData
    target = headers.get("Location")
    detail = f"status {status}" + (f" to {urlsplit(target).netloc}" if target else "")
    raise error(
        f"{detail}: {message}" if message else detail,
        url=url,
        status=status,
        retry_after=wait,
        message=message,
    )


def expected_shape(url: str) -> Shape:
    """What an address asks for: `Sag` a collection, `Sag(1)` an entity, `Sag(1)/X` either."""
    path = urlsplit(url).path.rstrip("/")
    if path.endswith(")"):
        return "entity"
    return "either" if ")/" in path else "collection"


def shape_fault(document: Any, shape: Shape) -> str | None:
    """What is wrong with the outer form of an answer; None when it is as it should be."""
    if not isinstance(document, dict):
        return "not a JSON object"
    if "odata.error" in document:
        return "an error with status 200"
    if shape != "entity" and "value" in document:
        return _collection_fault(document)
    if shape == "collection":
        return "no value"
    mark = document.get("odata.metadata")
    return None if isinstance(mark, str) and _ENTITY_MARK in mark else "not an entity"


def _collection_fault(document: dict[str, Any]) -> str | None:
    rows = document["value"]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return "value is not a list of objects"
    if "odata.count" in document and not _is_count(document["odata.count"]):
        return "odata.count is not a number"
    if not isinstance(document.get("odata.nextLink", ""), str):
        return "odata.nextLink is not text"
    return None


def _is_count(count: Any) -> bool:
    if isinstance(count, str):
        return count.isascii() and count.isdigit()
    return isinstance(count, int) and not isinstance(count, bool) and count >= 0


def server_message(body: bytes) -> str:
    """The message of an `odata.error`, as plain text on one line; empty where there is none."""
    try:
        document = read_json(body)
        message = document["odata.error"]["message"]
        text = message["value"] if isinstance(message, dict) else message
    except (NotOData, KeyError, TypeError):
        return ""
    return plain_text(text) if isinstance(text, str) else ""


def plain_text(text: str) -> str:
    """Without markup, control characters and line breaks, and of limited length."""
    text = html.unescape(re.sub(r"<[^<>]*>", " ", text))
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= _MESSAGE_LENGTH else text[: _MESSAGE_LENGTH - 1] + "…"


def retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for: a number, or a date seen from `now`."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())
