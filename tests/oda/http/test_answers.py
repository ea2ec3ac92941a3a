"""What counts as a good OData answer, and which error everything else is."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import (
    ApiError,
    BadQuery,
    NotFound,
    NotOData,
    RateLimited,
    Refused,
    ServerFailing,
)
from core.oda.http.answers import (
    check_answer,
    expected_shape,
    plain_text,
    retry_after,
    server_message,
    shape_fault,
)

JSON = {"Content-Type": "application/json;odata=minimalmetadata;charset=utf-8"}
SETS = "http://127.0.0.1/api/Sag"
ONE = "http://127.0.0.1/api/Sag(1)"
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def check(document: Any, url: str = SETS) -> None:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    check_answer(url, 200, JSON, body)


@pytest.mark.parametrize(
    "document",
    [
        {"value": []},
        {"odata.metadata": "x", "odata.count": "179", "value": [{"id": 1}], "odata.nextLink": "x"},
        {"odata.count": 0, "value": []},
        {"value": [{}]},
    ],
)
def test_check_answer__good_collection(document: Any) -> None:
    check(document)


def test_check_answer__good_entity() -> None:
    check({"odata.metadata": "http://x/$metadata#Sag/@Element", "id": 1}, ONE)
    check({"odata.metadata": "http://x/$metadata#Sag/@Element&$select=id", "id": 1}, ONE)


def test_check_answer__navigation_path_may_be_either() -> None:
    check({"odata.metadata": "x#Sagstrin/@Element", "id": 1}, ONE + "/Sagstrin")
    check({"value": []}, ONE + "/Sagstrin")


@pytest.mark.parametrize(
    ("document", "url"),
    [
        ([], SETS),
        (None, SETS),
        ({}, SETS),
        ({"value": {}}, SETS),
        ({"value": [1]}, SETS),
        ({"value": [None]}, SETS),
        ({"value": [[]]}, SETS),
        ({"value": [], "odata.count": "many"}, SETS),
        ({"value": [], "odata.count": -1}, SETS),
        ({"value": [], "odata.count": True}, SETS),
        ({"value": [], "odata.count": "١"}, SETS),
        ({"value": [], "odata.count": None}, SETS),
        ({"value": [], "odata.nextLink": 5}, SETS),
        ({"odata.metadata": "x#Sag/@Element", "id": 1}, SETS),
        ({"odata.error": {"message": {"value": "no"}}, "value": []}, SETS),
        ({"value": []}, ONE),
        ({"id": 1}, ONE),
        ({"odata.metadata": "x#Sag", "id": 1}, ONE),
        (b'{"value":[{"id":1},{"id"', SETS),
        (b"", SETS),
        (b'{"value":[]}{"value":[]}', SETS),
        (b'{"value":[NaN]}', SETS),
        (b'{"value":["\xe6"]}', SETS),
    ],
)
def test_check_answer__anything_else_is_not_odata(document: Any, url: str) -> None:
    with pytest.raises(NotOData):
        check(document, url)


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/atom+xml", ""])
def test_check_answer__only_json(kind: str) -> None:
    with pytest.raises(NotOData):
        check_answer(SETS, 200, {"Content-Type": kind}, b'{"value":[]}')


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (204, NotFound),
        (301, NotOData),
        (304, NotOData),
        (400, BadQuery),
        (401, Refused),
        (403, Refused),
        (404, NotFound),
        (410, NotFound),
        (414, BadQuery),
        (429, RateLimited),
        (500, ServerFailing),
        (501, ServerFailing),
        (503, ServerFailing),
        (504, ServerFailing),
    ],
)
def test_check_answer__status(status: int, error: type[ApiError]) -> None:
    with pytest.raises(error) as caught:
        check_answer(SETS, status, {"Content-Type": "text/html"}, b"<html>no</html>")
    assert type(caught.value) is error
    assert caught.value.status == status


def test_check_answer__bad_query_carries_the_servers_message() -> None:
    message = {"lang": "en-US", "value": "No property <b>x</b>\r\n"}
    body = json.dumps({"odata.error": {"code": "", "message": message}}).encode()
    with pytest.raises(BadQuery) as caught:
        check_answer(SETS, 400, JSON, body)
    assert caught.value.params["message"] == "No property x"


def test_check_answer__redirect_names_only_the_host() -> None:
    headers = {"Location": "https://elsewhere.example/secret?x=1"}
    with pytest.raises(NotOData, match=r"to elsewhere\.example$"):
        check_answer(SETS, 302, headers, b"")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"odata.error":5}',
        b'{"odata.error":{"message":{}}}',
        b'{"odata.error":{"message":{"value":7}}}',
    ],
)
def test_server_message__none(body: bytes) -> None:
    assert server_message(body) == ""


@given(st.text(max_size=2000))
def test_plain_text__one_short_printable_line(text: str) -> None:
    plain = plain_text(text)
    assert len(plain) <= 300
    assert plain.isprintable()
    assert plain == plain.strip()


@pytest.mark.parametrize(
    ("url", "shape"),
    [
        ("/api/Sag", "collection"),
        ("/api/Sag?$filter=x(1)", "collection"),
        ("/api/Akt%C3%B8r/", "collection"),
        ("/api/Sag(1)", "entity"),
        ("/api/Sag(1)?$expand=Sagstrin", "entity"),
        ("/api/Sag(1)/Sagstrin", "either"),
        ("/api/Sag(1)/Sagstrin(2)", "entity"),
    ],
)
def test_expected_shape(url: str, shape: str) -> None:
    assert expected_shape(url) == shape


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("value"), inner),
    )
)
def test_shape_fault__never_raises(document: Any) -> None:
    fault = shape_fault(document, "collection")
    if fault is None:
        assert all(isinstance(row, dict) for row in document["value"])


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("Thu, 01 Jan 2026 12:01:30 GMT", 90.0),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0.0),
        ("Thu, 01 Jan 2026 13:00:30 +0100", 30.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


@given(st.text())
def test_retry_after__never_raises(header: str) -> None:
    seconds = retry_after(header, NOW)
    assert seconds is None or seconds >= 0
