"""Many visitors at once on one web, and on two behind HAProxy that share a Redis.

Each visitor opens a page and then does something every five seconds: mostly another page, now and
then a filter, and now and then what a program asks for. The visitors run on the same machine as
all that they ask, and take their part of its processors.
"""

from __future__ import annotations

import os
import random
import shutil
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.crowd import every_page, warm
from benchmarks.measure import (
    Bench,
    Served,
    at_most,
    bench,
    demo,
    folder,
    median,
    ms,
    percentile,
    served,
)
from benchmarks.pages import LATENCY_MS, fill, memory
from benchmarks.rows import Tables, by_session
from benchmarks.visitor import Visitor
from scripts.servers import find_server
from tests.browser.servers import ROOT, AppServer, free_port
from tests.certificates import make_certificate
from tests.makers.programs import Redis

THINK_SECONDS = 5.0
RUN_SECONDS = 60.0
WORDS = ("lov", "lov om ændring", "b 1", "skat", "")
# Of ten things that somebody does: pages opened, filters changed; the rest are addresses.
PAGES, FILTERS = 0.7, 0.15
ANYBODY = ssl.create_default_context()
ANYBODY.check_hostname = False  # the certificate is the benchmark's own, on loopback
ANYBODY.verify_mode = ssl.CERT_NONE


@dataclass
class Seen:
    """Seconds of what visitors did, by kind, and what failed."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    @property
    def acts(self) -> list[float]:
        """Of everything but arrivals."""
        return [t for kind, found in self.seconds.items() if kind != "arrival" for t in found]


@dataclass(frozen=True)
class Load:
    """What so many visitors met."""

    webs: int
    visitors: int
    seen: Seen
    resident: float
    requests: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it."""
    made = bench("Many visitors, on one web and on two", __doc__, arguments)
    if missing := [name for name in ("redis-server", "haproxy") if find_server(name) is None]:
        sys.exit(f"missing: {', '.join(missing)}; python -m scripts.servers")
    tables = demo(made)
    sizes = (4,) if made.quick else (50, 100, 200)
    port = free_port()
    found: list[Load] = []
    with folder() as place:
        fill(place / "data", tables, port)
        scale = ("--scale", made.scale, "--latency-ms", str(LATENCY_MS))
        for webs in (1, 2):
            with served(*scale, port=port) as standin, ExitStack() as running:
                servers, url = running.enter_context(started(place, standin, webs))
                for server in servers:
                    for address in pages_of(made, tables):
                        warm(server, address)
                found += [crowd(made, standin, servers, url, tables, size) for size in sizes]
    report(made, found)
    return made.end()


@contextmanager
def started(place: Path, standin: Served, webs: int) -> Iterator[tuple[list[AppServer], str]]:
    """So many webs, each with a copy of its own, and the address at which visitors find them."""
    with ExitStack() as running:
        redis = ""
        if webs > 1:
            (place / "redis").mkdir()
            redis = running.enter_context(Redis(place / "redis")).url
        servers = []
        for n in range(webs):
            data = place / f"copy{webs}{n}"
            shutil.copytree(place / "data", data)
            web = AppServer(
                place / f"web{webs}{n}",
                api_url=standin.url,
                data_dir=data,
                demo="never",
                sync_minutes=0,
                redis_url=redis,
                share_of=webs,
                request_rate=0,
            )
            servers.append(running.enter_context(web))
        if webs == 1:
            yield servers, servers[0].url
        else:
            yield servers, running.enter_context(proxy(place, servers))


