"""A member's deviations by kind, and every ballot with filters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import streamlit as st

from core.charts.colours import POSITIONS
from core.language import date_text
from core.parliament.votes.mistakes import DISSENT, INDIVIDUAL, NO_LINE, PARTY, UNCLEAR
from core.parliament.votes.positions import NO_PERSON, SEVERAL
from core.parliament.votes.votes import search_votes
from core.ui.pages.member.about import Person
from core.ui.parts.filters import at_positions, ballot_choices, case_types
from core.ui.parts.member_rows import method_links
from core.ui.parts.nothing import nothing_found
from core.ui.parts.scope import Scope
from core.ui.parts.shown_votes import Votes, figures
from core.ui.parts.table import downloads, grid, source_line, vote_name
from core.ui.parts.vote_rows import MOST_ROWS
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import tell_ignored
from core.ui.shell.way import go

KINDS = (DISSENT, UNCLEAR, NO_LINE, INDIVIDUAL, PARTY)
_LISTED = 8


@dataclass(frozen=True, slots=True)
class BallotFilters:
    """What the visitor chose; empty means all."""

    positions: tuple[str, ...] = ()
    deviating: bool = False
    case_types: tuple[str, ...] = ()
    text: str = ""

    def apply(self, mine: pl.DataFrame) -> pl.DataFrame:
        """The ballots (with `search` and `case_type_id` of their votes) that pass."""
        kept: list[pl.Expr] = []
        if self.positions:
            kept.append(at_positions(self.positions))
        if self.deviating:
            kept.append(pl.col("deviation").is_not_null())
        if self.case_types:
            kept.append(pl.col("case_type_id").is_in([int(number) for number in self.case_types]))
        return search_votes(mine.filter(*kept) if kept else mine, self.text)

    def described(self, context: Context, kinds: dict[str, str]) -> tuple[tuple[str, str], ...]:
        """Label and value of each filter that is set."""
        t = context.t
        pairs = (
            ("column.position", ", ".join(t(f"position.{name}") for name in self.positions)),
            ("member.deviating", t("common.yes") if self.deviating else ""),
            ("votes.case_type", ", ".join(kinds[code] for code in self.case_types)),
            ("votes.search", self.text),
        )
        return tuple((t(key), value) for key, value in pairs if value)


def deviations_section(context: Context, chosen: Scope, votes: Votes, member: Person) -> None:
    """The member's deviations by kind, each a link to its vote."""
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
                "pages/vote.py",
                label=_deviation_words(context, row, names[row["vote_id"]]),
                query_params={"id": str(row["vote_id"])},
            )
        if rows.height > _LISTED:
            st.caption(t("member.more_deviations", n=rows.height - _LISTED))
    sentence = t("member.n_deviations", n=found.height)
    source_line(context, votes.fetched_at, f"{sentence} · {chosen.sentence(context)}")
    method_links(context, "deviation", "errors")


def ballots_section(context: Context, chosen: Scope, votes: Votes, mine: pl.DataFrame) -> None:
    """Every ballot of the member in the votes that are meant, with filters and files."""
    t = context.t
    st.subheader(t("member.ballots"))
    kinds = case_types(mine)
    filters = _filters(context, kinds, mine)
    shown = filters.apply(mine)
    if shown.is_empty():
        nothing_found(
            context, "member.none_match", searched=bool(filters.text.strip()),
            filtered=replace(filters, text="") != BallotFilters(),
        )  # fmt: skip
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
    downloads(
        context,
        "ballots",
        shown,
        votes,
        session=chosen.session,
        filters=(
            (t("column.member"), str(mine["member"][0])),
            *chosen.described(context),
            *filters.described(context, kinds),
        ),
    )


def _filters(context: Context, kinds: dict[str, str], mine: pl.DataFrame) -> BallotFilters:
    t = context.t
    by_text, by_kind = st.columns(2)
    text = address.words(
        by_text.text_input,
        t("votes.search"),
        key="q",
        max_chars=200,
        placeholder=t("votes.search_hint"),
    )
    chosen_kinds = address.many_of(
        by_kind.multiselect,
        t("votes.case_type"),
        list(kinds),
        key="case",
        format_func=kinds.__getitem__,
        placeholder=t("common.all"),
    )
    positions, deviating = ballot_choices(context, mine)
    tell_ignored(context)
    return BallotFilters(positions, deviating, chosen_kinds, text)


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
