"""The page cache over a real loopback server."""

from __future__ import annotations

import logging
import pickle
import random
import re
import shutil
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from requests_cache.models.response import CachedResponse
from requests_cache.policy.expiration import get_url_expiration

from core.errors import BadQuery, NotFound, NotOData, NotReachable, ServerFailing, UnsafeUrl
from core.oda.http.page_cache import PageCache, expiry_patterns, open_page_cache
from core.oda.http.sqlite_pages import CHECK_EVERY, PageStorage, pack, unpack
from core.oda.schema.entities import ENTITIES
from core.settings import Settings
from core.telemetry import Telemetry
from tests.conftest import CacheFactory
from tests.oda.fake_server import FakeServer, answer, good, page

CASE = ENTITIES["Sag"]
DOWN = answer(status="503 Service Unavailable", kind="text/html")
HTML = answer(b"<html>Lukket</html>", kind="text/html")


def outcomes(cache: PageCache) -> tuple[int, float | None]:
    seen = cache._telemetry.snapshot()
    return seen.lookups, seen.hit_rate


def test_get__miss_then_hit(fake_server: FakeServer, open_cache: CacheFactory) -> None:
    cache = open_cache()
    before = datetime.now(UTC)
    first = cache.get(fake_server.url + "Sag", entity=CASE)
    second = cache.get(fake_server.url + "Sag", entity=CASE)
    assert first.content == second.content == page()
    assert (first.from_cache, second.from_cache) == (False, True)
    assert not first.stale
    assert not second.stale
    assert before <= second.fetched_at <= datetime.now(UTC)
    assert len(fake_server.requests) == 1
    assert outcomes(cache) == (2, 0.5)


def test_get__kept_over_a_restart(fake_server: FakeServer, open_cache: CacheFactory) -> None:
    first = open_cache()
    first.get(fake_server.url + "Sag", entity=CASE)
    first.close()
    assert open_cache().get(fake_server.url + "Sag", entity=CASE).from_cache


def test_get__static_look_ups_are_counted_apart(
    fake_server: FakeServer, open_cache: CacheFactory
) -> None:
    cache = open_cache()
    for _ in range(4):
        cache.get(fake_server.url + "Sagstype", entity=ENTITIES["Sagstype"])
    for n in range(4):
        cache.get(f"{fake_server.url}Sag?n={n}", entity=CASE)
    seen = cache._telemetry.snapshot()
    assert (seen.static_lookups, seen.static_hit_rate) == (4, 0.75)
    assert (seen.lookups, seen.hit_rate) == (8, 3 / 8)


def test_get__a_refresh_is_no_look_up(fake_server: FakeServer, open_cache: CacheFactory) -> None:
    cache = open_cache()
    for _ in range(3):
        cache.get(fake_server.url + "Sag", entity=CASE, refresh=True)
    assert cache._telemetry.snapshot().lookups == 0


SAME = [
    "Akt%C3%B8r?%24filter=id%20gt%205&%24top=100",
    "Akt%c3%b8r?%24filter=id%20gt%205&%24top=100",
    "Aktør?$filter=id%20gt%205&$top=100",
    "Aktør?$top=100&$filter=id+gt+5",
    "Akt%C3%B8r?%24top=100&$filter=%69d%20gt%205",
    "Akt%C3%B8r?%24top=100&$filter=id%20gt%205#top",
]


def test_get__one_key_for_every_spelling(fake_server: FakeServer, open_cache: CacheFactory) -> None:
    cache = open_cache()
    for spelling in SAME:
        cache.get(fake_server.url + spelling, entity=ENTITIES["Aktør"])
    assert len(fake_server.requests) == 1


def test_get__different_keys_for_different_questions(
    fake_server: FakeServer, open_cache: CacheFactory
) -> None:
    cache = open_cache()
    paths = [
        "Sag",
        "Sag?$top=100",
        "Sag?$top=10",
        "Sag?$top=100&$skip=100",
        "Sagstrin?$top=100",
        "Sag?$filter=titel%20eq%20'a'",
        "Sag?$filter=titel%20eq%20'A'",
        "Sag?$filter=titel%20eq%20'a%2Bb'",
        "Sag?$filter=titel%20eq%20'a+b'",
        "Sag?$filter=titel%20eq%20'a%26b'",
        "Sag?$filter=titel%20eq%20'a%3Bb'",
    ]
    for path in paths:
        assert not cache.get(fake_server.url + path, entity=CASE).from_cache, path


