"""All ballots from the store, against a bare Parquet read, cached pages, DuckDB and SQLite."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.measure import (
    Bench,
    at_least,
    at_most,
    bench,
    connect,
    demo,
    folder,
    installed,
    interleaved,
    median,
    ms,
    seconds,
    spread,
    times,
)
from core.oda.client import ODataClient
from core.oda.paging import PAGE_ROWS
from core.oda.query.query import Query, field
from core.standin.serve import Standin
from core.store.datasets.votes import BALLOT_FIELDS
from core.store.store import Store
from core.telemetry import Telemetry

ENTITY, PARTITION = "Stemme", "all"
POSITIONS = (1, 2, 3, 4)
Work = dict[str, Callable[[], object]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it."""
    made = bench("Reading all ballots", __doc__, arguments)
    tables = demo(made)
    ballots = tables[ENTITY].select(BALLOT_FIELDS)
    member = most_frequent(ballots["aktørid"])
    with folder() as data:
        path = stored(data, ballots)
        database = data / "ballots.sqlite"
        fill_sqlite(database, ballots)
        candidates = {"read": full_reads(made, data, path, database)}
        candidates["group"] = group_bys(made, data, path, database)
        candidates["member"] = of_member(made, data, path, database, member)
        pages_seconds = from_pages(made, tables, data)
        taken = {
            name: interleaved(work, made.rounds(rounds))
            for (name, work), rounds in zip(candidates.items(), (7, 9, 15), strict=True)
        }
        slow = {
            "SQLite, indexed": seconds(lambda: sqlite_rows(database, "SELECT * FROM ballots")),
        }
    report(made, ballots.height, taken, slow, pages_seconds)
    return made.end()


def stored(data: Path, ballots: pl.DataFrame) -> Path:
    """The ballots as one partition of a store; gives its file."""
    Store(data / "store", Telemetry()).write(
        ENTITY, PARTITION, ballots, fetched_at=datetime.now(UTC), url=""
    )
    return data / "store" / ENTITY / f"{PARTITION}.parquet"


def from_store(data: Path) -> pl.DataFrame:
    """Read by a store that has just been opened and has nothing in memory."""
    found = Store(data / "store", Telemetry()).read(ENTITY, PARTITION)
    assert found is not None
    return found.frame


def full_reads(made: Bench, data: Path, path: Path, database: Path) -> Work:
    """All rows and columns."""
    work: Work = {
        "Tingblik's store, just opened": lambda: from_store(data),
        "bare pl.read_parquet": lambda: pl.read_parquet(path),
    }
    if installed("duckdb", made):
        work["DuckDB, to a polars frame"] = lambda: duck(f"SELECT * FROM '{path}'").pl()
        work["DuckDB, to Arrow"] = lambda: duck(f"SELECT * FROM '{path}'").to_arrow_table()
    return work


def group_bys(made: Bench, data: Path, path: Path, database: Path) -> Work:
    """How many of each position in each vote: a row for each vote.

    In memory the ballots lie in the order of their votes, as in every table of the app.
    """
    counts = ", ".join(f"count(*) FILTER (WHERE typeid = {n}) AS n{n}" for n in POSITIONS)
    sql = f"SELECT afstemningid, {counts} FROM {{}} GROUP BY afstemningid"
    frame = from_store(data).sort("afstemningid", maintain_order=True)
    work: Work = {
        "Tingblik, in memory": lambda: positions(frame),
        "Tingblik, store just opened": lambda: positions(from_store(data)),
        "SQLite, index on both columns": lambda: sqlite_rows(database, sql.format("ballots")),
    }
    if installed("duckdb", made):
        work["DuckDB over the same Parquet"] = lambda: duck(sql.format(f"'{path}'")).pl()
    return work


def of_member(made: Bench, data: Path, path: Path, database: Path, member: int) -> Work:
    """One member's ballots."""
    sql = f"SELECT * FROM {{}} WHERE aktørid = {member}"
    frame = from_store(data)
    mine = pl.col("aktørid") == member
    work: Work = {
        "Tingblik, in memory": lambda: frame.filter(mine),
        "Tingblik, store just opened": lambda: from_store(data).filter(mine),
        "SQLite, index on the member": lambda: sqlite_rows(database, sql.format("ballots")),
    }
    if installed("duckdb", made):
        work["DuckDB over the same Parquet"] = lambda: duck(sql.format(f"'{path}'")).pl()
    return work


