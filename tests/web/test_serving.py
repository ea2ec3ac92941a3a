"""The forms in which the process runs, each a real one: what it answers, and how it ends."""

from __future__ import annotations

import gc
import json
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import weakref
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest
import streamlit
from anyio import run as run_async

from benchmarks.visitor import Visitor
from core.standin.serve import Standin
from core.web.application import running
from core.web.connections import set_up_connections
from tests.browser.servers import ROOT, Server, plain_command, streamlit_command
from tests.web.sites import opened

_ENDED = (0, -15, 143)  # uvicorn ends by the signal that it was sent


class _NoMove(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object) -> None:
        return None


def get(url: str, **headers: str) -> tuple[int, Message, bytes]:
    """Status, headers and body as they came."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoMove())
    try:
        with opener.open(urllib.request.Request(url, headers=headers), timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@pytest.fixture
def proxy() -> Iterator[list[bytes]]:
    """What a process asked of the world outside, by the proxy that it was told to use."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    asked.append(connection.recv(1000))

        threading.Thread(target=answer, daemon=True).start()
        asked.append(str(listening.getsockname()[1]).encode())
        yield asked


@pytest.fixture(scope="module")
def settings(parliament: Standin) -> dict[str, object]:
    return {"api_url": parliament.url, "demo": "never", "max_rps": 10_000, "lang": "da"}


def test_streamlit_run__answers_below_its_base_and_ends_though_somebody_reads(
    tmp_path: Path, settings: dict[str, object], proxy: list[bytes]
) -> None:
    outside = f"http://127.0.0.1:{int(proxy.pop())}"

    def command(port: int) -> list[str]:
        return streamlit_command(ROOT / "app.py", port, baseUrlPath="tingblik")

    named = {"trusted_proxies": "203.0.113.0/24"}
    more = {"HTTP_PROXY": outside, "HTTPS_PROXY": outside, "NO_PROXY": "127.0.0.1"}
    with Server(tmp_path, command, "/tingblik/healthz", more, **settings, **named) as server:
        base = f"{server.url}/tingblik"
        statuses = {
            path: get(f"{server.url}{path}")[0]
            for path in (
                *("/tingblik/", "/tingblik/votes", "/tingblik/_stcore/health", "/tingblik/metrics"),
                *("/healthz", "/tingblik/healthzz", "/tingblik/nope/x", "/tingblik/api/v1/x.csv"),
            )
        }
        assert list(statuses.values()) == [200, 200, 200, 200, 404, 404, 404, 404], statuses
        status, headers, _ = get(f"{server.url}/tingblik", Host="evil.example")
        assert (status, headers["location"]) == (307, "/tingblik/")
        passed_on = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}
        assert "strict-transport-security" not in get(f"{base}/healthz", **passed_on)[1]
        assert "event=proxy_not_trusted peer=127.0.0.1" in server.log
        assert f"Tingblik: {base}/" in server.log
        assert "Did not auto detect external IP" not in server.log
        assert not proxy, "the start asks nobody for a public address"
        script = _largest_script()
        with _slow_reader(server.port, f"/tingblik/static/js/{script.name}"):
            assert server.end(15) in _ENDED


def _metrics_with(server: Server, line: str) -> str:
    """The figures once they have a line, which comes when the run of a page has ended."""
    for _ in range(100):
        metrics = get(f"{server.url}/metrics")[2].decode()
        if line in metrics:
            return metrics
        time.sleep(0.1)
    raise AssertionError(f"there is no {line}")


def _largest_script() -> Path:
    scripts = Path(streamlit.__file__).parent / "static" / "static" / "js"
    return max(scripts.glob("*.js"), key=lambda path: path.stat().st_size)


def _slow_reader(port: int, path: str) -> socket.socket:
    """Somebody who has asked for much and reads hardly any of it."""
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.connect(("127.0.0.1", port))
    reader.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    assert reader.recv(100).startswith(b"HTTP/1.1 200")
    return reader