def test_get__expired_is_asked_again(fake_server: FakeServer, open_cache: CacheFactory) -> None:
    fake_server.replies = [good(), good([{"id": 9}])]
    cache = open_cache(expired=True)
    cache.get(fake_server.url + "Sag", entity=CASE)
    again = cache.get(fake_server.url + "Sag", entity=CASE)
    assert again.content == page([{"id": 9}])
    assert not again.from_cache


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (DOWN, ServerFailing),
        (HTML, NotOData),
        (answer(page()[:-5]), NotOData),
        (answer(page(), length=9999), NotOData),
        (answer(b'{"value":5}'), NotOData),
        (answer(status="400 x"), BadQuery),
        (answer(status="404 x", kind="text/html"), NotFound),
        (answer(status="304 x", length=None), NotOData),
    ],
)
class TestBadAnswer:
    def test_first__is_raised_and_not_kept(
        self,
        fake_server: FakeServer,
        open_cache: CacheFactory,
        reply: bytes,
        error: type[Exception],
    ) -> None:
        fake_server.replies = [reply]
        cache = open_cache()
        with pytest.raises(error):
            cache.get(fake_server.url + "Sag", entity=CASE)
        assert cache.stats().pages == 0
        assert outcomes(cache) == (1, 0.0)
        fake_server.replies = [good()]
        assert not cache.get(fake_server.url + "Sag", entity=CASE).from_cache

    @pytest.mark.parametrize("refresh", [False, True])
    def test_later__the_good_copy_is_served_and_kept(
        self,
        fake_server: FakeServer,
        open_cache: CacheFactory,
        reply: bytes,
        error: type[Exception],
        refresh: bool,
    ) -> None:
        cache = open_cache(expired=not refresh)
        first = cache.get(fake_server.url + "Sag", entity=CASE)
        fake_server.replies = [reply]
        for _ in range(2):
            copy = cache.get(fake_server.url + "Sag", entity=CASE, refresh=refresh)
            assert copy.content == first.content
            assert copy.stale
            assert copy.from_cache
            assert type(copy.error) is error
            assert abs(copy.fetched_at - first.fetched_at) < timedelta(seconds=1)
        fake_server.replies = [good([{"id": 9}])]
        fresh = cache.get(fake_server.url + "Sag", entity=CASE, refresh=refresh)
        assert (fresh.stale, fresh.error, fresh.content) == (False, None, page([{"id": 9}]))


def test_get__not_reachable_with_a_copy(fake_server: FakeServer, open_cache: CacheFactory) -> None:
    cache = open_cache()
    first = cache.get(fake_server.url + "Sag", entity=CASE)
    fake_server.stop()
    copy = cache.get(fake_server.url + "Sag", entity=CASE, refresh=True)
    assert copy.stale
    assert isinstance(copy.error, NotReachable)
    assert copy.age(first.fetched_at + timedelta(hours=2)) >= timedelta(hours=1, minutes=59)
    plain = cache.get(fake_server.url + "Sag", entity=CASE)
    assert not plain.stale
    with pytest.raises(NotReachable):
        cache.get(fake_server.url + "Sag?$top=1", entity=CASE)


def test_get__a_copy_of_a_month_is_not_served(
    fake_server: FakeServer, open_cache: CacheFactory, tmp_path: Path
) -> None:
    cache = open_cache(expired=True)
    cache.get(fake_server.url + "Sag", entity=CASE)
    storage = cache._storage
    key = next(iter(storage))
    fake_server.replies = [DOWN]
    for days, served in ((29, True), (31, False)):
        aged = storage[key]
        aged.expires = datetime.now(UTC) - timedelta(days=days)
        storage[key] = aged
        if served:
            assert cache.get(fake_server.url + "Sag", entity=CASE).stale
        else:
            with pytest.raises(ServerFailing):
                cache.get(fake_server.url + "Sag", entity=CASE)


