"""One vote's ballots on its page: the chart, the deviations, and the table with its filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl
import streamlit as st

from core.charts.colours import POSITIONS
from core.charts.hemicycle import hemicycle
from core.charts.votes import ballots_by_party
from core.export.files import vote_subject
from core.filters.ballots import VOTE_BALLOTS
from core.filters.engine import Chosen, Pairs
from core.parliament.votes.ballots import totals_by_party
from core.parliament.votes.mistakes import DISSENT, INDIVIDUAL, NO_LINE, PARTY, UNCLEAR
from core.tables.ballots import Vote, opened_vote
from core.tables.figures import Votes
from core.ui.parts.chart import chart
from core.ui.parts.filters import Panel, segments
from core.ui.parts.links import Row, link_list, part_of, to
from core.ui.parts.nothing import none_match
from core.ui.parts.offers import Addresses, case_feed
from core.ui.parts.shown_votes import vote_ballots
from core.ui.parts.table import Sourced, downloads, method_link, source_line, vote_name
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.router import page_file

VIEWS = ("bars", "hemicycle")
# Dissent comes first, then mistakes that an official note explains.
_KINDS = (DISSENT, NO_LINE, UNCLEAR, INDIVIDUAL, PARTY)
_MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class OpenVote:
    """A vote with its figures, ballots and deviations.

    `row` is that of the votes table, with columns from its ballots, and line_conflict: whether the
    text contradicts where the parties stood (see `line_conflicts`). `figures` are its
    `vote_figures`, `ballots` its marked ballots (empty if none are published), `found` its
    deviations.
    """

    row: Vote
    figures: Vote
    ballots: pl.DataFrame
    found: pl.DataFrame
    sources: tuple[Sourced, ...]

    @property
    def fetched_at(self) -> datetime | None:
        """When the oldest part was fetched (UTC)."""
        return min((each.fetched_at for each in self.sources if each.fetched_at), default=None)


def open_vote(context: Context, votes: Votes, vote_id: int) -> OpenVote:
    """A vote of the session, from the marked ballots if stored, else from its own ballots."""
    ballots = vote_ballots(context, votes, vote_id) if votes.content.marked is None else None
    sources = (votes,) if ballots is None else (ballots, votes)
    return OpenVote(*opened_vote(votes, ballots, vote_id), sources)


def chart_section(context: Context, vote: OpenVote) -> None:
    """The ballots by party as bars, or as a half circle of seats."""
    t = context.t
    if vote.ballots.is_empty():
        st.info(t("vote.no_ballots"), icon=":material/visibility_off:")
        return
    view = segments(context, "vote.view", VIEWS, key="view", label_visibility="collapsed")
    draw = hemicycle if view == "hemicycle" else ballots_by_party
    chart(draw(totals_by_party(vote.ballots), context.lang), "vote/ballots")
    unknown = vote.ballots["party"].null_count()
    key = "vote.ballots_some" if unknown else "vote.ballots_all"
    source_line(context, vote.fetched_at, t(key, n=vote.ballots.height, unknown=unknown))


def deviations_section(context: Context, vote: OpenVote) -> None:
    """The members who deviated from their party, by kind, each as a link to the member."""
    t = context.t
    st.subheader(t("vote.deviations"))
    if vote.found.is_empty():
        st.markdown(t("vote.nobody" if vote.ballots.height else "vote.nobody_in_text"))
    for kind in _KINDS:
        rows = vote.found.filter(pl.col("kind") == kind)
        if rows.is_empty():
            continue
        st.markdown(f"**{t(f'kind_count.{kind}', n=rows.height)}** {t(f'kind_help.{kind}')}")
        with st.container(horizontal=True, gap="medium"):
            for row in rows.head(_MOST_NAMES).iter_rows(named=True):
                _name_link(context, row)
        if rows.height > _MOST_NAMES:
            st.caption(t("vote.more_names", n=rows.height - _MOST_NAMES))
    if not vote.found.filter(pl.col("found_in") == "text").is_empty():
        st.caption(t("vote.found_in_text"))
    with st.container(horizontal=True, gap="medium"):
        if vote.found.height and vote.ballots.height:
            st.button(
                t("vote.only_deviations"),
                key="only_deviations",
                icon=":material/filter_alt:",
                on_click=address.choose,
                args=("deviations", ["1"]),
            )
        method_link(context, "deviation")


def ballots_section(context: Context, vote: OpenVote) -> None:
    """All ballots by party and name, with filters and files.

    Where none are published, the file is of the members whom the official text names.
    """
    t, ballots = context.t, vote.ballots
    if ballots.is_empty():
        if vote.found.height:
            _file(context, "deviations", vote, vote.found)
        return
    st.subheader(t("vote.ballots"))
    picked = _filters(context, ballots)
    shown = VOTE_BALLOTS.apply(ballots, picked)
    if shown.is_empty():
        none_match(context, "vote.none_match", picked, words="name")
        return
    source_line(context, vote.fetched_at, t("vote.shown", n=shown.height, total=ballots.height))
    part = part_of(shown.height)
    link_list(
        context,
        [ballot_row(context, row) for row in shown[part.first : part.end].iter_rows(named=True)],
        key="ballots",
        label=t("vote.table_alt", n=shown.height),
        heads=("",),
        part=part,
    )
    _file(context, "ballots", vote, shown, VOTE_BALLOTS.described(ballots, picked, context.lang))


def _file(
    context: Context, table: str, vote: OpenVote, rows: pl.DataFrame, chosen: Pairs = ()
) -> None:
    """Every way to take rows of the vote away; `chosen` says in words which of them they are."""
    row = vote.row
    described = ((context.t("vote.title"), f"{row['vote_id']}: {vote_name(context, row)}"), *chosen)
    downloads(
        context,
        table,
        rows,
        vote.sources,
        session=str(row["session"]),
        filters=described,
        at=Addresses(
            {"vote": str(row["vote_id"])},
            case_feed(context, row["case_id"], row["case_number"] or row["case_title"]),
            f"votes/{row['vote_id']}",
        ),
        subject=vote_subject(row["vote_id"], row["case_number"]),
    )


def ballot_row(context: Context, ballot: Vote) -> Row:
    """One ballot: the member, the party, what was cast, and whether that departs from the line."""
    t, position = context.t, ballot["position"]
    kind = next(
        (
            t(f"{key}.{code}")
            for key, code in (("left_out", ballot["left_out"]), ("kind", ballot["deviation"]))
            if code
        ),
        t("kind.noted") if ballot["recorded_error"] else "",
    )
    unknown = ballot["member_id"] is None
    return Row(
        "" if unknown else to("member", id=str(ballot["member_id"])),
        ballot["member"] or t("common.unknown"),
        when=ballot["party"] or t("common.unknown"),
        badges=(kind,) if kind else (),
        cells=(t(f"position.{position or 'unknown'}"),),
    )


def _filters(context: Context, ballots: pl.DataFrame) -> Chosen:
    panel = Panel(context, VOTE_BALLOTS, ballots)
    with st.container(horizontal=True):
        panel.bar("name", "party")
    panel.line("position", "deviations")
    return panel.done()


def _name_link(context: Context, row: Vote) -> None:
    """A member who deviated, with both positions; a link only if the member could be identified."""
    t = context.t
    position = t(f"stood.{row['position']}") if row["position"] in POSITIONS[:3] else "–"
    line = t(f"stood.{row['party_line']}") if row["party_line"] else None
    words = t("vote.stood" if line else "vote.stood_alone", position=position, line=line)
    label = f"{escape(row['member'] or t('common.unknown'))} ({escape(row['party'] or '–')})"
    if row["member_id"] is None:
        st.markdown(f"{label}: {words}", width="content")
        return
    st.page_link(
        page_file("member"),
        label=f"{label}: {words}",
        icon=":material/person:",
        query_params={"id": str(row["member_id"])},
        width="content",
    )
