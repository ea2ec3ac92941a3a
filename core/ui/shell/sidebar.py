"""The status: one line in the masthead, and in the sidebar what stands behind it.

The sidebar is closed until somebody clicks the line. While it is closed its part of the page renews
the line and draws nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from core.errors import ApiError, BreakerOpen, FormChanged, TingblikError
from core.happenings import cause_of
from core.language import Lang, age, error_words, moment, number, text
from core.service import SYNC, Service, Source
from core.settings import PUBLIC_API
from core.store.library import View
from core.store.sync.state import read_report
from core.telemetry import Snapshot
from core.ui.shell import address
from core.ui.shell.context import escape, language, seen, service
from core.ui.shell.messages import renewing
from core.verdict import State, Verdict, share_words, verdict_words

_IDLE_SECONDS = 20.0
_BUSY_SECONDS = 1.5
_OPEN, _PANEL_KEY = "_panel_open", "panel_parts"
_PANEL = st.components.v2.component(
    "tingblik_panel", js=Path(__file__).with_name("panel.js").read_text(encoding="utf-8")
)


def status() -> None:
    """Draw the status; it renews itself, faster while something is loading."""
    running = service()
    busy, source = _busy(running), running.source
    with st.sidebar:
        every = _BUSY_SECONDS if busy else _IDLE_SECONDS
        demo = source is not None and source.demo
        renewing(_status, address.page(), every)(busy, demo)


def _busy(running: Service) -> bool:
    """Whether something that this visitor's page shows is being loaded."""
    return any(_active(running, view) for view in seen().values())


def _status(was_busy: bool, was_demo: bool) -> None:
    running, lang = service(), language()
    source = running.source
    views = list(seen().values())
    if source is not None:
        # Asking for the views again has expired data loaded while the page is open.
        views = [source.library.view(view.dataset) for view in views]
    snapshot = None if source is None else source.telemetry.snapshot()
    verdict = running.verdict(None if source is None or source.demo else snapshot)
    running.look_into(verdict)
    busy = _busy(running)
    if busy != was_busy or (was_demo and source is not None and not source.demo):
        st.rerun()  # shows what was loaded or the real source, and changes the interval
    head = headline(running, source, verdict, views, lang)
    if not _panel(line(running, head, verdict, views, lang)):
        return
    with st.container(key="status"):
        _headline(head)
        if source is not None and snapshot is not None:
            _figures(running, source, snapshot, views, lang)
            _news(source, lang)
            _refresh_button(running, source, lang)
    if source is not None:
        _about_source(source, lang)
        if source.store.snapshot_problem is not None:
            title, words = error_words(source.store.snapshot_problem, lang, escape)
            st.caption(f":material/inventory_2: **{title}.** {words}")


@dataclass(frozen=True, slots=True)
class Line:
    """The status in one line; `state` is `well`, `wrong`, `waiting` or `demo`."""

    state: str
    words: str


def line(running: Service, head: Headline, verdict: Verdict, views: list[View], lang: Lang) -> Line:
    """The age of what is shown, and whether the source answers; or what is going on."""
    source = running.source
    if source is None or head.icon == "sync":
        return Line("waiting", head.title)
    # The title as plain text: the line is no Markdown.
    title, _ = verdict_words(verdict, lang)
    if source.demo:
        return Line("demo", text("line.demo", lang, what=title))
    known = [source.library.known_at(v.dataset, v.fetched_at) for v in views if v.fetched_at]
    well = verdict.state in ("well", "followed")
    told = text("line.well", lang) if verdict.state == "well" else title
    wrong = verdict.wrong
    if head.icon == "sync_problem":
        wrong, told = True, head.title
    if known:
        key = "line.copy" if wrong else "line.data"
        told = text(key, lang, moment=moment(min(known), lang), what=told)
    return Line("wrong" if wrong else "well" if well else "waiting", told)


def _panel(told: Line) -> bool:
    """Give the browser the line; whether the sidebar is open there."""
    opened = bool(st.session_state.get(_OPEN))
    with st.container(key="panel"):
        _PANEL(
            key=_PANEL_KEY,
            data={"state": told.state, "words": told.words, "open": opened},
            on_open_change=_note_open,
        )
    return opened


def _note_open() -> None:
    st.session_state[_OPEN] = bool(st.session_state[_PANEL_KEY].get("open"))


@dataclass(frozen=True, slots=True)
class Headline:
    """Whether the source is down or the fault is ours, and what that means for the data shown."""

    icon: str
    title: str
    shown: str = ""
    advice: str = ""


def _headline(head: Headline) -> None:
    st.markdown(f":material/{head.icon}: **{head.title}**")
    if head.shown:
        st.markdown(head.shown)
    if head.advice:
        st.caption(head.advice)


