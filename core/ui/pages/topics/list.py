"""The list of topics, by kind, by words of their names and in an order."""

from __future__ import annotations

import polars as pl
import streamlit as st

from core.filters.orders import ordered
from core.parliament.cases.topics import KINDS, topics_named, without_procedure
from core.tables.topics import topics_of
from core.ui.parts.filters import segments
from core.ui.parts.links import Row, link_list, part_of, to
from core.ui.parts.orders import order_choice
from core.ui.parts.shown_cases import Shelf
from core.ui.parts.table import source_line
from core.ui.shell import address
from core.ui.shell.context import Context, escape

_LONGEST = 100  # letters of a search


def topics_section(context: Context, shelf: Shelf) -> None:
    """The choices, and the topics that pass as links."""
    t, every = context.t, topics_of(shelf.table)
    with st.container(horizontal=True, vertical_alignment="center"):
        sought = address.words(
            st.text_input,
            t("topics.search"),
            key="q",
            max_chars=_LONGEST,
            placeholder=t("topics.search"),
            icon=":material/search:",
            label_visibility="collapsed",
            width=280,
        )
        kind = segments(context, "topics.kind", KINDS, key="kind", label_visibility="collapsed")
        order = order_choice(context, "topics")
    _what_is_missing(context, shelf)
    of_kind = every.filter(pl.col("kind") == kind)
    rows = topics_named(of_kind, sought) if sought else without_procedure(of_kind)
    if rows.is_empty():
        words = "topics.none_here" if of_kind.is_empty() else "topics.none_match"
        st.info(t(words), icon=":material/event_busy:")
        return
    rows = ordered(rows, "topics", order)
    shown = t(
        f"topics.shown_{kind}", n=rows.height, total=of_kind.height, period=escape(shelf.title)
    )
    source_line(context, shelf.fetched_at, f"{shown} · {t(f'order.{order}').lower()}")
    if not sought and rows.height < of_kind.height:
        st.caption(t("topics.procedure"))
    part = part_of(rows.height)
    link_list(
        context,
        [
            Row(
                to("topic", id=topic),
                topic,
                facts=(t("topics.questions", n=questions),) if questions else (),
                cells=(
                    t("topics.cases", n=cases),
                    "–" if votes is None else t("topics.votes", n=votes),
                ),
            )
            for topic, cases, questions, votes in rows[part.first : part.end]
            .select("topic", "cases", "questions", "votes")
            .iter_rows()
        ],
        key="topics",
        label=t("topics.list", n=rows.height),
        heads=("", ""),
        part=part,
    )


def _what_is_missing(context: Context, shelf: Shelf) -> None:
    """Say which periods are not there, and of which no topics are known."""
    if shelf.missing:
        st.caption(context.t("topics.missing", n=shelf.missing))
    if unworked := len(shelf.book.periods) - len(shelf.book.worked):
        st.caption(context.t("topics.unworked", n=unworked))
