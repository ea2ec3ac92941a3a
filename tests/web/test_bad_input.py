"""Whatever is written into the address of any route, the answer is clear and never a failure.

The routes are those that there are, so that a new one is asked the same.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from httpx2 import Response
from starlette.routing import BaseRoute, Route
from starlette.testclient import TestClient

from core.analysis.selection import NEED_BALLOTS, Selection, build_table
from core.dictionary import TABLES
from core.tables.chosen import chosen_votes
from core.times import danish_now
from core.web.application import routes
from core.web.deferred import DeferredRoutes
from core.web.file_forms import MEDIA_TYPES
from core.web.parameter_names import parameters
from core.web.site import Site
from tests.conftest import DemoCopy
from tests.web.sites import opened

INDEX = "<!DOCTYPE html><html><head><title>T</title></head><body></body></html>"
STANDING = {"table": "votes", "page": "parties", "chart": "cohesion", "kind": "votes"}
"""What stands in the place of a path's parameters; 1 for all others."""
HOSTILE = [
    *("0", "-1", "abc", "1.5", "99999999999", "9" * 5_000, "x" * 10_000, "%00", "1%0a", "%20"),
    *("%ED%A0%80", "%ff", "%2F", "..%2f..", "%3Cscript%3E", "%D9%A1"),
]
VALUES = [
    *("a&{0}=b", "", "9" * 10_000, "a%00b", "%C2%A0latest%20", "%ED%A0%80", "-1", "all"),
    *("1", "0001-01-01"),
]
KEYS = ("session", "id", "lang", "url", "from")
HEADERS = [
    {"Accept": "application/x-nothing;q=x"},
    {"Accept-Encoding": "*;q=x, nothing"},
    {"Accept-Language": "x" * 5_000},
    {"If-None-Match": '"'},
    {"If-Modified-Since": "Mon, 99 Foo 99999 99:99:99 GMT"},
    {"Range": "bytes=9-1"},
    {"Host": "evil.example"},
    {"X-Forwarded-For": "evil, 999.1.1.1"},
]


@pytest.fixture(scope="module")
def site(demo_copy: DemoCopy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with pages, whose newest session has not voted yet; nothing answers at the API."""
    folder = tmp_path_factory.mktemp("bad") / "data"
    shutil.copytree(demo_copy.folder, folder)
    with opened(folder, index=INDEX, api_url=demo_copy.url) as found:
        source = found.service().source
        assert source is not None
        store = source.store
        for partition in store.partitions("Afstemning"):
            if partition.startswith("2026"):
                held = store.read("Afstemning", partition)
                assert held is not None
                meta, none = held.meta, held.frame.clear()
                store.write("Afstemning", partition, none, fetched_at=meta.fetched_at, url=meta.url)
                store.remove("Stemme", partition)
        yield found


def paths() -> list[str]:
    """The paths of all routes, as they are written."""
    site = Site(lambda: pytest.fail("routes are listed without a service"), "", ("votes",), INDEX)
    every: list[BaseRoute] = []
    for each in routes(site):
        every.extend(each.routes if isinstance(each, DeferredRoutes) else [each])
    return [route.path for route in every if isinstance(route, Route)]


def filled(path: str, /, **given: str) -> str:
    """A path with something in the place of its parameters."""
    found = STANDING | given
    return re.sub(r"{(\w+)(:\w+)?}", lambda m: found.get(m[1], "1"), path)


def ask(client: TestClient, address: str, method: str = "GET", **headers: str) -> Response:
    """The answer, which is clear whatever was asked."""
    answer = client.request(method, address, headers=headers)
    status, told = answer.status_code, f"{method} {address[:200]} {headers}: {answer.status_code}"
    assert status < 500 or status in (501, 503), told
    assert status not in (202, 503) or "retry-after" in answer.headers, told
    assert answer.headers["x-content-type-options"] == "nosniff", told
    assert "referrer-policy" in answer.headers, told
    assert "Traceback" not in answer.text[:10_000], told
    assert "evil" not in answer.headers.get("location", ""), told
    if status >= 400 or status == 202:
        assert answer.headers["cache-control"] == "no-store", told
        if address.startswith("/api/"):
            assert answer.headers["content-type"] == "application/problem+json", told
            if method != "HEAD":
                assert answer.json()["status"] == status, told
    return answer


@pytest.mark.parametrize("path", paths())
def test_every_route__queries_headers_and_methods(client: TestClient, path: str) -> None:
    address = filled(path)
    ask(client, address)
    assert ask(client, address, "HEAD").content == b""
    for method in ("POST", "DELETE", "OPTIONS", "PROPFIND"):
        assert ask(client, address, method).status_code in (404, 405)
    for headers in HEADERS:
        ask(client, address, **headers)
    for key in KEYS[:2] if path.startswith("/api/v1/") else KEYS:  # more of the tables below
        for value in VALUES[:5]:
            ask(client, f"{address}?{key}={value.format(key)}")


@pytest.mark.parametrize("path", [path for path in paths() if "{" in path])
def test_every_route__what_stands_in_the_path(client: TestClient, path: str) -> None:
    names = [match[1] for match in re.finditer(r"{(\w+)", path)]
    for name in names:
        for hostile in HOSTILE:
            ask(client, filled(path, **{name: hostile}))
            ask(client, filled(path, **{name: hostile}), "HEAD")


@pytest.mark.parametrize("name", TABLES)
def test_tables__every_parameter(client: TestClient, name: str) -> None:
    for key in (*parameters(name), "nosuch", ""):
        for value in VALUES:
            ask(client, f"/api/v1/{name}.csv?{key}={value.format(key)}")


@pytest.mark.parametrize("name", [name for name in TABLES if name not in ("documents", "changes")])
def test_tables__a_session_without_votes_has_no_rows(client: TestClient, name: str) -> None:
    for form in MEDIA_TYPES:
        for query in ("session=20261", "session=20261&excel=1", "session=20261&by=month"):
            answer = ask(client, f"/api/v1/{name}.{form}?{query}")
            if "&" not in query and name in ("ballots", "members", "cohesion", "rollcall"):
                assert answer.status_code == 200
                assert form != "csv" or len(answer.text.splitlines()) == 1


def test_export__a_session_without_votes_has_no_rows(site: Site) -> None:
    source = site.service().source
    assert source is not None
    for name in sorted(NEED_BALLOTS):
        votes = chosen_votes(source.tables, name, ["20261"], danish_now())
        assert build_table(name, votes.content, Selection()).is_empty()


def test_tables__pages_of_json_end_in_every_table(client: TestClient) -> None:
    for name in TABLES:
        first = ask(client, f"/api/v1/{name}.json?limit=1&session=20251")
        if first.status_code == 400:  # a table without sessions
            first = ask(client, f"/api/v1/{name}.json?limit=1")
        if first.status_code == 200 and first.json()["total"] > 1:
            second = ask(client, first.json()["next"])
            assert second.json()["rows"] != first.json()["rows"]
            other = first.json()["next"].replace(f"/{name}.", "/votes.")
            assert name == "votes" or ask(client, other).status_code == 400


@pytest.mark.parametrize("file", ["votes.zip", "votes.metadata.json", "votes.csv"])
def test_heads__say_what_the_answer_says(client: TestClient, file: str) -> None:
    head, whole = (client.request(m, f"/api/v1/{file}") for m in ("HEAD", "GET"))
    assert whole.content
    assert not head.content
    assert "content-length" not in head.headers  # that would take the body
    for name in ("etag", "last-modified", "content-type", "content-disposition"):
        assert head.headers[name] == whole.headers[name]
