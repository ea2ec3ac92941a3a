"""What tests of the shared store use: a writer, a follower, and a store between them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from moto.server import ThreadedMotoServer

from core.store.lake.address import LakeAddress, lake_address
from core.store.lake.basis import MarkBasis
from core.store.lake.delta import DeltaTables
from core.store.lake.figure import Figures
from core.store.lake.follow import Follower
from core.store.lake.publish import Publisher
from core.store.store import Store
from core.telemetry import Telemetry
from tests.makers.s3 import s3_variables
from tests.store.snapshots import SOURCE, fill, open_store

NO_MARKS = MarkBasis(1, lambda store, code: f"marks of {code}")


class Hours:
    """A clock that is set forward by hand."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def later(self, hours: float) -> None:
        self.now += timedelta(hours=hours)


@dataclass
class Site:
    """A shared store, and the machines around it."""

    folder: Path
    address: LakeAddress
    hours: Hours

    @property
    def tables(self) -> DeltaTables:
        """The tables as a process sees them that begins now."""
        return DeltaTables(self.address)

    def store(self, name: str) -> Store:
        """The local copy of a machine."""
        return open_store(self.folder / name)

    def publisher(self, name: str = "writer", figures: Figures | None = None) -> Publisher:
        """A writer that begins now."""
        return Publisher(self.tables, self.store(name), NO_MARKS, figures, self.hours)

    def follower(self, name: str = "web", telemetry: Telemetry | None = None) -> Follower:
        """A follower that begins now."""
        told = telemetry or Telemetry()
        return Follower(self.tables, self.store(name), NO_MARKS, told, self.hours)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A shared store in a folder, and a writer's copy that is not published yet."""
    found = Site(tmp_path, lake_address(f"file://{tmp_path}/lake", SOURCE, {}), Hours())
    fill(found.store("writer"))
    return found


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of an S3 server on loopback."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(
    tmp_path: Path, s3_server: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Site:
    """The same in a bucket of that server."""
    bucket = f"bucket-{abs(hash(request.node.name))}"
    requests.put(f"{s3_server}/{bucket}", timeout=10).raise_for_status()
    for name, value in environment(s3_server).items():
        monkeypatch.setenv(name, value)
    found = Site(tmp_path, lake_address(f"s3://{bucket}/tingblik", SOURCE), Hours())
    fill(found.store("writer"))
    return found


def environment(server: str) -> dict[str, str]:
    """The variables by which that server is found, with a key and a secret that nobody may tell."""
    return s3_variables(server, "AKIAEXAMPLEKEY", "top-secret-value")


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """The address of a server that answers every request with that."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    for method in ("GET", "PUT", "HEAD", "POST", "DELETE"):
        setattr(Handler, f"do_{method}", Handler._answer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def rows(store: Store) -> dict[str, Any]:
    """Every partition of a copy with its rows, types and age, by a store opened anew."""
    fresh = Store(store.root, Telemetry())
    found = {place: fresh.read(*place) for place in fresh.files()}
    return {
        "/".join(place): (part.frame.schema, part.frame.rows(), part.meta.fetched_at, part.meta.url)
        for place, part in found.items()
        if part is not None and not place[1].startswith("part-")
    }


def files(site: Site, table: str) -> list[Path]:
    """The files of rows of a table in a folder."""
    folder = site.folder / "lake" / SOURCE / table
    return sorted(folder.rglob("part-*.parquet"))
