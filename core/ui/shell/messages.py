"""Messages about errors, waiting, invented data, and values of the address."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec
from urllib.parse import urlsplit

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.errors import FormChanged, TingblikError
from core.happenings import part_of
from core.jobs import Job
from core.language import Lang, error_words, moment, text
from core.store.library import View
from core.telemetry import log_event
from core.ui.shell import address
from core.ui.shell.context import Context, escape, language, service
from core.ui.shell.loading import current_load, end_load, load_words
from core.ui.shell.unheeded import Unheeded, ignored, unread
from core.verdict import verdict_words

_POLL_SECONDS = 1.0
_MOST_TOLD = 5
_WAITS = "_waits"
P = ParamSpec("P")


class PageEnds(Exception):
    """Ends a page early. `st.stop` would end the sidebar too."""


def error_box(error: TingblikError, lang: Lang) -> None:
    """Show an error: what happened and what to do."""
    title, words = error_words(error, lang, escape)
    st.warning(words, title=title, icon=":material/error:")


def tell_fault(error: Exception, where: str) -> None:
    """Show, log and count an error of our own; `where` is the page or the part of one."""
    service().note_fault(where)
    log_event("page_failed", page=where, error=error, trace=traceback.format_exc())
    error_box(TingblikError(repr(error)), language())


def renewing(draw: Callable[P, None], page: str, every: float) -> Callable[P, None]:
    """A part of a page that is drawn again every `every` seconds.

    Streamlit runs it without the frame of the page, so its errors are handled here.
    """
    where = part_of(page, draw.__name__.strip("_"))

    @wraps(draw)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        begun = time.monotonic()
        try:
            draw(*args, **kwargs)
        except TingblikError as error:
            error_box(error, language())
        except Exception as error:
            tell_fault(error, where)
        else:
            service().note_well(where, time.monotonic() - begun)

    return st.fragment(guarded, run_every=every)


def tell_old_copy(views: Iterable[View], place: DeltaGenerator, lang: Lang) -> None:
    """Say that the page shows an earlier copy, as Parliament has changed the form of its data."""
    old = [view for view in views if view.ready and isinstance(view.error, FormChanged)]
    if not old:
        return
    assert old[0].error is not None
    title, _ = error_words(old[0].error, lang, escape)
    names = sorted({escape(str(view.error.params["name"])) for view in old if view.error})
    oldest = min(view.fetched_at for view in old if view.fetched_at)
    place.warning(
        text("wait.kept", lang, time=moment(oldest, lang), names=", ".join(names)),
        title=title,
        icon=":material/inventory_2:",
    )


def tell_unheeded(lang: Lang) -> None:
    """Report values of the address that could not be used, each once in a run."""
    if found := ignored():
        names = "; ".join(unheeded_words(each, lang) for each in found[:_MOST_TOLD])
        if len(found) > _MOST_TOLD:
            names += " " + text("address.more", lang, n=len(found) - _MOST_TOLD)
        st.warning(text("address.ignored", lang, names=names), icon=":material/search_off:")


def unheeded_words(one: Unheeded, lang: Lang) -> str:
    """The unused value of the address, and what is shown in its place."""
    asked = escape(one.asked)
    if one.most:
        return text("address.cut", lang, asked=asked, most=one.most)
    if one.shown:
        return text("address.instead", lang, asked=asked, shown=escape(one.shown))
    return text("address.without", lang, asked=asked)


def tell_unread(page: str, names: Iterable[str], lang: Lang) -> None:
    """Report values of the address that the open part of the page does not use."""
    if found := unread(page, names):
        words = ", ".join(escape(each) for each in found[:_MOST_TOLD])
        if len(found) > _MOST_TOLD:
            words += " " + text("address.more", lang, n=len(found) - _MOST_TOLD)
        st.caption(text("address.unread", lang, names=words))


def demo_banner() -> None:
    """Say that the data is invented, and why it is shown; nothing with real data."""
    running = service()
    source = running.source
    if source is None or not source.tables.invented:
        return
    lang = language()
    if source.demo and running.unreachable:
        title, _ = verdict_words(running.verdict(), lang, escape)
        why = text("demo.why_unreachable", lang, what=title)
    else:
        why = text("demo.why_chosen", lang)
    st.info(
        why,
        title=text("demo.title", lang),
        icon=":material/theater_comedy:",
    )


def asking_box(lang: Lang) -> None:
    """Shown while it is found out what to read; runs the page again once that is known."""
    st.session_state[_WAITS] = True

    def poll() -> None:
        if service().source is not None:
            st.rerun()
        key = "wait.copying" if service().copying else "wait.asking"
        st.info(text(key, lang), icon=":material/hourglass:")
        st.skeleton(height=320)

    renewing(poll, address.page(), _POLL_SECONDS)()


def need(context: Context, view: View, label: str) -> View:
    """The view if its data is stored; else draws the progress of loading it, or why that failed.

    In the latter cases it ends the page, which is run again when the job has ended.
    """
    context.see(view)
    if view.ready:
        return view
    if view.job is None:
        end_load()
        if view.error is not None:
            error_box(view.error, context.lang)
        else:
            st.info(context.t("wait.stopped"), icon=":material/pause:")
        if st.button(context.t("wait.again"), icon=":material/refresh:", key="again"):
            context.source.library.load(view.dataset)
            st.rerun()
        raise PageEnds
    watch(context, view.job, label)
    raise PageEnds


def watch(context: Context, job: Job, label: str) -> None:
    """Draw the progress of a job, with a button to stop it; runs the page again when it has ended.

    All jobs that a page waits for one after the other share one bar.
    """
    st.session_state[_WAITS] = True

    def poll() -> None:
        if not job.active:
            st.rerun()
        now, load = context.service.jobs.clock(), current_load(_page())
        share = load.advance(job, now)
        st.progress(share, text=f"{label} {load_words(load, job, now, context.lang)}")
        if st.button(context.t("wait.stop"), icon=":material/stop_circle:", key="stop"):
            job.cancel.set()
        st.skeleton(height=320)

    renewing(poll, address.page(), _POLL_SECONDS)()


def waits() -> bool:
    """Whether this run waits for data; reading it resets it."""
    return bool(st.session_state.pop(_WAITS, False))


def _page() -> str:
    return urlsplit(st.context.url or "").path
