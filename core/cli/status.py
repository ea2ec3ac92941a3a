"""`status`: the figures of the last running app or command, and what is stored now."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from core.cli.common import OK, Commands, add_command, one_line, prepare, say, show
from core.cli.local_checks import cache_bytes, size
from core.errors import StoreError
from core.language import UNKNOWN, age, duration, moment, number, percent
from core.metrics import FILE_NAME, Metrics, read_metrics
from core.settings import Settings
from core.store.files import UNREADABLE, Meta, read_meta, store_root
from core.telemetry import WINDOW_SECONDS


def add_to(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "status",
        run,
        help="response times, errors, hit rates, freshness, queue, memory",
        description="The figures that the last running app or command wrote, and how fresh\n"
        "what is stored is. Nothing is asked of the API.",
        example="python -m core status --json | jq .requests.by_entity",
    )
    parser.add_argument("--json", action="store_true", help="all figures for machines")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    settings, now = prepare(), datetime.now(UTC)
    try:
        metrics = read_metrics(settings.data_dir / FILE_NAME)
    except StoreError as error:
        say(f"warning: {one_line(str(error))}")
        metrics = None
    stored, size_on_disk = _stored(settings)
    if options.json:
        document = as_json(settings, metrics, stored, size_on_disk, now)
        show(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        show("\n".join(as_text(settings, metrics, stored, size_on_disk, now)))
    return OK


def as_json(
    settings: Settings,
    metrics: Metrics | None,
    stored: Iterable[Meta],
    store_bytes: int,
    now: datetime,
) -> dict[str, Any]:
    """All figures; what no process has told is None. Times are UTC, lengths of time seconds."""
    seen: Mapping[str, Any] = metrics.snapshot if metrics else {}
    extra: Mapping[str, Any] = metrics.extra if metrics else {}
    names = ("timing", "share_4xx", "share_5xx", "share_unanswered", "by_entity", "by_complexity",
             "last_answer", "last_failure", "last_error")  # fmt: skip
    shares = ("lookups", "hit_rate", "static_lookups", "static_hit_rate")
    return {
        "at": now.isoformat(),
        "api_url": settings.api_url,
        "data_dir": str(settings.data_dir),
        "process": metrics
        and {
            "program": extra.get("program"),
            "pid": metrics.pid,
            "written_at": metrics.written_at.isoformat(),
            "age_seconds": round(metrics.age(now).total_seconds(), 1),
            "memory_bytes": metrics.memory_bytes,
        },
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
        "counters": seen.get("counters"),
        "alerts": seen.get("alerts"),
    }


def as_text(
    settings: Settings,
    metrics: Metrics | None,
    stored: list[Meta],
    store_bytes: int,
    now: datetime,
) -> list[str]:
    """The figures for people, as lines."""
    lines = _process_lines(metrics, now)
    lines += ["", "On the disk", _line("page cache", size(cache_bytes(settings)))]
    lines.append(_line("store", f"{size(store_bytes)}, {len(stored)} parts"))
    by_entity: dict[str, list[Meta]] = {}
    for meta in stored:
        by_entity.setdefault(meta.entity, []).append(meta)
    if by_entity:
        lines += ["", "Freshness                  rows  parts  oldest part fetched"]
    for entity, parts in by_entity.items():
        rows = number(sum(part.rows for part in parts), "en")
        oldest = min(part.fetched_at for part in parts)
        lines.append(
            f"  {entity:<18}{rows:>11}{len(parts):>7}  "
            f"{moment(oldest, 'en', now)} ({age(oldest, 'en', now)})"
        )
    return lines


def _process_lines(metrics: Metrics | None, now: datetime) -> list[str]:
    if metrics is None:
        return ["No figures yet: no app or command has run with this data folder."]
    seen, extra = metrics.snapshot, metrics.extra
    breaker, sync = extra.get("breaker") or {}, extra.get("sync") or {}
    memory = UNKNOWN if metrics.memory_bytes is None else size(metrics.memory_bytes)
    lines = [
        f"Figures of {extra.get('program', 'a process')}, process {metrics.pid}, written "
        f"{age(metrics.written_at, 'en', now)}",
        _line("memory", memory),
        _line("queue", number(extra.get("queue"), "en")),
        _line("breaker", str(breaker.get("state", UNKNOWN))),
        _line("sync lag", duration(sync.get("lag_seconds"), "en")),
        "",
        f"Requests in the hour before: {number(seen.get('requests'), 'en')}",
        _line("all", _timing(seen.get("timing"))),
    ]
    lines += [_line(k, _timing(v)) for k, v in (seen.get("by_entity") or {}).items()]
    lines += [
        _line(f"complexity {k}", _timing(v)) for k, v in (seen.get("by_complexity") or {}).items()
    ]
    for label, name in (("4xx", "share_4xx"), ("5xx", "share_5xx"), ("none", "share_unanswered")):
        lines.append(_line(f"answered {label}", percent(seen.get(name), "en", 1)))
    lines += [
        "",
        "Cache look-ups",
        _line("all", _hits(seen.get("hit_rate"), seen.get("lookups"))),
        _line("static sets", _hits(seen.get("static_hit_rate"), seen.get("static_lookups"))),
    ]
    return [one_line(line) if not line.startswith(" ") else line for line in lines]


def _line(label: str, value: str) -> str:
    return f"  {one_line(label):<18}{one_line(value)}"


def _timing(timing: Mapping[str, Any] | None) -> str:
    if not timing:
        return UNKNOWN
    p50, p95 = duration(timing["p50"], "en"), duration(timing["p95"], "en")
    return f"median {p50}, 95th percentile {p95}, n={timing['n']}"


def _hits(rate: float | None, n: int | None) -> str:
    return f"{percent(rate, 'en')} from the cache, n={number(n, 'en')}"


def _stored(settings: Settings) -> tuple[list[Meta], int]:
    """What the store of this source holds, and its bytes; damaged files are left to `doctor`."""
    found, total = [], 0
    for path in sorted(store_root(settings.data_dir, settings.api_url).glob("*/*.parquet")):
        try:
            found.append(read_meta(path))
            total += path.stat().st_size
        except UNREADABLE:
            say(f"warning: {path} cannot be read; python -m core doctor says more")
    return found, total
