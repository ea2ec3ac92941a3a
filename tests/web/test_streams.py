"""All ballots in one file: sent part by part, to readers of any speed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import anyio
import orjson
import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from core.web import slow_readers as paced
from core.web.answers import Problem
from core.web.slow_readers import SlowReaders
from core.web.streams import PIECE, Streams


@pytest.fixture(scope="module")
def whole(client: TestClient) -> list[dict[str, str]]:
    """The ballots of all sessions, a session at a time."""
    sessions = {row["session"] for row in told(client, "votes.csv?session=all")}
    found = []
    for session in sorted(sessions, reverse=True):
        found += told(client, f"ballots.csv?session={session}")
    return found


def told(client: TestClient, path: str) -> list[dict[str, str]]:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text), strict=True))


def test_ballots__all_of_them_are_those_of_every_session(
    client: TestClient, whole: list[dict[str, str]]
) -> None:
    assert told(client, "ballots.csv?session=all") == whole
    lines = client.get("/api/v1/ballots.jsonl?session=all").content.splitlines()
    assert [str(orjson.loads(line)["vote_id"]) for line in lines] == [r["vote_id"] for r in whole]


@pytest.mark.parametrize(
    "chosen", ["position=absent", "deviations=1", "name=b", "subset=divided", "from=2025-12-01"]
)
def test_ballots__by_parts_or_at_once_the_filters_mean_the_same(
    client: TestClient, chosen: str
) -> None:
    by_parts = told(client, f"ballots.csv?session=all&{chosen}")
    at_once = client.get(f"/api/v1/ballots.json?session=all&{chosen}&limit=10000").json()
    assert at_once["total"] == len(by_parts) > 0
    assert [str(row["member_id"]) for row in at_once["rows"]] == [
        row["member_id"] for row in by_parts[:10_000]
    ]


def test_ballots__none_left_is_a_file_with_its_heading(client: TestClient) -> None:
    answer = client.get("/api/v1/ballots.csv?session=all&name=zzzzzz")
    assert answer.text.startswith("vote_id,date,session,")
    assert len(answer.text.splitlines()) == 1


def test_ballots__are_not_sent_again_and_say_what_they_are(client: TestClient) -> None:
    head = client.head("/api/v1/ballots.csv?session=all")
    assert head.headers["tingblik-data"] == "invented"
    assert "tingblik-demo-ballots-" in head.headers["content-disposition"]
    tag = {"If-None-Match": head.headers["etag"]}
    assert client.get("/api/v1/ballots.csv?session=all", headers=tag).status_code == 304
    assert client.get("/api/v1/ballots.csv?session=all&party=NOSUCH").status_code == 400
    assert client.get("/api/v1/ballots.xlsx?session=all").status_code == 413


def made(parts: int, noted: list[int]) -> Iterator[bytes]:
    for part in range(parts):
        noted.append(part)
        yield bytes(PIECE)


async def sent(streams: Streams, parts: Iterator[bytes], stop_after: int | None = None) -> int:
    """How many pieces a reader got, who hangs up or stands still after so many."""
    got = 0

    async def receive() -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    async def send(message: Message) -> None:
        nonlocal got
        if message["type"] == "http.response.body" and message["body"]:
            got += 1
            if got == stop_after:
                await anyio.sleep_forever()

    scope = {"type": "http", "asgi": {"spec_version": "2.4"}, "method": "GET", "path": "/"}
    await SlowReaders(streams.answer(parts, {}), patience=0.1)(scope, receive, send)
    return got


def test_stream__who_stands_still_is_let_go_and_leaves_the_place() -> None:
    noted: list[int] = []
    streams = Streams(most=1)
    assert anyio.run(sent, streams, made(5, noted), 2) == 2
    assert noted == [0, 1]  # the next part is made while one is sent
    assert anyio.run(sent, streams, made(3, [])) == 3 * PIECE // paced.PIECE


def test_stream__slow_readers_keep_nobody_from_a_part() -> None:
    streams = Streams(most=4)

    async def all_at_once() -> int:
        async with anyio.create_task_group() as readers:
            for _ in range(3):
                readers.start_soon(sent, streams, made(9, []), 1)
            await anyio.sleep(0.05)
            found = await sent(streams, made(3, []))
            readers.cancel_scope.cancel()
        return found

    assert anyio.run(all_at_once) == 3 * PIECE // paced.PIECE


def test_stream__more_than_may_be_open_are_asked_to_come_again() -> None:
    streams = Streams(most=1)
    streams.answer(iter(()), {})
    with pytest.raises(Problem) as refused:
        streams.answer(iter(()), {})
    assert refused.value.status == 503
    assert "Retry-After" in refused.value.headers
