"""Over 98,000 cases: search as you type, a case, the way of bills, explored rows, memory."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import polars as pl

from benchmarks.measure import Bench, at_most, bench, connect, demo, folder, median, ms, percentile
from benchmarks.measure import served as standin_served
from benchmarks.pages import app, cpu_seconds, fill, memory
from benchmarks.rows import Tables, by_session
from benchmarks.visitor import Visitor
from core.oda.schema.codes import CaseKind
from core.parliament.calendar.periods import Period, read_periods
from core.store.datasets import cases as case_sets
from core.store.datasets.dataset import Dataset
from core.store.library import load_dataset
from core.store.store import Store, store_root
from core.telemetry import Telemetry
from core.times import local
from tests.browser.servers import AppServer, free_port

# What visitors type, letter by letter, and what they ask for.
TYPED = ("l", "lo", "lov", "lov om", "lov om æ", "lov om ændring", "l 137", "l137 20231", "klima")
ROUNDS = 5
PATIENCE = 1_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it."""
    made = bench("Cases", __doc__, arguments)
    tables = demo(made)
    port = free_port()
    with folder() as place:
        data = place / "data"
        fill(data, tables, port)
        periods = put_cases(data, tables, port)
        with (
            standin_served("--scale", made.scale, port=port) as standin,
            app(place / "app", standin.url, data) as server,
        ):
            measured(made, server, tables, periods)
    return made.end()


def put_cases(data: Path, tables: Tables, port: int) -> list[Period]:
    """Put beside the votes what `sync --all --cases` reads, without its thousands of requests.

    The names and periods come through the client; the rows of each period are cut out of the demo.
    """
    from core.standin.serve import Standin

    with Standin({**tables}, port=port) as standin:
        client = connect(standin.url, data)
        store = Store(store_root(data, standin.url), Telemetry())
        for dataset in (case_sets.names(), case_sets.periods()):
            load_dataset(client, store, dataset)
        client.close()
    now = datetime.now(UTC)
    today = local(now)
    periods = [p for p in read_periods(tables["Periode"]) if p.begun(today)]
    for period in periods:
        rows = tables["Sag"].filter(pl.col("periodeid") == period.period_id)
        asked = rows.filter(pl.col("typeid") == CaseKind.S20_QUESTION)["id"]
        others = rows.filter(pl.col("typeid") != CaseKind.S20_QUESTION)["id"]
        code, number = period.code, period.period_id
        put(store, case_sets.cases(code, number, closed=True), {"Sag": rows}, now)
        for dataset, ids in (
            (case_sets.case_work(code, number, closed=True), others),
            (case_sets.question_work(code, number, closed=True), asked),
        ):
            put(store, dataset, work_of(tables, ids), now)
    return periods


def work_of(tables: Tables, case_ids: pl.Series) -> dict[str, pl.DataFrame]:
    """Steps, people and keywords of those cases, with the actors and words they name."""
    mine = pl.col("sagid").is_in(case_ids.implode())
    found = {name: tables[name].filter(mine) for name in ("Sagstrin", "SagAktør", "EmneordSag")}
    actors, words = found["SagAktør"]["aktørid"], found["EmneordSag"]["emneordid"]
    return found | {
        "Aktør": tables["Aktør"].filter(pl.col("id").is_in(actors.implode())),
        "Emneord": tables["Emneord"].filter(pl.col("id").is_in(words.implode())),
    }


def put(store: Store, dataset: Dataset, rows: dict[str, pl.DataFrame], now: datetime) -> None:
    """Write the fields that a dataset selects as if they had been fetched."""
    for load in dataset.loads:
        name, chosen = load.query.entity.name, load.query.selected
        own = [field for field in chosen if "/" not in field]
        store.write(name, load.partition, rows[name].select(own), fetched_at=now, url="")
        for path, partition in load.expanded.items():
            fields = [f.partition("/")[2] for f in chosen if f.startswith(f"{path}/")]
            kept = list(dict.fromkeys(["id", *fields]))
            target = load.target(path)
            store.write(target, partition, rows[target].select(kept), fetched_at=now, url="")


