"""The search's box, what it looks in, and what it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl
import streamlit as st

from core.language import number
from core.parliament.calendar.periods import Period
from core.parliament.finding.find import (
    KINDS,
    LONGEST,
    Found,
    Kind,
    examples,
    find,
)
from core.parliament.finding.index import Index
from core.parliament.searches import MOST_FOUND
from core.tables import search as tables
from core.tables.hits import hits, place_of, sessions_told
from core.tables.table import Recipe, Table
from core.tables.titles import titled
from core.times import danish_now
from core.ui.pages.search.rows import hit_list, text_list
from core.ui.parts.links import Row, link_list, part_of, to
from core.ui.parts.table import source_line
from core.ui.parts.waiting import Arriving, arriving, await_job, offer_again
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.head import name_page
from core.ui.shell.messages import error_box, watch
from core.ui.shell.way import instead

_JOB = "search-index"
_FEW = 5  # hits of a kind that are shown at first


@dataclass(frozen=True, slots=True)
class Looked:
    """What was searched, for which words, and what was found.

    `beyond` is what Parliament was asked about what is not stored; None where it was not.
    """

    text: str
    index: Table[Index]
    found: Found
    beyond: Arriving[pl.DataFrame] | None
    recipe: Recipe[pl.DataFrame] | None


def asked_words(context: Context) -> str:
    """Draw the title and the box, and return what is searched for."""
    t = context.t
    st.title(t("search.title"))
    asked = address.words(
        st.text_input,
        t("search.label"),
        key="q",
        max_chars=LONGEST,
        placeholder=t("search.hint"),
        icon=":material/search:",
    )
    name_page(titled(asked, t("search.title")) if asked else titled(t("search.title")))
    return asked


def look(context: Context, known: Sequence[Period], text: str) -> Looked:
    """Search what is stored, and have Parliament asked for what is not.

    Where the text means one thing exactly, its page is opened in the place of this one.
    """
    index = _index(context, known)
    found = find(index.content, text)
    recipe = tables.asking(index, found, text)
    beyond = None if recipe is None else arriving(context, recipe)
    if beyond is not None and beyond.table is not None:
        found = find(index.content, text, beyond.table.content)
    if found.exact is not None:
        page, params = place_of(found.exact)
        instead(page, **params)
    return Looked(text, index, found, beyond, recipe)


def results(context: Context, looked: Looked) -> None:
    """What was found, in groups, and where it was not looked."""
    t, found = context.t, looked.found
    whole = address.taken("show", KINDS)
    if found.elsewhere and found.asked is not None:
        number = escape(str(found.asked.number))
        st.info(t("search.other_sessions", number=number), icon=":material/event_busy:")
    if found.total:
        st.markdown(t("search.found", n=found.total, text=escape(looked.text)))
    elif looked.beyond is None or looked.beyond.job is None:
        _nothing(context, looked)
    for kind in KINDS:
        _group(context, looked, kind, whole=kind == whole)
    _told_of_sessions(context, looked)
    _told_of_parliament(context, looked)


def offer_examples(context: Context, known: Sequence[Period]) -> None:
    """What can be searched, with examples of what the copy has."""
    t = context.t
    st.markdown(t("search.lead"))
    if words := examples(_index(context, known).content):
        st.markdown(t("search.examples"))
        text_list(context, words, label=t("search.examples"))


def _index(context: Context, known: Sequence[Period]) -> Table[Index]:
    """Everything that is stored; ends the page while much of it has to be put together."""
    copy, now = context.source.tables, danish_now()
    unmade = tables.unmade(copy, known, now)
    if len(unmade) > tables.AT_ONCE:
        await_job(context, _JOB, partial(tables.make, copy, unmade), "wait.search")
    return tables.searched(copy, known, now)


def _group(context: Context, looked: Looked, kind: Kind, *, whole: bool) -> None:
    """The hits of one kind: the first few with a link to all, or all of them by pages."""
    t, lang = context.t, context.lang
    rows = looked.found.groups.get(kind)
    if rows is None:
        return
    label = t(f"search.kind.{kind}")
    st.subheader(f"{label} ({number(rows.height, lang)})", anchor=False)
    part = part_of(rows.height) if whole else None
    shown = rows.head(_FEW) if part is None else rows[part.first : part.end]
    found = hits(looked.index.content, kind, shown, lang)
    hit_list(context, found, key=kind, label=label, part=part)
    if part is None and shown.height < rows.height:
        more = Row(to("search", q=looked.text, show=kind), t("search.all", n=rows.height))
        link_list(context, [more], key=f"more_{kind}", label=label)


def _nothing(context: Context, looked: Looked) -> None:
    """Say that nothing was found, with what is spelt nearly so, and what can be searched."""
    t, index, similar = context.t, looked.index, looked.found.similar
    st.info(t("search.nothing", text=escape(looked.text)), icon=":material/search_off:")
    perhaps = t("members.perhaps")
    if not similar.is_empty():
        st.markdown(perhaps)
        people = hits(index.content, "member", similar, context.lang)
        hit_list(context, people, key="similar", label=perhaps)
    elif words := tables.spellings(index, looked.text):
        st.markdown(perhaps)
        text_list(context, words, label=perhaps)
    st.markdown(t("search.lead"))


def _told_of_sessions(context: Context, looked: Looked) -> None:
    """Say what was searched, and which sessions were not."""
    t, index = context.t, looked.index.content
    cases, votes = (
        sessions_told(index, codes, context.lang) for codes in (index.with_cases, index.with_votes)
    )
    stored = index.with_cases or index.with_votes
    said = [t("search.looked", cases=escape(cases), votes=escape(votes))] if stored else []
    missing = set(looked.index.missing)
    if missing:
        said.append(
            t("search.not_looked", sessions=escape(sessions_told(index, missing, context.lang)))
        )
    source_line(context, looked.index.fetched_at, " ".join(said))


def _told_of_parliament(context: Context, looked: Looked) -> None:
    """What Parliament was asked of the rest: that it was, that it is being, or why it was not."""
    beyond, recipe = looked.beyond, looked.recipe
    if beyond is None or recipe is None:
        return
    if beyond.table is not None:
        st.caption(context.t("search.asked", most=MOST_FOUND))
    elif beyond.job is not None:
        watch(context, beyond.job, context.t("wait.api_search"))
    else:
        if beyond.error is not None:
            error_box(beyond.error, context.lang)
        offer_again(context, recipe)
