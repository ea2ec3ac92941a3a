"""`/metrics`: figures of this process alone as Prometheus reads them; `private.py` says who may.

Prometheus asks each process and adds up itself; `python -m core status` adds up what all wrote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import get_args

from anyio import to_thread
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    SummaryMetricFamily,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core.errors import TingblikError
from core.metrics import resident_bytes
from core.service import Service, Source
from core.store.store import Store
from core.store.sync.state import Outcome, SyncReport, read_report
from core.telemetry import Telemetry
from core.times import utc_now
from core.totals import BOUNDS, Spread
from core.web.health import why_not_ready
from core.web.site import Site
from core.web.traffic import Traffic


def routes(site: Site) -> list[BaseRoute]:
    """`/metrics`, from a registry of its own: each site has one, as it has one service."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Figures(site))

    async def metrics(request: Request) -> Response:
        encode, kind = choose_encoder(request.headers.get("accept", ""))
        # It looks at every file of the store.
        body = await to_thread.run_sync(encode, registry)
        return Response(body, headers={"Content-Type": kind, "Cache-Control": "no-store"})

    return [Route(site.path("/metrics"), metrics)]


class _Figures(Collector):
    """Reads the figures when it is asked for them."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def describe(self) -> Iterable[Metric]:
        """Nothing: what there is to read is known only when the service is open."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """All figures; without a service only those of the routes."""
        yield from _of_routes(self._site.traffic)
        if self._site.sessions is not None:
            yield _gauge("sessions", "Visitors that have a page open", self._site.sessions())
        yield _gauge("memory_bytes", "Memory of this process", resident_bytes())
        try:
            service = self._site.service()
        except TingblikError:
            return
        always_demo = service.settings.demo == "always"
        source = (service.source if always_demo else None) or service.parliament
        yield from _of_service(service)
        yield from _of_telemetry(source.telemetry)
        yield from _of_source(source)
        yield from _of_store(source.store)


def _of_routes(traffic: Traffic) -> Iterator[Metric]:
    requests, seconds = traffic.totals()
    counted = CounterMetricFamily(
        "tingblik_http_requests",
        "Requests answered, by route and status",
        labels=["route", "status"],
    )
    taken: dict[str, tuple[int, float]] = defaultdict(lambda: (0, 0.0))
    for (route, status), n in requests.items():
        counted.add_metric([route, str(status)], n)
        before = taken[route]
        taken[route] = (before[0] + n, before[1] + seconds[route, status])
    began = SummaryMetricFamily(
        "tingblik_http_response_start_seconds",
        "Seconds until an answer began, by route",
        labels=["route"],
    )
    for route, (n, total) in taken.items():
        began.add_metric([route], n, total)
    yield from (counted, began)


def _of_service(service: Service) -> Iterator[Metric]:
    yield _gauge("ready", "Whether there is a whole copy to show", not why_not_ready(service))
    yield _gauge("jobs_active", "Jobs that wait or run", len(service.jobs.active()))
    ended = (((state,), n) for state, n in service.jobs.ended().items())
    yield _counter("jobs_ended", "Jobs that have ended, by outcome", ["outcome"], ended)
    totals = service.parliament.telemetry.totals
    yield _histogram("page_run_seconds", "Seconds of a run of a page", "page", totals.pages())


def _of_telemetry(telemetry: Telemetry) -> Iterator[Metric]:
    totals = telemetry.totals
    yield _counter(
        "api_requests",
        "Requests to Parliament's API, by entity set and outcome",
        ["set", "outcome"],
        totals.requests().items(),
    )
    yield _histogram(
        "api_request_seconds", "Seconds of a request to the API", "outcome", totals.seconds()
    )
    lookups = (
        (("static" if static else "changing", outcome), n)
        for (static, outcome), n in telemetry.lookups().items()
    )
    yield _counter(
        "page_cache_lookups",
        "Look-ups in the page cache, by kind of set and outcome",
        ["kind", "outcome"],
        lookups,
    )
    counters = (((name,), n) for name, n in telemetry.snapshot().counters.items())
    yield _counter("events", "What else is counted, by name", ["event"], counters)


def _of_source(source: Source) -> Iterator[Metric]:
    breaker = source.client.breaker
    held = breaker is not None and breaker.state == "open"
    yield _gauge("api_breaker_open", "Whether requests to the API are held back", held)
    report = read_report(source.store)
    lag = report.lag(utc_now()) if report else None
    yield _gauge(
        "sync_lag_seconds",
        "How far the copy may be behind the API",
        None if lag is None else lag.total_seconds(),
    )
    yield _gauge(
        "sync_ended_timestamp_seconds",
        "When the last sync ended",
        None if report is None else report.ended.timestamp(),
    )
    yield _sync_outcome(report)


def _sync_outcome(report: SyncReport | None) -> Metric:
    family = GaugeMetricFamily(
        "tingblik_sync_outcome", "How the last sync ended: 1 for its outcome", labels=["outcome"]
    )
    for outcome in get_args(Outcome) if report else ():
        family.add_metric([outcome], report is not None and report.outcome == outcome)
    return family


def _of_store(store: Store) -> Iterator[Metric]:
    rows: dict[str, int] = defaultdict(int)
    oldest: dict[str, float] = {}
    for entity, partition in store.files():
        meta = store.meta(entity, partition)
        if meta is not None:
            rows[entity] += meta.rows
            at = meta.fetched_at.timestamp()
            oldest[entity] = min(at, oldest.get(entity, at))
    for name, meaning, figures in (
        ("store_rows", "Rows stored, by entity set", rows),
        ("store_oldest_timestamp_seconds", "When the oldest rows of a set were fetched", oldest),
    ):
        family = GaugeMetricFamily(f"tingblik_{name}", meaning, labels=["set"])
        for entity, figure in figures.items():
            family.add_metric([entity], figure)
        yield family


def _gauge(name: str, meaning: str, value: float | None) -> Metric:
    """A gauge; without a sample where its value is unknown."""
    family = GaugeMetricFamily(f"tingblik_{name}", meaning)
    if value is not None:
        family.add_metric([], value)
    return family


def _counter(
    name: str, meaning: str, labels: list[str], counts: Iterable[tuple[Sequence[str], int]]
) -> Metric:
    family = CounterMetricFamily(f"tingblik_{name}", meaning, labels=labels)
    for values, n in counts:
        family.add_metric(list(values), n)
    return family


def _histogram(name: str, meaning: str, label: str, spreads: Mapping[str, Spread]) -> Metric:
    family = HistogramMetricFamily(f"tingblik_{name}", meaning, labels=[label])
    bounds = [*map(str, BOUNDS), "+Inf"]
    for value, spread in spreads.items():
        upto = list(zip(bounds, accumulate(spread.counts), strict=True))
        family.add_metric([value], upto, spread.total)
    return family
