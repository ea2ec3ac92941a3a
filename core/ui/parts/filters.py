"""The filters of the votes page. Every one is in the address, under a name that stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from core.charts.colours import POSITIONS
from core.charts.linestrip import strip_parties
from core.language import date_text, number
from core.parliament.calendar.periods import Period
from core.parliament.votes.checks import CHECKS
from core.parliament.votes.kinds import TYPE_CODES
from core.parliament.votes.votes import CONFLICT, NOTE_KINDS, STANDS, vote_conditions
from core.tables.table import worked_out
from core.ui.parts.shown_votes import ALL, LATEST, Votes, chosen_session
from core.ui.shell import address
from core.ui.shell.context import Context, escape
from core.ui.shell.messages import tell_ignored

TYPES = {code: number for number, code in TYPE_CODES.items()}
RESULTS = {"adopted": True, "rejected": False}
MARGINS = ("0", "5", "10", "20")
OUTCOMES = (*CHECKS, CONFLICT)
UNKNOWN = "unknown"
_SEARCH_LETTERS = 200
_MORE = (
    "from", "to", "case", "margin", "line", "differ", "agree", "check", "note", "dissent",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class VoteFilters:
    """What the visitor chose, apart from the session; empty means all."""

    start: date | None = None
    end: date | None = None
    types: tuple[str, ...] = ()
    result: str | None = None
    case_types: tuple[str, ...] = ()
    margin: str | None = None
    text: str = ""
    lines: tuple[str, ...] = ()
    differ: tuple[str, str] | None = None
    agree: tuple[str, str] | None = None
    checks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    deviating: bool = False

    def conditions(self) -> dict[str, pl.Expr]:
        """What a vote must be to pass; see `vote_conditions`."""
        pairs = [line.rsplit(".", 1) for line in self.lines]
        return vote_conditions(
            start=self.start,
            end=self.end,
            types=[TYPES[name] for name in self.types],
            adopted=RESULTS[self.result] if self.result else None,
            case_types=[int(number) for number in self.case_types],
            margin_at_most=int(self.margin) if self.margin else None,
            text=self.text,
            lines=[(party, position) for party, position in pairs],
            differ=self.differ,
            agree=self.agree,
            checks=self.checks,
            error_notes=self.notes,
            deviating=self.deviating,
        )

    def apply(self, table: pl.DataFrame) -> pl.DataFrame:
        """The votes that pass, of a table with the column deviations."""
        conditions = self.conditions()
        return table.filter(*conditions.values()) if conditions else table

    def described(self, context: Context, table: pl.DataFrame) -> tuple[tuple[str, str], ...]:
        """Label and value of each filter that is set."""
        t = context.t
        kinds = case_types(table)
        pairs = [
            ("votes.from", date_text(self.start, context.lang) if self.start else ""),
            ("votes.to", date_text(self.end, context.lang) if self.end else ""),
            ("votes.type", ", ".join(t(f"vote_type.{name}") for name in self.types)),
            ("votes.result", t(f"result.{self.result}") if self.result else ""),
            ("votes.case_type", ", ".join(kinds[code] for code in self.case_types)),
            ("votes.margin", _margin_words(context, self.margin) if self.margin else ""),
            ("votes.lines", ", ".join(_line_words(context, line) for line in self.lines)),
            ("votes.differ", _pair_words(context, self.differ)),
            ("votes.agree", _pair_words(context, self.agree)),
            ("votes.check", ", ".join(t(f"check.{name}") for name in self.checks)),
            ("column.error_note", ", ".join(t(f"note_kind.{kind}") for kind in self.notes)),
            ("votes.deviating", t("common.yes") if self.deviating else ""),
            ("votes.search", self.text),
        ]
        return tuple((t(key), value) for key, value in pairs if value)


def ballot_choices(context: Context, ballots: pl.DataFrame) -> tuple[tuple[str, ...], bool]:
    """Draw the choice among ballots; gives the positions (none means all) and deviations only.

    An unknown position can be chosen where a ballot has none that is known.
    """
    t = context.t
    offered = (*POSITIONS, UNKNOWN) if ballots["position"].null_count() else POSITIONS
    by_position, by_deviation = st.columns([2, 1], vertical_alignment="bottom")
    positions = address.many_of(
        by_position.pills,
        t("column.position"),
        offered,
        key="position",
        selection_mode="multi",
        format_func=lambda position: t(f"position.{position}"),
        wrap=True,
    )
    deviating = address.flag(
        by_deviation.toggle,
        t("vote.deviations_only"),
        key="deviations",
        help=t("vote.deviations_only_help"),
    )
    return positions, deviating


def at_positions(positions: Sequence[str]) -> pl.Expr:
    """Whether a ballot has one of these positions, of which one may be that it is unknown."""
    known = pl.col("position").cast(pl.String).is_in(list(positions)).fill_null(value=False)
    return known | pl.col("position").is_null() if UNKNOWN in positions else known


def case_types(table: pl.DataFrame) -> dict[str, str]:
    """The kinds of case in the table: number (as text) to name, by name."""
    pairs = table.select("case_type_id", "case_type").drop_nulls().unique().sort("case_type")
    return {str(number): name for number, name in pairs.iter_rows()}


def session_filter(context: Context, sessions: list[Period]) -> str:
    """The code of the session to show, or `all`.

    The default is the latest one, by that name, so that a link keeps its meaning.
    """
    titles = {session.code: session.title for session in sessions}
    titles[LATEST] = context.t("votes.latest", title=chosen_session(sessions, LATEST).title)
    titles[ALL] = context.t("votes.all_sessions")
    code = address.one_of(
        st.selectbox,
        context.t("votes.session"),
        [LATEST, ALL, *(session.code for session in sessions)],
        key="session",
        default=LATEST,
        format_func=titles.__getitem__,
    )
    return code or LATEST


def vote_filters(context: Context, votes: Votes) -> VoteFilters:
    """Draw the filters and give what is chosen."""
    t = context.t
    text = address.words(
        st.text_input,
        t("votes.search"),
        key="q",
        max_chars=_SEARCH_LETTERS,
        placeholder=t("votes.search_hint"),
    )
    types, result = st.columns([2, 1])
    chosen_types = address.many_of(
        types.pills,
        t("votes.type"),
        list(TYPES),
        key="type",
        selection_mode="multi",
        format_func=lambda name: t(f"vote_type.{name}"),
        wrap=True,
    )
    chosen_result = address.one_of(
        result.segmented_control,
        t("votes.result"),
        list(RESULTS),
        key="result",
        format_func=lambda name: t(f"result.{name}"),
    )
    same = _same_twice()
    more = any(name in st.query_params for name in _MORE)
    with st.expander(t("votes.more_filters"), expanded=more, icon=":material/tune:"):
        start, end, kinds, margin = _more_filters(context, votes)
        lines, differ, agree = _line_filters(context, votes)
        checks, notes, deviating = _record_filters(context, votes)
    tell_ignored(context)
    if same:
        st.warning(t("votes.same_party", party=escape(same)), icon=":material/join_inner:")
    if start and end and start > end:
        st.warning(t("votes.wrong_period"), icon=":material/date_range:")
    return VoteFilters(
        start, end, chosen_types, chosen_result, kinds, margin, text,
        lines, differ, agree, checks, notes, deviating,
    )  # fmt: skip


@worked_out(40)
def _parties(votes: Votes) -> tuple[str, ...]:
    return strip_parties(votes.content.votes)


def _same_twice() -> str:
    """The party that the address wants to compare with itself, or nothing."""
    for name in ("differ", "agree"):
        for value in st.query_params.get_all(name):
            one, _, other = value.partition(".")
            if one and one == other:
                return one[:20]
    return ""


def _line_filters(
    context: Context, votes: Votes
) -> tuple[tuple[str, ...], tuple[str, str] | None, tuple[str, str] | None]:
    t = context.t
    parties = _parties(votes)
    stands, apart, alike = st.columns([2, 1, 1])
    lines = address.many_of(
        stands.multiselect,
        t("votes.lines"),
        [f"{party}.{position}" for party in parties for position in STANDS],
        key="line",
        format_func=lambda line: _line_words(context, line),
        placeholder=t("votes.lines_hint"),
        help=t("votes.lines_help"),
    )
    differ, agree = (
        address.pair(
            place.multiselect,
            t(f"votes.{key}"),
            parties,
            key=key,
            placeholder=t("votes.two_parties"),
            help=t(f"votes.{key}_help"),
        )
        for place, key in ((apart, "differ"), (alike, "agree"))
    )
    return lines, differ, agree


def _record_filters(
    context: Context, votes: Votes
) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    t = context.t
    check, note, deviates = st.columns(3)
    checks = address.many_of(
        check.multiselect,
        t("votes.check"),
        OUTCOMES,
        key="check",
        format_func=lambda name: t(f"check.{name}"),
        placeholder=t("common.all"),
        help=t("votes.check_help"),
    )
    notes = address.many_of(
        note.multiselect,
        t("column.error_note"),
        NOTE_KINDS,
        key="note",
        format_func=lambda kind: t(f"note_kind.{kind}"),
        placeholder=t("common.all"),
        help=t("column.error_note_help"),
    )
    deviating = address.flag(
        deviates.toggle, t("votes.deviating"), key="dissent", help=t("votes.deviating_help")
    )
    unread = votes.content.votes["check"].null_count()
    if unread:
        st.caption(t("votes.unchecked", n=unread))
    return checks, notes, deviating


def _more_filters(
    context: Context, votes: Votes
) -> tuple[date | None, date | None, tuple[str, ...], str | None]:
    t = context.t
    first, last, kind, close = st.columns(4)
    bounds = {"first": votes.content.start, "last": votes.content.end}
    start = address.day(
        first.date_input, t("votes.from"), key="from", format="DD.MM.YYYY", **bounds
    )
    end = address.day(last.date_input, t("votes.to"), key="to", format="DD.MM.YYYY", **bounds)
    names = case_types(votes.content.votes)
    kinds = address.many_of(
        kind.multiselect,
        t("votes.case_type"),
        list(names),
        key="case",
        format_func=names.__getitem__,
        placeholder=t("common.all"),
    )
    margin = address.one_of(
        close.selectbox,
        t("votes.margin"),
        MARGINS,
        key="margin",
        format_func=lambda n: _margin_words(context, n),
        placeholder=t("common.all"),
        help=t("votes.margin_help"),
    )
    return start, end, kinds, margin


def _margin_words(context: Context, margin: str) -> str:
    if margin == "0":
        return context.t("votes.margin_tie")
    return context.t("votes.margin_at_most", margin=number(int(margin), context.lang))


def _line_words(context: Context, line: str) -> str:
    party, _, position = line.rpartition(".")
    return f"{party} {context.t(f'stood.{position}')}"


def _pair_words(context: Context, parties: tuple[str, str] | None) -> str:
    return context.t("votes.pair", one=parties[0], other=parties[1]) if parties else ""
