"""The parts of the page of changes. The time is in the address; the server keeps none of visits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.export.changes import time_words, was_words, way_to, what_words
from core.export.files import file_name
from core.filters.changes import CHANGES, ChangeChoices, changes_cut, passing
from core.filters.engine import Chosen
from core.language import UNKNOWN, date_text, moment
from core.parliament.changes.changes import STATES, FoundChanges, choices
from core.parliament.searches import ChangeSearch
from core.tables import changes as tables
from core.tables.changes import FIRST_CHANGES, TODAY, WEEK, since_time
from core.tables.table import Table
from core.times import danish_now, zoned
from core.ui.pages.changes.feed import feed_file
from core.ui.parts.filters import Panel
from core.ui.parts.filters import Row as Filters
from core.ui.parts.links import Row, link_list, part_of, to
from core.ui.parts.nothing import none_match, offer_earlier
from core.ui.parts.offers import Addresses, feed
from core.ui.parts.table import downloads, page_url, source_line
from core.ui.parts.waiting import is_old_copy, reader, shown
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.served import routes_served

_EARLIER = timedelta(days=30)
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


def since_filter(context: Context, bar: DeltaGenerator) -> str:
    """Draw the choice of a time and return its code; by default the last day that has changes."""
    t, now = context.t, danish_now()
    raw = st.query_params.get("since", "")
    known = since_time(raw, now) is not None
    usual = "" if known else _last_day(context, now)
    # A chosen time stays among the options, so that these do not change while one is chosen.
    for asked in (raw, usual, *address.pending("since")):
        if asked not in ("", TODAY, WEEK) and since_time(asked, now) is not None:
            st.session_state["_since_other"] = asked
    other: str = st.session_state.get("_since_other", "")
    words = {TODAY: t("changes.today"), WEEK: t("changes.week")}
    if other and (at := since_time(other, now)) is not None:
        words[other] = time_words(at, context.lang)
    code = address.one_of(
        bar.segmented_control,
        t("changes.since"),
        list(words),
        key="since",
        default=usual or None,
        required=True,
        format_func=words.__getitem__,
        label_visibility="collapsed",
    )
    return code or usual or WEEK


def _last_day(context: Context, now: datetime) -> str:
    day = shown(context, tables.last_day()).content
    if day is None or day == now.date():
        return TODAY
    code = day.isoformat()
    return code if since_time(code, now) is not None else WEEK


def _take_day() -> None:
    day = st.session_state.get("since_day")
    if isinstance(day, date):
        st.query_params["since"] = day.isoformat()
        st.session_state["since_day"] = None


def change_search(code: str) -> ChangeSearch:
    """The search at the API for the choices in the address, which are not drawn yet."""
    since = since_time(code, danish_now())
    assert since is not None
    return tables.change_search(since, address.pending)


def all_changes(context: Context, search: ChangeSearch, bar: DeltaGenerator) -> Changes:
    """The changes since a time; ends the page while they are loaded.

    The filters are drawn above the progress, as Streamlit forgets widgets that are not drawn.
    """
    chosen = partial(change_filters, context, None, bar)
    found = tables.find_changes(reader(context, chosen), search, address.pending("owner"))
    cut = changes_cut(search, found.table.content, context.lang, all_owned=found.all_owned)
    kept = is_old_copy(context, tables.changed_periods(search))
    return Changes(search, found.table, found.fetched_at, kept, cut)


def change_filters(context: Context, found: Changes | None, bar: DeltaGenerator) -> Chosen:
    """Draw the filters and return the choices; without changes only those with fixed options."""
    known = _choices(found)
    coming = [key for key in _NARROWING if found is None and not CHANGES[key].offered(known)]
    panel = Panel(context, CHANGES.without(*coming), known)
    with bar:
        panel.bar("q")
    narrowing = tuple(key for key in _NARROWING if key not in coming)
    drawer = panel.line("kind", drawer=(Filters(("state",)), Filters(narrowing)))
    if drawer is not None and drawer.open:
        drawer.date_input(
            context.t("changes.since_day"),
            value=None,
            min_value=FIRST_CHANGES,
            max_value=danish_now().date(),
            format=context.t("time.digits"),
            key="since_day",
            on_change=_take_day,
        )
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


def changes_section(context: Context, found: Changes, chosen: Chosen, code: str) -> None:
    """The number of changes, the list by case, the rule of what is a change, and the files.

    `code` is what the address of the rows has for the time.
    """
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
    part = part_of(rows.height)
    link_list(
        context,
        [change_row(context, row) for row in rows[part.first : part.end].iter_rows(named=True)],
        key="changes",
        label=t("changes.list", n=rows.height),
        part=part,
    )
    st.caption(t("changes.rule", day=date_text(found.search.since.date(), context.lang)))
    with st.container(horizontal=True):
        _files(context, found, rows, chosen, code)


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


def change_row(context: Context, row: Mapping[str, Any]) -> Row:
    """A change in the list: its case, what it is, and whether it is new."""
    t, lang, way = context.t, context.lang, way_to(row)
    what = what_words(row, lang) or t("changes.no_title")
    title = row["case_title"] or what
    kind, state = t(f"changes.kind.{row['kind']}"), t(f"changes.state.{row['state']}")
    facts = [kind, "" if title == what else what]
    if row["state"] == "changed":
        facts.append(state)
    if row["date"]:
        facts.append(f"{t('changes.day')}: {date_text(row['date'], lang)}")
    return Row(
        "" if way is None else to(way[0], **way[1]),
        title,
        number=row["case_number"] or "",
        when=moment(zoned(row["updated"]), lang) if row["updated"] else UNKNOWN,
        facts=tuple(facts),
        badges=() if row["state"] == "changed" else (state,),
        text=was_words(row, lang),
    )


def _files(context: Context, found: Changes, rows: pl.DataFrame, chosen: Chosen, code: str) -> None:
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
        at=Addresses(
            {"since": code},
            follow=[feed("changes", t("follow.changes"), "changes", ("since",))],
        ),
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
