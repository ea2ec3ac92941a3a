"""A member's deviations by kind, and all ballots with filters."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from core.charts.colours import POSITIONS
from core.export.files import member_subject
from core.filters.ballots import MEMBER_BALLOTS
from core.filters.engine import Chosen
from core.language import date_text
from core.parliament.votes.mistakes import DISSENT, INDIVIDUAL, NO_LINE, PARTY, UNCLEAR
from core.parliament.votes.positions import NO_PERSON, SEVERAL
from core.tables.figures import Votes, figures
from core.ui.pages.member.about import Person
from core.ui.parts.filters import Panel
from core.ui.parts.member_rows import method_links
from core.ui.parts.nothing import none_match
from core.ui.parts.offers import Addresses, deviations_feed, feed
from core.ui.parts.scope import Scope
from core.ui.parts.table import downloads, grid, source_line, vote_name
from core.ui.parts.vote_rows import MOST_ROWS
from core.ui.shell.context import Context, escape
from core.ui.shell.router import page_file
from core.ui.shell.way import go

KINDS = (DISSENT, UNCLEAR, NO_LINE, INDIVIDUAL, PARTY)
_LISTED = 8


def deviations_section(context: Context, chosen: Scope, votes: Votes, member: Person) -> None:
    """The member's deviations by kind, each as a link to its vote."""
    t = context.t
    st.subheader(t("member.deviations"))
    found = figures(votes, "deviations", chosen.selection).filter(
        pl.col("member_id") == member.member_id
    )
    if found.is_empty():
        sentence = t("member.no_deviations")
        source_line(context, votes.fetched_at, f"{sentence} · {chosen.sentence(context)}")
        return
    known = votes.content.votes.filter(pl.col("vote_id").is_in(found["vote_id"].implode()))
    names = {row["vote_id"]: vote_name(context, row) for row in known.iter_rows(named=True)}
    for kind in KINDS:
        rows = found.filter(pl.col("kind") == kind)
        if rows.is_empty():
            continue
        st.markdown(f"**{t(f'deviation.{kind}', n=rows.height)}** {t(f'deviation.{kind}_help')}")
        for row in rows.head(_LISTED).iter_rows(named=True):
            st.page_link(
                page_file("vote"),
                label=_deviation_words(context, row, names[row["vote_id"]]),
                query_params={"id": str(row["vote_id"])},
            )
        if rows.height > _LISTED:
            st.caption(t("member.more_deviations", n=rows.height - _LISTED))
    sentence = t("member.n_deviations", n=found.height)
    source_line(context, votes.fetched_at, f"{sentence} · {chosen.sentence(context)}")
    method_links(context, "deviation", "errors")


def ballots_section(context: Context, chosen: Scope, votes: Votes, mine: pl.DataFrame) -> None:
    """The member's ballots in the selected votes, with filters and files."""
    t = context.t
    st.subheader(t("member.ballots"))
    picked = _filters(context, mine)
    shown = MEMBER_BALLOTS.apply(mine, picked)
    if shown.is_empty():
        none_match(context, "member.none_match", picked)
        return
    sentence = t("member.shown", n=shown.height, total=mine.height)
    source_line(context, votes.fetched_at, f"{sentence} · {chosen.sentence(context)}")
    listed = shown.head(MOST_ROWS)
    if listed.height < shown.height:
        st.caption(t("votes.first_rows", rows=MOST_ROWS, n=shown.height))
    st.caption(t("votes.open_hint"))
    place = grid(
        context,
        _in_words(context, listed),
        key=f"member_ballots_{hash(tuple(listed['vote_id']))}",
        alt=t("member.ballots_alt", n=listed.height),
        columns={
            "case_title": st.column_config.TextColumn(t("column.case_title"), width=240),
            "case_number": st.column_config.TextColumn(t("column.case_number"), width="small"),
        },
        height=420,
        select=True,
    )
    if place is not None:
        go("vote", id=str(listed["vote_id"][place]))
    name, number = str(mine["member"][0]), str(mine["member_id"][0])
    downloads(
        context,
        "ballots",
        shown,
        votes,
        session=chosen.session,
        filters=(
            (t("column.member"), name),
            *chosen.described(context),
            *MEMBER_BALLOTS.described(mine, picked, context.lang),
        ),
        at=Addresses(
            {"member": number},
            [
                feed(f"member/{number}", t("follow.member", name=name), "ballots", ("member",)),
                deviations_feed(t("offer.deviations_of", name=name), member=number),
            ],
            f"members/{number}",
        ),
        subject=member_subject(mine["member_id"][0]),
    )


def _filters(context: Context, mine: pl.DataFrame) -> Chosen:
    panel = Panel(context, MEMBER_BALLOTS, mine)
    panel.row("q", "case")
    panel.row("position", "deviations", shares=(2, 1), bottom=True)
    return panel.done()


def _in_words(context: Context, rows: pl.DataFrame) -> pl.DataFrame:
    t = context.t
    positions = {name: t(f"position.short.{name}") for name in POSITIONS}
    kinds = {kind: t(f"deviation.{kind}_short") for kind in KINDS}
    reasons = {reason: t(f"left_out.{reason}") for reason in (NO_PERSON, SEVERAL)}
    types = {code: t(f"vote_type.{code}") for code in rows["type_code"].unique()}
    return rows.select(
        "date",
        "case_number",
        "case_title",
        pl.col("position").cast(pl.String).replace(positions).fill_null(t("position.unknown")),
        pl.col("party_line").cast(pl.String).replace(positions),
        pl.coalesce(
            pl.col("left_out").cast(pl.String).replace(reasons),
            pl.col("deviation").cast(pl.String).replace(kinds),
        ).alias("kind"),
        pl.col("party").cast(pl.String),
        pl.col("type_code").replace(types).alias("type"),
        pl.when("adopted")
        .then(pl.lit(t("result.adopted")))
        .otherwise(pl.lit(t("result.rejected")))
        .alias("result"),
    )


def _deviation_words(context: Context, row: dict[str, Any], name: str) -> str:
    t = context.t
    position = t(f"position.short.{row['position']}").lower()
    words = [date_text(row["date"], context.lang), escape(name)]
    if row["party_line"]:
        line = t(f"position.short.{row['party_line']}").lower()
        words.append(t("member.stood", position=position, line=line))
    else:
        words.append(t("member.stood_alone", position=position))
    if row["found_in"] == "text":
        words.append(t("member.from_text"))
    return " · ".join(words)
