"""`status`: the figures of the last app or command that ran, and what is stored now."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from core.alerts.facts import noted_verdict
from core.cli.common import FAILED, OK, Commands, add_command, one_line, prepare, say, show
from core.cli.doctor.local import cache_bytes, size
from core.errors import StoreError
from core.language import UNKNOWN, age, duration, has, moment, number, percent, text
from core.metrics import FILE_NAME, Metrics, read_metrics
from core.settings import Settings
from core.store.availability import (
    WINDOWS,
    availability,
    is_over,
    outage_words,
    outages,
    read_spans,
    share_of,
)
from core.store.parquet import UNREADABLE, Meta, read_meta
from core.store.store import store_root
from core.telemetry import WINDOW_SECONDS
from core.times import utc_now
from core.verdict import Verdict, share_words, verdict_words

_MOST_OUTAGES = 10


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "status",
        run,
        description="How it stands by what apps and commands of an hour wrote, their figures, and\n"
        "how fresh what is stored is. Nothing is asked of the API. Exits 1 if something\n"
        "is wrong; slow answers or much memory alone are no fault.",
        example="python -m core status --json | jq .requests.by_entity",
    )
    parser.add_argument("--json", action="store_true", help="all figures for machines")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    settings, now = prepare(), utc_now()
    try:
        metrics = read_metrics(settings.data_dir / FILE_NAME)
    except StoreError as error:
        say(f"warning: {one_line(str(error))}")
        metrics = None
    stored, size_on_disk, damaged = _stored(settings)
    verdict = noted_verdict(
        settings, metrics, now, known=bool(stored), checks="store" if damaged else ""
    )
    if options.json:
        document = as_json(settings, metrics, verdict, stored, size_on_disk, now)
        show(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        show("\n".join(as_text(settings, metrics, verdict, stored, size_on_disk, now)))
    return FAILED if verdict.wrong else OK


def _alerts(metrics: Metrics) -> list[Mapping[str, Any]]:
    found = metrics.snapshot.get("alerts") or []
    return [alert for alert in found if has(f"alert.{alert.get('key')}", "en")]


def as_json(
    settings: Settings,
    metrics: Metrics | None,
    verdict: Verdict,
    stored: Iterable[Meta],
    store_bytes: int,
    now: datetime,
) -> dict[str, Any]:
    """All figures, None where none were recorded. Times are UTC, durations are in seconds.

    Figures of several processes are summed, and `process` is the one that wrote last.
    """
    processes = [
        {
            "program": part.extra.get("program"),
            "host": part.host,
            "pid": part.pid,
            "running": part.running,
            "written_at": part.written_at.isoformat(),
            "age_seconds": round(part.age(now).total_seconds(), 1),
            "memory_bytes": part.memory_bytes,
        }
        for part in _parts(metrics)
    ]
    seen: Mapping[str, Any] = metrics.snapshot if metrics else {}
    extra: Mapping[str, Any] = metrics.extra if metrics else {}
    names = (
        "timing",
        "share_4xx",
        "share_5xx",
        "share_unanswered",
        "share_unusable",
        "by_entity",
        "by_complexity",
        "last_answer",
        "last_failure",
        "last_error",
    )
    shares = ("lookups", "hit_rate", "static_lookups", "static_hit_rate")
    title, advice = verdict_words(verdict, "en")
    return {
        "verdict": {
            "state": verdict.state,
            "wrong": verdict.wrong,
            "title": title,
            "advice": advice,
        },
        "happenings": seen.get("happenings"),
        "at": now.isoformat(),
        "api_url": settings.api_url,
        "data_dir": str(settings.data_dir),
        "process": processes[0] if processes else None,
        "processes": processes,
        "memory_bytes": metrics and metrics.memory_bytes,
        "requests": {
            "window_seconds": WINDOW_SECONDS,
            "n": seen.get("requests"),
            **{name: seen.get(name) for name in names},
        },
        "cache": {name: seen.get(name) for name in shares} | {"bytes": cache_bytes(settings)},
        "breaker": extra.get("breaker"),
        "queue": extra.get("queue"),
        "sync": extra.get("sync"),
        "store": {"bytes": store_bytes},
        "freshness": [
            {
                "entity": meta.entity,
                "partition": meta.partition,
                "rows": meta.rows,
                "fetched_at": meta.fetched_at.isoformat(),
                "age_seconds": round((now - meta.fetched_at).total_seconds(), 1),
                "watermark": meta.watermark and meta.watermark.isoformat(),
            }
            for meta in stored
        ],
        "availability": _availability(settings, now),
        "counters": seen.get("counters"),
        "alerts": seen.get("alerts"),
    }


def _availability(settings: Settings, now: datetime) -> dict[str, Any]:
    """How often the source answered, by window, and when it did not; times are UTC."""
    spans, at = read_spans(store_root(settings.data_dir, settings.api_url)), now.timestamp()
    found = {name: availability(spans, at, seconds) for name, seconds in WINDOWS.items()}
    return {
        **{
            name: {"share": one.share, "known_seconds": round(one.known), "looks": one.looks}
            for name, one in found.items()
        },
        "outages": [
            {
                "begin": datetime.fromtimestamp(each.begin, UTC).isoformat(),
                "end": datetime.fromtimestamp(each.end, UTC).isoformat()
                if is_over(each, spans)
                else None,
                "cause": each.cause,
            }
            for each in outages(spans, at)
        ],
    }


def _availability_lines(settings: Settings, now: datetime) -> list[str]:
    spans, at = read_spans(store_root(settings.data_dir, settings.api_url)), now.timestamp()
    if not spans:
        return []
    rows = []
    for name, seconds in WINDOWS.items():
        found = availability(spans, at, seconds)
        words = f"{share_of(found, 'en')}, n={number(found.looks, 'en')}"
        rows.append((text(f"outages.{name}", "en").lower(), words))
    seen = [outage_words(each, spans, "en") for each in outages(spans, at)[:_MOST_OUTAGES]]
    return ["", text("outages.title", "en"), *_table(rows), *(f"  {each}" for each in seen)]


def as_text(
    settings: Settings,
    metrics: Metrics | None,
    verdict: Verdict,
    stored: list[Meta],
    store_bytes: int,
    now: datetime,
) -> list[str]:
    """The figures as lines of text."""
    title, advice = verdict_words(verdict, "en", one_line)
    lines = [f"{title}.", advice]
    if metrics is not None:
        n = metrics.snapshot.get("requests")
        lines += [f"! {_alert(alert, n)}" for alert in _alerts(metrics)]
    lines += ["", *_process_lines(metrics, now), "", "On the disk"]
    store_words = f"{size(store_bytes)}, {len(stored)} parts"
    lines += _table([("page cache", size(cache_bytes(settings))), ("store", store_words)])
    lines += _availability_lines(settings, now)
    by_entity: dict[str, list[Meta]] = {}
    for meta in stored:
        by_entity.setdefault(meta.entity, []).append(meta)
    if by_entity:
        width = max(map(len, by_entity))
        lines += ["", f"{'Freshness':<{width + 2}}{'rows':>12}{'parts':>7}  oldest part fetched"]
    for entity, parts in by_entity.items():
        rows = number(sum(part.rows for part in parts), "en")
        oldest = min(part.fetched_at for part in parts)
        lines.append(
            f"  {entity:<{width}}{rows:>12}{len(parts):>7}  "
            f"{moment(oldest, 'en', now)} ({age(oldest, 'en', now)})"
        )
    return lines


def _parts(metrics: Metrics | None) -> tuple[Metrics, ...]:
    """What each process wrote, the newest first."""
    return () if metrics is None else metrics.parts or (metrics,)


def _alert(alert: Mapping[str, Any], n: int | None) -> str:
    """An alert in words, with the measured value, its `n` requests, and the limit."""
    key, values = alert["key"], (alert["value"], alert["limit"])
    if key == "memory_bytes":
        found, limit = (size(value) for value in values)
    elif key == "slow" or key.endswith("_seconds"):
        found, limit = (duration(value, "en") for value in values)
    elif key.startswith("errors_"):
        found, limit = share_words(values[0], n, "en"), percent(values[1], "en")
    elif key == "static_hit_rate":
        found, limit = (percent(value, "en", 1) for value in values)
    else:
        found, limit = (number(value, "en") for value in values)
    return f"{text(f'alert.{key}', 'en')} {text('status.past', 'en', value=found, limit=limit)}"


def _process_lines(metrics: Metrics | None, now: datetime) -> list[str]:
    if metrics is None:
        return ["No figures yet: no app or command has run with this data folder."]
    seen, extra = metrics.snapshot, metrics.extra
    breaker, sync = extra.get("breaker") or {}, extra.get("sync") or {}
    memory = UNKNOWN if metrics.memory_bytes is None else size(metrics.memory_bytes)
    parts = _parts(metrics)
    written = [
        f"{one_line(str(part.extra.get('program', 'a process')))}, process {part.pid}, written "
        f"{age(part.written_at, 'en', now)}"
        for part in parts
    ]
    if len(parts) > 1:
        written = [f"Figures of {len(parts)} processes, added up", *(f"  {w}" for w in written)]
    else:
        written = [f"Figures of {written[0]}"]
    state = str(breaker.get("state", UNKNOWN))
    requests = [("all", _timing(seen.get("timing")))]
    requests += [(k, _timing(v)) for k, v in (seen.get("by_entity") or {}).items()]
    requests += [
        (f"complexity {k}", _timing(v)) for k, v in (seen.get("by_complexity") or {}).items()
    ]
    for label, name in (
        ("refused (4xx)", "share_4xx"),
        ("server errors (5xx)", "share_5xx"),
        ("without an answer", "share_unanswered"),
        ("unusable answers", "share_unusable"),
    ):
        requests.append((label, share_words(seen.get(name), seen.get("requests"), "en")))
    return [
        *written,
        *_table(
            [
                ("memory", memory),
                ("downloads under way", number(extra.get("queue"), "en")),
                (
                    "pause after errors",
                    text(f"breaker.{state}", "en") if state in _BREAKER else UNKNOWN,
                ),
                ("sync lag", duration(sync.get("lag_seconds"), "en")),
            ]
        ),
        "",
        f"Requests in the hour before: {number(seen.get('requests'), 'en')}",
        *_table(requests),
        "",
        "Cache look-ups",
        *_table(
            [
                ("all", _hits(seen.get("hit_rate"), seen.get("lookups"))),
                ("static sets", _hits(seen.get("static_hit_rate"), seen.get("static_lookups"))),
            ]
        ),
    ]


_BREAKER = frozenset({"closed", "open", "half-open"})


def _table(rows: list[tuple[str, str]]) -> list[str]:
    """Lines of a label and a value, with the values aligned."""
    shown = [(one_line(label), one_line(value)) for label, value in rows]
    width = max(len(label) for label, _ in shown)
    return [f"  {label:<{width}}  {value}" for label, value in shown]


def _timing(timing: Mapping[str, Any] | None) -> str:
    if not timing:
        return UNKNOWN
    p50, p95 = duration(timing["p50"], "en"), duration(timing["p95"], "en")
    if timing.get("at_most"):
        return f"median at most {p50}, 95th percentile at most {p95}, n={timing['n']}"
    return f"median {p50}, 95th percentile {p95}, n={timing['n']}"


def _hits(rate: float | None, n: int | None) -> str:
    return f"{share_words(rate, n, 'en')} from the cache, n={number(n, 'en')}"


def _stored(settings: Settings) -> tuple[list[Meta], int, bool]:
    """The contents of this source's store, its bytes, and whether any file of it is damaged."""
    found, total, damaged = [], 0, False
    for path in sorted(store_root(settings.data_dir, settings.api_url).glob("*/*.parquet")):
        try:
            found.append(read_meta(path))
            total += path.stat().st_size
        except UNREADABLE:
            damaged = True
            say(f"warning: {path} cannot be read; python -m core doctor says more")
    return found, total, damaged
