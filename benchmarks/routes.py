"""Tables as files at addresses: not sent again, made afresh, kept, and all ballots as a stream."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.measure import Bench, at_least, at_most, bench, folder, median, ms, served
from core.dictionary import TABLES
from core.language import Lang
from core.service import Service, Source
from core.settings import Settings
from core.store.sync.syncer import SyncScope
from core.times import danish_now
from core.web.asked import asking_of
from core.web.asking.everything import everything
from core.web.files import Form
from tests.browser.servers import ROOT, free_port

_SERVER = """
import sys, uvicorn
from starlette.applications import Starlette
from core.service import open_service
from core.web.application import middleware, routes
from core.web.site import Site
site = Site(open_service)
app = Starlette(routes=routes(site), middleware=middleware(site))
uvicorn.run(app, port=int(sys.argv[1]), log_level="error")
"""
_ALL = "/api/v1/ballots.csv?session=all"
_RATE = 200  # requests a second of what is kept
_ENGLISH: Lang = "en"


@dataclass
class Asker:
    """One connection to the routes, kept open."""

    connection: http.client.HTTPConnection

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        """The answer, its body still to be read."""
        self.connection.request("GET", path, headers=headers)
        return self.connection.getresponse()

    def times(self, paths: Sequence[str], status: int = 200, **headers: str) -> list[float]:
        """Seconds of each request."""
        found = []
        for path in paths:
            started = time.perf_counter()
            answer = self.get(path, **headers)
            answer.read()
            found.append(time.perf_counter() - started)
            assert answer.status == status, (path, answer.status)
        return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it."""
    made = bench("Files at addresses", __doc__, arguments)
    with folder() as data, served("--scale", made.scale) as api:
        settings = Settings(
            api_url=api.url, data_dir=data, max_rps=100_000.0, demo="never", log_level="ERROR"
        )
        service = Service(settings)
        try:
            source = service.source
            assert source is not None
            source.syncer.sync(SyncScope(all_ballots=True))
            on_disk = min(written(source, data) for _ in range(made.rounds(3)))
        finally:
            service.close()
        with running(api.url, data) as server:
            report(made, server, on_disk)
    return made.end()


def written(source: Source, data: Path) -> float:
    """Seconds to write all ballots to a file by the same parts."""
    params = [("session", "all")]
    every = everything(asking_of(source, "ballots", params, _ENGLISH, danish_now()))
    assert every is not None
    started = time.perf_counter()
    with (data / "ballots.csv").open("wb") as file:
        take = partial(TABLES["ballots"].take, demo=source.tables.invented, categories=True)
        for part in Form("csv").parts(map(take, every.frames())):
            file.write(part)
    return time.perf_counter() - started


@dataclass(frozen=True)
class Server:
    """The routes in a process of their own."""

    port: int
    pid: int

    @contextmanager
    def asker(self) -> Iterator[Asker]:
        """A connection of its own."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)) as found:
            yield Asker(found)


@contextmanager
def running(api: str, data: Path) -> Iterator[Server]:
    """The routes over a folder, ready to answer."""
    port = free_port()
    settings = {"API_URL": api, "DATA_DIR": str(data), "DEMO": "never", "SYNC_MINUTES": "0"}
    settings["LOG_LEVEL"] = "ERROR"
    chosen = {f"TINGBLIK_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-c", _SERVER, str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | chosen)
    try:
        server = Server(port, process.pid)
        deadline = time.monotonic() + 60
        while True:
            try:
                with server.asker() as asker:
                    asker.times(["/healthz"])
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("the routes did not start") from None
                time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        process.wait(10)


def report(made: Bench, server: Server, on_disk: float) -> None:
    """Measure and print."""
    path, rounds = "/api/v1/votes.csv?session=20251", made.rounds(60)
    with server.asker() as asker:
        first = asker.get(path)
        size, tag = len(first.read()), first.headers["ETag"]
        # Words that are in every vote or in none make another answer of each request.
        fresh = asker.times([f"{path}&q={'e' * n}" for n in range(1, rounds + 1)])
        kept = asker.times([path] * rounds)
        unsent = asker.times([path] * rounds, 304, **{"If-None-Match": tag})
        alive = asker.times(["/healthz"] * rounds)
        cached = rate(asker, "/api/v1/votes.json?session=20251")
        before = resident(server)
        streamed, sent, peak = stream(server, asker)
    made.table(
        ("Request", "Median"),
        [
            ("votes of a session as CSV, made afresh", ms(median(fresh))),
            (f"the same, kept ({size:,} bytes)", ms(median(kept))),
            ("the same, 304", ms(median(unsent))),
            ("/healthz, what a request takes at least", ms(median(alive))),
            (f"all ballots as CSV ({sent / 1e6:.0f} MB), to disk", ms(on_disk)),
            ("all ballots as CSV, through the route", ms(streamed)),
            ("memory meanwhile", f"{peak - before:+.0f} MB"),
            ("votes.json, kept, one connection", f"{cached:.0f} requests/s"),
        ],
    )
    made.targets += [
        at_most("votes as CSV, 304", median(unsent) * 1000, 3, " ms"),
        at_most("votes as CSV, made afresh", median(fresh) * 1000, 10, " ms"),
        at_most("votes as CSV, kept", median(kept) * 1000, 2, " ms"),
        at_most("all ballots, route over disk", streamed / on_disk, 2),
        at_most("memory while they are sent", peak - before, 100, " MB"),
        at_least("votes.json kept", cached, _RATE, " requests/s"),
    ]


def rate(asker: Asker, path: str) -> float:
    """Requests a second of one reader."""
    taken = asker.times([path] * _RATE)
    return len(taken) / sum(taken)


def stream(server: Server, asker: Asker) -> tuple[float, int, float]:
    """Seconds and bytes of all ballots, and the most memory that the server had meanwhile."""
    over, peak = threading.Event(), [resident(server)]

    def watch() -> None:
        while not over.wait(0.02):
            peak[0] = max(peak[0], resident(server))

    watcher = threading.Thread(target=watch)
    watcher.start()
    started, sent = time.perf_counter(), 0
    answer = asker.get(_ALL)
    while block := answer.read(1 << 20):
        sent += len(block)
    taken = time.perf_counter() - started
    over.set()
    watcher.join()
    return taken, sent, peak[0]


def resident(server: Server) -> float:
    """Resident memory of the server in MB."""
    pages = int(Path(f"/proc/{server.pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())
