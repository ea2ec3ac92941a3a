"""Tables as files at addresses, next to Datasette over the same rows and to a visitor's pages."""

from __future__ import annotations

import http.client
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from benchmarks.csv_export import body, datasette
from benchmarks.measure import (
    Bench,
    at_least,
    at_most,
    bench,
    folder,
    installed,
    median,
    ms,
    seconds,
    served,
)
from benchmarks.pages import first_page
from benchmarks.visitor import Visitor
from core.dictionary import TABLES
from core.language import Lang
from core.service import Service, Source
from core.settings import Settings
from core.store.sync.syncer import SyncScope
from core.times import danish_now
from core.web.file_forms import Form
from core.web.requests.all_ballots import everything
from core.web.table_requests import asking_of
from tests.browser.servers import ROOT, AppServer, Server, plain_command

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
_WELL = "/_stcore/health"
_SETTLE_SECONDS = 3
_SESSION = "20251"
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
        chosen = {
            "api_url": api.url,
            "data_dir": data,
            "demo": "never",
            "sync_minutes": 0,
            "log_level": "ERROR",
        }
        with Server(data / "routes", alone_command, **chosen) as server:
            files = report(made, server, on_disk)
        if installed("datasette", made):
            beside_datasette(made, data, files)
        beside_a_visitor(made, chosen, data)
        a_start(made, chosen)
    return made.end()


def a_start(made: Bench, chosen: Mapping[str, object]) -> None:
    """Processor of a start until its first page, with routes beside the pages and without them."""
    alone: list[float] = []
    beside: list[float] = []
    for _ in range(made.rounds(10)):
        with folder() as place, Server(place, plain_command, _WELL, **chosen) as server:
            alone.append(first_page(server, "votes"))
        with folder() as place, AppServer(place, ROOT / "app.py", **chosen) as server:
            beside.append(first_page(server, "votes"))
    made.table(
        ("A start until the first page", "CPU"),
        [("the pages alone", ms(median(alone))), ("with the routes", ms(median(beside)))],
    )
    ratio = median(beside) / median(alone)
    made.targets.append(at_most("a start with routes, over the pages alone", ratio, 1.05))


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
class Files:
    """What was measured: seconds of a session's votes, and of a row of ballots.

    `kept_row` is of the ballots of one session, which are kept, `sent_row` of all as a stream.
    """

    afresh: float
    kept: float
    votes: bytes
    kept_row: float
    sent_row: float
    cast: bytes


def beside_datasette(made: Bench, data: Path, files: Files) -> None:
    """The same rows as CSV from Datasette, each from a table with an index on the session."""
    database = data / "files.db"
    with closing(sqlite3.connect(database)) as connection, connection:
        for name, content in (("votes", files.votes), ("ballots", files.cast)):
            rows = pl.read_csv(content, infer_schema=False)
            connection.execute(f"CREATE TABLE {name} ({', '.join(map(quoted, rows.columns))})")
            places = ", ".join("?" * rows.width)
            connection.executemany(f"INSERT INTO {name} VALUES ({places})", rows.iter_rows())
            connection.execute(f"CREATE INDEX {name}_session ON {name} (session)")
    number = files.cast.count(b"\n") - 1
    with datasette(database) as url:
        address = f"{url}/files/{{}}.csv?_stream=on&_labels=off&session={_SESSION}"
        votes, ballots = address.format("votes"), address.format("ballots")
        assert body(votes).count(b"\n") == files.votes.count(b"\n")
        theirs = median([seconds(lambda: body(votes)) for _ in range(made.rounds(30))])
        streamed = median([seconds(lambda: body(ballots)) for _ in range(made.rounds(3))]) / number
    made.table(
        ("Against Datasette", "Datasette", "Tingblik", "Ratio"),
        [
            (
                "votes of a session, afresh",
                ms(theirs),
                ms(files.afresh),
                f"{theirs / files.afresh:.1f}×",
            ),
            ("the same, kept", ms(theirs), ms(files.kept), f"{theirs / files.kept:.1f}×"),
            rows_a_second("ballots of a session, kept", streamed, files.kept_row),
            rows_a_second("ballots of all sessions, as a stream", streamed, files.sent_row),
        ],
    )
    made.targets += [
        at_least("votes of a session from memory, over Datasette", theirs / files.kept, 10),
        at_least("ballots as a stream, over Datasette", streamed / files.sent_row, 50),
    ]


def rows_a_second(name: str, theirs: float, ours: float) -> tuple[str, str, str, str]:
    """A line of the table, from the seconds that a row takes."""
    return name, f"{1 / theirs:,.0f} rows/s", f"{1 / ours:,.0f} rows/s", f"{theirs / ours:.0f}×"


