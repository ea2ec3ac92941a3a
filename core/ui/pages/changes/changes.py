"""The parts of the page of changes. The time is in the address; the server keeps none of visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from core.export.changes import case_words, time_words, way_to, what_words
from core.export.files import file_name
from core.filters.changes import CHANGES, ChangeChoices, changes_cut, passing
from core.filters.engine import Chosen
from core.language import date_text
from core.parliament.changes.changes import STATES, FoundChanges, choices
from core.parliament.searches import ChangeSearch
from core.tables import changes as tables
from core.tables.changes import FIRST_CHANGES, TODAY, WEEK, since_time
from core.tables.table import Table
from core.times import danish_now
from core.ui.pages.changes.feed import feed_file
from core.ui.parts.filters import Panel
from core.ui.parts.nothing import none_match, offer_earlier
from core.ui.parts.offers import Addresses, feed
from core.ui.parts.table import downloads, grid, page_url, source_line
from core.ui.parts.waiting import is_old_copy, reader
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.served import routes_served
from core.ui.shell.way import go

_EARLIER = timedelta(days=30)
_FITTING = 15  # the most rows of a table without a fixed height
_NARROWING = ("owner", "party")
# The parameters that the bookmark for the next visit has too.
_FILTER_KEYS = CHANGES.keys


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes since a time (Danish local).

    `fetched_at` (UTC) is when the changes were fetched, not counting the rows used to find their
    cases. `is_old` is true where they could not be fetched again. `cut` are sentences on missing
    changes and how to get them.
    """

    search: ChangeSearch
    table: Table[FoundChanges]
    fetched_at: datetime
    is_old: bool
    cut: tuple[str, ...]

    @property
    def rows(self) -> pl.DataFrame:
        """The changes as in `change_list`."""
        return self.table.content.rows


def since_filter(context: Context) -> datetime:
    """Draw the choice of a time and return it; by default this week."""
    t, now = context.t, danish_now()
    raw = st.query_params.get("since", "")
    if raw not in ("", TODAY, WEEK) and since_time(raw, now) is not None:
        st.session_state["_since_other"] = raw
    # A chosen time stays among the options, so that these do not change while one is chosen.
    other: str = st.session_state.get("_since_other", "")
    words = {TODAY: t("changes.today"), WEEK: t("changes.week")}
    if other and (at := since_time(other, now)) is not None:
        words[other] = time_words(at, context.lang)
    left, right = st.columns([2, 1])
    code = address.always_one(
        left.segmented_control,
        t("changes.since"),
        list(words),
        key="since",
        default=WEEK,
        format_func=words.__getitem__,
    )
    right.date_input(
        t("changes.since_day"),
        value=None,
        min_value=FIRST_CHANGES,
        max_value=now.date(),
        format="DD.MM.YYYY",
        key="since_day",
        on_change=_take_day,
    )
    found = since_time(code or WEEK, now)
    assert found is not None
    return found


def _take_day() -> None:
    day = st.session_state.get("since_day")
    if isinstance(day, date):
        st.query_params["since"] = day.isoformat()
        st.session_state["since_day"] = None


def change_search(since: datetime) -> ChangeSearch:
    """The search at the API for the choices in the address, which are not drawn yet."""
    return tables.change_search(since, address.pending)


def all_changes(context: Context, search: ChangeSearch) -> Changes:
    """The changes since a time; ends the page while they are loaded.

    The filters are drawn above the progress, as Streamlit forgets widgets that are not drawn.
    """
    chosen = partial(change_filters, context, None)
    found = tables.find_changes(reader(context, chosen), search, address.pending("owner"))
    cut = changes_cut(search, found.table.content, context.lang, all_owned=found.all_owned)
    kept = is_old_copy(context, tables.changed_periods(search))
    return Changes(search, found.table, found.fetched_at, kept, cut)


def change_filters(context: Context, found: Changes | None) -> Chosen:
    """Draw the filters and return the choices; without changes only those with fixed options."""
    known = _choices(found)
    panel = Panel(context, CHANGES, known)
    panel.row("q")
    panel.row("kind", "state", shares=(3, 2))
    coming = [key for key in _NARROWING if found is None and not CHANGES[key].offered(known)]
    panel.row(*_NARROWING, empty=coming)
    return panel.chosen if found is None else panel.done()


def _choices(found: Changes | None) -> ChangeChoices:
    """The options: values in these rows, and those chosen earlier."""
    picked = {key: address.pending(key) if key in st.session_state else [] for key in _NARROWING}
    if found is None:
        return ChangeChoices(tuple(picked["owner"]), tuple(picked["party"]))
    parties = choices(found.rows, "parties", " ")
    return ChangeChoices(
        tuple(sorted({*picked["owner"], *found.table.content.owners})),
        tuple(sorted({*picked["party"], *parties})),
    )


