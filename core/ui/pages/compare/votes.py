"""The votes that two sides are held against each other in, as a list and as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from core.parliament.votes.ballots import with_cases
from core.tables.figures import counted_votes
from core.tables.titles import outcome_parts
from core.ui.pages.compare.pair import Pair
from core.ui.pages.compare.sides import Side
from core.ui.parts.filters import segments
from core.ui.parts.links import Row, link_list, part_of
from core.ui.parts.table import downloads, source_line
from core.ui.parts.vote_rows import vote_row
from core.ui.shell.context import Context
from core.ui.shell.messages import tell_unheeded

SHOWS: Mapping[str, pl.Expr] = {
    "different": ~pl.col("same"),
    "same": pl.col("same"),
    "all": pl.lit(value=True),
}
_LETTERS = 14


def votes_section(context: Context, pair: Pair) -> None:
    """The votes in which they differed or stood alike, with links to their pages, and as files."""
    t, votes = context.t, pair.scope.votes
    if pair.compared.is_empty():
        return
    st.subheader(t("compare.votes"))
    show = segments(context, "compare.show", list(SHOWS), key="show", default="different")
    tell_unheeded(context.lang)
    rows = compared_votes(pair, show)
    if rows.is_empty():
        st.info(t(f"compare.no_{show}", **pair.names()), icon=":material/filter_alt_off:")
        return
    sentence = t("compare.shown", n=rows.height, total=pair.compared.height)
    source_line(context, votes.fetched_at, f"{sentence} · {t('votes.order')}")
    part = part_of(rows.height)
    link_list(
        context,
        [_row(context, row) for row in rows[part.first : part.end].iter_rows(named=True)],
        key="compared",
        label=t("compare.votes_alt", n=rows.height, a=pair.a.name, b=pair.b.name),
        heads=(_short(pair.a), _short(pair.b), t("column.result"), ""),
        part=part,
    )
    filters = (
        (t("compare.what"), f"{pair.a.name} – {pair.b.name}"),
        (t("compare.show"), t(f"compare.show_{show}")),
        *pair.scope.described(context),
    )
    session = pair.scope.session
    with st.container(horizontal=True, gap="medium"):
        with st.container(width="content"):
            st.caption(t("compare.files_votes"))
            downloads(context, "votes", rows, votes, session=session, filters=filters, at=None)
        ballots = members_ballots(pair, rows)
        if ballots is not None:
            with st.container(width="content"):
                st.caption(t("compare.files_ballots"))
                downloads(
                    context, "ballots", ballots, votes, session=session, filters=filters, at=None
                )


def compared_votes(pair: Pair, show: str) -> pl.DataFrame:
    """The rows of the votes table in which they differed or stood alike, with both positions."""
    positions = pair.compared.filter(SHOWS[show])
    return counted_votes(pair.scope.votes).join(positions, on="vote_id", maintain_order="left")


def members_ballots(pair: Pair, rows: pl.DataFrame) -> pl.DataFrame | None:
    """The ballots of the two in these votes; None if neither is a member."""
    numbers = [side.member_id for side in (pair.a, pair.b) if side.member_id is not None]
    marked = pair.scope.votes.content.marked
    if not numbers or marked is None:
        return None
    own = marked.filter(pl.col("member_id").is_in(numbers))
    own = own.join(rows.select("vote_id"), on="vote_id", how="semi")
    return with_cases(own, rows).sort(
        "date", "vote_id", "member_id", descending=[True, True, False]
    )


def _row(context: Context, row: Mapping[str, Any]) -> Row:
    """A vote with where the two stood, and how it ended."""
    stood = [context.t(f"position.short.{row[side]}") for side in ("position_a", "position_b")]
    return replace(vote_row(context, row, ()), cells=(*stood, *outcome_parts(row, context.lang)))


def _short(side: Side) -> str:
    """The letters of a party, or the last name of a member."""
    if side.kind == "party":
        return side.key
    return (side.name.partition(" (")[0].split() or [side.key])[-1][:_LETTERS]
