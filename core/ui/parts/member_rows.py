"""Members in lists and tables of several pages, and links to explanations of their figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from core.charts.shares import share_words
from core.language import UNKNOWN, date_text, number
from core.times import danish_now
from core.ui.parts.links import Row, to
from core.ui.shell.context import Context, escape
from core.ui.shell.router import page_file

MEMBER_COLUMNS = (
    "member",
    "party",
    "ballots",
    "cast",
    "attendance",
    "loyalty",
    "line_votes",
    "deviations",
    "recorded_errors",
)

MEMBER_HEADS = ("party", "attendance", "loyalty", "deviations")
"""The columns on the right of a list of members."""

_SCOPE = ("session", "subset", "from", "to", "errors")


def member_link(context: Context, row: Mapping[str, object], more: str = "") -> None:
    """A link to a member (member_id, member, party) that keeps the choice of votes."""
    label = member_label(context, row)
    st.page_link(
        page_file("member"),
        label=f"{label} · {more}" if more else label,
        query_params={"id": str(row["member_id"]), **same_scope()},
    )


def member_row(
    context: Context, row: Mapping[str, Any], *, seat: str = "", badges: tuple[str, ...] = ()
) -> Row:
    """A member in a list, from a row of the table `members`: the cells are those of `MEMBER_HEADS`.

    `seat` is the constituency. The shares stand with what they are shares of.
    """
    t, lang = context.t, context.lang
    recorded = row["cast"] + row["absent"]
    counted = {
        "cast": t("members.cast_of", part=row["cast"], n=recorded),
        "line": t("members.line_of", part=row["with_line"], n=row["line_votes"]),
    }
    return Row(
        to("member", id=str(row["member_id"]), **same_scope()),
        str(row["member"] or t("member.nameless", id=row["member_id"])),
        facts=(seat, counted["cast"], counted["line"] if row["line_votes"] else ""),
        badges=badges,
        cells=(
            row["party"] or UNKNOWN,
            share_words(row["attendance"], recorded, lang, 1, part=row["cast"]),
            share_words(row["loyalty"], row["line_votes"], lang, 1, part=row["with_line"]),
            number(row["deviations"], lang) if row["line_votes"] else UNKNOWN,
        ),
    )


def member_label(context: Context, row: Mapping[str, object]) -> str:
    """Name and party, escaped for Markdown."""
    name = str(row["member"] or context.t("member.nameless", id=row["member_id"]))
    return escape(f"{name} ({row['party'] or context.t('common.unknown')})")


def method_links(context: Context, *names: str) -> None:
    """Links to the explanations of these figures on the methods page."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(context.t("members.methods"), width="content")
        for name in names:
            st.page_link(
                page_file("methods"),
                label=context.t(f"members.method.{name}"),
                query_params={"figure": name},
                width="content",
            )


def looks(context: Context) -> dict[str, Any]:
    """The column settings for the figures of members, each with its meaning as help."""
    t = context.t
    titles = {"line_votes": t("members.of_n")}
    titles |= {name: f"{t(f'column.{name}')} (%)" for name in ("attendance", "loyalty")}
    config: dict[str, Any] = {
        name: st.column_config.NumberColumn(
            titles.get(name, t(f"column.{name}")),
            help=t(f"member.{name}_help"),
            format="localized",
        )
        for name in MEMBER_COLUMNS[2:]
    }
    config["member"] = st.column_config.TextColumn(t("column.member"), width=190)
    config["party"] = st.column_config.TextColumn(t("column.party"), width=55)
    return config


def role_words(context: Context, row: Mapping[str, Any]) -> str:
    """A role in words, such as chairman of a committee or substitute in Parliament."""
    key = f"role.{row['role']}"
    return context.t(f"{key}_in_parliament" if row["kind"] == "substitute" else key)


def office_words(context: Context, row: Mapping[str, Any]) -> str:
    """The same in a badge: a leave in a word, and a minister by the ministry."""
    if row["kind"] == "leave":
        return context.t("members.leave")
    named = row["kind"] == "minister" and row["name"]
    return str(row["name"]) if named else role_words(context, row)


def span(context: Context, start: date | None, end: date | None) -> str:
    """A span of days in words, open if it has not ended."""
    t, lang = context.t, context.lang
    open_ended = end is None or end >= danish_now().date()
    if start is None and open_ended:
        return t("member.dates_unknown")
    if start is None:
        return t("member.until", end=date_text(end, lang))
    if open_ended:
        return t("member.since", start=date_text(start, lang))
    return t("member.span", start=date_text(start, lang), end=date_text(end, lang))


def same_scope() -> Mapping[str, str]:
    """The choice of votes in the address, for a link to another page of figures."""
    return {name: st.query_params[name] for name in _SCOPE if name in st.query_params}
