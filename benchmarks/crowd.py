"""A crowd: visitors who open different pages in the same instant, and what the server makes of it.

Every page has been opened before and has loaded what it shows, as on a server that has run for a
while. What is new is the visitor: the first run of a session is the dearest one.
"""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import polars as pl

from benchmarks.measure import Bench, at_most, median, ms, percentile
from benchmarks.rows import Tables, by_session
from benchmarks.visitor import Visitor
from core.ui.shell.router import PAGES
from tests.browser.servers import AppServer

CROWDS = (20, 60)
_HEALTH_SECONDS = 0.1
_PATIENCE = 600.0
_ROUNDS = 3


@dataclass(frozen=True)
class Crowd:
    """Seconds until each visitor's page was whole, and of every answer on the server's health."""

    pages: list[float]
    health: list[float]


def report_crowd(made: Bench, server: AppServer, tables: Tables) -> None:
    """Print and hold the targets: a page for the first time in a session, and crowds."""
    addresses = every_page(tables)[:: 4 if made.quick else 1]
    for address in addresses:
        warm(server, address)
    report_first_runs(made, server, addresses)
    few, many = (3, 6) if made.quick else CROWDS
    rounds = made.rounds(_ROUNDS)
    crowds = {
        size: [opened_by(server, addresses, size) for _ in range(rounds)] for size in (few, many)
    }
    made.table(
        (
            "Visitors, each at another page, in the same instant",
            "Median",
            "95 %",
            "Last",
            "Health",
            "Health, longest",
        ),
        [
            (
                size,
                ms(median(pages)),
                ms(percentile(pages, 0.95)),
                ms(max(pages)),
                ms(median(health)),
                ms(max(health)),
            )
            for size, found in crowds.items()
            for pages, health in [_together(found)]
        ],
    )
    middle = median([median(crowd.pages) for crowd in crowds[few]])
    health = median([max(crowd.health) for crowd in crowds[few]])
    last = median([max(crowd.pages) for crowd in crowds[many]])
    made.targets += [
        at_most(f"{few} visitors open different pages, median", middle, 1.5, " s"),
        at_most(f"the longest answer on health meanwhile, of {few}", health, 0.5, " s"),
        at_most(f"{many} visitors open different pages, the last", last, 10, " s"),
    ]


def every_page(tables: Tables) -> list[str]:
    """An address of every page, from the root; pages about one thing show a newer one."""
    newest = next(iter(by_session(tables).values()))["id"].sort()[-1]
    cast = tables["Stemme"].filter(pl.col("afstemningid") == newest)
    bills = tables["Sagstrin"].filter(pl.col("typeid") == 17)["sagid"]
    queries = {
        "vote": f"?id={newest}",
        "member": f"?id={cast['aktørid'].sort()[0]}",
        "case": f"?id={bills.sort()[-1]}",
        "changes": "?since=2026-11-10",  # the demo has not changed since its own last day
    }
    return [f"{entry.name}{queries.get(entry.name, '')}" for entry in PAGES]


def warm(server: AppServer, address: str) -> None:
    """Open a page until it has loaded all that it shows."""
    with Visitor(f"{server.url}/{address}") as visitor:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            visitor.seen.clear()
            visitor.run()
            if "skeleton" not in visitor.seen and "progress" not in visitor.seen:
                return
            time.sleep(0.1)
    raise RuntimeError(f"{address} never ends loading")


def report_first_runs(made: Bench, server: AppServer, addresses: Sequence[str]) -> None:
    """A new visitor alone, on every page."""
    rounds = made.rounds(5)
    found: dict[str, list[float]] = {address: [] for address in addresses}
    for _ in range(rounds):
        for address in addresses:
            with Visitor(f"{server.url}/{address}") as visitor:
                found[address].append(visitor.opened)
            time.sleep(0.1)
    made.table(
        ("A session's first page", "Median", "Highest"),
        [(address, ms(median(taken)), ms(max(taken))) for address, taken in found.items()],
    )
    slowest = max(median(taken) for taken in found.values())
    made.targets.append(
        at_most("a session's first page, the slowest one's median", slowest * 1000, 100, " ms")
    )


def opened_by(server: AppServer, addresses: Sequence[str], size: int) -> Crowd:
    """So many visitors open the pages, each another one as far as there are, all at once."""
    together = threading.Barrier(size)

    def visit(number: int) -> float:
        together.wait()
        started = time.perf_counter()
        with Visitor(f"{server.url}/{addresses[number % len(addresses)]}"):
            return time.perf_counter() - started

    with _health(server) as health, ThreadPoolExecutor(size) as pool:
        pages = list(pool.map(visit, range(size)))
    return Crowd(pages, health)


@contextmanager
def _health(server: AppServer) -> Iterator[list[float]]:
    """Asks all the while whether the server is well; seconds of each answer."""
    found: list[float] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            started = time.perf_counter()
            line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            line.request("GET", "/_stcore/health")
            line.getresponse().read()
            line.close()
            found.append(time.perf_counter() - started)
            ended.wait(_HEALTH_SECONDS)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield found
    finally:
        ended.set()
        asking.join()


def _together(crowds: Sequence[Crowd]) -> tuple[list[float], list[float]]:
    return (
        [t for crowd in crowds for t in crowd.pages],
        [t for crowd in crowds for t in crowd.health],
    )
