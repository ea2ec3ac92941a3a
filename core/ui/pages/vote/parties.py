"""How each party voted, as a list and a file: by the ballots, else by the official text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from core.analysis.party_totals import party_totals
from core.charts.colours import POSITIONS
from core.export.files import vote_subject
from core.language import number
from core.parliament.texts.party_names import NO_GROUP
from core.tables.ballots import Vote
from core.tables.figures import Votes
from core.tables.party import party_name
from core.ui.pages.vote.ballots import OpenVote
from core.ui.parts.links import Row, link_list, to
from core.ui.parts.offers import Addresses
from core.ui.parts.party_rows import names_of
from core.ui.parts.table import downloads, vote_name
from core.ui.shell.context import Context


def parties_section(context: Context, votes: Votes, vote: OpenVote) -> None:
    """A row a party with its name spelled out; none where neither ballots nor text tell of any."""
    t, row = context.t, vote.row
    own = votes.content.votes.filter(pl.col("vote_id") == row["vote_id"])
    rows = party_totals(own, vote.ballots if vote.ballots.height else None)
    if rows.is_empty():
        return
    counted = vote.ballots.height > 0
    st.subheader(t("vote.parties"))
    if not counted:
        st.markdown(t("vote.parties_from_text"))
    names = names_of(context, votes.content.sessions)
    heads = [t(f"position.short.{side}") for side in POSITIONS] if counted else [""]
    link_list(
        context,
        [_row(context, each, names, counted=counted) for each in rows.iter_rows(named=True)],
        key="parties",
        label=t("vote.parties"),
        heads=heads,
    )
    downloads(
        context,
        "vote-parties",
        rows,
        vote.sources,
        session=str(row["session"]),
        filters=((t("vote.title"), f"{row['vote_id']}: {vote_name(context, row)}"),),
        at=Addresses({"vote": str(row["vote_id"])}),
        subject=vote_subject(row["vote_id"], row["case_number"]),
    )


def _row(context: Context, party: Vote, names: Mapping[str, str], *, counted: bool) -> Row:
    """A party with its ballots by position, or with where it stood."""
    t, short = context.t, party["party"]
    named: dict[str, Any] = {"address": "", "title": t("common.unknown")}
    if short is not None:
        name = party_name(short, names)
        address = "" if short == NO_GROUP else to("party", party=short)
        named = {"address": address, "title": name, "when": short if short != name else ""}
    if not counted:
        return Row(**named, cells=(t(f"position.{party['stand']}"),))
    cells = tuple(number(party[side], context.lang) for side in POSITIONS)
    return Row(**named, cells=cells)