def test_get__refresh_asks_although_fresh(
    fake_server: FakeServer, open_cache: CacheFactory
) -> None:
    cache = open_cache()
    cache.get(fake_server.url + "Sag", entity=CASE)
    fake_server.replies = [good([{"id": 9}])]
    fresh = cache.get(fake_server.url + "Sag", entity=CASE, refresh=True)
    assert not fresh.from_cache
    assert cache.get(fake_server.url + "Sag", entity=CASE).content == page([{"id": 9}])
    assert len(fake_server.requests) == 2


def test_get__refresh_of_what_was_never_fetched(
    fake_server: FakeServer, open_cache: CacheFactory
) -> None:
    assert not open_cache().get(fake_server.url + "Sag", entity=CASE, refresh=True).from_cache


def test_get__headers_of_the_server_do_not_steer_the_cache(
    fake_server: FakeServer, open_cache: CacheFactory
) -> None:
    fake_server.replies = [
        answer(
            page(),
            Cache_Control="no-cache, no-store",
            Pragma="no-cache",
            Expires="-1",
            Vary="*",
            ETag='"1"',
            Last_Modified="Thu, 01 Jan 2026 00:00:00 GMT",
            Set_Cookie="who=you; Path=/",
        ),
    ]
    cache = open_cache()
    cache.get(fake_server.url + "Sag", entity=CASE)
    assert cache.get(fake_server.url + "Sag", entity=CASE).from_cache
    cache.get(fake_server.url + "Sag", entity=CASE, refresh=True)
    assert "who=you" not in fake_server.requests[1]
    assert "If-None-Match" not in fake_server.requests[1]
    assert "If-Modified-Since" not in fake_server.requests[1]


def test_get__asks_as_the_api_wants_it(fake_server: FakeServer, open_cache: CacheFactory) -> None:
    open_cache().get(fake_server.url + "Sag", entity=CASE, complexity=7)
    head = fake_server.requests[0].split("\r\n")
    assert head[0] == "GET /api/Sag HTTP/1.1"
    names = sorted(line.partition(":")[0] for line in head[1:] if line)
    assert names == ["Accept", "Accept-Encoding", "Host", "User-Agent"]
    assert "Accept: application/json" in head
    assert any(line.startswith("User-Agent: Tingblik/") for line in head)


