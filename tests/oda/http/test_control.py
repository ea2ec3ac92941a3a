"""The control of the connection: which step fails, and why."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.errors import NotReachable, Refused
from core.happenings import cause_of
from core.oda.http import control as module
from core.oda.http.control import control, has_route
from core.settings import Settings
from core.standin.serve import Standin
from tests.certificates import untrusted_context
from tests.conftest import ClientFactory, StandinFactory
from tests.oda.fake_server import FakeServer, answer, good, page, running


def settings(url: str, **more: Any) -> Settings:
    return Settings(api_url=url, **{"connect_timeout": 2.0, "read_timeout": 1.0, **more})


def test_control__parliaments_api(standin: StandinFactory) -> None:
    api = standin()
    found = control(settings(api.url))
    assert (found.step, found.cause) == ("query", None)
    assert found.addresses == ("127.0.0.1",)
    assert found.seconds is not None
    assert found.date is not None
    assert len(api.requests) == 1


def test_control__asks_once_though_there_would_be_retries(standin: StandinFactory) -> None:
    api: Standin = standin(faults="503")
    assert control(settings(api.url, retries=3)).cause == "failing"
    assert len(api.requests) == 1


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        (answer(b"<html>hello</html>", kind="text/html"), "nonsense"),
        (answer(b"<html>no</html>", status="404 x", kind="text/html"), "missing"),
        (answer(status="302 Found", Location="https://other.invalid/"), "nonsense"),
        (answer(status="401 x"), "refusing"),
        (answer(status="403 x", kind="text/html"), "refusing"),
        (answer(status="429 x"), "busy"),
        (answer(status="500 x"), "failing"),
        (good(), "nonsense"),  # OData, of other rows than Parliament's
        (answer(page([{"id": 1, "type": "For", "opdateringsdato": "2020-01-01T00:00:00"}])), None),
        (answer(json.dumps({"value": 3}).encode()), "nonsense"),
        (
            answer(json.dumps({"odata.error": {"message": "no"}}).encode(), status="400 x"),
            "nonsense",
        ),
    ],
)
def test_control__what_answers(fake_server: FakeServer, reply: bytes, cause: str | None) -> None:
    fake_server.replies = [reply]
    assert control(settings(fake_server.url)).cause == cause
    assert len(fake_server.requests) == 1


def test_control__an_answer_that_does_not_come(fake_server: FakeServer) -> None:
    fake_server.replies = [fake_server.hang]
    assert control(settings(fake_server.url)).cause == "timeout"


def test_control__nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert control(settings(f"http://127.0.0.1:{port}/api/")).cause == "down"


@pytest.fixture
def no_tls() -> Iterator[str]:
    """An https address where a web server answers that knows of no TLS."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    visitor, _ = listening.accept()
                except OSError:
                    return
                with visitor:
                    visitor.recv(65536)
                    visitor.sendall(answer(status="400 Bad Request"))

        threading.Thread(target=serve, daemon=True).start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}/api/"
        listening.shutdown(socket.SHUT_RDWR)


def test_control__no_tls_where_https_is_asked_for(no_tls: str) -> None:
    found = control(settings(no_tls))
    assert (found.step, found.cause) == ("tls", "no_tls")


@pytest.mark.parametrize(
    ("number", "route", "cause"),
    [
        (socket.EAI_NONAME, True, "no_name"),
        (socket.EAI_AGAIN, True, "no_network"),
        (socket.EAI_NONAME, False, "no_network"),
    ],
)
def test_control__no_name_and_no_route(
    monkeypatch: pytest.MonkeyPatch, number: int, route: bool, cause: str
) -> None:
    def nowhere(*_: Any, **__: Any) -> None:
        raise socket.gaierror(number, "no name")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    monkeypatch.setattr(module, "has_route", lambda: route)
    found = control(Settings())
    assert (found.step, found.cause) == ("dns", cause)


def test_has_route__sends_nothing_and_does_not_wait() -> None:
    assert has_route() in (True, False)


@pytest.fixture
def untrusted(tmp_path: Path) -> Iterator[FakeServer]:
    """A server over https whose certificate nobody vouches for."""
    with running(untrusted_context(tmp_path)) as fake:
        yield fake


def test_control__a_certificate_that_is_not_trusted(untrusted: FakeServer) -> None:
    found = control(settings(untrusted.url))
    assert (found.step, found.cause) == ("tls", "untrusted")
    assert untrusted.requests == []


def test_transport__tells_the_same_causes(
    untrusted: FakeServer, no_tls: str, client: ClientFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cause(url: str) -> str | None:
        asking = client(url)
        with pytest.raises((NotReachable, Refused)) as caught:
            asking.page(module.QUESTION)
        return cause_of(caught.value)

    assert cause(untrusted.url) == "untrusted"
    assert cause(no_tls) == "no_tls"
    with running() as plain:
        plain.replies = [answer(status="403 x")]
        assert cause(plain.url) == "refusing"

    def nowhere(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "no name server")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    assert cause("https://oda.ft.dk/api/") == "no_network"