def quoted(name: str) -> str:
    """A column's name in SQL; `for` is a word of it."""
    return f'"{name}"'


def beside_a_visitor(made: Bench, chosen: Mapping[str, object], data: Path) -> None:
    """A filter change on the votes page, alone and while a program asks for what is kept."""
    path = f"/api/v1/votes.json?session={_SESSION}"
    with (
        AppServer(data / "app", ROOT / "app.py", **chosen) as app,
        Visitor(f"{app.url}/votes?session={_SESSION}") as visitor,
    ):
        visitor.run()
        time.sleep(_SETTLE_SECONDS)
        alone = changed(visitor, made.rounds(20))
        over, asked = threading.Event(), [0]

        def ask() -> None:
            with closing(http.client.HTTPConnection("127.0.0.1", app.port, timeout=60)) as line:
                asker, began = Asker(line), time.monotonic()
                while not over.is_set():
                    asker.times([path])
                    asked[0] += 1
                    over.wait(max(0.0, began + asked[0] / _RATE - time.monotonic()))

        program = threading.Thread(target=ask)
        program.start()
        began = time.monotonic()
        beside = changed(visitor, made.rounds(20))
        a_second = asked[0] / (time.monotonic() - began)
        over.set()
        program.join()
    made.table(
        ("A filter change on the votes of a session", "Median"),
        [
            ("alone", ms(alone)),
            (f"beside {a_second:.0f} requests a second of votes.json", ms(beside)),
        ],
    )
    made.targets += [
        at_least("requests a second beside the visitor", a_second, 0.95 * _RATE, ""),
        at_most("a filter change beside them, over alone", beside / alone, 2),
    ]


def changed(visitor: Visitor, rounds: int) -> float:
    """The median seconds of a filter change."""
    found = []
    for _ in range(rounds):
        for text in ("lov", "lov om", ""):
            found.append(visitor.change("q", text))
            time.sleep(0.1)
    return median(found)


@contextmanager
def asking(server: Server) -> Iterator[Asker]:
    """A connection of its own to a server."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)) as found:
        yield Asker(found)


def alone_command(port: int) -> list[str]:
    """What runs the routes in a process of their own."""
    return ["-c", _SERVER, str(port)]


def report(made: Bench, server: Server, on_disk: float) -> Files:
    """Measure and print."""
    path, rounds = f"/api/v1/votes.csv?session={_SESSION}", made.rounds(60)
    with asking(server) as asker:
        asker.times([path])
        time.sleep(_SETTLE_SECONDS)  # what had grown old is asked for anew, and is then another
        first = asker.get(path)
        votes, tag = first.read(), first.headers["ETag"]
        size = len(votes)
        # Words that are in every vote or in none make another answer of each request.
        fresh = asker.times([f"{path}&q={'e' * n}" for n in range(1, rounds + 1)])
        kept = asker.times([path] * rounds)
        unsent = asker.times([path] * rounds, 304, **{"If-None-Match": tag})
        alive = asker.times(["/healthz"] * rounds)
        cached = rate(asker, f"/api/v1/votes.json?session={_SESSION}")
        ballots = f"/api/v1/ballots.csv?session={_SESSION}"
        cast = asker.get(ballots).read()
        of_ballots = median(asker.times([ballots] * made.rounds(5)))
        before = resident(server)
        streamed, sent, rows, peak = stream(server, asker)
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
    a_row = of_ballots / max(1, cast.count(b"\n") - 1)
    return Files(median(fresh), median(kept), votes, a_row, streamed / rows, cast)


def rate(asker: Asker, path: str) -> float:
    """Requests a second of one reader."""
    taken = asker.times([path] * _RATE)
    return len(taken) / sum(taken)


def stream(server: Server, asker: Asker) -> tuple[float, int, int, float]:
    """Seconds, bytes and rows of all ballots, and the most memory that the server had meanwhile."""
    over, peak = threading.Event(), [resident(server)]

    def watch() -> None:
        while not over.wait(0.02):
            peak[0] = max(peak[0], resident(server))

    watcher = threading.Thread(target=watch)
    watcher.start()
    started, sent, rows = time.perf_counter(), 0, 0
    answer = asker.get(_ALL)
    while block := answer.read(1 << 20):
        sent += len(block)
        rows += block.count(b"\n")
    taken = time.perf_counter() - started
    over.set()
    watcher.join()
    return taken, sent, rows, peak[0]


def resident(server: Server) -> float:
    """Resident memory of the server in MB."""
    pages = int(Path(f"/proc/{server.pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())