def positions(frame: pl.DataFrame) -> pl.DataFrame:
    """How many of each position in each vote."""
    return frame.group_by("afstemningid").agg(
        (pl.col("typeid") == n).sum().alias(f"n{n}") for n in POSITIONS
    )


def duck(sql: str) -> Any:
    """The relation of a query, in DuckDB's default connection."""
    import duckdb

    return duckdb.sql(sql)


def fill_sqlite(path: Path, ballots: pl.DataFrame) -> None:
    """The same rows in SQLite with the indexes that the questions ask for."""
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE ballots (id INTEGER PRIMARY KEY, typeid INTEGER, "
            "afstemningid INTEGER, aktørid INTEGER, opdateringsdato TEXT)"
        )
        rows = ballots.with_columns(pl.col("opdateringsdato").dt.to_string()).iter_rows()
        database.executemany("INSERT INTO ballots VALUES (?, ?, ?, ?, ?)", rows)
        database.execute("CREATE INDEX of_vote ON ballots (afstemningid, typeid)")
        database.execute("CREATE INDEX of_member ON ballots (aktørid)")
        database.execute("ANALYZE")
    database.close()


def sqlite_rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    """The rows of a query."""
    database = sqlite3.connect(path)
    rows = database.execute(sql).fetchall()
    database.close()
    return rows


def from_pages(made: Bench, tables: dict[str, pl.DataFrame], data: Path) -> tuple[float, int]:
    """Seconds to read some ballots from fresh pages in the page cache, and their number."""
    first = tables[ENTITY]["id"][0]
    pages = 10 if made.quick else 500
    query = Query(ENTITY).where(field("id") < first + pages * PAGE_ROWS).select(*BALLOT_FIELDS)
    with Standin({**tables}) as standin:
        client = connect(standin.url, data / "pages")
        client.fetch(query)
        asked = len(standin.requests)
        taken = [seconds(lambda: cached(client, query)) for _ in range(made.rounds(3))]
        assert len(standin.requests) == asked, "the pages were not in the cache"
        client.close()
    return median(taken), pages * PAGE_ROWS


def cached(client: ODataClient, query: Query) -> int:
    """The rows of a query, from the page cache."""
    return client.fetch(query).frame.height


def most_frequent(column: pl.Series) -> int:
    """The commonest value."""
    return int(column.mode().sort()[0])


def report(
    made: Bench,
    rows: int,
    taken: dict[str, dict[str, list[float]]],
    slow: dict[str, float],
    pages: tuple[float, int],
) -> None:
    """Print the tables and hold the targets."""
    titles = {
        "read": f"Full read of {rows:,} ballots",
        "group": "Positions in each vote",
        "member": "One member's ballots",
    }
    for name, title in titles.items():
        own = median(next(iter(taken[name].values())))
        lines = [
            (what, ms(median(seconds)), times(median(seconds) / own), spread(seconds))
            for what, seconds in taken[name].items()
        ]
        if name == "read":
            scaled = pages[0] * rows / pages[1]
            lines += [(f"{what} (once)", ms(t), times(t / own), "") for what, t in slow.items()]
            label = f"cached pages, scaled from {pages[1]:,} ballots"
            lines.append((label, ms(scaled), times(scaled / own), ""))
            made.targets += [
                at_most(
                    "store over bare read_parquet",
                    own / median(taken[name]["bare pl.read_parquet"]),
                    1.5,
                ),
                at_least("cached pages over store", scaled / own, 100),
            ]
        made.table((title, "Median", "Against the first", "Range"), lines)
        rivals = [
            m
            for what, s in taken[name].items()
            if what.startswith(("DuckDB", "SQLite"))
            for m in [median(s)]
        ]
        rivals += [t for what, t in slow.items() if name == "read"]
        made.targets.append(
            at_least(
                f"{title.lower()}: the better of DuckDB and SQLite over Tingblik",
                min(rivals) / own,
                1.0,
            )
        )


if __name__ == "__main__":
    sys.exit(main())
