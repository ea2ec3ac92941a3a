"""The running app on all the votes: to start, to filter, to open pages, and what a crowd meets."""

from __future__ import annotations

import os
import random
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
from playwright.sync_api import Page, sync_playwright

from benchmarks.crowd import report_crowd
from benchmarks.measure import (
    Bench,
    Served,
    at_most,
    bench,
    connect,
    demo,
    folder,
    median,
    ms,
    percentile,
    served,
)
from benchmarks.rows import Tables, by_session
from benchmarks.visitor import Visitor
from core.standin.serve import Standin
from core.store.datasets.votes import BALLOT_FIELDS
from core.store.snapshot.archive import write_snapshot
from core.store.store import Store, store_root
from core.store.sync.pulses import PEOPLE
from core.store.sync.state import read_state, write_state
from core.store.sync.syncer import Syncer, SyncScope
from core.store.voters import ballots_key
from core.tables.marks import mark_sessions
from core.telemetry import Telemetry
from scripts.chromium import find_chromium
from tests.browser.servers import AppServer, Server, free_port
from tests.browser.waiting import settle
from tests.makers.chromium import FLAGS

Value = str | Sequence[int]

LATENCY_MS = 90
USERS = 10
THINK_SECONDS = 2.0
ROWS_SHOWN = '[data-testid="stDataFrame"]'
LINKS_SHOWN = '[data-testid="stMain"] a[href*="vote?id="]'
EMPTY_APP = 'import streamlit as st\nst.text_input("q", key="q")\n'
CHART_AND_TABLE = """
import plotly.graph_objects as go
import polars as pl
import streamlit as st

rows = pl.DataFrame({"session": ["20251", "20261"], "votes": [412, 388]})
st.plotly_chart(go.Figure({"data": [{"type": "bar", "y": rows["votes"].to_list()}]}))
st.dataframe(rows.to_arrow(), lazy=False)
"""
TICKS = os.sysconf("SC_CLK_TCK")
# What visitors set one after the other: a text to search for, or a kind of vote.
CHANGES: list[tuple[str, Value]] = [
    ("q", "lov"), ("type", [0]), ("q", "lov om ændring"), ("type", []), ("q", ""),
    ("q", "b 1"),
]  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it."""
    made = bench("The running app with everything loaded", __doc__, arguments)
    tables = demo(made)
    port = free_port()
    scale = ("--scale", made.scale, "--latency-ms", str(LATENCY_MS))
    with folder() as place:
        data = place / "data"
        fill(data, tables, port)
        with served(*scale, port=port) as standin:
            snapshot = place / "snapshot.zip"
            write_snapshot(open_store(data, standin.url), snapshot, lambda: datetime.now(UTC))
            folders = [
                ("cold", place / "cold" / "data", "/votes", None),
                ("warm", data, "/votes", None),
                ("from a snapshot", place / "restored" / "data", "/votes", snapshot),
                ("cold", place / "again" / "data", "/", None),
                ("warm", place / "again" / "data", "/", None),
            ]
            started = [
                start(place / f"start{n}", standin, *chosen)
                for n, chosen in enumerate(folders[:3:2] if made.quick else folders)
            ]
            report_starts(made, started)
            report_first_figures(made, place, standin.url, data)
            with app(place / "full", standin.url, data) as server:
                report_memory(made, loaded(made, server, tables))
                report_filters(made, server, place)
                report_openings(made, server, tables)
                report_users(made, server)
                report_crowd(made, server, tables)
                end = memory(server.pid)
            print(f"Memory after all that: {end['VmRSS']:.0f} MB, peak {end['VmHWM']:.0f} MB\n")
            made.targets.append(at_most("memory in the end", end["VmRSS"], 600, " MB"))
            made.targets.append(at_most("peak of memory in the end", end["VmHWM"], 690, " MB"))
    return made.end()


# Filling


def fill(data: Path, tables: Tables, port: int) -> None:
    """A data folder as `sync --all` leaves it.

    Votes and members come through a sync; the ballots, 18,600 pages, are put beside them.
    """
    with Standin({**tables}, port=port) as standin:
        client = connect(standin.url, data)
        store = open_store(data, standin.url)
        syncer = Syncer(client, store)
        syncer.sync(SyncScope(entities=("Periode", "Afstemning", "AktørAktør", "Aktør")))
        people = client.fetch(PEOPLE.loads[0].query)
        client.close()
    now = datetime.now(UTC)
    store.write("Aktør", "people", people.frame, fetched_at=now, url=people.url)
    state = read_state(store)
    for code, votes in by_session(tables).items():
        mine = pl.col("afstemningid").is_in(votes["id"].implode())
        ballots = tables["Stemme"].filter(mine).select(BALLOT_FIELDS)
        store.write("Stemme", code, ballots, fetched_at=now, url="")
        state.checked[ballots_key(code)] = now
        state.empty[code] = sorted(set(votes["id"]) - set(ballots["afstemningid"]))
    write_state(store, state)
    mark_sessions(store)


def open_store(data: Path, url: str) -> Store:
    """The store of that API in a data folder."""
    return Store(store_root(data, url), Telemetry())


def app(place: Path, url: str, data: Path, snapshot: Path | None = None) -> AppServer:
    """The app on that data folder, without the sync in the background."""
    return AppServer(
        place,
        api_url=url,
        data_dir=data,
        demo="never",
        sync_minutes=0,
        snapshot_url="" if snapshot is None else snapshot.as_uri(),
    )


# Starting


@dataclass(frozen=True)
class Start:
    """What it took from an empty process to the first page with votes."""

    name: str
    requests: int
    seconds: float
    ready: float
    cpu: float
    resident: float


def start(
    place: Path, standin: Served, kind: str, data: Path, path: str, snapshot: Path | None
) -> Start:
    """Start the server and open a page in Chromium, until votes are on it."""
    asked = standin.requests()
    with browser() as page, app(place, standin.url, data, snapshot) as server:
        ready, opened = cpu_seconds(server.pid), time.perf_counter()
        page.goto(server.url + path)
        page.wait_for_selector(f"{ROWS_SHOWN}, {LINKS_SHOWN}", timeout=60_000)
        shown, requests = time.perf_counter(), standin.requests() - asked
        settle(page)
        return Start(
            f"{kind}, {path}",
            requests,
            shown - opened,
            ready,
            cpu_seconds(server.pid),
            memory(server.pid)["VmRSS"],
        )


def report_starts(made: Bench, started: list[Start]) -> None:
    """Print and hold the targets."""
    made.table(
        (
            "Start",
            "Requests to first votes",
            "From opening to votes",
            "CPU: server ready",
            "CPU: page settled",
            "Resident",
        ),
        [
            (
                s.name,
                s.requests,
                ms(s.seconds),
                f"{s.ready:.2f} s",
                f"{s.cpu:.2f} s",
                f"{s.resident:.0f} MB",
            )
            for s in started
        ],
    )
    for s in started:
        most = 12 if s.name.startswith("cold") else 0
        made.targets.append(at_most(f"requests, {s.name}", s.requests, most, ""))
        made.targets.append(at_most(f"CPU to first page, {s.name}", s.cpu, 3, " s"))


def report_first_figures(made: Bench, place: Path, api_url: str, data: Path) -> None:
    """Processor of a warm start until its first page, beside a page that only has such elements.

    Both servers take turns, and are asked by a visitor without a browser: its files are the same.
    """
    script = place / "figure.py"
    script.write_text(CHART_AND_TABLE, encoding="utf-8")
    floor: list[float] = []
    ours: list[float] = []
    for n in range(made.rounds(5)):
        with AppServer(place / f"figure{n}", script) as server:
            floor.append(first_page(server, ""))
        with app(place / f"first{n}", api_url, data) as server:
            ours.append(first_page(server, "votes"))
    made.table(
        ("A start until the first page, without a browser's files", "CPU"),
        [
            ("floor: a page with a chart and a table", ms(median(floor))),
            ("warm, `/votes`", ms(median(ours))),
        ],
    )
    ratio = median(ours) / median(floor)
    made.targets.append(at_most("CPU to the first page, over a chart and a table", ratio, 1.3))


def first_page(server: Server, path: str) -> float:
    """Seconds of the server's processor since it began, once it has drawn its first page."""
    with urllib.request.urlopen(f"{server.url}/{path}") as document:
        document.read()
    with Visitor(f"{server.url}/{path}") as visitor:
        assert "plotly_chart" in visitor.seen
        time.sleep(0.5)
    return cpu_seconds(server.pid)