def test_uvicorn__pages_and_routes_share_one_service(
    tmp_path: Path, settings: dict[str, object]
) -> None:
    def command(port: int) -> list[str]:
        return ["-m", "uvicorn", "app:app", "--port", str(port), "--log-level", "warning"]

    with Server(tmp_path, command, **settings) as server:
        with Visitor(f"{server.url}/status") as visitor:  # a deep link of the first visitor
            every = visitor.received
            visitor.run()
            assert "masthead_parts" in visitor.drawn
            assert visitor.received < every / 2, "a browser is sent again what it has"
            metrics = _metrics_with(server, 'tingblik_page_run_seconds_count{page="status"}')
        assert "tingblik_sessions 1.0" in metrics
        script = f"{server.url}/static/js/{_largest_script().name}"
        _, headers, body = get(script, **{"Accept-Encoding": "gzip, br, zstd"})
        assert headers["content-encoding"] == "zstd"
        assert len(body) < _largest_script().stat().st_size / 2
        assert headers["x-content-type-options"] == "nosniff"
        passed_on = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}
        assert "strict-transport-security" in get(f"{server.url}/healthz", **passed_on)[1]
        assert get(f"{server.url}/_stcore/metrics", **passed_on)[0] == 403
        assert server.end(15) in _ENDED


def test_uvicorn__wrong_settings_start_and_are_told_of(tmp_path: Path) -> None:
    def command(port: int) -> list[str]:
        return ["-m", "uvicorn", "app:app", "--port", str(port), "--log-level", "warning"]

    with Server(tmp_path, command, retries="-1") as server:
        status, _, body = get(f"{server.url}/readyz")
        assert status == 503
        assert json.loads(body)["detail"].startswith("A setting cannot be used. ")
        assert "TINGBLIK_RETRIES must be 0 or more" in server.log
        assert get(f"{server.url}/votes")[0] == 200


def test_plain_script__has_the_pages_and_only_the_routes_are_missing(
    tmp_path: Path, settings: dict[str, object]
) -> None:
    with Server(tmp_path, plain_command, "/_stcore/health", **settings) as server:
        with Visitor(f"{server.url}/quality") as visitor:
            assert "heading" in visitor.seen
        assert get(f"{server.url}/healthz")[1]["content-type"].startswith("text/html")
        assert server.end(15) in _ENDED


def test_serve__answers_without_the_dashboard(tmp_path: Path, settings: dict[str, object]) -> None:
    def command(port: int) -> list[str]:
        return ["-m", "core", "serve", "--port", str(port), "--base", "/tingblik/"]

    with Server(tmp_path, command, "/tingblik/healthz", **settings) as server:
        assert f"Tingblik's data: {server.url}/tingblik/api/v1/" in server.log
        assert get(f"{server.url}/tingblik/metrics")[0] == 200
        for path in ("/", "/healthz", "/tingblik/votes", "/tingblik/nope/x"):
            status, headers, _ = get(f"{server.url}{path}")
            assert (status, headers["content-type"]) == (404, "application/problem+json"), path
            assert headers["x-content-type-options"] == "nosniff"
        assert server.end(15) in _ENDED


def test_serve__ends_though_the_api_is_silent_in_the_middle_of_a_sync(tmp_path: Path) -> None:
    def command(port: int) -> list[str]:
        return ["-m", "core", "serve", "--port", str(port)]

    with socket.create_server(("127.0.0.1", 0)) as silent:
        api = f"http://127.0.0.1:{silent.getsockname()[1]}/api/"
        with Server(tmp_path, command, api_url=api, demo="never") as server:
            assert get(f"{server.url}/readyz")[0] == 503
            with silent.accept()[0]:
                assert server.end(15) in _ENDED


def test_serve__imports_no_streamlit() -> None:
    program = (
        "import sys; from core.__main__ import main; import core.web.server as server; "
        "from core.web.site import Site; from core.service import open_service; "
        "server.application(Site(open_service)); sys.exit('streamlit' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_serve__says_where_it_cannot_listen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for chosen, code, said in ((port, 1, "in use"), ("99999", 2, "--port must be 0 to 65535")):
            command = [sys.executable, "-m", "core", "serve", "--port", chosen]
            found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            assert (found.returncode, found.stdout) == (code, "")
            assert said in found.stderr


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("listed", [True, False])
def test_connection__sends_small_answers_at_once(
    address: str, listed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The socket is bound as Streamlit binds it: asyncio sets the option on no such connection.

    Not every system lists the files that a process has open.
    """
    if not listed:
        monkeypatch.setattr("core.web.connections._OPEN_FILES", str(tmp_path / "nothing"))
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as listening, opened(tmp_path) as site:
        listening.bind((address, 0))
        listening.listen()

        async def start() -> None:
            async with running(site):
                pass

        run_async(start)
        with (
            socket.create_connection(listening.getsockname()[:2]),
            listening.accept()[0] as accepted,
        ):
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_prompt_sending__leaves_other_sockets_and_what_is_gone_alone() -> None:
    gone = weakref.proxy({1})
    assert any(each is gone for each in gc.get_objects())
    first, second = socket.socketpair()
    with first, second, socket.socket() as idle:
        set_up_connections()
        assert not idle.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