@contextmanager
def proxy(place: Path, servers: Sequence[AppServer]) -> Iterator[str]:
    """HAProxy as deploy/ has it, before two webs."""
    haproxy = find_server("haproxy") or ""
    key, certificate = make_certificate(place)
    both = place / "both.pem"
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    port = free_port()
    variables = {f"WEB_{n}": f"127.0.0.1:{server.port}" for n, server in enumerate(servers, 1)}
    variables |= {"HTTPS_PORT": str(port), "CERTIFICATE": str(both)}
    variables |= {"HTTP_PORT": str(free_port()), "STATS_PORT": str(free_port())}
    variables["STATS_SOCKET"] = str(place / "haproxy")
    process = subprocess.Popen(
        [haproxy, "-db", "-f", str(ROOT / "deploy" / "haproxy.cfg")],
        env={**os.environ, **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"https://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{url}/readyz", timeout=5, context=ANYBODY).close()
                break
            except OSError:
                time.sleep(0.1)
        yield url
    finally:
        process.kill()
        process.wait()


def crowd(
    made: Bench,
    standin: Served,
    servers: Sequence[AppServer],
    url: str,
    tables: Tables,
    size: int,
) -> Load:
    """Let so many visitors come within the time between two acts, and do what they do."""
    asked, seen, lock = standin.requests(), Seen(), threading.Lock()
    pages, files = pages_of(made, tables), addresses(tables)
    end = time.monotonic() + THINK_SECONDS + (3 if made.quick else RUN_SECONDS)

    def visit(number: int) -> None:
        chance = random.Random(number)
        time.sleep(THINK_SECONDS * number / size)

        def note(kind: str, taken: float) -> None:
            with lock:
                seen.seconds[kind].append(taken)

        try:
            with Visitor(f"{url}/{chance.choice(pages)}", tls=ANYBODY) as visitor:
                note("arrival", visitor.opened)
                while time.monotonic() < end:
                    time.sleep(THINK_SECONDS * chance.uniform(0.8, 1.2))
                    note(*act(visitor, chance, url, pages, files))
        except Exception as error:  # whatever fails is what is counted
            with lock:
                seen.errors.append(f"{type(error).__name__}: {error}"[:200])

    with ThreadPoolExecutor(size) as pool:
        list(pool.map(visit, range(size)))
    resident = sum(memory(server.pid)["VmRSS"] for server in servers)
    return Load(len(servers), size, seen, resident, standin.requests() - asked)


def act(
    visitor: Visitor, chance: random.Random, url: str, pages: Sequence[str], files: Sequence[str]
) -> tuple[str, float]:
    """One thing that somebody does: its kind and seconds."""
    kind = chance.random()
    if kind < PAGES:
        page, _, query = chance.choice(pages).partition("?")
        return "page", visitor.open(page, query)
    if kind < PAGES + FILTERS:
        if "q" not in visitor.drawn:
            visitor.open("votes", "")
        return "filter", visitor.change("q", chance.choice(WORDS))
    started = time.perf_counter()
    context = ANYBODY if url.startswith("https") else None
    with urllib.request.urlopen(url + chance.choice(files), timeout=60, context=context) as answer:
        answer.read()
    return "address", time.perf_counter() - started


def pages_of(made: Bench, tables: Tables) -> list[str]:
    """The pages that visitors open."""
    return every_page(tables)[:: 4 if made.quick else 1]


def addresses(tables: Tables) -> list[str]:
    """What programs and other sites ask for."""
    sessions = by_session(tables)
    newest = next(iter(sessions.values()))["id"].sort()[-1]
    return [
        f"/api/v1/votes/{newest}.json",
        *(f"/api/v1/votes.csv?session={code}" for code in list(sessions)[:3]),
        f"/api/v1/parties.json?session={next(iter(sessions))}",
        "/feeds/votes.atom",
        "/embed/parties/winning",
        "/readyz",
    ]


def report(made: Bench, found: Sequence[Load]) -> None:
    """Print and hold the targets."""
    rows = []
    for load in found:
        acts = load.seen.acts
        parts = [
            ms(percentile(load.seen.seconds[kind], 0.95)) if load.seen.seconds[kind] else "–"
            for kind in ("arrival", "page", "filter", "address")
        ]
        rows.append(
            (
                load.webs, load.visitors, len(acts), ms(median(acts)), ms(percentile(acts, 0.95)),
                *parts, len(load.seen.errors), f"{load.resident:.0f} MB", load.requests,
            )
        )  # fmt: skip
    made.table(
        (
            "Webs", "Visitors", "Acts", "Median", "95 %", "Arrivals, 95 %", "Pages, 95 %",
            "Filters, 95 %", "Addresses, 95 %", "Errors", "Memory of all", "Requests to Parliament",
        ),
        rows,
    )  # fmt: skip
    for error in sorted({error for load in found for error in load.seen.errors})[:5]:
        print(f"- {error}")
    few = found[0]
    name = f"{few.visitors} visitors on one web"
    made.targets += [
        at_most(f"{name}, 95 %", percentile(few.seen.acts, 0.95) * 1000, 500, " ms"),
        at_most(f"{name}, errors", len(few.seen.errors), 0, ""),
    ]
    alone, two = (sum(load.requests for load in found if load.webs == webs) for webs in (1, 2))
    made.targets.append(at_most("requests to Parliament, two webs over one", two - alone, 0, ""))


if __name__ == "__main__":
    sys.exit(main())
