"""Loading on the explore page: the number of rows of a query, then the rows."""

from __future__ import annotations

import streamlit as st

from core.jobs import Job
from core.language import duration
from core.oda.paging import PAGE_ROWS
from core.oda.query.query import Query
from core.oda.schema.paths import resolve_navigation
from core.ui.pages.explore.build import use_text
from core.ui.pages.explore.builder_state import query_text
from core.ui.pages.explore.explorer import (
    AUTOMATIC_ROWS,
    CONFIRM_ROWS,
    MOST_BYTES,
    MOST_LOADS,
    TYPED_ROWS,
    Explorer,
    Result,
    advice,
    expected_bytes,
    forget_load,
    load_job,
    loads,
    pages_of,
    query_key,
)
from core.ui.parts.nothing import nothing_found
from core.ui.parts.table import source_line
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import error_box, watch

_PATIENCE = 1.5  # seconds to wait for the number of rows


@st.cache_resource(show_spinner=False)
def explorer() -> Explorer:
    """The results and numbers of rows of this process."""
    return Explorer()


def loaded(context: Context, query: Query) -> Result | None:
    """The result of the query if it is loaded; else draws its size and a button to load it."""
    key = query_key(query, context.source.settings.api_url)
    _begin_small(context, query, key)
    job = load_job(context.service.jobs, key)
    if job is not None and job.active:
        watch(context, job, context.t("explore.loading"))
        return None
    found = explorer().result(key)
    if found is not None:
        if job is not None and job.state == "failed" and job.error is not None:
            error_box(job.error, context.lang)
        forget_load(context.service.jobs, key)
        _summary(context, found, key)
        return found
    n = _size(context, query, key)
    if n is not None:
        _offer(context, query, key, n, job)
    return None


def _begin_small(context: Context, query: Query, key: str) -> None:
    """Load a small query of a link, and wait a moment for it.

    Without a rerun, in which the widgets that the link has just set would lose their values.
    """
    opened = st.session_state.get("_explore_opened") == query_text(query)
    jobs, client = context.service.jobs, context.source.client
    if not opened or explorer().result(key) or load_job(jobs, key) or loads(jobs) >= MOST_LOADS:
        return
    n = explorer().counted(client, key, query, _PATIENCE)
    if isinstance(n, int):
        del st.session_state["_explore_opened"]
        if 0 < n <= AUTOMATIC_ROWS and expected_bytes(query, n) <= MOST_BYTES:
            explorer().load(jobs, client, key, query, refresh=False).wait(_PATIENCE)


def _size(context: Context, query: Query, key: str) -> int | None:
    """Draw the number of rows and return it; None while it is unknown."""
    n = explorer().counted(context.source.client, key, query, _PATIENCE)
    if isinstance(n, Job):
        if n.active:
            watch(context, n, context.t("explore.counting"))
        elif n.error is not None:
            _failed(context, query, n)
            if st.button(context.t("wait.again"), icon=":material/refresh:", key="explore_again"):
                explorer().forget_count(key)
                st.rerun()
        else:
            st.rerun()
        return None
    if not n:
        nothing_found(context, "explore.no_rows", searched=False, filtered=query.filter is not None)
        return None
    seconds = pages_of(n) / context.source.settings.max_rps
    st.markdown(
        f"**{context.t('explore.size', n=n)}** "
        + context.t("explore.takes", n=pages_of(n), time=duration(seconds, context.lang))
    )
    return n


def _offer(context: Context, query: Query, key: str, n: int, job: Job | None) -> None:
    """A button that loads the rows, after a confirmation if there are many."""
    t = context.t
    if job is not None and job.state == "failed":
        _failed(context, query, job)
    elif job is not None and job.state == "stopped":
        st.info(t("wait.stopped"), icon=":material/pause:")
    if expected_bytes(query, n) > MOST_BYTES:
        st.warning(t("explore.too_much", n=n), icon=":material/memory:")
        return
    sure = n <= CONFIRM_ROWS
    if n > TYPED_ROWS:
        st.warning(t("explore.huge", n=n), icon=":material/warning:")
        sure = (
            st.number_input(
                t("explore.type_number"),
                value=None,
                step=1,
                min_value=0,
                key=f"explore_typed_{key}",
            )
            == n
        )
    elif n > CONFIRM_ROWS:
        sure = st.checkbox(t("explore.confirm", n=n), key=f"explore_sure_{key}")
    busy = loads(context.service.jobs) >= MOST_LOADS
    if busy:
        st.caption(t("explore.busy"))
    if st.button(
        t("explore.load", n=n),
        type="primary",
        icon=":material/download:",
        disabled=not sure or busy,
        key="explore_load",
    ):
        _begin(context, query, key)


def _begin(context: Context, query: Query, key: str, *, refresh: bool = False) -> None:
    explorer().load(context.service.jobs, context.source.client, key, query, refresh=refresh)
    st.rerun()


def _failed(context: Context, query: Query, job: Job) -> None:
    """The reason of a failure, with the API's own words, and simpler queries."""
    assert job.error is not None
    error_box(job.error, context.lang)
    tries = advice(query, job.error)
    if tries:
        st.markdown(context.t("explore.try.title"))
    for name, other in tries:
        if st.button(context.t(f"explore.try.{name}"), key=f"explore_try_{name}"):
            use_text(query_text(other))
    for path in query.expanded:
        if resolve_navigation(query.entity, path) and job.error.key == "incomplete":
            target = resolve_navigation(query.entity, path).name
            st.caption(context.t("explore.ask_set", name=escape(target), n=PAGE_ROWS))
            break


def _summary(context: Context, result: Result, key: str) -> None:
    """The number of rows and pages and the time of the source, problems, and a button to reload."""
    t = context.t
    words, again = st.columns([4, 1], vertical_alignment="center")
    with words:
        shown = t("explore.shown", n=result.frame.height, name=result.query.name)
        source_line(context, result.fetched_at, f"{shown} · {_order_words(context, result.query)}")
    if again.button(t("explore.refresh"), icon=":material/refresh:", key="explore_refresh"):
        _begin(context, result.query, key, refresh=True)
    if result.stale:
        st.warning(t("explore.stale"), icon=":material/cloud_off:")
    if result.drift:
        st.warning(t("explore.drift"), icon=":material/difference:")


def _order_words(context: Context, query: Query) -> str:
    if not query.order:
        return context.t("explore.by_id")
    return context.t("explore.by_keys", keys=escape(", ".join(map(str, query.order))))
