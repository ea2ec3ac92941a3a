"""Runs the stand-in for the command line, and in a thread for tests and benchmarks."""

from __future__ import annotations

import argparse
import asyncio
import socket
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import polars as pl
import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from core.standin.data import load_folder
from core.standin.faults import BadFault, Faults
from core.standin.options import DEEPEST
from core.standin.server import TRANSPORT, create_app, reset
from core.standin.service import Request, Service
from core.standin.tables import BadTable, Rows

HOST = "127.0.0.1"
PORT = 8100
_START_SECONDS = 30


class Standin:
    """A stand-in on 127.0.0.1 in a thread of its own; a context manager.

    Rows, faults and latency may be changed while it runs.
    """

    def __init__(
        self,
        tables: Mapping[str, pl.DataFrame],
        *,
        faults: Faults | str | None = None,
        latency_ms: float = 0,
        port: int = 0,
        deepest: int = DEEPEST,
        gzip: bool = False,
    ) -> None:
        app = create_app(
            tables, faults=_faults(faults), latency_ms=latency_ms, deepest=deepest, gzip=gzip
        )
        self._service: Service = app.state.service
        self._socket = _listen(port)
        self._port = int(self._socket.getsockname()[1])
        self._server = _server(app)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="standin", daemon=True
        )

    def start(self) -> Self:
        """Start the server; returns when it is ready."""
        self._thread.start()
        deadline = time.monotonic() + _START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the stand-in did not start")
            time.sleep(0.002)
        return self

    def stop(self) -> None:
        """Break all connections and stop. Stopping twice does no harm."""
        self._server.should_exit = True
        self._server.force_exit = True
        if self._thread.is_alive():
            self._thread.join(timeout=_START_SECONDS)
        self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    @property
    def url(self) -> str:
        """The address of the API, with a slash at the end."""
        return f"http://{HOST}:{self.port}/api/"

    @property
    def faults(self) -> Faults:
        """The faults. Set it to a specification, or to "" for none."""
        return self._service.faults

    @faults.setter
    def faults(self, faults: Faults | str | None) -> None:
        self._service.faults = _faults(faults)

    @property
    def latency_ms(self) -> float:
        """How long every answer waits."""
        return self._service.latency_ms

    @latency_ms.setter
    def latency_ms(self, latency_ms: float) -> None:
        self._service.latency_ms = latency_ms

    @property
    def requests(self) -> list[Request]:
        """All requests below /api/ so far: path and query as they came, and the status."""
        return list(self._service.requests)

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """The rows of every set. Set it to serve others."""
        return self._service.database.frames

    @tables.setter
    def tables(self, tables: Mapping[str, pl.DataFrame]) -> None:
        self._service.replace(tables)

    def insert(self, name: str, rows: Rows) -> None:
        """Add rows to a set: a frame, or dicts with times as text. Raises BadTable."""
        self._service.insert(name, rows)

    def delete(self, name: str, ids: Iterable[int]) -> None:
        """Remove the rows of those ids from a set."""
        self._service.delete(name, ids)

    def update(self, name: str, rows: Rows) -> None:
        """Change the columns given of the rows with those ids. Raises BadTable."""
        self._service.update(name, rows)


def serve(
    tables: Mapping[str, pl.DataFrame],
    *,
    port: int = PORT,
    faults: Faults | None = None,
    latency_ms: float = 0,
    deepest: int = DEEPEST,
    gzip: bool = False,
) -> None:
    """Answer on 127.0.0.1 until interrupted. Raises OSError if the port is taken."""
    listening = _listen(port)
    rows = sum(frame.height for frame in tables.values())
    sys.stderr.write(
        f"Serving {rows:,} rows at http://{HOST}:{listening.getsockname()[1]}/api/ (Ctrl+C stops)\n"
    )
    app = create_app(tables, faults=faults, latency_ms=latency_ms, deepest=deepest, gzip=gzip)
    _server(app).run([listening])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the `standin` command."""
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="serve a folder of JSON-lines or Parquet files"
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=PORT,
        metavar="N",
        help="default %(default)s; 0 is any free one",
    )
    parser.add_argument("--latency-ms", type=float, default=0, metavar="N", help="wait so long")
    parser.add_argument(
        "--fault",
        type=_parsed,
        default=Faults(),
        metavar="SPEC",
        help="what goes wrong, such as 503=0.2,slow=2500,cut=0.1,429=0.1:3",
    )
    parser.add_argument(
        "--expand-depth",
        type=int,
        default=DEEPEST,
        metavar="N",
        help="how many levels $expand may lead to (default %(default)s)",
    )
    parser.add_argument("--gzip", action="store_true", help="pack answers for who accepts it")
    parser.add_argument(
        "--scale", choices=("small", "full"), default="small", help="the size of the demo"
    )


def run(args: argparse.Namespace) -> int:
    """The `standin` command. Returns the exit status."""
    try:
        tables = load_folder(args.data) if args.data is not None else _demo(args.scale)
        serve(
            tables,
            port=args.port,
            faults=args.fault,
            latency_ms=args.latency_ms,
            deepest=args.expand_depth,
            gzip=args.gzip,
        )
    except (BadTable, OSError, OverflowError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _demo(scale: Literal["small", "full"]) -> dict[str, pl.DataFrame]:
    from core.standin.demo import build_demo

    return build_demo(scale)


def _faults(faults: Faults | str | None) -> Faults:
    return Faults.parse(faults or "") if not isinstance(faults, Faults) else faults


def _parsed(spec: str) -> Faults:
    try:
        return Faults.parse(spec)
    except BadFault as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text[:9]) < 1 << 16:
        return int(text)
    raise argparse.ArgumentTypeError(f"not a port from 0 to 65535: {text!r}")


def _listen(port: int) -> socket.socket:
    # The protocol is named so that asyncio turns Nagle off, which would delay each answer by 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(100)  # connections wait until the server is ready
    except (OSError, OverflowError):
        listening.close()
        raise
    return listening


def _server(app: Starlette) -> uvicorn.Server:
    return _Server(
        uvicorn.Config(
            app,
            http=_Connection,
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=60,
            timeout_graceful_shutdown=1,
        )
    )


class _Server(uvicorn.Server):
    """A server that leaves nobody waiting for an answer when it stops."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for connection in list(self.server_state.connections):
            reset(connection.transport)
        await super().shutdown(sockets)


class _Connection(H11Protocol):
    """A connection that can be refused, and that the app can reset."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app = partial(_with_transport, self.app, transport)
        self._known: Faults | None = None
        self._refused()

    def data_received(self, data: bytes) -> None:
        if not self._refused():
            super().data_received(data)

    def _refused(self) -> bool:
        """Whether the connection is refused: drawn once, and again after the faults changed."""
        faults = self._service.faults
        if faults is self._known:
            return False
        self._known = faults
        if faults.refuses():
            reset(self.transport)
            return True
        return False

    @property
    def _service(self) -> Service:
        service: Service = self.config.app.state.service  # type: ignore[union-attr]
        return service


async def _with_transport(
    app: ASGIApp, transport: asyncio.Transport, scope: Scope, receive: Receive, send: Send
) -> None:
    scope[TRANSPORT] = transport
    await app(scope, receive, send)
