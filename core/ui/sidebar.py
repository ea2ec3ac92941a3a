"""The status sidebar: is everything up to date, does the API answer, how fresh is what is shown."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from core.language import Lang, age, error_words, moment, number, percent, text
from core.settings import PUBLIC_API
from core.store.library import View
from core.store.syncstate import read_report
from core.telemetry import Snapshot
from core.ui.context import escape, language, seen, service
from core.ui.service import SYNC, Service, Source

_IDLE_SECONDS = 20.0
_BUSY_SECONDS = 1.5


def status() -> None:
    """The status in the sidebar; it renews itself, faster while something is loading."""
    busy = _busy(service())
    with st.sidebar:
        st.fragment(_status, run_every=_BUSY_SECONDS if busy else _IDLE_SECONDS)(busy)


def _busy(running: Service) -> bool:
    """Whether something that this visitor's page shows is being loaded."""
    return any(_active(running, view) for view in seen().values())


def _status(was_busy: bool) -> None:
    running, lang = service(), language()
    source = running.source
    if source is not None:
        # What is shown is kept fresh while anyone looks.
        views = [source.library.view(view.dataset) for view in seen().values()]
        running.note_gauges(source, views)
        running.note_metrics()
        running.keep_up()
    busy = _busy(running)
    if busy != was_busy:
        st.rerun()  # to show what was loaded, and to change the pace
    with st.container(border=True, key="status"):
        _headline(running, source, lang)
        if source is not None:
            _figures(running, source, lang)
            _news(source, lang)
            _refresh_button(running, source, lang)
    if source is not None:
        _about_source(source, lang)
        if source.store.snapshot_problem is not None:
            title, words = error_words(source.store.snapshot_problem, lang, escape)
            st.caption(f":material/inventory_2: **{title}.** {words}")


def _headline(running: Service, source: Source | None, lang: Lang) -> None:
    icon, words = headline(running, source, list(seen().values()), lang)
    st.markdown(f":material/{icon}: **{words}**")


def headline(
    running: Service, source: Source | None, views: list[View], lang: Lang
) -> tuple[str, str]:
    """The one sentence that answers "is the source down, or is it us?", with its icon."""
    if source is None:
        return "hourglass", text("sidebar.asking", lang)
    loading = [view.dataset.key for view in views if _active(running, view)]
    if loading:
        progress = next(
            (job.progress for key in loading if (job := running.jobs.get(key)) and job.progress),
            None,
        )
        if progress is None or progress.total is None:
            return "sync", text("sidebar.loading_begun", lang)
        rows, total = number(progress.rows, lang), number(progress.total, lang)
        return "sync", text("sidebar.loading", lang, rows=rows, total=total)
    oldest = min((v.fetched_at for v in views if v.fetched_at), default=None)
    failed = next((e for v in views if (e := _error(running, v)) is not None), None)
    if failed is not None and oldest is not None:
        return "cloud_off", text("sidebar.copy", lang, moment=moment(oldest, lang))
    if failed is not None:
        return "cloud_off", text("sidebar.nothing", lang)
    if source.store.problem is not None:
        return "save", text(f"error.{source.store.problem.key}.title", lang)
    if source.demo:
        return "theater_comedy", text("sidebar.demo", lang)
    if oldest is None:
        return "check_circle", text("sidebar.ready", lang)
    return "check_circle", text("sidebar.fresh", lang)


def _active(running: Service, view: View) -> bool:
    job = running.jobs.get(view.dataset.key)
    return job is not None and job.active


def _error(running: Service, view: View) -> Exception | None:
    job = running.jobs.get(view.dataset.key)
    return job.error if job is not None and job.state == "failed" else view.error


def _figures(running: Service, source: Source, lang: Lang) -> None:
    snapshot = source.telemetry.snapshot()
    lines = [
        *_api_lines(source, snapshot, lang),
        *_freshness_lines(lang),
        (text("sidebar.hit_rate", lang), percent(snapshot.hit_rate, lang)),
        (text("sidebar.static_hit_rate", lang), percent(snapshot.static_hit_rate, lang)),
        (text("sidebar.queue", lang), number(len(running.jobs.active()), lang)),
        (text("sidebar.sync", lang), _sync_words(running, source, lang)),
    ]
    st.caption("  \n".join(f"{label}: **{value}**" for label, value in lines))
    for alert in snapshot.alerts:
        st.caption(f":material/warning: {text(f'alert.{alert.key}', lang)}")


def _api_lines(source: Source, snapshot: Snapshot, lang: Lang) -> list[tuple[str, str]]:
    timing = snapshot.timing
    response = "–"
    if timing is not None:
        response = text(
            "sidebar.response_value",
            lang,
            p50=number(timing.p50 * 1000, lang),
            p95=number(timing.p95 * 1000, lang),
        )
    state = source.client.pages.breaker.state
    answered = snapshot.last_answer
    return [
        (
            text("sidebar.last_answer", lang),
            age(datetime.fromtimestamp(answered, UTC), lang) if answered else "–",
        ),
        (text("sidebar.response", lang), response),
        (text("sidebar.errors", lang), percent(snapshot.error_share, lang, 1)),
        (text("sidebar.breaker", lang), text(f"breaker.{state}", lang)),
    ]


def _freshness_lines(lang: Lang) -> list[tuple[str, str]]:
    return [
        (
            text(f"dataset.{key.partition('/')[0]}", lang),
            age(view.fetched_at, lang) if view.fetched_at else "–",
        )
        for key, view in seen().items()
    ]


def _sync_words(running: Service, source: Source, lang: Lang) -> str:
    """How far the whole copy is behind, or how the sync under way or the last one went."""
    job = running.jobs.get(SYNC)
    if job is not None and job.active:
        rows = number(job.progress.rows, lang) if job.progress else "–"
        return text("sidebar.sync_running", lang, rows=rows)
    report = read_report(source.store)
    if report is None:
        return "–"
    if report.outcome == "failed":
        return text("sidebar.sync_failed", lang, age=age(report.ended, lang))
    return age(report.confirmed, lang)


def _news(source: Source, lang: Lang) -> None:
    """Tells when the copy has changed since the page was drawn; shown when the visitor likes."""
    changed = any(
        frame is not now.tables[key] and not frame.equals(now.tables[key])
        for view in seen().values()
        if view.ready and (now := source.library.view(view.dataset, start=False)).ready
        for key, frame in view.tables.items()
        if key in now.tables
    )
    if changed:
        st.markdown(f":material/fiber_new: {text('sidebar.news', lang)}")
        if st.button(text("sidebar.show_news", lang), width="stretch", key="show_news"):
            st.rerun()


def _refresh_button(running: Service, source: Source, lang: Lang) -> None:
    if st.button(
        text("sidebar.refresh", lang),
        icon=":material/refresh:",
        help=text("sidebar.refresh_help", lang),
        disabled=_busy(running),
        width="stretch",
        key="refresh",
    ):
        for view in seen().values():
            source.library.load(view.dataset, refresh=True)
        st.rerun()


def _about_source(source: Source, lang: Lang) -> None:
    if source.demo:
        st.caption(text("sidebar.source_demo", lang))
    elif source.settings.api_url == PUBLIC_API:
        st.caption(text("sidebar.source_public", lang))
    else:
        st.caption(text("sidebar.source_other", lang, url=source.settings.origin))
