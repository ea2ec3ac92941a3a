"""The parts of the page of committees."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

import polars as pl
import streamlit as st

from core.charts.committees import workload_chart
from core.errors import NoSuchThing
from core.jobs import Job
from core.language import number
from core.parliament.calendar.meetings import committee_label
from core.parliament.calendar.periods import Period
from core.parliament.people.committees import Committees, membership_rows, workload
from core.parliament.texts.plain import tidy
from core.tables import meetings as tables
from core.tables.table import Table
from core.tables.titles import titled
from core.times import danish_now
from core.ui.parts.asked import id_or_end, read_id
from core.ui.parts.chart import chart
from core.ui.parts.meeting_rows import forget_unknown, meeting_grid
from core.ui.parts.nothing import offer_sessions
from core.ui.parts.offers import Addresses, Offer, calendar, feed
from core.ui.parts.table import downloads, grid, source_line
from core.ui.parts.waiting import arriving, shown
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.head import name_page
from core.ui.shell.messages import PageEnds, error_box, tell_unheeded
from core.ui.shell.router import page_file
from core.ui.shell.unheeded import noted
from core.ui.shell.way import go

_NUMBERS = ("members", "cases", "reports", "meetings")
Committee = Mapping[str, Any]
Shown = Table[Committees]


def follow_id(context: Context, known: list[Period]) -> None:
    """Replace the id of a committee in the address by its session and code.

    If no committee has that id, says so, draws a link to all committees and ends the page.
    """
    if not st.query_params.get("id"):
        return
    found = id_or_end(context, "committees.no_id", partial(_to_all, context))
    numbers = shown(context, tables.period_of_committee(found)).content
    code = next((p.code for p in known if not p.year and p.period_id in numbers), None)
    if code is None:
        error_box(NoSuchThing(what="committee", name=found), context.lang)
        _to_all(context)
        raise PageEnds
    lang = {"lang": st.query_params["lang"]} if "lang" in st.query_params else {}
    st.query_params.from_dict({**lang, "session": code, "committee": str(found)})


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
        said = t("committees.none", period=committees.content.period.title)
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
        format_func=lambda each: committee_label(each, rows[each]["committee"]),
        placeholder=t("committees.all"),
    )
    sought = noted("committee")
    tell_unheeded(context.lang)
    if code is None and sought:
        _offer_elsewhere(context, known, committees.content.period, sought[0])
    return rows.get(code) if code else None


def _offer_elsewhere(
    context: Context, known: list[Period], here: Period, sought: str | None
) -> None:
    """Offer other stored sessions that have committees, or the one whose code is `sought`."""
    counts, titles, now = {}, {}, danish_now()
    for period in known:
        if period.year or period.code == here.code:
            continue
        titles[period.code] = period.title
        stored = context.source.tables.read(tables.committee_codes(period, now))
        codes = stored.content if stored else []
        counts[period.code] = len(codes) if sought is None else codes.count(sought.upper())
    also = None if sought is None else {"committee": sought.upper()}
    offer_sessions(context, counts, titles, (), together=False, also=also)


def overview_section(context: Context, committees: Shown) -> None:
    """The committees of the session with their figures; choosing a row opens its committee."""
    t, table = context.t, committees.content.table
    sentence = t("committees.n", n=table.height, period=committees.content.period.title)
    source_line(context, committees.fetched_at, f"{sentence} · {t('committees.order')}")
    _tell_counting(context, committees)
    place = grid(
        context,
        table.select("short", "committee", *_NUMBERS),
        key=f"committees_grid_{committees.content.period.code}",
        alt=t("committees.table_alt", n=table.height),
        columns=_looks(context),
        height=min(560, 38 + 35 * table.height),
        select=True,
    )
    st.caption(t("committees.open_hint"))
    if place is not None:
        go(
            "committees",
            session=committees.content.period.code,
            committee=str(table["code"][place]),
        )
    _file(context, committees, None)


def committee_heading(context: Context, committees: Shown, committee: Committee) -> None:
    """The name of the committee and its key figures."""
    t = context.t
    period = committees.content.period
    _to_all(context, session=period.code)
    name_page(titled(committee["committee"] or committee["code"]))
    st.header(
        escape(committee_label(committee["short"] or committee["code"], committee["committee"])),
        anchor=False,
    )
    with st.container(horizontal=True, gap="small"):
        for name in _NUMBERS:
            st.metric(
                t(f"committees.count_{name}"),
                number(committee[name], context.lang),
                help=t(f"committees.count_{name}_help"),
                border=True,
            )
    source_line(context, committees.fetched_at, escape(period.title))
    _tell_counting(context, committees)


def members_section(context: Context, committees: Shown, committee: Committee) -> None:
    """The roles in the committee, with party and dates; choosing a row opens its member."""
    t = context.t
    st.subheader(t("committees.members"))
    mine = committees.content.roles.filter(pl.col("committee_id") == committee["committee_id"])
    if mine.is_empty():
        source_line(context, committees.fetched_at, t("committees.no_members"))
        return
    people = mine["member_id"].n_unique()
    sentence = t("committees.n_roles", n=mine.height, people=people)
    source_line(context, committees.fetched_at, f"{sentence} · {t('committees.members_order')}")
    place = grid(
        context,
        shown_members(context, mine),
        key=f"members_grid_{committee['committee_id']}",
        alt=t("committees.members_alt", n=mine.height),
        columns={
            "member": st.column_config.TextColumn(t("column.member"), width=200),
            "party": st.column_config.TextColumn(t("column.party"), width=90),
        },
        height=min(460, 38 + 35 * mine.height),
        select=True,
    )
    st.caption(t("committees.members_help"))
    if place is not None:
        go("member", id=str(mine["member_id"][place]))
    _file(context, committees, committee)


def shown_members(context: Context, roles: pl.DataFrame) -> pl.DataFrame:
    """The roles in words; a change of party during a role is shown as A → B."""
    words = {code: context.t(f"role.{code}") for code in roles["role"].unique()}
    changed = pl.col("party_end").is_not_null() & (pl.col("party") != pl.col("party_end"))
    return roles.select(
        "member",
        pl.when(changed)
        .then(pl.concat_str("party", pl.lit(" → "), "party_end"))
        .otherwise(pl.coalesce("party", "party_end"))
        .alias("party"),
        pl.col("role").replace(words),
        "start",
        "end",
    )


def workload_section(context: Context, committees: Shown, committee: Committee) -> None:
    """Cases and meetings by month."""
    t = context.t
    st.subheader(t("committees.workload"))
    number_ = int(committee["committee_id"])
    months = workload(committees.content.referred, committees.content.meetings.held, number_)
    if months.is_empty():
        source_line(context, committees.fetched_at, t("committees.no_work"))
        return
    chart(workload_chart(months, context.lang), "committees/work")
    n = {
        name: months[name].sum() if months[name].null_count() < months.height else None
        for name in ("cases", "meetings")
    }
    sentence = t(
        "committees.n_work",
        cases=number(n["cases"], context.lang),
        meetings=number(n["meetings"], context.lang),
    )
    source_line(context, committees.fetched_at, f"{sentence} · {t('committees.work_help')}")
    with st.expander(t("meetings.as_table"), icon=":material/table:"):
        grid(
            context,
            months,
            key=f"work_grid_{number_}",
            alt=t("committees.work_alt", n=months.height),
            columns={
                "month": st.column_config.DateColumn(t("common.month"), format="MM.YYYY"),
                "cases": st.column_config.NumberColumn(t("committees.series_cases")),
                "meetings": st.column_config.NumberColumn(t("committees.series_meetings")),
            },
        )


def cases_section(context: Context, committees: Shown, committee: Committee) -> None:
    """The cases referred to the committee; choosing a row opens its case."""
    t = context.t
    st.subheader(t("committees.cases"))
    if committees.content.referred is None:
        st.caption(t("committees.cases_later"))
        return
    mine = committees.content.referred.filter(pl.col("committee_id") == committee["committee_id"])
    if mine.is_empty():
        source_line(context, committees.fetched_at, t("committees.no_cases"))
        return
    sentence = t("committees.n_cases", n=mine.height)
    source_line(context, committees.fetched_at, f"{sentence} · {t('committees.cases_order')}")
    kinds = {code: t(f"case_type.{code}") for code in mine["type_code"].unique()}
    place = grid(
        context,
        mine.select(
            "date",
            "number",
            "title",
            pl.col("type_code").replace(kinds).alias("type"),
            "status",
            "reported",
        ),
        key=f"cases_grid_{committee['committee_id']}",
        alt=t("committees.cases_alt", n=mine.height),
        columns={
            "date": st.column_config.DateColumn(t("committees.first_step"), format="DD.MM.YYYY"),
            "number": st.column_config.TextColumn(t("column.case_number"), width=90),
            "title": st.column_config.TextColumn(t("column.case_title"), width=290),
            "reported": st.column_config.DateColumn(t("committees.reported"), format="DD.MM.YYYY"),
        },
        height=min(420, 38 + 35 * mine.height),
        select=True,
    )
    if place is not None:
        go("case", id=str(mine["case_id"][place]))
    st.page_link(
        page_file("cases"),
        label=t("committees.on_cases"),
        icon=":material/gavel:",
        query_params={"session": committees.content.period.code, "committee": committee["code"]},
    )


def meetings_section(context: Context, committees: Shown, committee: Committee) -> None:
    """The committee's meetings, the newest first; choosing a row opens its meeting."""
    t, meetings = context.t, committees.content.meetings
    st.subheader(t("committees.meetings"))
    ids = meetings.called.filter(pl.col("committee_id") == committee["committee_id"])["meeting_id"]
    mine = meetings.table.filter(pl.col("meeting_id").is_in(ids.implode())).reverse()
    if mine.is_empty():
        source_line(context, committees.fetched_at, t("committees.no_meetings"))
        return
    today = danish_now().date()
    ahead = mine.filter(pl.col("date") > today).height
    sentence = t("committees.n_meetings", n=mine.height, ahead=ahead)
    source_line(context, committees.fetched_at, f"{sentence} · {t('meetings.order')}")
    meeting_grid(
        context,
        mine,
        f"committee_meetings_{committee['committee_id']}",
        t("meetings.table_alt", n=mine.height),
        min(420, 38 + 35 * mine.height),
    )
    filters = (
        (t("votes.session"), committees.content.period.title),
        (t("column.committee"), str(committee["committee"])),
    )
    session = committees.content.period.code
    downloads(
        context,
        "meetings",
        mine,
        committees,
        session=session,
        filters=filters,
        at=Addresses(follow=[calendar("meetings", t("follow.meetings"), "meetings")]),
    )


