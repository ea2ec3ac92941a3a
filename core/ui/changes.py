"""The parts of the page of changes. Nothing is kept about visitors: the address holds the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from core.export.feed import Entry, atom_feed
from core.export.files import file_name
from core.language import DANISH_TIME, date_text, moment
from core.parliament.cases import Names
from core.parliament.changelist import (
    KINDS,
    STATES,
    ChangeFilters,
    change_list,
    choices,
    cut_kinds,
)
from core.parliament.changes import noted
from core.store.ledger import read_ledger
from core.store.library import View
from core.store.searchplan import CHANGED, changes, tidy
from core.ui import address
from core.ui.context import Context, escape
from core.ui.messages import need, tell_ignored
from core.ui.router import has_page
from core.ui.service import danish_now
from core.ui.table import downloads, grid, page_url, source_line
from core.ui.way import go

TODAY, WEEK = "today", "week"
_FIRST = date(2004, 1, 1)
_LETTERS = 200
_FITTING = 15  # rows that a table shows without a height of its own
# The names of a choice that stand in the address of the next visit too.
_KEPT = ("kind", "state", "owner", "party", "q")
_LONGEST = 19  # 2026-11-25T14:05:00


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes since a time (Danish local), as `change_list` gives them."""

    since: datetime
    rows: pl.DataFrame
    view: View


def since_time(code: str, now: datetime) -> datetime | None:
    """The time (Danish local) that `today`, `week`, a day or a time stands for.

    `week` begins on Monday. None where it is none of them, lies ahead or before 2004.
    """
    midnight = datetime.combine(now.date(), datetime.min.time())
    if code == TODAY:
        return midnight
    if code == WEEK:
        return midnight - timedelta(days=now.weekday())
    try:
        found = datetime.fromisoformat(code[: _LONGEST + 1]).replace(second=0, microsecond=0)
    except ValueError:
        return None
    if found.tzinfo is not None or found.date() < _FIRST or found > now:
        return None
    return found


