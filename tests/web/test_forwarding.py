"""Who asks, where proxies stand between."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.errors import SettingsError
from core.service import Service
from core.web.site import Site
from tests.web.sites import ELSEWHERE, HERE, opened, served


async def _who(request: Request) -> Response:
    assert request.client is not None
    return JSONResponse([request.client.host, request.url.scheme])


ROUTES = [Route("/who", _who)]
VISITOR = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("proxies", "peer", "headers", "found"),
    [
        ("127.0.0.1, ::1", HERE, {}, [HERE, "http"]),
        ("127.0.0.1, ::1", "::ffff:127.0.0.1", {}, [HERE, "http"]),
        ("127.0.0.1, ::1", HERE, VISITOR, ["198.51.100.7", "https"]),
        ("127.0.0.1, ::1", "::ffff:127.0.0.1", VISITOR, ["198.51.100.7", "https"]),
        ("127.0.0.1, ::1", "::1", VISITOR, ["198.51.100.7", "https"]),
        ("127.0.0.1, ::1", ELSEWHERE, VISITOR, [ELSEWHERE, "http"]),
        ("203.0.113.0/24", ELSEWHERE, VISITOR, ["198.51.100.7", "https"]),
        ("203.0.113.0/24", "::ffff:203.0.113.9", VISITOR, ["198.51.100.7", "https"]),
        ("203.0.113.0/24", HERE, VISITOR, [HERE, "http"]),
        ("", HERE, VISITOR, [HERE, "http"]),
        # What a visitor wrote into the header themself stands before what the proxy adds.
        (
            "127.0.0.1",
            HERE,
            {"X-Forwarded-For": "10.9.9.9, 198.51.100.7"},
            ["198.51.100.7", "http"],
        ),
    ],
)
def test_peer__is_the_visitor_where_the_proxy_is_trusted(
    proxies: str, peer: str, headers: dict[str, str], found: list[str], tmp_path: Path
) -> None:
    with opened(tmp_path, trusted_proxies=proxies) as site:
        assert served(site, ROUTES, client=peer).get("/who", headers=headers).json() == found


def test_proxy__that_is_not_trusted_is_told_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(tmp_path, log_level="WARNING") as site:
        client = served(site, ROUTES, client="10.0.0.5")
        caplog.set_level(logging.WARNING, "tingblik")
        logging.getLogger("tingblik").addHandler(caplog.handler)
        try:
            client.get("/who")
            assert not caplog.messages
            for _ in range(3):
                client.get("/who", headers=VISITOR)
        finally:
            logging.getLogger("tingblik").removeHandler(caplog.handler)
    (said,) = {message for message in caplog.messages if "proxy_not_trusted" in message}
    assert "10.0.0.5" in said
    assert "TINGBLIK_TRUSTED_PROXIES" in said


def test_peer__wrong_settings_leave_the_defaults() -> None:
    def refused() -> Service:
        raise SettingsError("TINGBLIK_TRUSTED_PROXIES must be addresses")

    client = served(Site(refused), ROUTES)
    assert client.get("/who", headers=VISITOR).json() == ["198.51.100.7", "https"]
