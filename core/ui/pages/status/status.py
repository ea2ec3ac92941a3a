"""The parts of the status page: all figures behind the status in the sidebar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeVar

import polars as pl
import streamlit as st

from core.jobs import Job
from core.language import age, duration, moment, number
from core.oda.schema.entities import ENTITIES
from core.store.ledger import ENTITY as LEDGER
from core.store.ledger import read_ledger
from core.store.parquet import Meta
from core.store.sync.state import read_report
from core.tables.votes import sessions
from core.telemetry import Snapshot, Timing
from core.ui.parts.table import grid
from core.ui.parts.waiting import arriving
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import renewing
from core.verdict import share_words, verdict_words

_LIVE_SECONDS = 10.0
_MEGABYTE = 1e6
K = TypeVar("K", str, int)


def live(context: Context) -> None:
    """The verdict with its figures; renews itself while the page is open."""
    arriving(context, sessions())

    def live_figures() -> None:
        snapshot = context.source.telemetry.snapshot()
        verdict(context, None if context.source.demo else snapshot)
        if context.source.demo:
            st.caption(context.t("status.figures_demo"))
        alerts(context, snapshot)
        connection(context, snapshot)

    renewing(live_figures, address.page(), _LIVE_SECONDS)()


def verdict(context: Context, snapshot: Snapshot | None) -> None:
    """The verdict in words, and what the pages show meanwhile."""
    found = context.service.verdict(snapshot)
    title, words = verdict_words(found, context.lang, escape)
    if context.source.demo:
        words = f"{words} {context.t('status.invented')}"
    if found.wrong:
        st.warning(words, title=title, icon=":material/error:")
    else:
        st.info(words, title=title, icon=":material/info:")


def alerts(context: Context, snapshot: Snapshot) -> None:
    """The values that exceed their limits, with both figures."""
    for alert in context.source.alerts(snapshot):
        n = snapshot.requests if alert.key.startswith("errors") else None
        found = _alert_value(context, alert.key, alert.value, n)
        limit = _alert_value(context, alert.key, alert.limit)
        words = context.t("status.past", value=found, limit=limit)
        st.warning(f"{context.t(f'alert.{alert.key}')} {words}", icon=":material/warning:")


def connection(context: Context, snapshot: Snapshot) -> None:
    """Figures on the requests of the last hour, and the last failure."""
    t, lang, timing = context.t, context.lang, snapshot.timing
    times = [
        ("requests", number(snapshot.requests, lang)),
        ("median", duration(timing.p50 if timing else None, lang)),
        ("slowest", duration(timing.p95 if timing else None, lang)),
    ]
    shares = {
        "share_4xx": snapshot.share_4xx,
        "share_5xx": snapshot.share_5xx,
        "unanswered": snapshot.share_unanswered,
        "unusable": snapshot.share_unusable,
    }
    failed = [(k, share_words(v, snapshot.requests, lang)) for k, v in shares.items()]
    st.header(t("status.connection"))
    for figures in (times, failed):
        with st.container(horizontal=True, gap="small"):
            for key, value in figures:
                st.metric(t(f"status.{key}"), value, border=True)
    state = context.source.client.pages.breaker.state
    lines = [
        (t("sidebar.breaker"), t(f"breaker.{state}")),
        (t("sidebar.last_answer"), _age(context, snapshot.last_answer)),
        (t("status.last_failure"), _age(context, snapshot.last_failure)),
    ]
    if snapshot.last_error:
        lines.append((t("status.last_error"), _error_name(context, snapshot.last_error)))
    st.caption("  \n".join(f"{label}: **{escape(value)}**" for label, value in lines))


def answers(context: Context, snapshot: Snapshot) -> None:
    """Response times by entity set and by the size of queries."""
    t = context.t
    if not snapshot.by_entity:
        return
    sets, scores = st.columns(2, gap="large")
    with sets:
        st.subheader(t("status.by_entity"))
        _timings(context, "entity", snapshot.by_entity)
    with scores:
        st.subheader(t("status.by_complexity"), help=t("status.complexity_help"))
        _timings(context, "complexity", snapshot.by_complexity)
    st.caption(t("status.hour"))


def look_ups(context: Context, snapshot: Snapshot) -> None:
    """How many look-ups the copy and the page cache answered."""
    t, lang = context.t, context.lang
    st.header(t("status.cache"))
    with st.container(horizontal=True, gap="small"):
        for key, share, n in (
            ("sidebar.hit_rate", snapshot.hit_rate, snapshot.lookups),
            ("sidebar.static_hit_rate", snapshot.static_hit_rate, snapshot.static_lookups),
        ):
            st.metric(
                t(key), share_words(share, n, lang), help=t("status.of_lookups", n=n), border=True
            )
        memory = snapshot.gauges.get("memory_bytes")
        st.metric(t("status.memory"), _megabytes(context, memory), border=True)
    st.caption(t("status.since_start", n=snapshot.lookups))
    for name, n in sorted(snapshot.counters.items()):
        if n and context.has(f"counter.{name}"):
            st.caption(t(f"counter.{name}", n=n))


def work(context: Context) -> None:
    """The current jobs, and the result of the last sync."""
    t, lang = context.t, context.lang
    st.header(t("status.work"))
    jobs = context.service.jobs.active()
    st.markdown(t("status.jobs", n=len(jobs)))
    for job in jobs:
        progress = job.progress
        done = number(progress.rows, lang) if progress else "–"
        total = number(progress.total, lang) if progress else "–"
        st.caption(f"{_job_name(context, job)}: {t('wait.rows', rows=done, total=total)}")
    sharing = context.service.sharing
    made_at = sharing.follower.state.made_at if sharing and sharing.follower else None
    if made_at is not None:
        st.markdown(t("status.followed", moment=moment(made_at, lang)))
    report = read_report(context.source.store)
    if report is None:
        st.caption(t("status.never_synced"))
        return
    changed = sum(report.changed.values())
    st.markdown(
        t(f"status.sync_{report.outcome}", age=age(report.ended, lang))
        + " "
        + t("status.sync_changed", n=changed, requests=report.requests)
    )
    if report.error:
        st.caption(_error_name(context, report.error))
    silent = read_ledger(context.source.store).height
    st.caption(t("status.silent", n=silent))


def copies(context: Context) -> None:
    """The stored rows of each entity set, and the age of the oldest part."""
    t = context.t
    store = context.source.store
    st.header(t("status.copies"))
    found: dict[str, list[Meta]] = {}
    for name in (*ENTITIES, LEDGER):
        metas = [store.meta(name, partition) for partition in store.partitions(name)]
        if present := [meta for meta in metas if meta is not None]:
            found[name] = present
    if not found:
        st.caption(t("status.nothing_stored"))
        return
    rows = pl.DataFrame(
        {
            "entity": list(found),
            "rows": [sum(meta.rows for meta in metas) for metas in found.values()],
            "parts": [len(metas) for metas in found.values()],
            "oldest": [age(min(m.fetched_at for m in ms), context.lang) for ms in found.values()],
            "watermark": [
                max((m.watermark for m in metas if m.watermark), default=None)
                for metas in found.values()
            ],
        },
        schema_overrides={"watermark": pl.Datetime("ms")},
    )
    columns = {
        name: st.column_config.NumberColumn(t(f"status.column.{name}"), format="localized")
        if name in ("rows", "parts")
        else st.column_config.DatetimeColumn(t(f"status.column.{name}"), format="DD.MM.YYYY HH:mm")
        if name == "watermark"
        else st.column_config.TextColumn(t(f"status.column.{name}"))
        for name in rows.columns
    }
    grid(context, rows, key="copies", alt=t("status.copies_alt", n=rows.height), columns=columns)
    st.caption(t("status.copies_order"))


def _timings(context: Context, kind: str, timings: Mapping[K, Timing]) -> None:
    t = context.t
    ordered = sorted(timings.items(), key=lambda pair: -pair[1].p95)
    rows = pl.DataFrame(
        {
            kind: [str(name) for name, _ in ordered],
            "n": [timing.n for _, timing in ordered],
            "p50": [round(timing.p50 * 1000) for _, timing in ordered],
            "p95": [round(timing.p95 * 1000) for _, timing in ordered],
        }
    )
    columns = {
        name: (st.column_config.TextColumn if name == kind else st.column_config.NumberColumn)(
            t(f"status.column.{name}")
        )
        for name in rows.columns
    }
    grid(
        context,
        rows,
        key=f"timings_{kind}",
        columns=columns,
        alt=t("status.timings_alt", n=rows.height),
    )


def _alert_value(context: Context, key: str, value: float, n: int | None = None) -> str:
    if key == "memory_bytes":
        return _megabytes(context, value)
    if key.endswith("_seconds") or key == "slow":
        return duration(value, context.lang)
    shares = key.startswith("errors") or key == "static_hit_rate"
    return share_words(value, n, context.lang) if shares else number(value, context.lang)


def _megabytes(context: Context, value: float | None) -> str:
    return f"{number(value / _MEGABYTE, context.lang)} MB" if value else "–"


def _job_name(context: Context, job: Job) -> str:
    """The name of a job, in words."""
    kind = job.key.partition("/")[0]
    for key in (f"dataset.{kind}", f"job.{kind}"):
        if context.has(key):
            return context.t(key)
    return context.t("job.unnamed")


def _age(context: Context, at: float | None) -> str:
    return age(datetime.fromtimestamp(at, UTC), context.lang) if at else "–"


def _error_name(context: Context, key: str) -> str:
    """The title of an error by its key, or the key if it has none."""
    found = context.t(f"error.{key}.title") if context.has(f"error.{key}.title") else key
    return escape(found)
