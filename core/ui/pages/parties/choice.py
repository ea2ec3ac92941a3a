"""What the sections of the parties page share: their choice, the stands, who is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import polars as pl
import streamlit as st

from core.analysis.agreement import MIN_SHARED, compare, party_stands
from core.analysis.selection import Selection
from core.analysis.subsets import Interval
from core.charts.shares import LEAST
from core.language import percent
from core.parliament.people.party_order import party_order
from core.tables import figures
from core.tables.figures import Votes, stands_of
from core.ui.parts.scope import Scope
from core.ui.parts.shown_votes import with_ballots
from core.ui.parts.table import source_line
from core.ui.parts.vote_rows import ballots_offer
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import PageEnds

Section = Literal["agreement", "pair", "cohesion", "winning", "majorities", "map"]
SECTIONS: tuple[Section, ...] = ("agreement", "pair", "cohesion", "winning", "majorities", "map")
PERIODS: tuple[Interval, ...] = ("month", "session")

_LEAST = (str(LEAST), "50", "100", "200")


def section_choice(context: Context) -> Section:
    """Which section is shown; only one is drawn at a time."""
    return address.always_one(
        st.segmented_control,
        context.t("parties.show"),
        SECTIONS,
        key="show",
        format_func=lambda name: context.t(f"parties.show_{name}"),
    )


def least_shared(context: Context) -> int:
    """The fewest shared votes that give an agreement."""
    chosen = address.one_of(
        st.selectbox,
        context.t("scope.min_shared"),
        _LEAST,
        key="min",
        default=_LEAST[0],
        help=context.t("parties.min_help"),
    )
    return int(chosen or _LEAST[0])


def period_choice(context: Context) -> Interval:
    """Whether time goes by month or by session."""
    return address.always_one(
        st.segmented_control,
        context.t("parties.every"),
        PERIODS,
        key="every",
        format_func=lambda name: context.t(f"parties.every_{name}"),
    )


def pair_choice(context: Context, parties: Sequence[str]) -> tuple[str, str] | None:
    """The two parties that are meant, in the address as `a` and `b`; None until there are two."""
    columns = st.columns(2)
    chosen = [
        _party_choice(context, column, key, parties)
        for column, key in zip(columns, ("a", "b"), strict=True)
    ]
    a, b = chosen
    if a is not None and a == b:
        st.warning(context.t("parties.same_party", a=escape(a)), icon=":material/group:")
        return None
    return (a, b) if a is not None and b is not None else None


def with_source(context: Context, scope: Scope) -> Scope:
    """The scope with the ballots loaded where the stands are to be read from these alone."""
    if scope.selection.lines != "ballots":
        return scope
    return replace(scope, votes=with_ballots(context, scope.votes))


def stands_in(scope: Scope) -> pl.DataFrame:
    """Where the parties stood in the votes that are meant; see `vote_stands`."""
    return stands_of(scope.votes, scope.selection)


def stands_table(scope: Scope, name: str, *, min_shared: int | None = None) -> pl.DataFrame:
    """The rows of a table that is made of where the parties stood, worked out once."""
    return figures.stands_table(scope.votes, name, replace(scope.selection, min_shared=min_shared))


def compared(scope: Scope, a: str, b: str) -> pl.DataFrame:
    """The votes in which two parties both stood somewhere, the newest first.

    The columns of the votes table with position_a, position_b and same.
    """
    stands = party_stands(stands_in(scope), include_errors=scope.selection.include_errors)
    sides = (stands.filter(pl.col("party") == party) for party in (a, b))
    votes = scope.selection.votes(scope.votes.content)
    return votes.join(compare(*sides), on="vote_id").sort("date", "vote_id", descending=True)


def ordered(parties: pl.Series) -> list[str]:
    """The parties of a column, each once, from left to right of the chamber."""
    return [party for party in party_order(parties) if party is not None]


def need_stands(context: Context, table: pl.DataFrame) -> None:
    """End the page with a sentence where no party stood anywhere in the votes that are meant."""
    if table.is_empty():
        st.info(context.t("parties.no_lines"), icon=":material/filter_alt_off:")
        raise PageEnds


def stands_source(context: Context, scope: Scope) -> None:
    """n, subset and time of the source, where stands were read, and how many are one voter's."""
    source_line(context, scope.votes.fetched_at, scope.sentence(context))
    stands = stands_in(scope)
    counts = dict(stands.group_by("lines_from").agg(pl.col("vote_id").n_unique()).iter_rows())
    words = [
        context.t(f"parties.lines_{source}", n=counts[source])
        for source in ("ballots", "text")
        if source in counts
    ]
    both = context.t("parties.and", a=words[0], b=words[1]) if len(words) > 1 else "".join(words)
    said = context.t("parties.lines", parts=both)
    st.caption(f"{said} {single_voters_said(context, stands, scope.selection)}".rstrip())


def single_voters_said(context: Context, stands: pl.DataFrame, selection: Selection) -> str:
    """How many stands rest on one voter, of those that ballots tell; empty where they tell none."""
    if not selection.include_errors:
        stands = stands.filter(~pl.col("stand_error"))
    voters = stands["voters"].drop_nulls()
    if voters.is_empty():
        return ""
    single = int((voters == 1).sum())
    share = percent(single / len(voters), context.lang, 1)
    key = "single_voters" if len(voters) >= MIN_SHARED else "single_voters_few"
    return context.t(f"parties.{key}", single=single, n=len(voters), share=share)


def offer_ballots(context: Context, votes: Votes) -> None:
    """The ballots that are not stored, where stands were read without them."""
    if votes.content.unread:
        ballots_offer(context, votes.content.unread)


def _party_choice(
    context: Context, column: st.delta_generator.DeltaGenerator, key: str, parties: Sequence[str]
) -> str | None:
    if st.session_state.get(key) not in (None, *parties):
        del st.session_state[key]  # other votes were chosen since, in which it stood nowhere
    return address.one_of(
        column.selectbox,
        context.t(f"parties.{key}"),
        parties,
        key=key,
        placeholder=context.t("parties.choose"),
    )
