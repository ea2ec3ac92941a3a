"""Lists of votes of several pages, and the offer to load their ballots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import polars as pl
import streamlit as st

from core.language import date_text, duration
from core.parliament.calendar.periods import Period
from core.parliament.people.party_order import listed_parties
from core.service import SYNC
from core.store.estimate import estimate
from core.tables.titles import outcome_parts
from core.ui.parts.links import Part, Row, link_list, stands_of, to
from core.ui.shell.context import Context
from core.ui.shell.router import page_file

_SIDE_BY_SIDE = 10  # votes that a list offers to hold side by side


def vote_list(
    context: Context,
    votes: pl.DataFrame,
    *,
    key: str,
    part: Part | None = None,
    here: int | None = None,
    facts: Mapping[int, str] = MappingProxyType({}),
) -> None:
    """Draw the rows of a votes table in the order given, or the `part` of them; each is a link.

    `here` is the vote whose page this is, which is no link. `facts` is what the page says of single
    votes beside their kind, by id.
    """
    parties = listed_parties(votes)
    shown = votes if part is None else votes[part.first : part.end]
    own = "" if here is None else to("vote", id=str(here))
    link_list(
        context,
        [
            replace(row, address="", badges=(context.t("votes.badge_here"), *row.badges))
            if row.address == own
            else row
            for row in (
                vote_row(context, each, parties, facts.get(each["vote_id"], ""))
                for each in shown.iter_rows(named=True)
            )
        ],
        key=key,
        label=context.t("votes.list", n=votes.height),
        heads=("", ""),
        parties=parties,
        part=part,
    )


def grid_link(context: Context, votes: pl.DataFrame) -> None:
    """A link to the first of some votes side by side; nothing where there are fewer than two."""
    if votes.height < 2:
        return
    first = votes["vote_id"].head(_SIDE_BY_SIDE)
    some = len(first) < votes.height
    st.page_link(
        page_file("grid"),
        label=context.t("grid.link_some", n=len(first)) if some else context.t("grid.link"),
        icon=":material/grid_on:",
        query_params={"votes": ",".join(map(str, first))},
    )


def vote_row(
    context: Context, vote: Mapping[str, Any], parties: tuple[str, ...], fact: str = ""
) -> Row:
    """A vote in a list: its case, day and kind, who stood where, how it ended, what is special."""
    lang = context.lang
    return Row(
        to("vote", id=str(vote["vote_id"])),
        vote["case_title"] or context.t("vote.untitled", number=vote["number"]),
        number=vote["case_number"] or "",
        when=date_text(vote["date"], lang),
        facts=(context.t(f"vote_type.{vote['type_code']}"), fact),
        badges=_badges(context, vote),
        stands=stands_of(vote, parties),
        cells=outcome_parts(vote, lang),
    )


def _badges(context: Context, vote: Mapping[str, Any]) -> tuple[str, ...]:
    """What is special about a vote, in a word each."""
    t, found = context.t, []
    if vote.get("deviations"):
        found.append(t("votes.badge_deviations", n=vote["deviations"]))
    if vote["error_note"]:
        found.append(t("votes.badge_mistake"))
    if vote["check"] in ("no_ballots", "neither"):
        found.append(t("votes.badge_no_ballots"))
    if vote["check"] == "mismatch" or vote["result_conflict"]:
        found.append(t("votes.badge_disputed"))
    return tuple(found)


def ballots_offer(context: Context, sessions: tuple[Period, ...]) -> None:
    """If ballots of these sessions are not stored, draw how long loading takes, and a button."""
    source, t = context.source, context.t
    needed = estimate(source.store, (session.code for session in sessions), source.settings.max_rps)
    if not needed.votes:
        return
    job = context.service.jobs.get(SYNC)
    running = job is not None and job.active
    with st.expander(t("votes.more_data"), icon=":material/playlist_add:"):
        st.markdown(
            t("votes.no_ballots_yet", n=needed.votes, pages=needed.pages)
            + " "
            + t("votes.takes", time=duration(needed.seconds, context.lang))
        )
        if st.button(t("votes.load_ballots"), disabled=running, key="load_ballots"):
            context.service.load_ballots(source, (session.code for session in sessions))
            st.rerun()
        if running:
            st.caption(t("votes.loading_ballots"))
