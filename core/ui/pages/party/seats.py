"""Who sat for a party: the number over time, who came and left, and everybody with their days."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import streamlit as st

from core.charts.party import seats_curve
from core.language import date_text
from core.tables.party import seats_of, spells_of
from core.ui.pages.party.about import Party
from core.ui.parts.chart import chart
from core.ui.parts.links import Row, link_list, to
from core.ui.parts.table import grid, source_line
from core.ui.shell.context import Context

_NEWEST = 10
LEAST_POINTS = 5
"""With fewer, words and a table say it all."""


def seats_section(context: Context, party: Party) -> None:
    """The members over time, who came and left lately, and who sat when; needs ballots."""
    t = context.t
    st.header(t("party.members_title"))
    spells = spells_of(party.votes, party.short)
    seats = seats_of(party.votes, party.short)
    st.markdown(_extremes(context, seats))
    moves = list(_moves(context, spells))
    if moves:
        label = t("party.moves", n=len(moves))
        link_list(context, moves[:_NEWEST], key="party_moves", label=label)
    else:
        st.caption(t("party.no_moves"))
    if seats.height >= LEAST_POINTS and seats["seats"].n_unique() > 1:
        chart(seats_curve(seats, party.short, context.lang), "party/seats")
        source_line(context, party.votes.fetched_at, t("party.seats_source", period=party.sentence))
    with st.expander(t("party.who_sat", n=spells.height), icon=":material/table_rows:"):
        grid(
            context,
            spells.select("member", "first", "last", "before", "after"),
            key="party_spells",
            alt=t("party.who_sat", n=spells.height),
            columns={
                "first": st.column_config.DateColumn(
                    t("party.first"), format=context.t("time.digits")
                ),
                "last": st.column_config.DateColumn(
                    t("party.last"), format=context.t("time.digits")
                ),
                "before": st.column_config.TextColumn(t("party.before")),
                "after": st.column_config.TextColumn(t("party.after")),
            },
        )
        st.caption(t("party.spells_help"))


def _extremes(context: Context, seats: pl.DataFrame) -> str:
    """The most and the fewest members, with the day, or how many throughout."""
    most, fewest = (
        seats.sort("seats", "date", descending=[down, False]).row(0, named=True)
        for down in (True, False)
    )
    if most["seats"] == fewest["seats"]:
        return context.t("party.seats_same", n=most["seats"])
    lang = context.lang
    return context.t(
        "party.seats_between",
        most=most["seats"],
        most_day=date_text(most["date"], lang),
        fewest=fewest["seats"],
        fewest_day=date_text(fewest["date"], lang),
    )


def _moves(context: Context, spells: pl.DataFrame) -> Iterator[Row]:
    """Everybody who came or left, the latest first; each leads to the member."""
    events = []
    for row in spells.iter_rows(named=True):
        if row["first"] is not None:
            events.append((row["first"], "came", row["before"], row))
        if row["last"] is not None:
            events.append((row["last"], "left", row["after"], row))
    for day, event, party, row in sorted(events, key=lambda each: each[0], reverse=True):
        known = "known" if party else "unknown"
        yield Row(
            to("member", id=str(row["member_id"])),
            row["member"] or context.t("member.nameless", id=row["member_id"]),
            when=date_text(day, context.lang),
            facts=(context.t(f"party.{event}.{known}", party=party or ""),),
        )
