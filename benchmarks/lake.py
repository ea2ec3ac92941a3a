"""The shared store: publishing, following, and a first start of a machine that follows.

The writer publishes to an S3 server on loopback, in a process of its own. One web follows, as
`streamlit run app.py` starts it, with the settings that it has by default.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import polars as pl

from benchmarks.measure import Bench, at_most, bench, demo, folder, median, ms, seconds, served
from benchmarks.pages import fill, memory, open_store
from benchmarks.visitor import Visitor
from core.background.followed import bring_up, of_open_periods
from core.jobs import Job
from core.service import Service
from core.settings import Settings
from core.store.lake.address import lake_address
from core.store.lake.delta import DeltaTables
from core.store.lake.moment import SYNCS
from core.store.lake.publish import Publisher
from core.store.store import Store
from core.store.sync.state import read_state, write_state
from core.tables.marks import MARKS, mark_sessions, stored_sessions
from core.tables.published import published_figures
from core.tables.table import Tables
from core.times import utc_now
from tests.browser.servers import AppServer, free_port
from tests.makers.s3 import s3_command, s3_variables

BUCKET = "tingblik"
PAGES = ("", "votes", "parties", "members", "cases", "meetings")


@dataclass
class Writer:
    """A copy that is published, and how its parts change."""

    store: Store
    address: str

    def publisher(self, *, figures: bool) -> Publisher:
        """A writer that begins now."""
        made = partial(published_figures, Tables(self.store)) if figures else None
        tables = DeltaTables(lake_address(self.address, self.store.root.name))
        return Publisher(tables, self.store, MARKS, made)

    @property
    def code(self) -> str:
        """The newest session that has votes."""
        metas = {s.code: self.store.meta("Afstemning", s.code) for s in stored_sessions(self.store)}
        return next(code for code, meta in metas.items() if meta is not None and meta.rows)

    def change(self) -> None:
        """Give the newest vote of the newest session another number, as a sync would find it."""
        stored = self.store.read("Afstemning", self.code)
        assert stored is not None
        newest = pl.col("id") == stored.frame["id"].max()
        frame = stored.frame.with_columns(nummer=pl.col("nummer") + newest.cast(pl.Int32))
        at = datetime.now(UTC)
        self.store.write("Afstemning", self.code, frame, fetched_at=at, url=stored.meta.url)
        mark_sessions(self.store)
        write_state(self.store, read_state(self.store))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["publish"]:
        return publish_once(Path(given[1]), given[2], given[3])
    made = bench("A store that machines share", __doc__, given)
    tables = demo(made)
    port = free_port()
    with folder() as place, s3_server() as server:
        data = place / "writer"
        fill(data, tables, port)
        scale = "small" if made.quick else "full"
        with served("--scale", scale, port=port) as standin:
            complete(data, standin.url)
            os.environ.update(s3_variables(server))
            writer = Writer(open_store(data, standin.url), f"s3://{BUCKET}/shared")
            report_first(made, data, standin.url, writer)
            report_changes(made, writer)
            asked = standin.requests()
            begun = time.perf_counter()
            with follower(place, standin.url, writer.address) as web:
                ready = until_ready(web) - begun
                report_follower(made, writer, web, ready)
                made.targets.append(
                    at_most("requests of six pages", standin.requests() - asked, 1, "")
                )
    return made.end()


def complete(data: Path, url: str) -> None:
    """Add what a writer follows beside votes: cases, questions, meetings, people of today."""
    service = Service(
        Settings(api_url=url, data_dir=data, demo="never", role="writer", max_rps=100_000.0)
    )
    source, job = service.parliament, Job("open periods")
    bring_up(source, of_open_periods(source, utc_now()), job)
    service.close()


def report_first(made: Bench, data: Path, url: str, writer: Writer) -> None:
    """Publish everything for the first time, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.lake", "publish", str(data), url, writer.address]
    done = subprocess.run(command, check=True, capture_output=True, env={**os.environ})
    found = json.loads(done.stdout.splitlines()[-1])
    made.table(
        ("First publish", "Partitions", "Seconds", "Peak of memory"),
        [
            ("rows", found["rows"], f"{found['rows_seconds']:.1f}", ""),
            ("figures", found["figures"], f"{found['figures_seconds']:.1f}", ""),
            ("both", "", "", f"{found['peak']:.0f} MB"),
        ],
    )
    made.targets.append(at_most("peak of memory of the writer", found["peak"], 600, " MB"))