def test_get__environment_is_not_trusted(
    fake_server: FakeServer, open_cache: CacheFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert open_cache().get(fake_server.url + "Sag", entity=CASE).content == page()


@pytest.mark.parametrize("url", ["https://evil.example/api/Sag", "http://127.0.0.1:1/api/Sag"])
def test_get__unsafe_address(fake_server: FakeServer, open_cache: CacheFactory, url: str) -> None:
    with pytest.raises(UnsafeUrl):
        open_cache().get(url, entity=CASE)
    assert fake_server.requests == []


def test_get__no_traceback_in_the_log_for_a_stale_answer(
    fake_server: FakeServer, open_cache: CacheFactory, caplog: pytest.LogCaptureFixture
) -> None:
    cache = open_cache()
    cache.get(fake_server.url + "Sag", entity=CASE)
    fake_server.replies = [HTML]
    with caplog.at_level(logging.INFO):
        assert cache.get(fake_server.url + "Sag", entity=CASE, refresh=True).stale
    assert "Traceback" not in caplog.text
    assert "event=stale entity=Sag error=not_odata" in caplog.text


def test_get__refresh_of_one_thread_does_not_touch_another(
    fake_server: FakeServer, open_cache: CacheFactory
) -> None:
    cache = open_cache()
    cache.get(fake_server.url + "Sag", entity=CASE)
    asked, go = threading.Event(), threading.Event()

    def slowly(client: Any) -> None:
        asked.set()
        go.wait(10)
        client.sendall(good())

    fake_server.replies = [slowly]
    refreshing = threading.Thread(
        target=lambda: cache.get(fake_server.url + "Sag", entity=CASE, refresh=True)
    )
    refreshing.start()
    assert asked.wait(10)
    assert cache.get(fake_server.url + "Sag", entity=CASE).from_cache
    go.set()
    refreshing.join(10)
    assert len(fake_server.requests) == 2


def test_get_document__is_not_cached(fake_server: FakeServer, open_cache: CacheFactory) -> None:
    fake_server.replies = [answer(b"<edmx/>", kind="application/xml")]
    cache = open_cache()
    assert cache.get_document("$metadata") == cache.get_document("$metadata") == b"<edmx/>"
    assert len(fake_server.requests) == 2
    assert cache.stats().pages == 0


# Expiry


def prepared(url: str) -> str:
    return str(requests.Request("GET", url).prepare().url)


@pytest.mark.parametrize("api_url", ["https://oda.ft.dk/api/", "http://127.0.0.1:8765/"])
def test_expiry_patterns__every_set_against_every_other(api_url: str) -> None:
    patterns = expiry_patterns(Settings(api_url=api_url))
    assert len(patterns) == len(ENTITIES)
    for name, entity in ENTITIES.items():
        escaped = quote(name)
        for spelled in (name, escaped, re.sub("%..", lambda m: m[0].lower(), escaped)):
            for tail in ("", "?$top=1", "(1)", "(1)/Sagstrin", "/$count"):
                url = prepared(f"{api_url}{spelled}{tail}")
                matches = [p.pattern for p in patterns if not isinstance(p, str) and p.search(url)]
                assert len(matches) == 1, (url, matches)
                assert get_url_expiration(url, patterns) == entity.expiry


def test_expiry_patterns__the_path_decides_not_the_query() -> None:
    patterns = expiry_patterns(Settings())
    url = prepared("https://oda.ft.dk/api/Sag?$filter=x%20eq%20'/api/Stemme?'")
    assert get_url_expiration(url, patterns) == ENTITIES["Sag"].expiry
    assert get_url_expiration(prepared("https://oda.ft.dk/x/api/Sag"), patterns) is None
    assert get_url_expiration(prepared("https://oda.ft.dk/api/Sagx"), patterns) is None


def test_get__expiry_of_the_set_is_stored(
    fake_server: FakeServer, open_cache: CacheFactory
) -> None:
    cache = open_cache()
    for name in ("Sag", "Sagstrin", "Stemme", "Sagstype", "Aktør"):
        cache.get(fake_server.url + name, entity=ENTITIES[name])
    storage = cache._storage
    for response in (storage[key] for key in storage):
        name = requests.utils.unquote(response.url.rsplit("/", 1)[1])
        lifetime = response.expires - response.created_at
        assert abs(lifetime - ENTITIES[name].expiry) < timedelta(minutes=1), name


# Size


def stored(body: bytes = b"{}", age: timedelta = timedelta(0)) -> CachedResponse:
    now = datetime.now(UTC)
    return CachedResponse(
        content=body, status_code=200, url="http://x/", created_at=now, expires=now - age
    )


def storage_in(folder: Path, megabytes: float = 1.0) -> PageStorage:
    return PageStorage(folder / "pages.sqlite", round(megabytes * 1024 * 1024), Telemetry())


def noise(seed: int, size: int = 20_000) -> bytes:
    return random.Random(seed).randbytes(size)


def test_storage__stays_below_its_limit_and_keeps_the_newest(tmp_path: Path) -> None:
    storage = storage_in(tmp_path)
    for n in range(2 * CHECK_EVERY):
        storage[f"k{n:04}"] = stored(noise(n, 5000))
    assert storage.used_bytes() <= 1.1 * 1024 * 1024
    assert f"k{2 * CHECK_EVERY - 1:04}" in storage
    assert "k0000" not in storage
    assert storage._telemetry.snapshot().counters["cache.trimmed"] > 0


def test_storage__space_is_given_back(tmp_path: Path) -> None:
    storage = storage_in(tmp_path, megabytes=100)
    for n in range(150):
        storage[f"k{n}"] = stored(noise(n))
    storage.close()
    before = (tmp_path / "pages.sqlite").stat().st_size
    smaller = storage_in(tmp_path, megabytes=0.5)
    smaller.trim()
    smaller.close()
    assert (tmp_path / "pages.sqlite").stat().st_size < before / 2


def test_storage__expired_beyond_use_is_removed_at_start(
    open_cache: CacheFactory, tmp_path: Path
) -> None:
    storage = storage_in(tmp_path / "data")
    storage["old"] = stored(age=timedelta(days=31))
    storage["stale"] = stored(age=timedelta(days=29))
    storage.close()
    cache = open_cache()
    assert list(cache._storage) == ["stale"]


def test_clear__removes_everything(fake_server: FakeServer, open_cache: CacheFactory) -> None:
    cache = open_cache()
    cache.get(fake_server.url + "Sag", entity=CASE)
    cache.clear()
    assert cache.stats().pages == 0
    assert not cache.get(fake_server.url + "Sag", entity=CASE).from_cache


def test_stats(fake_server: FakeServer, open_cache: CacheFactory) -> None:
    cache = open_cache(cache_max_mb=7)
    cache.get(fake_server.url + "Sag", entity=CASE)
    stats = cache.stats()
    assert (stats.pages, stats.max_bytes, stats.writable) == (1, 7 * 1024 * 1024, True)
    assert stats.used_bytes > 0


def test_open__makes_the_folder_for_its_owner_alone(
    open_cache: CacheFactory, tmp_path: Path
) -> None:
    open_cache()
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_close__finds_nothing_and_keeps_nothing_afterwards(tmp_path: Path) -> None:
    storage = storage_in(tmp_path)
    storage["k"] = stored()
    storage.close()
    storage["j"] = stored()
    assert "k" not in storage
    with sqlite3.connect(tmp_path / "pages.sqlite") as db:
        assert db.execute("SELECT key FROM pages").fetchall() == [("k",)]


# What is on disk


@given(
    st.binary(max_size=5000),
    st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=3),
    st.none() | st.datetimes(timezones=st.just(UTC)),
)
def test_pack__round_trip(body: bytes, headers: dict[str, str], expires: datetime | None) -> None:
    now = datetime.now(UTC)
    response = CachedResponse(
        content=body, url="http://x/?a='b'", headers=headers, created_at=now, expires=expires
    )
    back = unpack(pack(response))
    assert back.content == body
    assert dict(back.headers) == dict(response.headers)
    assert (back.url, back.created_at, back.expires) == (response.url, now, expires)
    assert back.status_code == 200


