"""Which committees of which session are shown, by the address and the choice of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from core.errors import NoSuchThing
from core.jobs import Job
from core.parliament.calendar.meetings import committee_label
from core.parliament.calendar.periods import Period
from core.parliament.people.committee_names import committee_in
from core.parliament.people.committees import Committees
from core.parliament.texts.plain import tidy
from core.tables import meetings as tables
from core.tables.table import Table
from core.times import danish_now
from core.ui.parts.asked import id_or_end, read_id
from core.ui.parts.meeting_rows import forget_unknown
from core.ui.parts.nothing import offer_sessions
from core.ui.parts.waiting import arriving, shown
from core.ui.shell import address
from core.ui.shell.context import Context
from core.ui.shell.messages import PageEnds, error_box, tell_unheeded
from core.ui.shell.router import page_file
from core.ui.shell.unheeded import noted

Committee = Mapping[str, Any]
Shown = Table[Committees]


def follow_id(context: Context, known: list[Period]) -> None:
    """Replace the id of a committee in the address by its session and code.

    If no committee has that id, says so, draws a link to all committees and ends the page.
    """
    if not st.query_params.get("id"):
        return
    found = id_or_end(context, "committees.no_id", partial(to_all, context))
    numbers = shown(context, tables.period_of_committee(found)).content
    code = next((p.code for p in known if not p.year and p.period_id in numbers), None)
    if code is None:
        error_box(NoSuchThing(what="committee", name=found), context.lang)
        to_all(context)
        raise PageEnds
    kept = {name: st.query_params[name] for name in ("lang", "month") if name in st.query_params}
    st.query_params.from_dict({**kept, "session": code, "committee": str(found)})


def cases_coming(context: Context, period: Period) -> Job | None:
    """The job that loads the cases of a session if they are not stored; the page does not wait."""
    return arriving(context, tables.coming(period, danish_now())).job


def period_committees(context: Context, period: Period) -> Shown:
    """The committees of a session; ends the page while they are loaded."""
    return shown(context, tables.period_committees(period, danish_now()))


def chosen_committee(context: Context, committees: Shown, known: list[Period]) -> Committee | None:
    """Draw the choice of a committee and return it, or None for all of them.

    Ends the page if the session has none. The address may have the id in place of the code.
    """
    t, table = context.t, committees.content.table
    if table.is_empty():
        said = t("committees.none", period=committees.content.period.named(context.lang))
        st.info(said, icon=":material/event_busy:")
        _offer_elsewhere(context, known, committees.content.period, None)
        raise PageEnds
    rows = {row["code"]: row for row in table.iter_rows(named=True)}
    by_id = {row["committee_id"]: code for code, row in rows.items()}
    asked = tidy(st.query_params.get("committee", ""))
    if asked not in rows and (code_of := by_id.get(read_id(asked))):
        st.query_params["committee"] = code_of
    elif asked.upper() in rows and asked not in rows:
        st.query_params["committee"] = asked.upper()
    forget_unknown("committee", list(rows))
    code = address.one_of(
        st.selectbox,
        t("column.committee"),
        list(rows),
        key="committee",
        format_func=lambda each: label_of(context, rows[each]),
        placeholder=t("committees.all"),
    )
    sought = noted("committee")
    tell_unheeded(context.lang)
    if code is None and sought:
        _offer_elsewhere(context, known, committees.content.period, sought[0])
    return rows.get(code) if code else None


def label_of(context: Context, committee: Committee) -> str:
    """Short name and name of a committee, the latter in the page's language where there is one."""
    return committee_label(committee["code"], name_of(context, committee))


def name_of(context: Context, committee: Committee) -> str:
    """The name of a committee in the page's language where there is one, else the Danish one."""
    return committee_in(context.lang, committee["committee"] or committee["code"])


def to_all(context: Context, **query: str) -> None:
    """A link to all committees."""
    st.page_link(
        page_file("committees"),
        label=context.t("committees.all"),
        icon=":material/arrow_back:",
        query_params=query,
    )


def _offer_elsewhere(
    context: Context, known: list[Period], here: Period, sought: str | None
) -> None:
    """Offer other stored sessions that have committees, or the one whose code is `sought`."""
    counts, titles, now = {}, {}, danish_now()
    for period in known:
        if period.year or period.code == here.code:
            continue
        titles[period.code] = period.named(context.lang)
        stored = context.source.tables.read(tables.committee_codes(period, now))
        codes = stored.content if stored else []
        counts[period.code] = len(codes) if sought is None else codes.count(sought.upper())
    also = None if sought is None else {"committee": sought.upper()}
    offer_sessions(context, counts, titles, (), together=False, also=also)
