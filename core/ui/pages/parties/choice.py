"""What the sections of the parties page share: choices, the stands, and their source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import polars as pl
import streamlit as st

from core.analysis.agreement import MIN_SHARED
from core.analysis.selection import Selection
from core.analysis.subsets import Interval
from core.charts.shares import LEAST
from core.language import percent
from core.tables import figures, parties
from core.tables.figures import Votes, stands_of
from core.ui.parts.filters import segments
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
    """Draw the choice of a section; only one is drawn at a time."""
    return segments(context, "parties.show", SECTIONS, key="show")


def least_shared(context: Context) -> int:
    """Draw the choice of the fewest shared votes that give an agreement."""
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
    """Draw the choice between months and sessions."""
    return segments(context, "parties.every", PERIODS, key="every")


def pair_choice(context: Context, parties: Sequence[str]) -> tuple[str, str] | None:
    """Draw the choice of two parties, `a` and `b` in the address; None until there are two."""
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
    """The scope, with the ballots loaded if the stands are to be read only from these."""
    if scope.selection.lines != "ballots":
        return scope
    return replace(scope, votes=with_ballots(context, scope.votes))


def stands_in(scope: Scope) -> pl.DataFrame:
    """Where the parties stood in the selected votes of a scope; see `vote_stands`."""
    return stands_of(scope.votes, scope.selection)


def stands_table(scope: Scope, name: str, *, min_shared: int | None = None) -> pl.DataFrame:
    """The rows of a table that is computed from the stands; cached."""
    return figures.stands_table(scope.votes, name, replace(scope.selection, min_shared=min_shared))


def compared(scope: Scope, a: str, b: str) -> pl.DataFrame:
    """The votes in which both parties have a stand, the newest first.

    Columns: those of the votes table, position_a, position_b and same.
    """
    return parties.compared(scope.votes, scope.selection, a, b)


def need_stands(context: Context, table: pl.DataFrame) -> None:
    """End the page with a sentence if no party has a stand in the selected votes."""
    if table.is_empty():
        st.info(context.t("parties.no_lines"), icon=":material/filter_alt_off:")
        raise PageEnds


def stands_source(context: Context, scope: Scope) -> None:
    """A caption: n, subset, time and source of the stands, and how many are of one voter."""
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
    """The number of stands from ballots that are of a single voter, in words; empty without any."""
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
    """Offer to load ballots that are missing, if stands were read without them."""
    if votes.content.unread:
        ballots_offer(context, votes.content.unread)


def _party_choice(
    context: Context, column: st.delta_generator.DeltaGenerator, key: str, parties: Sequence[str]
) -> str | None:
    if st.session_state.get(key) not in (None, *parties):
        del st.session_state[key]  # the party has no stand in the votes that are selected now
    return address.one_of(
        column.selectbox,
        context.t(f"parties.{key}"),
        parties,
        key=key,
        placeholder=context.t("parties.choose"),
    )
