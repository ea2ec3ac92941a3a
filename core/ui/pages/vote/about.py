"""The head of a vote's page: result, check, totals, official text and facts."""

from __future__ import annotations

from functools import partial
from typing import Literal

import streamlit as st

from core.analysis.votecase import case_votes
from core.charts.colours import POSITIONS
from core.charts.shares import share_words
from core.language import PROSE, date_text, number
from core.parliament.calendar.periods import Period
from core.parliament.texts.lookups import lookup_words, with_danish
from core.parliament.texts.plain import plain
from core.tables.ballots import Vote
from core.tables.cases import case_row
from core.tables.figures import Votes
from core.tables.sentences import vote_sentences
from core.tables.titles import vote_title
from core.ui.pages.vote.ballots import OpenVote
from core.ui.parts.asked import follow_vote_number, id_or_end
from core.ui.parts.links import to
from core.ui.parts.table import method_link, prose, vote_name
from core.ui.parts.waiting import arriving
from core.ui.shell.context import Context, escape
from core.ui.shell.head import name_page
from core.ui.shell.router import page_file
from core.ui.shell.way import way_back

# Neutral colours: the check is of the records, not of anybody's conduct.
_BADGES: dict[str, tuple[str, Literal["blue", "orange", "gray"]]] = {
    "match": (":material/check_circle:", "blue"),
    "mismatch": (":material/compare_arrows:", "orange"),
    "no_ballots": (":material/visibility_off:", "gray"),
    "no_text": (":material/speaker_notes_off:", "gray"),
    "neither": (":material/help:", "gray"),
    "unread": (":material/help:", "gray"),
}


def asked_vote(context: Context) -> int:
    """The id in the address; ends the page without a valid one, or with a number instead."""
    follow_vote_number(context)
    return id_or_end(context, "vote.no_id", partial(_back, context), title="vote.title")


def heading(context: Context, vote: Vote, votes: Votes) -> None:
    """The subject of the vote, its kind and day, and the votes before and after it."""
    t = context.t
    _ways(context, vote, votes)
    name_page(vote_title(vote, context.lang))
    st.title(escape(vote_name(context, vote)))
    words = [
        t(f"vote_type.{vote['type_code']}"),
        date_text(vote["date"], context.lang),
        votes.content.session.named(context.lang),
    ]
    st.caption(" · ".join(escape(word) for word in words))


def outcome(context: Context, vote: OpenVote) -> None:
    """How it ended in a sentence, and what contradicts the records."""
    t, row = context.t, vote.row
    ended, *rest = vote_sentences(row, vote.found, context.lang)
    st.markdown(f"**{escape(ended)}** {escape(' '.join(rest), PROSE)}")
    if row["note"]:
        st.info(escape(row["note"], PROSE), title=t("vote.note"), icon=":material/edit_note:")
    if row["result_conflict"]:
        st.info(t("vote.result_conflict"), icon=":material/compare_arrows:")
    if row["type_code"] != row["type_source"]:
        typed = t(f"vote_type.{row['type_source']}")
        st.info(
            t(
                "vote.type_conflict",
                typed=typed,
                step=escape(lookup_words("step", row["step"], context.lang)),
            ),
            icon=":material/compare_arrows:",
        )


def subject(context: Context, vote: Vote, votes: Votes) -> None:
    """What Parliament writes about the case, once that has been loaded, and the ways to the case
    and to the other votes on it.
    """
    t = context.t
    if vote["case_id"] is None:
        return
    found = arriving(context, case_row(int(vote["case_id"]))).table
    words = plain(found.content["resume"][0]) if found and found.content.height else ""
    if words:
        st.subheader(t("vote.about"))
        prose(context, words, f"case-{vote['case_id']}")
    st.page_link(
        page_file("case"),
        label=t("vote.to_case", name=escape(vote["case_number"] or vote["case_title"] or "–")),
        icon=":material/description:",
        query_params={"id": str(vote["case_id"])},
    )
    _in_case(context, vote, votes)


def check_badge(context: Context, vote: Vote) -> None:
    """Whether the members' ballots match the official text, with both figures in a popover."""
    t, check = context.t, vote["check"] or "unread"
    icon, colour = _BADGES[check]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(t(f"check_badge.{check}"), icon=icon, color=colour)
        with st.popover(t("vote.check_open"), type="tertiary"):
            st.markdown(t(f"check_help.{check}"))
            if check in {"match", "mismatch"}:
                st.markdown(_both_figures(context, vote))
            method_link(context, "check")


def _both_figures(context: Context, vote: Vote) -> str:
    t, lang = context.t, context.lang
    rows = [["", *(t(f"position.short.{side}") for side in POSITIONS[:3])], ["---"] * 4]
    for key, prefix in (("vote.in_text", "official_"), ("vote.in_ballots", "")):
        figures = (number(vote[f"{prefix}{side}"], lang) for side in POSITIONS[:3])
        rows.append([t(key), *figures])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def basis_section(context: Context, vote: OpenVote) -> None:
    """What the totals rest on, and links to the methods of the figures."""
    basis(context, vote)
    with st.container(horizontal=True, gap="medium"):
        for figure in ("turnout", "closeness"):
            if vote.figures[figure] is not None:
                method_link(context, figure, f"vote.method_{figure}")


def basis(context: Context, vote: OpenVote) -> None:
    """What the totals rest on in sentences."""
    words = _rests_on(context, vote)
    if words:
        st.caption(" ".join(words))


