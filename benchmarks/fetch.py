"""A thousand pages of ballots over a connection of 90 ms, against what people usually write."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import requests

from benchmarks.measure import (
    Bench,
    Served,
    at_least,
    at_most,
    bench,
    connect,
    folder,
    median,
    ms,
    served,
    times,
)
from core.oda.client import ODataClient
from core.oda.paging import PAGE_ROWS
from core.oda.query.query import Query, field
from core.oda.rows import open_envelope
from core.store.datasets.votes import BALLOT_FIELDS
from core.store.sync.pulses import ballots_between, vote_ranges
from core.store.sync.requests import Reader

LATENCY_MS = 90
CONNECTIONS = 4


class Cost(NamedTuple):
    """What a piece of work took: seconds of time, seconds of processor, requests."""

    wall: float
    cpu: float
    requests: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it."""
    made = bench("Fetching 1,000 pages of ballots, 90 ms away", __doc__, arguments)
    with served("--scale", made.scale, "--latency-ms", str(LATENCY_MS)) as standin:
        run(made, standin)
    return made.end()


def run(made: Bench, standin: Served) -> None:
    """Measure the ways to fetch in turn."""
    wanted, looped = (30, 5) if made.quick else (1_000, 100)
    with folder() as data:
        query, votes, rows = newest_ballots(connect(standin.url, data), wanted)
    url = query.url(standin.url)
    costs: dict[str, list[Cost]] = {"whole": [], "chunks": [], "loop": []}
    for _ in range(made.rounds(3)):
        whole = over_client(standin, lambda client: client.fetch(query))
        costs["whole"].append(whole)
        costs["loop"].append(cost(standin, lambda: sequential(url, looped)))
        costs["chunks"].append(over_client(standin, lambda client: in_chunks(client, votes)))
    pages = -(-rows // PAGE_ROWS)
    ideal = pages * LATENCY_MS / 1000 / CONNECTIONS
    whole, chunks = middle(costs["whole"]), middle(costs["chunks"])
    one = middle(costs["loop"])
    loop = Cost(one.wall / looped * pages, one.cpu / looped * pages, pages)

    def row(name: str, taken: Cost) -> tuple[str, ...]:
        return (
            name,
            str(taken.requests),
            ms(taken.wall),
            f"{pages / taken.wall:.1f}",
            times(loop.wall / taken.wall),
            ms(taken.cpu / pages),
        )

    made.table(
        (f"{pages:,} pages", "Requests", "Time", "Pages a second", "Over the loop", "CPU a page"),
        [
            row("ideal: pages × latency / connections", Cost(ideal, 0.0, pages)),
            row("Tingblik, one query, cold cache", whole),
            row("Tingblik, in a sync's pieces of 25 votes, cold cache", chunks),
            row(f"a loop over `requests` and `$skip`, scaled from {looped} pages", loop),
        ],
    )
    made.targets += [
        at_least("speed over the sequential loop", loop.wall / whole.wall, 3.5),
        at_most("time over the ideal", whole.wall / ideal, 1.15),
        at_most("time over the ideal, in a sync's pieces", chunks.wall / ideal, 1.15),
    ]


def newest_ballots(client: ODataClient, pages: int) -> tuple[Query, list[int], int]:
    """A query for so many pages of ballots of the newest votes; those votes; the rows."""
    newest = first(client, Query("Stemme").order_by("id desc").top(1), "id")
    at = field("id") == newest - pages * PAGE_ROWS + 1
    vote = first(client, Query("Stemme").where(at), "afstemningid")
    query = Query("Stemme").where(field("afstemningid") >= vote).select(*BALLOT_FIELDS)
    votes = client.fetch(Query("Afstemning").where(field("id") >= vote).select("id")).frame
    rows = client.count(query)
    client.close()
    return query, votes["id"].to_list(), rows


def first(client: ODataClient, query: Query, name: str) -> int:
    """A field of the first row."""
    return int(open_envelope(client.page(query).content).rows[0][name])


def over_client(standin: Served, work: Callable[[ODataClient], object]) -> Cost:
    """The cost of work through the client, with nothing in its cache."""
    with folder() as data:
        return cost(standin, lambda: with_client(standin.url, data, work))


def with_client(url: str, data: Path, work: Callable[[ODataClient], object]) -> None:
    """Open the client, work, close it."""
    client = connect(url, data)
    work(client)
    client.close()


def in_chunks(client: ODataClient, votes: list[int]) -> None:
    """The same ballots in the pieces that a sync reads and keeps."""
    reader = Reader(client, threading.Event(), lambda rows, total: None, time.sleep)
    for answer in reader.fetch_each(ballots_between(*chunk) for chunk in vote_ranges(votes, ())):
        assert answer.frame.height


def sequential(url: str, pages: int) -> None:
    """What people write: one page after the other, all rows in a list of dicts."""
    rows: list[dict[str, object]] = []
    with requests.Session() as session:
        while len(rows) < pages * PAGE_ROWS:
            answer = session.get(f"{url}&$orderby=id&$skip={len(rows)}", timeout=30)
            page = answer.json()["value"]
            if not page:
                break
            rows += page


def cost(standin: Served, work: Callable[[], object]) -> Cost:
    """What a piece of work takes."""
    asked, started, cpu = standin.requests(), time.perf_counter(), time.process_time()
    work()
    wall, used = time.perf_counter() - started, time.process_time() - cpu
    return Cost(wall, used, standin.requests() - asked)


def middle(costs: Sequence[Cost]) -> Cost:
    """The medians."""
    return Cost(
        median([taken.wall for taken in costs]),
        median([taken.cpu for taken in costs]),
        round(median([taken.requests for taken in costs])),
    )


if __name__ == "__main__":
    sys.exit(main())