def headline(
    running: Service, source: Source | None, verdict: Verdict, views: list[View], lang: Lang
) -> Headline:
    """The verdict; or, where nothing is wrong, what is being loaded or an error of a dataset."""
    if source is None:
        key = "wait.copying" if running.copying else "sidebar.asking"
        return Headline("hourglass", text(key, lang))
    loading = _loading_words(running, views, lang)
    if loading and not verdict.wrong:
        return Headline("sync", loading, text("sidebar.demo", lang) if source.demo else "")
    title, advice = verdict_words(verdict, lang, escape)
    odd = next((e for view in views if (e := _error(running, view)) and _untold(e)), None)
    if odd is not None and not verdict.wrong:
        words = error_words(odd, lang, escape)
        return Headline("sync_problem", words[0], _shown(running, verdict, views, lang), words[1])
    shown = (
        text("sidebar.demo", lang)
        if source.demo
        else loading or _shown(running, verdict, views, lang)
    )
    return Headline(
        _ICONS.get(verdict.state, "cloud_off"), title, shown, advice if verdict.wrong else ""
    )


_ICONS: dict[State, str] = {
    "well": "check_circle",
    "unasked": "hourglass_empty",
    "followed": "cloud_done",
    "idle": "hourglass_empty",
    "slow": "hourglass_bottom",
    "strained": "speed",
    "no_network": "wifi_off",
    "wrong_address": "wrong_location",
    "untrusted": "gpp_maybe",
    "refusing": "block",
    "own_fault": "build",
    "copy": "save",
    "here": "build",
}


def _loading_words(running: Service, views: list[View], lang: Lang) -> str:
    """The progress of all jobs for this page together; empty without any."""
    keys = [view.dataset.key for view in views if _active(running, view)]
    jobs = [job for key in keys if (job := running.jobs.get(key))]
    if not jobs:
        return ""
    known = [job.progress for job in jobs if job.progress and job.progress.total]
    if not known:
        return text("sidebar.loading_begun", lang)
    rows = number(sum(progress.rows for progress in known), lang)
    total = number(sum(progress.total or 0 for progress in known), lang)
    return text("sidebar.loading", lang, rows=rows, total=total)


def _shown(running: Service, verdict: Verdict, views: list[View], lang: Lang) -> str:
    """Whether the page shows fresh data, a copy and how old, or nothing."""
    oldest = min((v.fetched_at for v in views if v.fetched_at), default=None)
    errors = [error for view in views if (error := _error(running, view)) is not None]
    if errors and oldest is None:
        return text("sidebar.nothing", lang)
    changed = next((error for error in errors if isinstance(error, FormChanged)), None)
    if changed is not None:
        name = escape(str(changed.params["name"]))
        return text("sidebar.form_changed", lang, name=name, moment=moment(oldest, lang))
    if oldest is None:
        return ""
    fresh = not errors and not any(view.expired for view in views)
    if fresh and verdict.state in ("well", "followed", "slow", "strained"):
        return text("sidebar.fresh", lang)
    return text("sidebar.copy", lang, moment=moment(oldest, lang))


def _active(running: Service, view: View) -> bool:
    job = running.jobs.get(view.dataset.key)
    return job is not None and job.active


def _untold(error: TingblikError) -> bool:
    """Whether the verdict does not cover an error.

    The form of one set may have changed while requests for all others succeed.
    """
    if isinstance(error, BreakerOpen):
        return False
    if isinstance(error, FormChanged):
        return True
    return not isinstance(error, ApiError) or cause_of(error) is None


def _error(running: Service, view: View) -> TingblikError | None:
    job = running.jobs.get(view.dataset.key)
    return job.error if job is not None and job.state == "failed" else view.error


def _figures(
    running: Service, source: Source, snapshot: Snapshot, views: list[View], lang: Lang
) -> None:
    if source.demo:
        st.caption(text("sidebar.figures_demo", lang))
    lines = [
        *_api_lines(source, snapshot, lang),
        *_freshness_lines(views, lang),
        (text("sidebar.hit_rate", lang), share_words(snapshot.hit_rate, snapshot.lookups, lang)),
        (
            text("sidebar.static_hit_rate", lang),
            share_words(snapshot.static_hit_rate, snapshot.static_lookups, lang),
        ),
        (text("sidebar.queue", lang), number(len(running.jobs.active()), lang)),
        (text("sidebar.sync", lang), _sync_words(running, source, lang)),
    ]
    st.caption("  \n".join(f"{label}: **{value}**" for label, value in lines))
    for alert in source.alerts(snapshot):
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
    breaker = source.client.breaker
    state = breaker.state if breaker else "closed"
    answered = snapshot.last_answer
    return [
        (
            text("sidebar.last_answer", lang),
            age(datetime.fromtimestamp(answered, UTC), lang) if answered else "–",
        ),
        (text("sidebar.response", lang), response),
        (text("sidebar.errors", lang), share_words(snapshot.error_share, snapshot.requests, lang)),
        (text("sidebar.breaker", lang), text(f"breaker.{state}", lang)),
    ]


def _freshness_lines(views: list[View], lang: Lang) -> list[tuple[str, str]]:
    return [
        (
            text(f"dataset.{view.dataset.key.partition('/')[0]}", lang),
            age(view.fetched_at, lang) if view.fetched_at else "–",
        )
        for view in views
    ]


def _sync_words(running: Service, source: Source, lang: Lang) -> str:
    """The progress of the current sync, or the last failure, or when the copy was confirmed."""
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
    """If the copy has changed since the page was drawn, say so, with a button to show it."""
    changed = any(
        now.ready and now.stamp != view.stamp
        for view in seen().values()
        if view.ready
        for now in [source.library.view(view.dataset, start=False)]
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