def changes_section(context: Context, found: Changes, chosen: Chosen) -> None:
    """The number of changes, the table by case, the rule of what is a change, and the files."""
    t = context.t
    if found.is_old:
        st.warning(t("documents.kept"), icon=":material/cloud_off:")
    since = time_words(found.search.since, context.lang)
    rows = passing(found.rows, chosen)
    if rows.is_empty():
        if chosen:
            none_match(context, "changes.none_match", chosen, since=escape(since))
        else:
            st.info(t("changes.none", since=escape(since)), icon=":material/event_available:")
        _told_of_cut(found)
        if (day := found.search.since.date()) > FIRST_CHANGES:
            offer_earlier(context, "since", max(FIRST_CHANGES, day - _EARLIER))
        source_line(context, found.fetched_at, t("changes.source"))
        return
    counts = dict(rows["state"].value_counts().iter_rows())
    by_state = {state: counts.get(state, 0) for state in STATES}
    cases = rows["case_id"].drop_nulls().n_unique()
    sentence = t("changes.shown", n=rows.height, since=escape(since), cases=cases, **by_state)
    source_line(context, found.fetched_at, sentence)
    _told_of_cut(found)
    st.caption(t("changes.order"))
    place = grid(
        context,
        shown_changes(context, rows),
        key=f"changes_grid_{hash((found.search.since, chosen))}",
        alt=t("changes.table_alt", n=rows.height),
        columns=_looks(context),
        height=600 if rows.height > _FITTING else "auto",
        select=True,
    )
    if place is not None and (way := way_to(rows.row(place, named=True))) is not None:
        page, params = way
        go(page, **params)
    st.caption(t("changes.rule", day=date_text(found.search.since.date(), context.lang)))
    with st.container(horizontal=True):
        _files(context, found, rows, chosen)


def _told_of_cut(found: Changes) -> None:
    if found.cut:
        st.warning(" ".join(found.cut), icon=":material/content_cut:")


def bookmark(context: Context) -> None:
    """An address that will show, at the next visit, what changed after this moment."""
    filters = {
        name: st.query_params.get_all(name) for name in _FILTER_KEYS if name in st.query_params
    }
    asked = {"since": f"{danish_now():%Y-%m-%dT%H:%M}", **filters}
    with st.expander(context.t("changes.bookmark"), icon=":material/bookmark:"):
        st.caption(context.t("changes.bookmark_help"))
        base = page_url().partition("?")[0]
        st.code(f"{base}?{urlencode(asked, doseq=True)}", language=None, wrap_lines=True)


def shown_changes(context: Context, rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of the table, in words: case, kind, state, what, date and updated."""
    t, named = context.t, rows.to_dicts()
    return pl.DataFrame(
        {
            "case": [case_words(row) or t("changes.no_case") for row in rows.iter_rows(named=True)],
            "kind": [t(f"changes.kind.{kind}") for kind in rows["kind"]],
            "state": [t(f"changes.state.{state}") for state in rows["state"]],
            "what": [what_words(row, context.lang) for row in named],
            "date": rows["date"],
            "updated": rows["updated"],
        },
        schema_overrides=dict.fromkeys(("case", "kind", "state", "what"), pl.String),
    )


def _files(context: Context, found: Changes, rows: pl.DataFrame, chosen: Chosen) -> None:
    t = context.t
    fetched_at = found.fetched_at
    downloads(
        context,
        "changes",
        rows,
        found.table,
        session=None,
        filters=(
            (t("changes.since"), time_words(found.search.since, context.lang)),
            *CHANGES.described(_choices(found), chosen, context.lang),
        ),
        at=Addresses(follow=[feed("changes", t("follow.changes"), "changes", ("since",))]),
        cut=" ".join(found.cut),
    )
    if routes_served():
        return  # there the feed has an address
    st.download_button(
        t("changes.feed"),
        data=partial(
            feed_file, context, rows, found.search.since, fetched_at, page_url(), found.cut
        ),
        file_name=file_name(
            "changes", None, danish_now().date(), context.demo, "atom", cut=bool(found.cut)
        ),
        mime="application/atom+xml",
        on_click="ignore",
        icon=":material/rss_feed:",
        help=t("changes.feed_about"),
        key="feed_changes",
    )


def _looks(context: Context) -> dict[str, Any]:
    t = context.t
    text = st.column_config.TextColumn
    return {
        "case": text(t("column.case_title"), width=185),
        "kind": text(t("changes.kind_label"), width=85),
        "state": text(t("changes.state_label"), width=115),
        "what": text(t("changes.what"), width=200),
        "date": st.column_config.DateColumn(t("changes.day"), format="DD.MM.YYYY", width=85),
        "updated": st.column_config.DatetimeColumn(
            t("column.updated"), format="DD.MM.YYYY HH:mm", width=115
        ),
    }