def measured(made: Bench, server: AppServer, tables: Tables, periods: list[Period]) -> None:
    """Print the times and hold the targets."""
    rounds = made.rounds(ROUNDS)
    for votes in by_session(tables).values():
        with Visitor(f"{server.url}/vote?id={votes['id'][0]}") as visitor:
            visitor.run()
    with Visitor(f"{server.url}/cases?session=all") as visitor:
        for _ in range(PATIENCE):
            if "q" in visitor.drawn:
                break
            time.sleep(0.1)  # the books of all periods are made beside the page
            visitor.run()
        held = memory(server.pid)
        used = cpu_seconds(server.pid)
        typed = [visitor.change("q", text) for _ in range(rounds) for text in TYPED]
    cpu = {"search": (cpu_seconds(server.pid) - used) / len(typed)}
    case_id = int(tables["Sagstrin"].filter(pl.col("typeid") == 17)["sagid"].sort()[0])
    case = visits(f"{server.url}/case?id={case_id}", rounds * 4)
    sessions = [period for period in periods if not period.year]
    used = cpu_seconds(server.pid)
    again = [
        t
        for p in sessions
        for t in visits(f"{server.url}/cases?show=process&session={p.code}", rounds)
    ]
    cpu["process"] = (cpu_seconds(server.pid) - used) / (len(again) + 2 * len(sessions))
    explored = explorations(server.url, rounds * 4)
    end = memory(server.pid)
    made.table(
        (f"{tables['Sag'].height:,} cases, {len(sessions)} sessions", "Median", "95 %", "Highest"),
        [
            (name, ms(median(t)), ms(percentile(t, 0.95)), ms(max(t)))
            for name, t in (
                ("a search over all cases", typed),
                ("a case's page, warm", case),
                ("the way of bills, warm", again),
                ("10,000 explored rows, loaded", explored),
            )
        ],
    )
    print(
        f"Server's CPU: a search {ms(cpu['search'])}, the way of a session's bills, warm, with the "
        f"runs before it {ms(cpu['process'])}\n"
    )
    made.table(
        ("Memory, every vote and ballot read", "Resident", "Highest so far"),
        [
            ("and all cases searched", f"{held['VmRSS']:.0f} MB", f"{held['VmHWM']:.0f} MB"),
            ("after all that", f"{end['VmRSS']:.0f} MB", f"{end['VmHWM']:.0f} MB"),
        ],
    )
    made.targets += [
        at_most("search over all cases, median", median(typed) * 1000, 150, " ms"),
        at_most("a case's page, warm, median", median(case) * 1000, 200, " ms"),
        at_most("the way of a session's bills, warm, median", median(again) * 1000, 300, " ms"),
        at_most("explore's page of 10,000 rows, median", median(explored) * 1000, 500, " ms"),
        at_most("peak of memory with votes and cases", end["VmHWM"], 690, " MB"),
    ]


def explorations(url: str, rounds: int) -> list[float]:
    """Seconds of every run of the explore page with 10,000 rows, once they are loaded."""
    query = quote("SagAktør?$top=10000")
    with Visitor(f"{url}/explore?query={query}&rows=10000") as visitor:
        for _ in range(PATIENCE):
            if "dataframe" in visitor.seen:
                return [visitor.run() for _ in range(rounds)]
            if "explore_load" in visitor.drawn:
                visitor.press("explore_load")
            time.sleep(0.1)
            visitor.run()
    raise RuntimeError("the explored rows did not come")


def visits(url: str, rounds: int) -> list[float]:
    """Seconds of every run of a page once its chart or list is there: nothing is waited for."""
    with Visitor(url) as visitor:
        for _ in range(PATIENCE):
            if visitor.filled:
                return [visitor.run() for _ in range(rounds)]
            time.sleep(0.1)
            visitor.run()
    raise RuntimeError(f"{url} shows neither chart nor list")


if __name__ == "__main__":
    sys.exit(main())
