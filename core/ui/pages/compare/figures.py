"""The key figures of a member or a party, for two sides or two periods beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl
import streamlit as st

from core.analysis.coalitions import winning_side
from core.analysis.comparison import agreed
from core.analysis.selection import Selection
from core.charts.shares import enough, share_words
from core.language import number, percent
from core.tables.figures import Votes, figures
from core.tables.table import worked_out
from core.ui.pages.compare.sides import Side, stands_of
from core.ui.parts.scope import Scope
from core.ui.shell.context import Context, escape
from core.ui.shell.router import page_file

Form = Literal["share", "index", "count"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure by its name on the methods page. `n` is the number of votes behind `value`.

    `value` is None where it is unknown. A share runs from 0 to 1 and is written in per cent; an
    index too, but in decimals; a count is a number of votes or ballots.
    """

    name: str
    form: Form
    value: float | None
    n: int

    def label(self, context: Context) -> str:
        """What it is called: as on the methods page, but for a number of stands."""
        key = "compare.stand_votes" if self.name == "stand" else f"methods.{self.name}.title"
        return context.t(key)

    @property
    def told(self) -> bool:
        """Whether it is known, and of enough votes to be held against another."""
        return self.value is not None and (self.form == "count" or enough(self.n))

    def words(self, context: Context) -> str:
        """The figure with its n; of too few votes the counts, and no index."""
        n = number(self.n, context.lang)
        if self.form == "share" and self.value is not None and not enough(self.n):
            return share_words(self.value, self.n, context.lang)
        value = self.value if self.told else None
        return f"{written(context, self.form, value)} (n = {n})"


def written(context: Context, form: Form, value: float | None) -> str:
    """A value as it is written: 62,5 % or 0,983 or 12; – where it is unknown."""
    if form == "share":
        return percent(value, context.lang, 1)
    return number(value, context.lang, 3 if form == "index" else 0)


def side_figures(context: Context, chosen: Scope, side: Side) -> list[Figure]:
    """The key figures of a side in the votes that are meant."""
    return (_member if side.kind == "member" else _party)(context, chosen, side)


def pair_figure(a: Side, b: Side, compared: pl.DataFrame) -> Figure:
    """The agreement of two sides."""
    found = agreed(compared)
    return Figure(pair_name(a, b), "share", found.agreement, found.shared)


def pair_name(a: Side, b: Side) -> str:
    """Which agreement it is, as the methods page calls it."""
    kinds = {a.kind, b.kind}
    if kinds == {"member"}:
        return "member_agreement"
    return "party_agreement" if kinds == {"party"} else "member_party"


def figures_table(
    context: Context, heads: Sequence[str], columns: Sequence[Sequence[Figure]], alt: str
) -> None:
    """Figures of the same kinds beside each other, one row each; `heads` are escaped here."""
    rows = {context.t("compare.figure"): [figure.label(context) for figure in columns[0]]}
    for head, column in zip(heads, columns, strict=True):
        rows[escape(head)] = [figure.words(context) for figure in column]
    st.table(pl.DataFrame(rows), hide_index=True, alt=alt)


def figure_links(context: Context, names: Sequence[str]) -> None:
    """Links to how each figure is worked out."""
    with st.container(horizontal=True, gap="small"):
        for name in dict.fromkeys(names):
            st.page_link(
                page_file("methods"),
                label=context.t("compare.method_of", figure=context.t(f"methods.{name}.title")),
                icon=":material/function:",
                query_params={"figure": name},
            )


def clearing_note(context: Context, shown: Sequence[Figure]) -> None:
    """The sentence on absence that belongs to every figure of attendance."""
    if any(figure.name == "attendance" for figure in shown):
        st.caption(context.t("methods.attendance.plain"))


def _member(context: Context, chosen: Scope, side: Side) -> list[Figure]:
    table = figures(chosen.votes, "members", chosen.selection)
    rows = table.filter(pl.col("member_id") == side.member_id).to_dicts()
    if not rows:
        return [Figure(name, form, None, 0) for name, form in _MEMBER]
    row = rows[0]
    return [
        Figure("attendance", "share", row["attendance"], row["cast"] + row["absent"]),
        Figure("loyalty", "share", row["loyalty"], row["line_votes"]),
        Figure(
            "deviation",
            "count",
            row["deviations"] if row["line_votes"] else None,
            row["line_votes"],
        ),
        Figure("winning", "share", row["won_share"], row["decided"]),
    ]


_MEMBER: tuple[tuple[str, Form], ...] = (
    ("attendance", "share"), ("loyalty", "share"), ("deviation", "count"), ("winning", "share"),
)  # fmt: skip


def _party(context: Context, chosen: Scope, side: Side) -> list[Figure]:
    table = (
        None
        if chosen.votes.content.marked is None
        else figures(chosen.votes, "cohesion", chosen.selection)
    )
    united = _row(table, side.key)
    won = _row(_winning(chosen.votes, chosen.selection), side.key)
    stood = stands_of(chosen, side).height
    return [
        Figure("stand", "count", stood, chosen.n),
        Figure(
            "agreement_index", "index", united.get("agreement_index"), int(united.get("votes") or 0)
        ),
        Figure("rice", "index", united.get("rice"), int(united.get("rice_votes") or 0)),
        Figure("winning", "share", won.get("won_share"), int(won.get("votes") or 0)),
    ]


def _row(table: pl.DataFrame | None, party: str) -> dict[str, float | None]:
    rows = [] if table is None else table.filter(pl.col("party") == party).to_dicts()
    return rows[0] if rows else {}


@worked_out(40)
def _winning(votes: Votes, selection: Selection) -> pl.DataFrame:
    stands = selection.stands(votes.content)
    return winning_side(stands, votes.content.votes, include_errors=selection.include_errors)


def difference(context: Context, one: Figure, other: Figure) -> str:
    """How the second of two like figures lies from the first, in neutral words."""
    t = context.t
    if one.value is None or other.value is None or not (one.told and other.told):
        return t("compare.incomparable")
    shift = other.value - one.value
    if one.form == "share":
        size, least = t("compare.points", n=number(abs(shift) * 100, context.lang, 1)), 0.0005
    else:
        size = number(abs(shift), context.lang, 3 if one.form == "index" else 0)
        least = 0.0005 if one.form == "index" else 0.5
    if abs(shift) < least:
        return t("compare.equal")
    return t("compare.higher" if shift > 0 else "compare.lower", size=size)
