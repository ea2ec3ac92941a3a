"""Finds out what rules are applied to: of figures that were written, the copy, and the machine."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import polars as pl

from core.alerts.rules import CopyFacts, Facts
from core.errors import StoreError
from core.happenings import Happenings
from core.language import has
from core.metrics import FILE_NAME, Metrics, read_metrics
from core.parliament.calendar.periods import Period
from core.settings import Settings
from core.store.ledger import read_drift, read_ledger
from core.store.place import existing, place_problem
from core.store.store import Store, store_root
from core.store.sync.state import read_report
from core.tables.meetings import sitting_days
from core.tables.table import Tables
from core.tables.votes import session_votes, sessions
from core.telemetry import WINDOW_SECONDS, log_event
from core.times import in_denmark, local
from core.verdict import Circumstances, Verdict, judge

_DAY = timedelta(days=1)
_LATEST_VOTES = 100


def find_facts(
    settings: Settings, tables: Tables, now: datetime, certificate_ends: datetime | None
) -> Facts:
    """All facts at a time (UTC); nothing is asked of the API."""
    try:
        metrics = read_metrics(settings.data_dir / FILE_NAME)
    except StoreError as error:
        log_event("alerts.no_figures", error=error)
        metrics = None
    if metrics is not None and metrics.extra.get("api_url") != settings.api_url:
        metrics = None
    verdict = noted_verdict(settings, metrics, now, known=not tables.store.is_empty())
    try:
        free = shutil.disk_usage(existing(settings.data_dir)).free
    except OSError:
        free = None
    copy = copy_facts(tables, now)
    return Facts(now, in_denmark(now).date(), verdict, metrics, copy, free, certificate_ends)


def noted_verdict(
    settings: Settings, metrics: Metrics | None, now: datetime, *, known: bool, checks: str = ""
) -> Verdict:
    """The verdict by the figures last written, and by whether the data folder can be written now.

    `known` says that something is stored, `checks` what else is wrong on this machine.
    """
    happened, alerts, paused, problem = Happenings(), list[str](), False, None
    if metrics is not None and metrics.extra.get("api_url") == settings.api_url:
        happened = metrics.happenings(settings.api_url)
        recent = metrics.age(now).total_seconds() <= WINDOW_SECONDS
        alerts = [
            alert["key"]
            for alert in (metrics.snapshot.get("alerts") or [] if recent else [])
            if has(f"alert.{alert.get('key')}", "en")
        ]
        paused = recent and (metrics.extra.get("breaker") or {}).get("state") == "open"
        problem = metrics.problem(settings.api_url, now)
    tried = place_problem(settings.data_dir, store_root(settings.data_dir, settings.api_url))
    around = Circumstances(
        settings.api_url,
        known=known,
        paused=paused,
        problem=problem if tried is None else tried.key,
        checks=checks,
        alerts=alerts,
    )
    return judge(happened, around, now.timestamp())


def copy_facts(tables: Tables, now: datetime) -> CopyFacts:
    """What is known of the copy at a time (UTC)."""
    store, there = tables.store, local(now)
    report = read_report(store)
    since = (now - _DAY).replace(tzinfo=None)
    silent, drift = read_ledger(store), read_drift(store)
    recent = pl.col("found_at") > since
    known = tables.read(sessions())
    begun = [] if known is None else [each for each in known.content if each.begun(there)]
    checked, matching, voted = _agreement(tables, begun, there)
    return CopyFacts(
        confirmed=report.confirmed if report else None,
        newest=_newest(store, there),
        sitting=sitting_days(tables, begun, there),
        voted=voted,
        vanished=silent.filter(recent, pl.col("kind") == "vanished").height,
        drift=tuple(
            f"{entity}.{column}"
            for entity, column in drift.filter(recent).select("entity", "columns").iter_rows()
        ),
        checked=checked,
        matching=matching,
    )


def _newest(store: Store, there: datetime) -> date | None:
    """The day of the newest change of a vote or a step that does not lie ahead."""
    metas = [
        store.meta(name, part)
        for name in ("Afstemning", "Sagstrin")
        for part in store.partitions(name)
    ]
    times = [meta.watermark for meta in metas if meta is not None and meta.watermark is not None]
    return max((at.date() for at in times if at <= there + _DAY), default=None)


def _agreement(
    tables: Tables, begun: Sequence[Period], there: datetime
) -> tuple[int, int, frozenset[date]]:
    """Of the latest votes how many could be compared and how many agree; and all days of votes."""
    days: set[date] = set()
    checked = matching = 0
    for place, session in enumerate(begun[:3]):
        votes = tables.read(session_votes(session, there))
        if votes is None:
            continue
        rows = votes.content.votes
        days.update(rows["date"].drop_nulls())
        if place == 0:
            latest = rows.sort("date", descending=True, nulls_last=True).head(_LATEST_VOTES)
            checked = latest.filter(pl.col("check").is_in(["match", "mismatch"])).height
            matching = latest.filter(pl.col("check") == "match").height
    return checked, matching, frozenset(days)
