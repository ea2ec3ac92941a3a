"""The parts of the status page: the figures that the sidebar sums up, for whoever runs the app."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeVar

import polars as pl
import streamlit as st

from core.language import age, duration, error_words, number, percent
from core.oda.entities import ENTITIES
from core.store.files import Meta
from core.store.ledger import ENTITY as LEDGER
from core.store.ledger import read_ledger
from core.store.plan import lookups
from core.store.syncstate import read_report
from core.telemetry import Snapshot, Timing
from core.ui.context import Context, escape
from core.ui.table import grid

_MEGABYTE = 1e6
K = TypeVar("K", str, int)


def verdict(context: Context) -> None:
    """One sentence: is it the source, is it us, or is all well."""
    t, source = context.t, context.source
    view = context.see(source.library.view(lookups()))
    state = source.client.pages.breaker.state
    if source.store.problem is not None:
        title, words = error_words(source.store.problem, context.lang, escape)
        st.warning(words, title=t("status.us", what=title), icon=":material/save:")
    elif view.error is not None or state != "closed":
        words = error_words(view.error, context.lang, escape)[1] if view.error else ""
        st.warning(words or t("status.paused"), title=t("status.source"),
                   icon=":material/cloud_off:")  # fmt: skip
    else:
        key = "status.well_demo" if source.demo else "status.well"
        st.info(t(key), icon=":material/check_circle:")


def alerts(context: Context, snapshot: Snapshot) -> None:
    """What is past its limit, with both figures."""
    for alert in snapshot.alerts:
        values = (_alert_value(context, alert.key, v) for v in (alert.value, alert.limit))
        found, limit = values
        words = context.t("status.past", value=found, limit=limit)
        st.warning(f"{context.t(f'alert.{alert.key}')} {words}", icon=":material/warning:")


def connection(context: Context, snapshot: Snapshot) -> None:
    """The hour's requests in five figures, and the last failure."""
    t, lang, timing = context.t, context.lang, snapshot.timing
    figures = [
        ("requests", number(snapshot.requests, lang)),
        ("median", duration(timing.p50 if timing else None, lang)),
        ("slowest", duration(timing.p95 if timing else None, lang)),
        ("share_4xx", percent(snapshot.share_4xx, lang, 1)),
        ("share_5xx", percent(snapshot.share_5xx, lang, 1)),
        ("unanswered", percent(snapshot.share_unanswered, lang, 1)),
    ]
    st.header(t("status.connection"))
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
    """Response times by entity set and by how much a query asks."""
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
    """How much the copy and the page cache answered."""
    t, lang = context.t, context.lang
    st.header(t("status.cache"))
    with st.container(horizontal=True, gap="small"):
        for key, share, n in (
            ("sidebar.hit_rate", snapshot.hit_rate, snapshot.lookups),
            ("sidebar.static_hit_rate", snapshot.static_hit_rate, snapshot.static_lookups),
        ):
            st.metric(t(key), percent(share, lang), help=t("status.of_lookups", n=n), border=True)
        memory = snapshot.gauges.get("memory_bytes")
        st.metric(t("status.memory"), _megabytes(context, memory), border=True)
    st.caption(t("status.since_start", n=snapshot.lookups))
    drift = {k: n for k, n in snapshot.counters.items() if n}
    if drift:
        st.caption(t("status.counters") + " " + escape(", ".join(
            f"{name} {number(n, lang)}" for name, n in sorted(drift.items()))))  # fmt: skip


def work(context: Context) -> None:
    """What is being loaded, and how the last sync went."""
    t, lang = context.t, context.lang
    st.header(t("status.work"))
    jobs = context.service.jobs.active()
    st.markdown(t("status.jobs", n=len(jobs)))
    for job in jobs:
        progress = job.progress
        done = number(progress.rows, lang) if progress else "–"
        total = number(progress.total, lang) if progress else "–"
        st.caption(f"{escape(job.key)}: {t('wait.rows', rows=done, total=total)}")
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
    """What is stored of each entity set, and how old its oldest part is."""
    t = context.t
    store = context.source.store
    st.header(t("status.copies"))
    found: dict[str, list[Meta]] = {}
    for name in (*ENTITIES, LEDGER):
        metas = [store.meta(name, partition) for partition in store.partitions(name)]
        if kept := [meta for meta in metas if meta is not None]:
            found[name] = kept
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
    grid(context, rows, key=f"timings_{kind}", columns=columns,
         alt=t("status.timings_alt", n=rows.height))  # fmt: skip


def _alert_value(context: Context, key: str, value: float) -> str:
    if key == "memory_bytes":
        return _megabytes(context, value)
    if key.endswith("_seconds") or key == "slow":
        return duration(value, context.lang)
    shares = key.startswith("errors") or key == "static_hit_rate"
    return percent(value, context.lang, 1) if shares else number(value, context.lang)


def _megabytes(context: Context, value: float | None) -> str:
    return f"{number(value / _MEGABYTE, context.lang)} MB" if value else "–"


def _age(context: Context, at: float | None) -> str:
    return age(datetime.fromtimestamp(at, UTC), context.lang) if at else "–"


def _error_name(context: Context, key: str) -> str:
    """The title of an error's key, or the key itself where it has none."""
    found = context.t(f"error.{key}.title") if context.has(f"error.{key}.title") else key
    return escape(found)
