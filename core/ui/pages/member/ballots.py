"""A member's deviations by kind, and all ballots with filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from core.export.files import member_subject
from core.filters.ballots import MEMBER_BALLOTS
from core.filters.engine import Chosen
from core.language import date_text
from core.parliament.votes.mistakes import DISSENT, INDIVIDUAL, NO_LINE, PARTY, UNCLEAR
from core.tables.figures import Votes, figures
from core.ui.pages.member.about import Person
from core.ui.parts.filters import Panel
from core.ui.parts.links import Row, here, link_list, part_of, to
from core.ui.parts.member_rows import method_links
from core.ui.parts.nothing import none_match
from core.ui.parts.offers import Addresses, deviations_feed, feed
from core.ui.parts.scope import Scope
from core.ui.parts.table import downloads, source_line
from core.ui.shell.context import Context

KINDS = (DISSENT, UNCLEAR, NO_LINE, INDIVIDUAL, PARTY)
_LISTED = 10
_RESULT = {True: "adopted", False: "rejected"}


def deviations_section(context: Context, chosen: Scope, votes: Votes, member: Person) -> None:
    """The member's latest deviations of every kind, each a link to its vote."""
    t = context.t
    st.subheader(t("member.deviations"))
    found = figures(votes, "deviations", chosen.selection).filter(
        pl.col("member_id") == member.member_id
    )
    if found.is_empty():
        sentence = t("member.no_deviations")
        source_line(context, votes.fetched_at, f"{sentence} · {chosen.sentence(context)}")
        return
    place = pl.col("kind").cast(pl.Enum(KINDS))
    rows = found.join(
        votes.content.votes.select("vote_id", "number", "type_code", "case_title"), on="vote_id"
    ).sort(place, "date", "vote_id", descending=[False, True, True], nulls_last=True)
    counts = dict(rows["kind"].value_counts().iter_rows())
    for kind in KINDS:
        if n := counts.get(kind):
            st.markdown(f"**{t(f'deviation.{kind}', n=n)}** {t(f'deviation.{kind}_help')}")
    sentence = t("member.n_deviations", n=found.height)
    source_line(context, votes.fetched_at, f"{sentence} · {chosen.sentence(context)}")
    link_list(
        context,
        [_deviation(context, row) for row in rows.head(_LISTED).iter_rows(named=True)],
        key="deviations",
        label=t("member.deviations"),
        heads=_heads(context),
    )
    if rows.height > _LISTED:
        words = t("member.all_deviations", n=rows.height)
        st.markdown(f"[{words}]({here(deviations='1', page='')})")
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
    part = part_of(shown.height)
    link_list(
        context,
        [_ballot(context, row) for row in shown[part.first : part.end].iter_rows(named=True)],
        key="ballots",
        label=t("member.ballots_alt", n=shown.height),
        heads=(*_heads(context), t("column.result")),
        part=part,
    )
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
    with st.container(horizontal=True):
        panel.bar("q", "case")
    panel.line("position", "deviations")
    return panel.done()


def _heads(context: Context) -> tuple[str, str]:
    return context.t("column.position"), context.t("column.party_line")


def _ballot(context: Context, row: Mapping[str, Any]) -> Row:
    """One ballot: the vote, how the member voted, and what the party's line was."""
    t = context.t
    special = row["left_out"] or row["deviation"]
    kind = f"left_out.{special}" if row["left_out"] else f"deviation.{special}_short"
    result = "–" if row["adopted"] is None else t(f"result.{_RESULT[row['adopted']]}")
    return replace(
        _vote(context, row, t(f"vote_type.{row['type_code']}"), row["party"] or ""),
        badges=(t(kind),) if special else (),
        cells=(*_stood(context, row), result),
    )


def _deviation(context: Context, row: Mapping[str, Any]) -> Row:
    """One deviation: the vote, how the member voted against what line, and of which kind it is."""
    t = context.t
    source = t("member.from_text") if row["found_in"] == "text" else ""
    return replace(
        _vote(context, row, t(f"vote_type.{row['type_code']}"), source),
        badges=(t(f"deviation.{row['kind']}_short"),),
        cells=_stood(context, row),
    )


def _vote(context: Context, row: Mapping[str, Any], *facts: str) -> Row:
    return Row(
        to("vote", id=str(row["vote_id"])),
        row["case_title"] or context.t("vote.untitled", number=row["number"]),
        number=row["case_number"] or "",
        when=date_text(row["date"], context.lang),
        facts=facts,
    )


def _stood(context: Context, row: Mapping[str, Any]) -> tuple[str, str]:
    """The position of the member and the line of the party in a word each."""
    position, line = row["position"] or "unknown", row["party_line"]
    words = context.t(f"position.short.{position}")
    return words, context.t(f"position.short.{line}") if line else "–"