def test_storage__nothing_on_disk_is_run(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (tmp_path / "sprung",)

    storage = storage_in(tmp_path)
    storage["k"] = stored()
    with sqlite3.connect(tmp_path / "pages.sqlite") as db:
        db.execute("UPDATE pages SET value = ?", (pickle.dumps(Trap()),))
    db.close()
    assert "k" not in storage
    assert not (tmp_path / "sprung").exists()
    assert storage._telemetry.snapshot().counters["cache.bad_rows"] == 1
    assert len(storage) == 0


# Against the stand-in


def test_get__every_form_of_the_stand_ins_answers(standin: Any, tmp_path: Path) -> None:
    api = standin()
    settings = Settings(api_url=api.url, data_dir=tmp_path, max_rps=1e6, retries=0)
    cache = open_page_cache(settings, Telemetry())
    vote = ENTITIES["Afstemning"]
    first = min(api.tables["Afstemning"]["id"])
    for path in (
        "Afstemning",
        "Afstemning?$inlinecount=allpages&$top=0",
        f"Afstemning({first})",
        f"Afstemning({first})/Stemme",
        "Afstemning?$expand=Stemme&$select=id,Stemme/id",
        "Akt%C3%B8r?$orderby=id",
    ):
        assert cache.get(settings.api_url + path, entity=vote).content, path
        assert cache.get(settings.api_url + path, entity=vote).from_cache, path
    assert b"Edmx" in cache.get_document("$metadata")
    with pytest.raises(BadQuery) as caught:
        cache.get(settings.api_url + "Afstemning?$filter=nonsens%20eq%201", entity=vote)
    assert "nonsens" in caught.value.params["message"]
    for path in ("Intet", "Afstemning(999999999)"):
        with pytest.raises(NotFound):
            cache.get(settings.api_url + path, entity=vote)
    cache.close()


def test_storage__leaves_the_store_as_much_room_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = storage_in(tmp_path, megabytes=100)
    for n in range(300):
        storage[f"k{n}"] = stored(noise(n))
    used = storage.used_bytes()
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage._replace(free=used // 4))
    assert storage.trim() > 0
    assert storage.used_bytes() <= (used + used // 4) // 2
    monkeypatch.undo()
    assert storage.trim() == 0