def since_filter(context: Context) -> datetime:
    """Draw the choice of a time and give it: this week unless another is chosen."""
    t, now = context.t, danish_now()
    raw = st.query_params.get("since", "")
    if raw not in ("", TODAY, WEEK) and since_time(raw, now) is not None:
        st.session_state["_since_other"] = raw
    # One that was chosen stays on offer, so that the choices do not change below the reader.
    other: str = st.session_state.get("_since_other", "")
    words = {TODAY: t("changes.today"), WEEK: t("changes.week")}
    if other and (at := since_time(other, now)) is not None:
        words[other] = time_words(context, at)
    left, right = st.columns([2, 1])
    code = address.one_of(
        left.segmented_control,
        t("changes.since"),
        list(words),
        key="since",
        default=WEEK,
        required=True,
        format_func=words.__getitem__,
    )
    right.date_input(
        t("changes.since_day"),
        value=None,
        min_value=_FIRST,
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


def all_changes(context: Context, since: datetime, names: Names) -> Changes:
    """What changed since then; ends the page with progress while it is asked for."""
    library = context.source.library
    dataset = changes(since)
    if not library.view(dataset, start=False).ready:
        tidy(context.source.store, CHANGED)
    view = need(context, library.view(dataset), context.t("changes.wait"))
    store = context.source.store
    version = (context.source.settings.api_url, *view.version, *noted(store))
    return Changes(since, _changes(version, since, view, names, read_ledger(store)), view)


@st.cache_resource(max_entries=20, show_spinner=False)
def _changes(
    version: tuple[object, ...],
    since: datetime,
    _view: View,
    _names: Names,
    _ledger: pl.DataFrame,
) -> pl.DataFrame:
    return change_list(since, _view.tables, _names, _ledger)


def change_filters(context: Context, rows: pl.DataFrame) -> ChangeFilters:
    """Draw the filters and give what is chosen."""
    t = context.t
    text = address.words(
        st.text_input,
        t("changes.search"),
        key="q",
        max_chars=_LETTERS,
        placeholder=t("changes.search_hint"),
    )
    left, right = st.columns([3, 2])
    chosen = {
        name: address.many_of(
            place.pills,
            t(f"changes.{name}_label"),
            known,
            key=name,
            selection_mode="multi",
            format_func=lambda code, name=name: t(f"changes.{name}.{code}"),
            wrap=True,
        )
        for name, place, known in (("kind", left, KINDS), ("state", right, STATES))
    }
    by_owner, by_party = st.columns(2)
    for name, place, known in (
        ("owner", by_owner, choices(rows, "owners", "; ")),
        ("party", by_party, choices(rows, "parties", " ")),
    ):
        chosen[name] = address.many_of(
            place.multiselect,
            t(f"changes.{name}_label"),
            known,
            key=name,
            placeholder=t("common.all"),
            help=t(f"changes.{name}_help"),
        )
    tell_ignored(context)
    return ChangeFilters(
        kinds=chosen["kind"],
        states=chosen["state"],
        owners=chosen["owner"],
        parties=chosen["party"],
        text=text,
    )


def changes_section(context: Context, found: Changes, filters: ChangeFilters) -> None:
    """How many changes there are, the rule, the table by case, and the files."""
    t = context.t
    if found.view.error is not None:
        st.warning(t("documents.kept"), icon=":material/cloud_off:")
    since = time_words(context, found.since)
    rows = filters.apply(found.rows)
    if rows.is_empty():
        key = "changes.none" if found.rows.is_empty() else "changes.none_match"
        words = t(key, since=escape(since), n=found.rows.height)
        st.info(words, icon=":material/event_available:")
        source_line(context, found.view.fetched_at, t("changes.source"))
        return
    counts = dict(rows["state"].value_counts().iter_rows())
    told = {state: counts.get(state, 0) for state in STATES}
    cases = rows["case_id"].drop_nulls().n_unique()
    sentence = t("changes.shown", n=rows.height, since=escape(since), cases=cases, **told)
    source_line(context, found.view.fetched_at, sentence)
    cut = [
        t("changes.cut", kind=t(f"changes.kinds.{kind}"), came=came, total=total)
        for kind, (came, total) in cut_kinds(found.since, found.view.tables).items()
    ]
    st.caption(" ".join([*cut, t("changes.order")]))
    place = grid(
        context,
        shown_changes(context, rows),
        key=f"changes_grid_{hash((found.since, filters))}",
        alt=t("changes.table_alt", n=rows.height),
        columns=_looks(context),
        height=600 if rows.height > _FITTING else "auto",
        select=True,
    )
    if place is not None and (way := way_to(rows.row(place, named=True))) is not None:
        page, params = way
        go(page, **params)
    st.caption(t("changes.rule", day=date_text(found.since.date(), context.lang)))
    with st.container(horizontal=True):
        _files(context, found, rows, filters)


def bookmark(context: Context) -> None:
    """An address that shows, at the next visit, what came after this moment."""
    kept = {name: st.query_params.get_all(name) for name in _KEPT if name in st.query_params}
    asked = {"since": f"{danish_now():%Y-%m-%dT%H:%M}", **kept}
    with st.expander(context.t("changes.bookmark"), icon=":material/bookmark:"):
        st.caption(context.t("changes.bookmark_help"))
        base = page_url().partition("?")[0]
        st.code(f"{base}?{urlencode(asked, doseq=True)}", language=None, wrap_lines=True)


def time_words(context: Context, at: datetime) -> str:
    """A Danish local time in words; midnight is told as the day alone."""
    if at.hour == at.minute == 0:
        return date_text(at.date(), context.lang)
    return moment(_zoned(at), context.lang)


def shown_changes(context: Context, rows: pl.DataFrame) -> pl.DataFrame:
    """The table on screen: case, kind, state, what, its own day and when it changed."""
    t, named = context.t, rows.to_dicts()
    return pl.DataFrame(
        {
            "case": [
                _case_words(row) or t("changes.no_case") for row in rows.iter_rows(named=True)
            ],
            "kind": [t(f"changes.kind.{kind}") for kind in rows["kind"]],
            "state": [t(f"changes.state.{state}") for state in rows["state"]],
            "what": [what_words(context, row) for row in named],
            "date": rows["date"],
            "updated": rows["updated"],
        },
        schema_overrides=dict.fromkeys(("case", "kind", "state", "what"), pl.String),
    )


def what_words(context: Context, row: Mapping[str, Any]) -> str | None:
    """What changed in words: the title, of a vote also its outcome; or what a sync found."""
    if row["fields"]:
        change, entity, n, *fields = row["fields"].split(" ")
        words = f"changes.silent.{change}"
        return context.t(
            "changes.silent_row",
            change=context.t(words) if context.has(words) else change,
            entity=entity,
            n=int(n),
            fields=f"({', '.join(fields)})" if fields else "",
        ).strip()
    parts = [row["title"]]
    if row["result"]:
        parts.append(context.t(f"result.{row['result']}"))
    return " · ".join(part for part in parts if part) or None


def way_to(row: Mapping[str, Any]) -> tuple[str, dict[str, str]] | None:
    """Page and parameters of what changed, None where no page shows it."""
    kind, number, case = row["kind"], row["id"], row["case_id"]
    ways: list[tuple[str, int | None, str]] = {
        "vote": [("vote", number, "id")],
        "case": [("case", number, "id")],
        "step": [("case", case, "id")],
        "document": [("documents", number, "id")],
        "meeting": [("meetings", number, "id")],
    }.get(kind, [])
    for page, found, name in ways:
        if found is not None and has_page(page):
            return page, {name: str(found)}
    return None


def feed_file(
    context: Context, rows: pl.DataFrame, since: datetime, fetched_at: datetime, url: str
) -> bytes:
    """The changes as an Atom feed; an entry keeps its id for as long as the thing exists."""
    t, lang = context.t, context.lang
    source = "demo" if context.demo else "oda.ft.dk"
    base = url.partition("?")[0].rpartition("/")[0]
    entries = []
    for row in rows.iter_rows(named=True):
        way = way_to(row)
        what = what_words(context, row) or t(f"changes.kind.{row['kind']}")
        state, kind = t(f"changes.state.{row['state']}"), t(f"changes.kind.{row['kind']}")
        case = _case_words(row) if row["kind"] != "case" else row["case_number"]
        summary = [f"{kind}, {state.lower()}", case]
        if row["date"]:
            summary.append(date_text(row["date"], lang))
        name = row["fields"] if row["state"] == "silent" else str(row["id"])
        entries.append(
            Entry(
                key=f"{source}/{row['kind']}/{name}",
                title=f"{kind} ({state.lower()}): {' · '.join(filter(None, (case, what)))}",
                updated=_zoned(row["updated"]) if row["updated"] else fetched_at,
                summary=" · ".join(filter(None, summary)),
                category=row["kind"],
                link=f"{base}/{way[0]}?{urlencode(way[1])}" if way and base else None,
            )
        )
    return atom_feed(
        entries,
        key=f"{source}/changes?{url.partition('?')[2]}",
        title=t("changes.feed_title"),
        subtitle=t("changes.feed_text", n=rows.height, since=time_words(context, since)),
        updated=fetched_at,
        link=url,
        lang=lang,
        author=t("changes.feed_author_demo" if context.demo else "changes.feed_author"),
    )


def _files(context: Context, found: Changes, rows: pl.DataFrame, filters: ChangeFilters) -> None:
    t = context.t
    fetched_at = found.view.fetched_at or datetime.now(UTC)
    pairs = (
        (t("changes.since"), time_words(context, found.since)),
        (t("changes.kind_label"), ", ".join(t(f"changes.kind.{k}") for k in filters.kinds)),
        (t("changes.state_label"), ", ".join(t(f"changes.state.{s}") for s in filters.states)),
        (t("changes.owner_label"), ", ".join(filters.owners)),
        (t("changes.party_label"), ", ".join(filters.parties)),
        (t("changes.search"), filters.text),
    )
    downloads(
        context,
        "changes",
        rows,
        [found.view],
        session=None,
        filters=tuple(pair for pair in pairs if pair[1]),
    )
    st.download_button(
        t("changes.feed"),
        data=partial(feed_file, context, rows, found.since, fetched_at, page_url()),
        file_name=file_name("changes", None, danish_now().date(), context.demo, "atom"),
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
    }  # fmt: skip


def _case_words(row: Mapping[str, Any]) -> str:
    return " · ".join(part for part in (row["case_number"], row["case_title"]) if part)


def _zoned(at: datetime) -> datetime:
    return at.replace(tzinfo=DANISH_TIME)
