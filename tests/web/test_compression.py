"""Answers travel compressed, and what was compressed once is kept."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import brotli
import pytest
import zstandard
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from tests.web.sites import opened, served

ROWS = b"id,result\n" + b"10564,adopted\n" * 5000
DECODED: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType(
    {
        "gzip": gzip.decompress,
        "br": brotli.decompress,
        "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
    }
)
made: list[str] = []


async def _rows(request: Request) -> Response:
    """Another body each time, under the tag that was asked for."""
    made.append(request.headers.get("accept-encoding", ""))
    tag = request.query_params.get("tag")
    headers = {"ETag": f'W/"{tag}"'} if tag else {}
    return Response(ROWS + str(len(made)).encode(), headers=headers, media_type="text/csv")


async def _already(request: Request) -> Response:
    return Response(
        gzip.compress(ROWS), headers={"Content-Encoding": "gzip"}, media_type="text/csv"
    )


async def _unchanged(request: Request) -> Response:
    return Response(status_code=304, headers={"ETag": '"a"'})


@pytest.fixture
def asked(tmp_path: Path) -> TestClient:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "chart.js").write_bytes(b"draw(1);" * 40_000)
    (folder / "chart.png").write_bytes(b"\x89PNG" + bytes(20_000))
    with opened(tmp_path / "data") as site:
        routes = [
            Route("/rows", _rows),
            Route("/already", _already),
            Route("/unchanged", _unchanged),
            Mount("/static", StaticFiles(directory=folder)),
        ]
        made.clear()
        return served(site, routes)


def _sent(client: TestClient, path: str, **headers: str) -> tuple[Response, bytes]:
    """An answer and its bytes as they came, not decoded."""
    with client.stream("GET", path, headers=headers) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_scripts__travel_compressed_and_come_out_whole(asked: TestClient, coding: str) -> None:
    for _ in range(2):  # the second time from what is kept
        answer, body = _sent(asked, "/static/chart.js", **{"accept-encoding": coding})
        assert answer.headers["content-encoding"] == coding
        assert "Accept-Encoding" in answer.headers["vary"]
        assert len(body) < 5_000
        assert DECODED[coding](body) == b"draw(1);" * 40_000


def test_coding__is_none_where_the_reader_takes_none(asked: TestClient) -> None:
    answer, body = _sent(asked, "/static/chart.js", **{"accept-encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert body == b"draw(1);" * 40_000


def test_coding__is_not_made_again_of_what_has_not_changed(asked: TestClient) -> None:
    take = {"accept-encoding": "gzip"}
    first, again = (_sent(asked, "/rows?tag=1", **take) for _ in range(2))
    assert gzip.decompress(first[1]) == gzip.decompress(again[1]) == ROWS + b"1"
    assert again[0].headers["content-length"] == str(len(again[1]))
    other = _sent(asked, "/rows?tag=2", **take)
    assert gzip.decompress(other[1]) == ROWS + b"3", "another tag is another answer"
    assert _sent(asked, "/rows?tag=1", **{"accept-encoding": "identity"})[1] == ROWS + b"4"
    assert asked.get("/rows?tag=1", headers={"accept-encoding": "br"}).content == ROWS + b"5"


def test_coding__without_a_tag_nothing_is_kept(asked: TestClient) -> None:
    bodies = {asked.get("/rows", headers={"accept-encoding": "gzip"}).content for _ in range(3)}
    assert len(bodies) == 3


def test_coding__only_one_layer_compresses(asked: TestClient) -> None:
    asked.get("/rows", headers={"accept-encoding": "gzip, br"})
    assert made == [""], "what stands further in must not see that it could"


def test_coding__leaves_alone_what_has_one_and_what_gains_nothing(asked: TestClient) -> None:
    take = {"accept-encoding": "gzip, br, zstd"}
    already, body = _sent(asked, "/already", **take)
    assert (already.headers["content-encoding"], gzip.decompress(body)) == ("gzip", ROWS)
    picture, body = _sent(asked, "/static/chart.png", **take)
    assert "content-encoding" not in picture.headers
    assert len(body) == 20_004
    part, body = _sent(asked, "/static/chart.js", range="bytes=0-7", **take)
    assert (part.status_code, body) == (206, b"draw(1);")
    assert "content-encoding" not in part.headers
    unchanged, body = _sent(asked, "/unchanged", **take)
    assert (unchanged.status_code, body) == (304, b"")
    head = asked.head("/rows?tag=1", headers=take)
    assert head.status_code == 200