def totals_section(context: Context, vote: OpenVote) -> None:
    """For, against, neither and absent: counted from the ballots, or else read from the text.

    If the text has other figures, both are shown. If some ballots have an unknown position, only
    the ballots' figures are shown, as the text may have counted these with a known position.
    """
    t, lang, row, figures = context.t, context.lang, vote.row, vote.figures
    counted, both = bool(row["ballots"]), _differ(row)
    sides = POSITIONS[:3]
    if both or not counted:
        if both:
            st.caption(t("vote.of_text"))
        with st.container(horizontal=True, gap="small"):
            for side in sides:
                value = number(row[f"official_{side}"], lang)
                st.metric(t(f"position.short.{side}"), value)
            if not counted:
                for label in ("position.absent", "vote.turnout"):
                    st.metric(t(label), number(None, lang))
    if counted:
        if both:
            st.caption(t("vote.of_ballots"))
        with st.container(horizontal=True, gap="small"):
            for position in POSITIONS:
                st.metric(t(f"position.short.{position}"), number(row[position], lang))
            if row["unknown"]:
                unknown = number(row["unknown"], lang)
                help_ = t("vote.unknown_help")
                st.metric(t("position.unknown"), unknown, help=help_)
            share = share_words(figures["turnout"], figures["listed"], lang, part=figures["cast"])
            st.metric(t("vote.turnout"), share, help=t("vote.turnout_help"))


def _differ(row: Vote) -> bool:
    """Whether text and ballots have other totals, all ballots having a known position."""
    if row["official_for"] is None or not row["ballots"] or row["unknown"]:
        return False
    return any(row[f"official_{side}"] != row[side] for side in POSITIONS[:3])


def _rests_on(context: Context, vote: OpenVote) -> list[str]:
    """The source of the totals, and the n of the figures."""
    t, row, figures = context.t, vote.row, vote.figures
    counted, stated = bool(row["ballots"]), row["official_for"] is not None
    words = []
    if not counted:
        words += [t("vote.from_text_alone")] if stated else []
    elif row["unknown"] and stated:
        words.append(t("vote.from_ballots_alone"))
    elif not _differ(row):
        words.append(t("vote.from_both" if stated else "vote.from_ballots"))
    if figures["turnout"] is not None:
        words.append(t("vote.turnout_n", n=figures["cast"], total=figures["listed"]))
    if figures["closeness"] is not None:
        words.append(t("vote.closeness", n=figures["closeness"]))
    return words


def official_text(context: Context, vote: Vote) -> None:
    """Parliament's own words on the result, and whether they contradict the ballots."""
    st.subheader(context.t("vote.conclusion"))
    if vote["line_conflict"]:
        st.info(context.t("vote.line_conflict"), icon=":material/compare_arrows:")
    if vote["conclusion"]:
        prose(context, vote["conclusion"], f"vote-{vote['vote_id']}")
    else:
        st.caption(context.t("vote.no_conclusion"))


def facts(context: Context, vote: Vote, session: Period) -> None:
    """Case, step, meeting, number and links."""
    t = context.t
    st.subheader(t("vote.facts"))
    pairs = [
        ("column.case_number", vote["case_number"]),
        ("column.case_type", with_danish("case_kind", vote["case_type"], context.lang)),
        ("column.step", with_danish("step", vote["step"], context.lang)),
        ("vote.meeting", date_text(vote["date"], context.lang)),
        (
            "column.number",
            t("vote.number_in_session", number=vote["number"], session=session.named(context.lang)),
        ),
        ("vote.id", vote["vote_id"]),
    ]
    lines = [f"{t(key)}: **{escape(str(value)) if value else '–'}**" for key, value in pairs]
    st.markdown("  \n".join(lines))
    if vote["url"]:
        st.link_button(t("vote.at_parliament"), vote["url"], icon=":material/open_in_new:")


def _ways(context: Context, vote: Vote, votes: Votes) -> None:
    """The way back to the list, and to the votes of the session before and after this one."""
    rows = votes.content.votes  # the newest first
    place = int(rows["vote_id"].index_of(vote["vote_id"]) or 0)
    with st.container(horizontal=True, gap="medium"):
        _back(context, votes.content.session)
        for key, icon, other in (
            ("vote.earlier", ":material/chevron_left:", place + 1),
            ("vote.later", ":material/chevron_right:", place - 1),
        ):
            if 0 <= other < rows.height:
                row = rows.row(other, named=True)
                name = row["case_number"] or context.t("vote.untitled", number=row["number"])
                st.page_link(
                    page_file("vote"),
                    label=context.t(key, name=escape(name)),
                    icon=icon,
                    query_params={"id": str(row["vote_id"])},
                    width="content",
                )


def _in_case(context: Context, vote: Vote, votes: Votes) -> None:
    """Which of the votes on its case it is, with links to those before and after it."""
    t, ids = context.t, case_votes(votes.content.votes, int(vote["vote_id"]))["vote_id"].to_list()
    if len(ids) < 2:
        return
    place = ids.index(vote["vote_id"])
    said = t("vote.in_case", place=place + 1, n=len(ids), name=escape(vote["case_number"] or "–"))
    ways = [
        f"[{t(key)}]({to('vote', id=str(ids[other]))})"
        for key, other in (("vote.earlier_in_case", place - 1), ("vote.later_in_case", place + 1))
        if 0 <= other < len(ids)
    ]
    st.markdown(" · ".join([said, *ways]))


def _back(context: Context, session: Period | None = None) -> None:
    way_back("votes", context.t("vote.back"), **({"session": session.code} if session else {}))
