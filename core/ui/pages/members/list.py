"""The parts of the page of members."""

from __future__ import annotations

import polars as pl
import streamlit as st

from core.filters.engine import Chosen
from core.filters.members import MEMBERS
from core.filters.orders import ordered
from core.parliament.people.records import Records
from core.parliament.people.search import find_members, similar_members
from core.tables.figures import Votes, members_by_party
from core.tables.people import changes_of_party, session_records
from core.times import danish_now
from core.ui.pages.members.badges import Badges
from core.ui.parts.filters import Panel, segments
from core.ui.parts.links import link_list, part_of
from core.ui.parts.member_rows import MEMBER_HEADS, member_link, member_row, method_links
from core.ui.parts.nothing import nothing_found, offer_sessions
from core.ui.parts.offers import Addresses, deviations_feed
from core.ui.parts.orders import order_choice
from core.ui.parts.scope import Scope
from core.ui.parts.shown_votes import all_votes, sessions
from core.ui.parts.table import downloads, source_line
from core.ui.parts.waiting import Arriving, arriving
from core.ui.shell.context import Context
from core.ui.shell.messages import watch

_SHOWS = ("all", "switchers")


def member_filters(context: Context, rows: pl.DataFrame) -> tuple[Chosen, str, str]:
    """Draw the filters; returns what is chosen, who of all members is meant, and the order."""
    panel = Panel(context, MEMBERS, rows)
    with st.container(horizontal=True, gap="small"):
        panel.bar("q")
        order = order_choice(context, "members")
        show = segments(context, "members.show", _SHOWS, key="show", label_visibility="collapsed")
    panel.line("party")
    return panel.done(), show, order


def members_section(context: Context, chosen: Scope, votes: Votes) -> None:
    """The filters, the list of members and its files.

    Who changed parties has a row for each, with the figures of that time.
    """
    t, now = context.t, danish_now()
    rows = members_by_party(votes, chosen.selection)
    changes = changes_of_party(context.source.tables, votes.content.sessions, now)
    picked, show, order = member_filters(context, rows)
    changed = pl.col("member_id").is_in(changes["member_id"].implode()) | (pl.col("changes") > 0)
    meant = rows.filter(changed) if show == "switchers" else rows
    found = ordered(MEMBERS.apply(meant, picked), "members", order)
    if found.is_empty():
        if meant.is_empty():
            st.info(t("members.no_switchers"), icon=":material/filter_alt_off:")
            return
        _nobody(context, meant, picked)
        if picked.first("q"):
            _elsewhere(context, votes, picked)
        return
    of = {"n": found["member_id"].n_unique(), "total": rows["member_id"].n_unique()}
    said = f"{t('members.shown', **of)} · {t(f'order.{order}').lower()}"
    source_line(context, votes.fetched_at, f"{said} · {chosen.sentence(context)}")
    moved = found.filter(changed)["member_id"].n_unique()
    st.caption(f"{t('members.clearing')} {_told(context, found, moved)}")
    recorded = _recorded(context, votes)
    records = None if recorded is None or recorded.table is None else recorded.table.content
    _list(context, found, Badges(context, votes.content.sessions, changes, records))
    method_links(context, "attendance", "loyalty", "deviation", "errors")
    _await(context, recorded)
    downloads(
        context,
        "members",
        found,
        votes,
        session=chosen.session,
        filters=(
            *chosen.described(context),
            *MEMBERS.described(rows, picked, context.lang),
            (t("members.show"), t(f"members.show_{show}")),
            (t("order.label"), t(f"order.{order}")),
        ),
        at=Addresses(
            {"split": "1", "sort": order} if show == "all" else None,
            follow=[deviations_feed(t("follow.deviations"))],
        ),
    )


def _list(context: Context, found: pl.DataFrame, badges: Badges) -> None:
    part = part_of(found.height)
    shown = found[part.first : part.end].iter_rows(named=True)
    link_list(
        context,
        [member_row(context, row, seat=badges.seat(row), badges=badges.of(row)) for row in shown],
        key="members",
        label=context.t("members.list", n=found.height),
        heads=[context.t(f"column.{name}") for name in MEMBER_HEADS],
        part=part,
    )


def _recorded(context: Context, votes: Votes) -> Arriving[Records] | None:
    """What is on record of the members of a single session; None of several."""
    marked = votes.content.marked
    if marked is None or len(votes.content.sessions) > 1:
        return None
    members = tuple(marked["member_id"].unique().sort().to_list())
    return arriving(context, session_records(votes.content.session, members, danish_now()))


def _await(context: Context, records: Arriving[Records] | None) -> None:
    """Say that the constituencies and roles are still on their way, or could not be had."""
    if records is None or records.table is not None:
        return
    if records.job is not None:
        watch(context, records.job, context.t("wait.records"))
    elif records.error is not None:
        st.caption(context.t("members.no_records"))


def _told(context: Context, rows: pl.DataFrame, changed: int) -> str:
    """How many of the members shown deviated at least once, and how many changed parties."""
    deviated = rows.filter(pl.col("deviations") > 0)["member_id"].n_unique()
    total = rows["member_id"].n_unique()
    told = [context.t("members.deviating", n=deviated, total=total)]
    if changed:
        told.append(context.t("members.changed", n=changed))
    return " ".join(told)


def _elsewhere(context: Context, votes: Votes, picked: Chosen) -> None:
    """Offer other stored sessions with ballots of members that match, with their number."""
    known = sessions(context)
    marked = all_votes(context, known).content.marked
    if marked is None or {s.code for s in votes.content.sessions} >= {s.code for s in known}:
        return
    people = marked.select("session", "member_id", "member", "party").unique(
        ["session", "member_id", "party"]
    )
    people = people.with_columns(pl.col("session", "member", "party").cast(pl.String))
    found = MEMBERS.apply(people, picked).unique(["session", "member_id"])
    counts = dict(found["session"].value_counts().iter_rows())
    titles = {session.code: session.named(context.lang) for session in known}
    here = [session.code for session in votes.content.sessions]
    offer_sessions(context, counts, titles, here, text=picked.first("q"))


def _nobody(context: Context, rows: pl.DataFrame, picked: Chosen) -> None:
    """Say that nobody passes the filters, and name those who are meant perhaps."""
    t, name = context.t, picked.first("q")
    of_parties = MEMBERS.apply(rows, picked.without("q"))
    filtered = of_parties.height < rows.height
    nothing_found(context, "members.none_match", searched=False, filtered=filtered)
    elsewhere = find_members(rows, name) if name else rows.clear()
    alike = elsewhere.head(5) if filtered else elsewhere
    if alike.is_empty():
        alike = similar_members(rows, name)
    if alike.is_empty():
        return
    st.markdown(t("members.perhaps"))
    for row in alike.unique("member_id", keep="last", maintain_order=True).iter_rows(named=True):
        member_link(context, row)