def _file(context: Context, committees: Shown, committee: Committee | None) -> None:
    """The download of the members of one committee or of all, a row per member and role."""
    figures = committees.content.table
    filters = [(context.t("votes.session"), committees.content.period.title)]
    if committee is not None:
        figures = figures.filter(pl.col("committee_id") == committee["committee_id"])
        filters.append((context.t("column.committee"), str(committee["committee"])))
    rows = membership_rows(committees.content.period.code, figures, committees.content.roles)
    downloads(
        context,
        "committees",
        rows,
        committees,
        session=committees.content.period.code,
        filters=filters,
        at=Addresses(follow=[] if committee is None else [_news_of(context, committee)]),
    )


def _news_of(context: Context, committee: Committee) -> Offer:
    """The feed of a committee: by its short name it goes on from one session to the next."""
    code = str(committee["code"])
    lasting = code.isalnum() and not address.standing("session")
    title = context.t("offer.committee", name=str(committee["committee"] or code))
    return feed(f"committee/{quote(code) if lasting else committee['committee_id']}", title)


def _to_all(context: Context, **query: str) -> None:
    st.page_link(
        page_file("committees"),
        label=context.t("committees.all"),
        icon=":material/arrow_back:",
        query_params=query,
    )


def _tell_counting(context: Context, committees: Shown) -> None:
    st.caption(context.t("committees.counting"))
    unnamed = committees.content.meetings.table.filter(
        pl.col("type_code") == "committee", pl.col("committee").is_null()
    ).height
    if unnamed:
        st.caption(context.t("committees.unnamed", n=unnamed))
    if committees.content.referred is None:
        st.caption(context.t("committees.cases_later"))


def _looks(context: Context) -> dict[str, Any]:
    t = context.t
    looks: dict[str, Any] = {
        name: st.column_config.NumberColumn(
            t(f"committees.count_{name}"),
            help=t(f"committees.count_{name}_help"),
            format="localized",
        )
        for name in _NUMBERS
    }
    looks["short"] = st.column_config.TextColumn(t("column.short"), width=80)
    looks["committee"] = st.column_config.TextColumn(t("column.committee"), width=300)
    return looks
