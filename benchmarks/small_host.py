"""A host as small as Streamlit Community Cloud: an empty disk, 690 MB and 8 % of one core.

From the start of the process until a visitor has something to read, step by step, and the memory
at rest and after twenty pages. The limits are a cgroup's (version 2) where this machine lets us
make one. Elsewhere the process is stopped and let go on again in turns, so that it runs for that
share of the time, and its memory is only held against the limit: one on addresses (RLIMIT_AS)
would end it at once, as Polars reserves many times of what it uses.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crowd import every_page
from benchmarks.measure import Bench, Served, at_most, bench, demo, folder, median, ms, served
from benchmarks.pages import LATENCY_MS, cpu_seconds, memory
from benchmarks.visitor import Visitor
from tests.browser.servers import ROOT, free_port, streamlit_command

MEMORY_MB = 690
CORE_SHARE = 0.08
PERIOD = 0.1  # seconds in which the process has its share once
PAGES = 20
USEFUL = 120.0  # seconds to the first useful content
_PATIENCE = 900.0


@dataclass(frozen=True)
class Step:
    """What had been taken when something was there."""

    name: str
    seconds: float
    cpu: float
    requests: int
    resident: float


class Host:
    """The app on a small host, from its start on."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, standin: Served) -> None:
        self.pid = process.pid
        self.url = f"http://127.0.0.1:{port}"
        self.steps: list[Step] = []
        self._standin = standin
        self._started = time.perf_counter()
        self._asked = standin.requests()

    def note(self, name: str) -> Step:
        """Note what has been taken up to now."""
        step = Step(
            name,
            time.perf_counter() - self._started,
            cpu_seconds(self.pid),
            self._standin.requests() - self._asked,
            memory(self.pid)["VmRSS"],
        )
        self.steps.append(step)
        return step

    def wait(self, path: str) -> None:
        """Wait until an address answers that all is well."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            with suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(self.url + path, timeout=60).close()
                return
            time.sleep(0.1)
        raise RuntimeError(f"{path} never answers")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it."""
    made = bench("A host as small as Community Cloud", __doc__, arguments)
    share = 1.0 if made.quick else CORE_SHARE
    scale = ("--scale", made.scale, "--latency-ms", str(LATENCY_MS))
    with folder() as place, served(*scale) as standin, small(place, standin, share) as host:
        opened = pages(host, demo_pages(made))
        host.note(f"after {len(opened)} more pages")
        peak = memory(host.pid)["VmHWM"]
    report(made, host, opened, peak)
    return made.end()


def demo_pages(made: Bench) -> list[str]:
    """The addresses that are opened one after the other."""
    addresses = every_page(demo(made))
    return addresses[:3] if made.quick else (addresses * PAGES)[:PAGES]


@contextmanager
def small(place: Path, standin: Served, share: float) -> Iterator[Host]:
    """The app on an empty disk, with so much of a core, once its first page has all it shows."""
    port = free_port()
    others = {k: v for k, v in os.environ.items() if not k.startswith("TINGBLIK_")}
    settings = {
        "TINGBLIK_API_URL": standin.url,
        "TINGBLIK_DATA_DIR": str(place / "data"),
        "TINGBLIK_DEMO": "never",
    }
    with cgroup(share) as group, (place / "log").open("wb") as log:
        join = f"echo $$ > {group}/cgroup.procs && " if group else ""
        process = subprocess.Popen(
            ["sh", "-c", f'{join}exec "$@"', "sh", sys.executable,
             *streamlit_command(ROOT / "app.py", port)],
            cwd=ROOT, env=others | settings, stdout=log, stderr=log,
        )  # fmt: skip
        how = "a cgroup" if group else "stopping it in turns, as there is no cgroup version 2 here"
        print(f"Limited to {share:.0%} of a core by {how}.\n", flush=True)
        over = threading.Event()
        throttle = threading.Thread(target=in_turns, args=(process, share, over))
        if not group and share < 1:
            throttle.start()
        try:
            yield first_page(Host(process, port, standin))
        finally:
            over.set()
            if throttle.is_alive():
                throttle.join()
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()


@contextmanager
def cgroup(share: float) -> Iterator[Path | None]:
    """A group of processes with the limits, None where none can be made."""
    group: Path | None = None
    try:
        own = next(
            line[3:] for line in Path("/proc/self/cgroup").read_text().splitlines()
            if line.startswith("0::")
        )  # fmt: skip
        made = Path("/sys/fs/cgroup") / own.strip("/") / f"tingblik-bench-{os.getpid()}"
        (made.parent / "cgroup.controllers").read_text()  # not so in version 1
        made.mkdir()
        group = made
        (made / "memory.max").write_text(str(MEMORY_MB * 2**20))
        (made / "cpu.max").write_text(f"{round(share * 100_000)} 100000")
    except (OSError, StopIteration):
        if group is not None:
            with suppress(OSError):
                group.rmdir()
        group = None
    try:
        yield group
    finally:
        if group is not None:
            with suppress(OSError):
                group.rmdir()


def in_turns(process: subprocess.Popen[bytes], share: float, over: threading.Event) -> None:
    """Let a process run for that share of the time."""
    while process.poll() is None and not over.is_set():
        process.send_signal(signal.SIGCONT)
        time.sleep(PERIOD * share)
        process.send_signal(signal.SIGSTOP)
        over.wait(PERIOD * (1 - share))


def first_page(host: Host) -> Host:
    """Open the front page as soon as the server answers, until it shows all."""
    host.wait("/_stcore/health")
    host.note("the server answers")
    with Visitor(host.url) as visitor:
        host.note("a page that says what it is doing")
        end = time.monotonic() + _PATIENCE
        while not visitor.filled and time.monotonic() < end:
            time.sleep(0.5)
            visitor.run()
        host.note("first useful content")
        while time.monotonic() < end:
            visitor.seen.clear()
            visitor.run()
            if "skeleton" not in visitor.seen and "progress" not in visitor.seen:
                break
            time.sleep(0.5)
        host.note("the front page is whole")
    return host


def pages(host: Host, addresses: Sequence[str]) -> list[float]:
    """Open pages one after the other; seconds of each until it has a chart or a list."""
    found = []
    for address in addresses:
        started = time.perf_counter()
        with Visitor(f"{host.url}/{address}") as visitor:
            while not visitor.filled and time.perf_counter() - started < 60:
                time.sleep(0.5)
                visitor.run()
        found.append(time.perf_counter() - started)
    return found


def report(made: Bench, host: Host, opened: Sequence[float], peak: float) -> None:
    """Print and hold the targets."""
    rows = [
        (s.name, ms(s.seconds), f"{s.cpu:.1f} s", s.requests, f"{s.resident:.0f} MB")
        for s in host.steps
    ]
    made.table(("Since the process began", "Time", "Processor", "Requests", "Memory"), rows)
    print(f"Pages: median {ms(median(opened))}, longest {ms(max(opened))}.")
    print(f"Memory at most: {peak:.0f} MB.\n")
    useful = next(step for step in host.steps if step.name == "first useful content")
    made.targets += [
        at_most("first useful content", useful.seconds, USEFUL, " s"),
        at_most("memory at most", peak, MEMORY_MB, " MB"),
    ]


if __name__ == "__main__":
    sys.exit(main())
