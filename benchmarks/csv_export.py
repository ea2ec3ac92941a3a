"""The CSV file of all ballots, against pandas, the csv module, a bare write and Datasette."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.measure import (
    Bench,
    at_least,
    at_most,
    bench,
    demo,
    folder,
    installed,
    interleaved,
    median,
    ms,
    seconds,
    times,
)
from benchmarks.rows import ballots_of_files
from core.dictionary.ballots import BALLOTS
from core.export.files import csv_file
from tests.browser.servers import free_port

FORMULA = re.compile(r"^[\s​]*[=+\-@\t\r]")
DATASETTE_ROWS = 100_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it."""
    made = bench("All ballots as CSV", __doc__, arguments)
    ballots = ballots_of_files(demo(made))
    rows = BALLOTS.take(ballots)
    fast: dict[str, Callable[[], object]] = {
        "Tingblik, for Excel": lambda: csv_file(ballots, "ballots", "excel", demo=False),
        "Tingblik, for programs": lambda: csv_file(ballots, "ballots", "plain", demo=False),
        "bare polars write_csv, same dialect": lambda: bare(rows),
    }
    taken = interleaved(fast, made.rounds(9))
    slow: dict[str, Callable[[], object]] = {"csv module, neutralised": lambda: by_hand(rows)}
    if installed("pandas", made):
        frame = to_pandas(rows)
        slow["pandas, neutralised"] = lambda: with_pandas(frame)
        slow["pandas, bare to_csv"] = lambda: pandas_csv(frame)
    for name, values in interleaved(slow, made.rounds(2)).items():
        taken[name] = values
    lines = [(name, rows.height, median(values)) for name, values in taken.items()]
    if installed("datasette", made):
        subset = rows.head(DATASETTE_ROWS)
        scaled = median(streamed(subset, made.rounds(2))) * rows.height / subset.height
        label = f"Datasette's CSV stream, scaled from {subset.height:,} rows"
        lines.append((label, rows.height, scaled))
    report(made, lines, len(csv_file(ballots, "ballots", "excel", demo=False)))
    return made.end()


def bare(rows: pl.DataFrame) -> bytes:
    """The same columns and the same dialect, and nothing made safe."""
    buffer = io.BytesIO()
    rows.write_csv(
        buffer, include_bom=True, separator=";", decimal_comma=True, line_terminator="\r\n"
    )
    return buffer.getvalue()


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def by_hand(rows: pl.DataFrame) -> bytes:
    """Row by row with the standard library."""
    texts = [i for i, dtype in enumerate(rows.dtypes) if dtype == pl.String]
    buffer = io.StringIO(newline="")
    buffer.write("\ufeff")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(rows.columns)
    for row in rows.iter_rows():
        cells = list(row)
        for i in texts:
            if cells[i] is not None:
                cells[i] = neutral(cells[i])
        writer.writerow(cells)
    return buffer.getvalue().encode()


def to_pandas(rows: pl.DataFrame) -> Any:
    """The rows as pandas keeps them: text in object columns, days as its own times."""
    import pandas as pd

    return pd.DataFrame(
        {
            name: rows[name].to_numpy() if rows[name].dtype.is_numeric() else rows[name].to_list()
            for name in rows.columns
        }
    )


def with_pandas(frame: Any) -> bytes:
    """Column by column made safe, then written."""
    safe = frame.copy(deep=False)
    for name in ("session", "member", "party", "position"):
        unsafe = safe[name].str.match(FORMULA).fillna(value=False)
        safe[name] = safe[name].where(~unsafe.astype(bool), "'" + safe[name])
    return pandas_csv(safe)


def pandas_csv(frame: Any) -> bytes:
    """The dialect for Excel."""
    text: str = frame.to_csv(sep=";", decimal=",", index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def streamed(rows: pl.DataFrame, rounds: int) -> list[float]:
    """Seconds for Datasette to stream the rows over loopback."""
    with folder() as data:
        database = data / "ballots.db"
        with sqlite3.connect(database) as connection:
            names = ", ".join(rows.columns)
            connection.execute(f"CREATE TABLE ballots (id INTEGER PRIMARY KEY, {names})")
            places = ", ".join("?" * rows.width)
            text = rows.with_columns(pl.col("date").cast(pl.String))
            connection.executemany(
                f"INSERT INTO ballots ({names}) VALUES ({places})", text.iter_rows()
            )
        connection.close()
        with datasette(database) as url:
            address = f"{url}/ballots/ballots.csv?_stream=on"
            found = body(address).count(b"\n")
            assert found >= rows.height, f"{found} lines of {rows.height} rows"
            return [seconds(lambda: body(address)) for _ in range(rounds)]


@contextmanager
def datasette(database: Path) -> Iterator[str]:
    """Datasette in a process of its own, with its limits on size lifted."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "datasette",
        str(database),
        "--port",
        str(port),
        "--setting",
        "max_csv_mb",
        "0",
        "--setting",
        "sql_time_limit_ms",
        "60000",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                body(f"{url}/-/versions.json")
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("Datasette did not start") from None
                time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def body(url: str) -> bytes:
    """All of an answer."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=300) as answer:
        return bytes(answer.read())


def report(made: Bench, lines: list[tuple[str, int, float]], size: int) -> None:
    """Print the table and hold the targets."""
    own = lines[0][2]
    by_name = {name: value for name, _, value in lines}
    made.table(
        (
            f"{lines[0][1]:,} ballots, {size / 2**20:.1f} MB",
            "Median",
            "Against the first",
            "Rows a second",
        ),
        [(name, ms(t), times(t / own), f"{rows / t:,.0f}") for name, rows, t in lines],
    )
    made.targets.append(
        at_most(
            "ours over bare write_csv", own / by_name["bare polars write_csv, same dialect"], 1.5
        )
    )
    for name, limit in (
        ("pandas, neutralised", 10),
        ("pandas, bare to_csv", 10),
        ("csv module, neutralised", 20),
    ):
        if name in by_name:
            made.targets.append(at_least(f"{name} over ours", by_name[name] / own, limit))


if __name__ == "__main__":
    sys.exit(main())
