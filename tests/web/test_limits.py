"""How much one address may ask."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core.web.limits import Buckets, client_of
from tests.makers.clocks import StandingClock
from tests.web.sites import ELSEWHERE, opened, served


async def _answer(request: Request) -> Response:
    return PlainTextResponse("rows")


ROUTES = [Route("/api/v1/rows", _answer), Route("/rows", _answer)]


def test_bucket__gives_its_burst_and_then_as_it_fills() -> None:
    clock = StandingClock(0.0)
    buckets = Buckets(rate=2.0, burst=3, clock=clock)
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    clock.now += 0.5
    assert buckets.take("a") == 0
    assert buckets.take("a") == 0.5
    clock.now += 3600
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_bucket__who_is_refused_pays_nothing_for_it() -> None:
    clock = StandingClock(0.0)
    buckets = Buckets(rate=1.0, burst=1, clock=clock)
    assert [buckets.take("a") for _ in range(5)] == [0, 1, 1, 1, 1]
    clock.now += 1
    assert buckets.take("a") == 0


def test_buckets__are_those_of_the_last_clients_only() -> None:
    buckets = Buckets(rate=1.0, burst=1, clock=StandingClock(0.0), most=3)
    for client in "abcd":
        buckets.take(client)
    assert len(buckets) == 3
    assert [buckets.take(client) for client in "da"] == [1, 0]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("203.0.113.9", "203.0.113.10", False),
        ("testclient", "testclient", True),
    ],
)
def test_client__is_an_address_or_the_network_of_one(one: str, other: str, same: bool) -> None:
    assert (client_of(one) == client_of(other)) is same


def test_limit__is_a_problem_that_says_when_to_come_again(tmp_path: Path) -> None:
    with opened(tmp_path, request_rate=0.01, request_burst=2) as site:
        client = served(site, ROUTES, client=ELSEWHERE)
        assert [client.get("/api/v1/rows").status_code for _ in range(3)] == [200, 200, 429]
        answer = client.get("/api/v1/rows")
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["access-control-allow-origin"] == "*"
        assert 1 <= int(answer.headers["retry-after"]) <= 100
        assert client.get("/rows").status_code == 200, "pages are not limited"
        other = served(site, ROUTES, client="203.0.113.10")
        assert other.get("/api/v1/rows").status_code == 200


def test_limit__is_off_on_this_machine_but_not_for_what_a_proxy_passes_on(tmp_path: Path) -> None:
    with opened(tmp_path, request_rate=0.01, request_burst=1) as site:
        client = served(site, ROUTES)
        for here in (client, served(site, ROUTES, client="::ffff:127.0.0.1")):
            assert [here.get("/api/v1/rows").status_code for _ in range(3)] == [200] * 3
        for visitor in (ELSEWHERE, "127.0.0.1"):
            passed = {"X-Forwarded-For": visitor}
            got = [client.get("/api/v1/rows", headers=passed).status_code for _ in range(2)]
            assert got == [200, 429]


def test_limit__can_be_turned_off(tmp_path: Path) -> None:
    with opened(tmp_path, request_rate=0.0, request_burst=1) as site:
        client = served(site, ROUTES, client=ELSEWHERE)
        assert [client.get("/api/v1/rows").status_code for _ in range(5)] == [200] * 5
