"""The parts of a vote's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from core.charts.votes import ballots_by_party
from core.language import date_text, number, percent
from core.parliament.ballots import totals, totals_by_party
from core.parliament.sessions import Session
from core.store.library import View
from core.ui import address
from core.ui.context import Context, escape
from core.ui.data import Votes
from core.ui.messages import PageEnds
from core.ui.table import chart, downloads, source_line, vote_name

POSITIONS = ("for", "against", "neither", "absent")
_LARGEST_ID = 2**31 - 1

Vote = Mapping[str, Any]


def asked_vote(context: Context) -> int:
    """The id in the address; where it is none, says so, shows the way on and stops."""
    asked = st.query_params.get("id", "").strip()
    if asked.isascii() and asked.isdigit() and int(asked[:11]) <= _LARGEST_ID:
        return int(asked)
    st.title(context.t("vote.title"))
    st.info(context.t("vote.no_id"), icon=":material/link_off:")
    _back(context)
    raise PageEnds


def heading(context: Context, vote: Vote, votes: Votes) -> None:
    """What was voted on, when, and how it ended."""
    t = context.t
    _back(context, votes.session)
    st.title(escape(vote_name(context, vote)))
    words = [
        t("result.adopted" if vote["adopted"] else "result.rejected"),
        t(f"vote_type.{vote['type_code']}"),
        date_text(vote["date"], context.lang, "long"),
        votes.session.title,
    ]
    st.markdown(f"**{words[0]}** · " + " · ".join(escape(word) for word in words[1:]))
    if vote["note"]:
        st.info(escape(vote["note"]), title=t("vote.note"), icon=":material/edit_note:")
    if vote["result_conflict"]:
        st.info(t("vote.result_conflict"), icon=":material/compare_arrows:")


def totals_section(context: Context, vote: Vote, ballots: pl.DataFrame | None) -> None:
    """For, against, neither and absent: the official totals, else counted from ballots."""
    t, lang = context.t, context.lang
    counted = (
        dict(totals(ballots).iter_rows()) if ballots is not None and not ballots.is_empty() else {}
    )
    with st.container(horizontal=True, gap="small"):
        for position in POSITIONS:
            official = vote.get(f"official_{position}")
            value = (
                official if official is not None else counted.get(position, 0 if counted else None)
            )
            st.metric(t(f"position.{position}"), number(value, lang), border=True)
        cast = sum(n for position, n in counted.items() if position in POSITIONS[:3])
        share = percent(cast / sum(counted.values()), lang) if counted else "–"
        st.metric(t("vote.turnout"), share, help=t("vote.turnout_help"), border=True)
    if counted and vote["official_for"] is None:
        st.caption(t("vote.from_ballots"))
    elif vote["official_for"] is not None:
        st.caption(t("vote.from_text" if counted else "vote.from_text_alone"))


def official_text(context: Context, vote: Vote) -> None:
    """Parliament's own words on the result."""
    st.subheader(context.t("vote.conclusion"))
    if vote["conclusion"]:
        st.text(vote["conclusion"])
    else:
        st.caption(context.t("vote.no_conclusion"))


def facts(context: Context, vote: Vote, session: Session) -> None:
    """Case, step, meeting, number and links."""
    t = context.t
    st.subheader(t("vote.facts"))
    pairs = [
        ("column.case_number", vote["case_number"]),
        ("column.case_type", vote["case_type"]),
        ("column.step", vote["step"]),
        ("vote.meeting", date_text(vote["date"], context.lang, "long")),
        (
            "column.number",
            t("vote.number_in_session", number=vote["number"], session=session.title),
        ),
        ("vote.id", vote["vote_id"]),
    ]
    lines = [f"{t(key)}: **{escape(str(value)) if value else '–'}**" for key, value in pairs]
    st.markdown("  \n".join(lines))
    if vote["url"]:
        st.link_button(t("vote.at_parliament"), vote["url"], icon=":material/open_in_new:")


def ballots_section(context: Context, vote: Vote, ballots: pl.DataFrame, view: View) -> None:
    """Every ballot by party and by name, with filters and files."""
    t = context.t
    if ballots.is_empty():
        st.info(t("vote.no_ballots"), icon=":material/visibility_off:")
        return
    chart(ballots_by_party(totals_by_party(ballots), context.lang))
    unknown = ballots["party"].null_count()
    key = "vote.ballots_some" if unknown else "vote.ballots_all"
    source_line(context, view.fetched_at, t(key, n=ballots.height, unknown=unknown))
    shown, filters = _filtered(context, ballots)
    if shown.is_empty():
        st.info(t("vote.none_match"), icon=":material/filter_alt_off:")
        return
    st.dataframe(
        _in_words(context, shown),
        column_config={
            "member": st.column_config.TextColumn(t("column.member"), width=170),
            "party": st.column_config.TextColumn(t("column.party"), width=60),
            "position": st.column_config.TextColumn(t("column.position"), width=110),
        },
        hide_index=True,
        height=420,
        placeholder="–",
        key="ballots_grid",
        alt=t("vote.table_alt", n=shown.height),
    )
    source_line(context, view.fetched_at, t("vote.shown", n=shown.height, total=ballots.height))
    session = str(vote["session"])
    chosen = ((t("vote.title"), f"{vote['vote_id']}: {vote_name(context, vote)}"), *filters)
    downloads(context, "ballots", shown, [view], session=session, filters=chosen)


def _filtered(
    context: Context, ballots: pl.DataFrame
) -> tuple[pl.DataFrame, tuple[tuple[str, str], ...]]:
    t = context.t
    by_name, by_party = st.columns(2)
    name = address.words(by_name.text_input, t("vote.find_member"), key="name", max_chars=100)
    parties = address.many_of(
        by_party.multiselect,
        t("column.party"),
        ballots["party"].drop_nulls().unique().sort().to_list(),
        key="party",
        placeholder=t("common.all"),
    )
    positions = address.many_of(
        st.pills,
        t("column.position"),
        POSITIONS,
        key="position",
        selection_mode="multi",
        format_func=lambda position: t(f"position.{position}"),
        wrap=True,
    )
    shown = ballots
    for word in name.lower().split():
        shown = shown.filter(pl.col("member").str.to_lowercase().str.contains(word, literal=True))
    if parties:
        shown = shown.filter(pl.col("party").is_in(parties))
    if positions:
        shown = shown.filter(pl.col("position").is_in(list(positions)))
    pairs = (
        ("vote.find_member", name),
        ("column.party", ", ".join(parties)),
        ("column.position", ", ".join(t(f"position.{position}") for position in positions)),
    )
    return shown, tuple((t(key), value) for key, value in pairs if value)


def _in_words(context: Context, ballots: pl.DataFrame) -> pl.DataFrame:
    words = {position: context.t(f"position.{position}") for position in POSITIONS}
    return ballots.select("member", "party", pl.col("position").replace(words))


def _back(context: Context, session: Session | None = None) -> None:
    params = {"session": session.code} if session else {}
    st.page_link(
        "pages/votes.py",
        label=context.t("vote.back"),
        icon=":material/arrow_back:",
        query_params=params,
    )