def publish_once(data: Path, url: str, address: str) -> int:
    """The work of that process: rows, then figures, with what each took."""
    writer = Writer(open_store(data, url), address)
    begun = time.perf_counter()
    rows = writer.publisher(figures=False).publish()
    between = time.perf_counter()
    figures = writer.publisher(figures=True).publish()
    end = time.perf_counter()
    print(
        json.dumps(
            {
                "rows": rows.written if rows else 0,
                "rows_seconds": between - begun,
                "figures": figures.written if figures else 0,
                "figures_seconds": end - between,
                "peak": memory(os.getpid())["VmHWM"],
            }
        )
    )
    return 0


def report_changes(made: Bench, writer: Writer) -> None:
    """A sync that changed one session's votes, and a look that finds nothing new."""
    publisher = writer.publisher(figures=False)
    publisher.publish()
    committed = []
    for _ in range(made.rounds(5)):
        writer.change()
        committed.append(seconds(publisher.publish))
    full = writer.publisher(figures=True)
    full.publish()
    writer.change()
    figures = seconds(full.publish)
    tables = DeltaTables(lake_address(writer.address, writer.store.root.name))
    polls = [seconds(lambda: tables.version(SYNCS)) for _ in range(made.rounds(20))]
    made.table(
        ("", "Median"),
        [
            ("one session's votes changed: rows and moment committed", ms(median(committed))),
            ("the same with the figures of that session", ms(figures)),
            ("a look with nothing new", ms(median(polls))),
        ],
    )
    made.targets.append(at_most("one session's votes committed", median(committed), 2, " s"))
    made.targets.append(at_most("a look with nothing new", median(polls) * 1000, 100, " ms"))


def report_follower(made: Bench, writer: Writer, web: AppServer, ready: float) -> None:
    """A machine that follows: its first start, six pages, and how soon it shows what is new."""
    opened = []
    for page in PAGES:
        with Visitor(f"{web.url}/{page}") as visitor:
            opened.append((f"/{page}", visitor.opened))
    resident = memory(web.pid)["VmRSS"]
    late = []
    address = f"{web.url}/api/v1/votes.csv?session={writer.code}"
    for _ in range(made.rounds(2)):
        before = _text(address)
        writer.change()
        writer.publisher(figures=False).publish()
        committed = time.perf_counter()
        _until(partial(_differs, address, before), 120)
        late.append(time.perf_counter() - committed)
    made.table(
        ("A machine that follows", ""),
        [
            ("first start, from nothing until `/readyz`", ms(ready)),
            *((f"opening {page}", ms(taken)) for page, taken in opened),
            ("memory after these pages", f"{resident:.0f} MB"),
            ("from a commit to what is new", f"{', '.join(ms(each) for each in late)}"),
        ],
    )
    made.targets.append(at_most("first start of a web", ready, 20, " s"))
    made.targets.append(
        at_most("from a commit to the page of another machine", max(late), 40, " s")
    )


@contextmanager
def s3_server() -> Iterator[str]:
    """An S3 server in a process of its own, with an empty bucket."""
    port = free_port()
    command = [sys.executable, *s3_command(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet)
    url = f"http://127.0.0.1:{port}"
    try:
        _until(lambda: _put(f"{url}/{BUCKET}"), 30)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def follower(place: Path, api_url: str, store_url: str) -> AppServer:
    """A web with an empty disk."""
    return AppServer(
        place / "web",
        api_url=api_url,
        data_dir=place / "web" / "data",
        role="web",
        store_url=store_url,
    )


def until_ready(web: AppServer) -> float:
    """The time when the web says that its copy is whole."""
    _until(lambda: bool(_text(f"{web.url}/readyz")), 120)
    return time.perf_counter()


def _until(true: Callable[[], bool], patience: float) -> None:
    end = time.monotonic() + patience
    while True:
        try:
            if true():
                return
        except OSError:
            pass
        if time.monotonic() > end:
            raise TimeoutError("it did not come")
        time.sleep(0.2)


def _differs(url: str, before: str) -> bool:
    return _text(url) != before


def _put(url: str) -> bool:
    with urllib.request.urlopen(urllib.request.Request(url, method="PUT"), timeout=5):
        return True


def _text(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return str(answer.read().decode())


if __name__ == "__main__":
    sys.exit(main())