@contextmanager
def browser() -> Iterator[Page]:
    """A page of a Chromium of its own, which can reach nothing but loopback."""
    path = find_chromium()
    if path is None:
        sys.exit("Chromium is missing: python -m scripts.chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        page = chromium.new_page(locale="da-DK")
        yield page
        chromium.close()


def cpu_seconds(pid: int) -> float:
    """Processor time of a process, in user mode and in the kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid: int) -> dict[str, float]:
    """Resident memory now (VmRSS) and at its highest (VmHWM), in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    pairs = (line.split(":") for line in lines if line.startswith("Vm"))
    return {name: int(value.split()[0]) / 1024 for name, value in pairs}


# Memory


def loaded(made: Bench, server: AppServer, tables: Tables) -> list[tuple[str, float, float]]:
    """Memory, now and at its highest, while more and more is loaded."""
    found = []

    def note(name: str) -> None:
        now = memory(server.pid)
        found.append((name, now["VmRSS"], now["VmHWM"]))

    note("server ready")
    with Visitor(f"{server.url}/votes") as visitor:
        visitor.run()
    note("first page: the latest session's votes")
    with Visitor(f"{server.url}/votes?session=all") as visitor:
        visitor.run()
        assert visitor.filled
    note("votes of all sessions")
    for votes in by_session(tables).values():
        with Visitor(f"{server.url}/vote?id={votes['id'][0]}") as visitor:
            visitor.run()
    note("a vote's page in every session: all ballots read")
    return found


def report_memory(made: Bench, found: list[tuple[str, float, float]]) -> None:
    """Print and hold the targets."""
    made.table(
        ("Memory", "Resident", "Highest so far"),
        [(name, f"{now:.0f} MB", f"{peak:.0f} MB") for name, now, peak in found],
    )
    made.targets.append(at_most("memory with everything loaded", found[-1][1], 500, " MB"))
    made.targets.append(at_most("peak of memory while loading", found[-1][2], 690, " MB"))


# Filters


@dataclass(frozen=True)
class Changes:
    """Seconds and bytes sent of every filter change, and seconds of the processor for one."""

    name: str
    seconds: list[float]
    cpu: float
    received: list[int]


def report_filters(made: Bench, server: AppServer, place: Path) -> None:
    """Time of a filter change, and of a run of an app that does nothing."""
    rounds = made.rounds(10)
    script = place / "empty.py"
    script.write_text(EMPTY_APP, encoding="utf-8")
    with AppServer(place / "empty", script) as nothing:
        texts = [("q", value) for key, value in CHANGES if key == "q"]
        lines = [changed("floor: an app with one text field", nothing, "", texts, rounds)]
    for name, path in (("the latest session", "votes"), ("all sessions", "votes?session=all")):
        lines.append(changed(name, server, path, CHANGES, rounds))
    made.table(
        ("A filter change", "Median", "95 %", "Highest", "Server's CPU", "Sent"),
        [
            (
                line.name,
                ms(median(line.seconds)),
                ms(percentile(line.seconds, 0.95)),
                ms(max(line.seconds)),
                ms(line.cpu),
                f"{median(line.received) / 1024:.0f} KB",
            )
            for line in lines
        ],
    )
    floor, _, every = lines
    for line in lines[1:]:
        made.targets.append(
            at_most(f"CPU over the floor, {line.name}", line.cpu / max(floor.cpu, 0.001), 8)
        )
    sent = median(every.received) / 1024
    made.targets.append(at_most("sent at a filter change over all sessions", sent, 60, " KB"))
    made.targets.append(
        at_most("filter change over all sessions, median", median(every.seconds) * 1000, 100, " ms")
    )


def changed(
    name: str, server: AppServer, path: str, changes: Sequence[tuple[str, Value]], rounds: int
) -> Changes:
    """One visitor who makes the changes again and again."""
    with Visitor(f"{server.url}/{path}") as visitor:
        visitor.run()
        used, found, received = cpu_seconds(server.pid), [], []
        for change in [*changes] * rounds:
            found.append(visitor.change(*change))
            received.append(visitor.received)
            time.sleep(0.1)  # what the server clears up after a run is not the next one's time
        used = cpu_seconds(server.pid) - used
        return Changes(name, found, used / len(found), received)


# Opening a page


def report_openings(made: Bench, server: AppServer, tables: Tables) -> None:
    """Time to open the page of a vote and of a member, each for the first time."""
    each = 1 if made.quick else 20
    votes = [vote for table in by_session(tables).values() for vote in table["id"].tail(4)]
    newest = next(iter(by_session(tables).values()))["id"].implode()
    cast = tables["Stemme"].filter(pl.col("afstemningid").is_in(newest))
    members = cast["aktørid"].unique().sort().head(each * 4).to_list()
    chosen = [("a vote", "vote", votes[: each * 4], 100), ("a member", "member", members, 200)]
    lines = []
    for name, page, ids, limit in chosen:
        taken, received = opened(server, page, ids, whole=not made.quick)
        lines.append(
            (
                name,
                len(taken),
                ms(median(taken)),
                ms(percentile(taken, 0.95)),
                ms(max(taken)),
                f"{received / 1024:.0f} KB",
            )
        )
        made.targets.append(at_most(f"opening {name}, median", median(taken) * 1000, limit, " ms"))
    made.table(("Opening", "Pages", "Median", "95 %", "Highest", "Sent"), lines)


def opened(
    server: AppServer, page: str, ids: Sequence[int], *, whole: bool
) -> tuple[list[float], int]:
    """Seconds to open each, by one visitor who has opened one before; bytes of the last.

    `whole` holds every page to showing rows, as it does where there are ballots.
    """
    with Visitor(f"{server.url}/{page}?id={ids[0]}") as visitor:
        found = []
        for number in ids[1:]:
            visitor.seen.clear()
            found.append(visitor.open(page, f"id={number}"))
            assert not whole or visitor.filled, f"{page} {number} shows nothing"
            time.sleep(0.1)
        return found, visitor.received


# Ten at once


def report_users(made: Bench, server: AppServer) -> None:
    """Visitors at once, ten or few: each in their own time, and all in the same instant."""
    users, changes = (3, 2) if made.quick else (USERS, 15)
    think = 0.2 if made.quick else THINK_SECONDS
    paced = at_once(server, users, changes, think)
    burst = at_once(server, users, changes, 0.0)
    made.table(
        (f"{users} visitors, {changes} changes each, all sessions", "Median", "95 %", "Highest"),
        [
            (name, ms(median(t)), ms(percentile(t, 0.95)), ms(max(t)))
            for name, t in (
                (f"each every {think:g} s or so", paced),
                ("all in the same instant, again and again", burst),
            )
        ],
    )
    made.targets.append(
        at_most(f"{users} visitors at once, 95 %", percentile(paced, 0.95) * 1000, 500, " ms")
    )
    made.targets.append(
        at_most(
            f"{users} visitors in the same instant, 95 %",
            percentile(burst, 0.95) * 1000,
            500,
            " ms",
        )
    )


def at_once(server: AppServer, users: int, changes: int, think: float) -> list[float]:
    """Seconds of every change; without time to `think`, all begin each change together."""
    together = threading.Barrier(users)

    def visit(number: int) -> list[float]:
        chance = random.Random(number)
        found = []
        with Visitor(f"{server.url}/votes?session=all") as visitor:
            for n in range(changes):
                together.wait() if not think or n == 0 else None
                time.sleep(chance.uniform(0.25, 1.75) * think)
                found.append(visitor.change(*CHANGES[(n + number) % len(CHANGES)]))
        return found

    with ThreadPoolExecutor(users) as pool:
        return [t for times in pool.map(visit, range(users)) for t in times]


if __name__ == "__main__":
    sys.exit(main())
