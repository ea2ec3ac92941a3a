"""The page of one committee: who sits in it, its cases, and its work over time."""

from __future__ import annotations

import polars as pl
import streamlit as st

from core.charts.committees import workload_chart
from core.language import UNKNOWN, date_text, number
from core.parliament.people.committees import sitting, workload
from core.parliament.texts.lookups import lookup_words
from core.tables.titles import titled
from core.times import danish_now
from core.ui.pages.committees.choice import Committee, Shown, name_of, to_all
from core.ui.pages.committees.list import membership_file, news_of
from core.ui.parts.chart import chart
from core.ui.parts.links import Row, link_list, to
from core.ui.parts.offers import calendar, following
from core.ui.parts.table import grid, source_line
from core.ui.shell.context import Context, escape
from core.ui.shell.head import name_page

_MOST_LISTED = 10


def heading(context: Context, committees: Shown, committee: Committee) -> None:
    """The name of the committee, how many sit in it and who leads it, and how to follow it."""
    t, period = context.t, committees.content.period
    to_all(context, session=period.code)
    name = name_of(context, committee)
    name_page(titled(name))
    short = committee["short"]
    st.header(escape(f"{name} ({short})" if short and short != name else name), anchor=False)
    chairs = _sitting(committees, committee).filter(role="chair")["member"].to_list()
    said = t(
        "committees.seats",
        n=committee["members"],
        period=period.named(context.lang),
        chair=", ".join(chairs) or UNKNOWN,
    )
    st.markdown(escape(said))
    follow = calendar("meetings", t("follow.meetings"), "meetings")
    following(context, "committee", [news_of(context, committee), follow])


def members_section(context: Context, committees: Shown, committee: Committee) -> None:
    """Who sits in the committee, then substitutes and those who have left; each is a link."""
    t = context.t
    st.subheader(t("committees.members"))
    mine = committees.content.roles.filter(pl.col("committee_id") == committee["committee_id"])
    if mine.is_empty():
        source_line(context, committees.fetched_at, t("committees.no_members"))
        return
    seats = _sitting(committees, committee)
    keys = ["member_id", "role", "start"]
    others = mine.join(seats.select(keys), on=keys, how="anti", maintain_order="left")
    sentence = t("committees.n_members", n=seats["member_id"].n_unique())
    source_line(context, committees.fetched_at, f"{sentence} · {t('committees.members_order')}")
    _people(context, seats, "members")
    if not others.is_empty():
        st.markdown(f"**{t('committees.others', n=others.height)}**")
        _people(context, others, "others")
    st.caption(t("committees.members_help"))
    membership_file(context, committees, committee)


def cases_section(context: Context, committees: Shown, committee: Committee) -> None:
    """The newest cases referred to the committee, and the way to all of them."""
    t, lang = context.t, context.lang
    st.subheader(t("committees.cases"))
    if committees.content.referred is None:
        st.caption(t("committees.cases_later"))
        return
    mine = committees.content.referred.filter(pl.col("committee_id") == committee["committee_id"])
    if mine.is_empty():
        source_line(context, committees.fetched_at, t("committees.no_cases"))
        return
    first = mine.head(_MOST_LISTED)
    sentence = t("committees.n_cases", n=mine.height, shown=first.height)
    source_line(context, committees.fetched_at, f"{sentence} · {t('committees.cases_order')}")
    rows = [
        Row(
            to("case", id=str(row["case_id"])),
            row["title"] or t("case.untitled"),
            number=row["number"] or "",
            when=date_text(row["date"], lang),
            facts=(
                t(f"case_type.{row['type_code']}"),
                lookup_words("case_status", row["status"], lang),
                t("committees.reported_on", day=date_text(row["reported"], lang))
                if row["reported"]
                else "",
            ),
        )
        for row in first.iter_rows(named=True)
    ]
    link_list(context, rows, key="cases", label=sentence)
    address = to("cases", session=committees.content.period.code, committee=str(committee["code"]))
    st.markdown(f"[{t('committees.on_cases')}]({address})")


def workload_section(context: Context, committees: Shown, committee: Committee) -> None:
    """Cases and meetings by month."""
    t = context.t
    st.subheader(t("committees.workload"))
    number_ = int(committee["committee_id"])
    months = workload(committees.content.referred, committees.content.meetings.held, number_)
    if months.is_empty():
        source_line(context, committees.fetched_at, t("committees.no_work"))
        return
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
    chart(workload_chart(months, context.lang), "committees/work")
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


def _sitting(committees: Shown, committee: Committee) -> pl.DataFrame:
    """The seats that are taken today, or were on the last day of the session."""
    content = committees.content
    mine = content.roles.filter(pl.col("committee_id") == committee["committee_id"])
    return sitting(mine, min(danish_now().date(), content.period.end.date()))


def _people(context: Context, roles: pl.DataFrame, key: str) -> None:
    """The roles in words; a change of party during a role is shown as A → B."""
    t, lang, rows = context.t, context.lang, []
    for row in roles.iter_rows(named=True):
        first, last = row["party"], row["party_end"]
        party = f"{first} → {last}" if last and first and first != last else first or last
        end = f" – {date_text(row['end'], lang)}" if row["end"] else ""
        rows.append(
            Row(
                to("member", id=str(row["member_id"])),
                row["member"] or UNKNOWN,
                facts=(
                    t(f"role.{row['role']}"),
                    party or UNKNOWN,
                    t("committees.since", day=f"{date_text(row['start'], lang)}{end}"),
                ),
            )
        )
    link_list(context, rows, key=key, label=t("committees.members"))
