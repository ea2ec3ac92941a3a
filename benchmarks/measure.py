"""What the benchmarks share: interleaved timing, tables, targets, the machine, the rows.

Times of one machine mean little elsewhere, so what counts are ratios of medians from one run, whose
candidates take turns: what disturbs one then disturbs all.
"""

from __future__ import annotations

import argparse
import gc
import http.client
import importlib.util
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import polars as pl

from core.oda.client import ODataClient
from core.oda.http.page_cache import open_page_cache
from core.settings import Settings
from core.standin.demo import build_demo
from core.telemetry import Telemetry
from tests.browser.servers import ROOT, free_port

_START_SECONDS = 90


@dataclass(frozen=True)
class Target:
    """A figure and what it must reach."""

    name: str
    value: float
    limit: float
    at_least: bool
    unit: str = ""

    @property
    def reached(self) -> bool:
        """Whether it does."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def at_least(name: str, value: float, limit: float, unit: str = "×") -> Target:
    """A target that is reached from `limit` on."""
    return Target(name, value, limit, at_least=True, unit=unit)


def at_most(name: str, value: float, limit: float, unit: str = "×") -> Target:
    """A target that is reached up to `limit`."""
    return Target(name, value, limit, at_least=False, unit=unit)


@dataclass
class Bench:
    """One run of a script: its options, and the targets that it has held figures against."""

    title: str
    quick: bool
    targets: list[Target] = field(default_factory=list)

    @property
    def scale(self) -> str:
        """The size of the demo that is measured."""
        return "small" if self.quick else "full"

    def rounds(self, wanted: int) -> int:
        """How often to measure."""
        return 1 if self.quick else wanted

    def begin(self) -> None:
        """Print the title and the machine."""
        print(f"\n## {self.title}\n\n{machine()}\n", flush=True)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Print a Markdown table."""
        print(f"| {' | '.join(head)} |\n|{'---|' * len(head)}")
        for row in rows:
            print(f"| {' | '.join(map(str, row))} |")
        print(flush=True)

    def end(self) -> int:
        """Print the targets and the load, and give the exit code; a quick run always passes."""
        rows = []
        for target in self.targets:
            sign = "≥" if target.at_least else "≤"
            verdict = "reached" if target.reached else "**missed**"
            rows.append(
                (
                    target.name,
                    f"{target.value:.3g}{target.unit}",
                    f"{sign} {target.limit:g}{target.unit}",
                    verdict,
                )
            )
        if self.quick:
            print("A quick run: the rows are few, and no target is held against it.\n")
        self.table(("Target", "Measured", "Wanted", ""), rows)
        print(f"Load average at the end: {_load()}", flush=True)
        return int(not self.quick and not all(target.reached for target in self.targets))


def bench(title: str, description: str, arguments: Sequence[str] | None) -> Bench:
    """The run that the command line asks for."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="few rows, once, no targets")
    made = Bench(title, parser.parse_args(arguments).quick)
    made.begin()
    return made


def machine() -> str:
    """What the figures were measured on, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB memory, {platform.system()} "
        f"{platform.machine()}, CPython {platform.python_version()}, polars {pl.__version__}; "
        f"load average at the start: {_load()}"
    )


def _load() -> str:
    return " ".join(f"{value:.1f}" for value in os.getloadavg())


def interleaved(
    candidates: Mapping[str, Callable[[], object]], rounds: int
) -> dict[str, list[float]]:
    """Seconds of every candidate, which take turns for so many rounds."""
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for run in candidates.values() if rounds > 2 else ():
        run()  # the first call also imports and warms up
    for _ in range(rounds):
        for name, run in candidates.items():
            times[name].append(seconds(run))
    return times


def seconds(run: Callable[[], object]) -> float:
    """How long one call takes, without what it leaves to clean up."""
    gc.collect()
    started = time.perf_counter()
    result = run()
    taken = time.perf_counter() - started
    del result
    return taken


median = statistics.median


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of them does not pass."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered) - 1e-9) - 1)]


def ms(value: float) -> str:
    """Seconds as milliseconds, or as seconds where they are many."""
    if value >= 10:
        return f"{value:.1f} s"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.3g} ms"


def spread(values: Sequence[float]) -> str:
    """The least and the greatest."""
    return f"{ms(min(values))} to {ms(max(values))}"


def times(value: float) -> str:
    """A ratio."""
    return f"{value:.2f}×" if value < 10 else f"{value:,.0f}×"


def installed(module: str, made: Bench) -> bool:
    """Whether a package to compare with is there; only a quick run can do without."""
    if importlib.util.find_spec(module) is not None:
        return True
    if not made.quick:
        sys.exit(f"{module} is missing: pip install -r benchmarks/requirements.txt")
    return False


def demo(made: Bench) -> dict[str, pl.DataFrame]:
    """The demo parliament's rows at the size of this run."""
    return build_demo("small" if made.quick else "full")


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tingblik-bench-") as name:
        yield Path(name)


def connect(url: str, data_dir: Path) -> ODataClient:
    """The client as the app has it, without the limit on requests a second."""
    settings = Settings(api_url=url, data_dir=data_dir, max_rps=100_000.0, cache_max_mb=4_000)
    telemetry = Telemetry()
    return ODataClient(settings, telemetry, open_page_cache(settings, telemetry))


class Served:
    """The stand-in in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes], root: str) -> None:
        self._process = process
        self._root = root
        self.url = f"{root}/api/"

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def requests(self) -> int:
        """How many requests below /api/ it has had."""
        with _open(f"{self._root}/_standin/stats") as answer:
            return int(orjson.loads(answer.read())["requests"])


@contextmanager
def served(*arguments: str, port: int = 0) -> Iterator[Served]:
    """The stand-in with these arguments of `python -m core standin`, ready to answer."""
    port = port or free_port()
    command = [sys.executable, "-m", "core", "standin", "--port", str(port), *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        made = Served(process, f"http://127.0.0.1:{port}")
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                made.requests()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("the stand-in did not start") from None
                time.sleep(0.1)
        yield made
    finally:
        process.terminate()
        process.wait(10)


def _open(url: str) -> http.client.HTTPResponse:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    answer: http.client.HTTPResponse = opener.open(url, timeout=10)
    return answer
