"""The chamber: the votes of sessions with their marked ballots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType

import polars as pl

from core.parliament.calendar.periods import Period
from core.parliament.cases.topics import NO_TOPICS
from core.parliament.people.party_order import listed_parties
from core.parliament.texts.plain import danish_order
from core.parliament.votes.deviations import KIND
from core.parliament.votes.positions import LEFT_OUT, POSITION

# As text, millions of rows would take ten times the memory.
_COMPACT: dict[str, pl.DataType] = {
    "session": pl.Categorical(pl.Categories("session", "tingblik", pl.UInt16)),
    "member": pl.Categorical(pl.Categories("member", "tingblik", pl.UInt32)),
    "party": pl.Categorical(pl.Categories("party", "tingblik", pl.UInt16)),
    "position": POSITION,
    "left_out": LEFT_OUT,
    "party_stand": POSITION,
    "party_line": POSITION,
}
_MARKED: dict[str, pl.DataType | type[pl.DataType]] = {
    "vote_id": pl.Int32,
    "date": pl.Date,
    "session": _COMPACT["session"],
    "member_id": pl.Int32,
    "member": _COMPACT["member"],
    "party": _COMPACT["party"],
    "position": POSITION,
    "left_out": LEFT_OUT,
    "party_stand": POSITION,
    "party_voters": pl.UInt16,
    "party_line": POSITION,
    "deviates": pl.Boolean,
    "recorded_error": pl.Boolean,
    "stand_error": pl.Boolean,
    "deviation": KIND,
}


@dataclass(frozen=True)
class Chamber:
    """The votes of one or more sessions, the newest session first.

    `votes` has the columns of `votes_table` and `with_ballot_counts`. `marked` has those of
    `mark_ballots`, of the sessions whose ballots are stored; text is Categorical and positions are
    `POSITION`, which compare like text; it is None where no session's are. `unread` are the
    sessions whose ballots are not stored. `silent` are the `silent_changes` of these sessions,
    `drift` tells how answers of the API differed from the registry; see `read_drift`. `topics` are
    the `case_topics` of the cases that were voted on, `unsorted` the sessions where these are not
    stored.
    """

    sessions: tuple[Period, ...]
    votes: pl.DataFrame
    marked: pl.DataFrame | None
    unread: tuple[Period, ...]
    silent: pl.DataFrame
    drift: pl.DataFrame
    topics: pl.DataFrame = field(default_factory=lambda: NO_TOPICS)
    unsorted: tuple[Period, ...] = ()

    @property
    def session(self) -> Period:
        """The session, or the newest of several."""
        return self.sessions[0]

    @property
    def start(self) -> date:
        """The first day."""
        return min(session.start for session in self.sessions).date()

    @property
    def end(self) -> date:
        """The last day."""
        return max(session.end for session in self.sessions).date()

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """The parties that have a line in any vote, from left to right."""
        return listed_parties(self.votes)

    @cached_property
    def case_types(self) -> Mapping[str, str]:
        """The kinds of case of the votes; see `case_types`."""
        return case_types(self.votes)

    @cached_property
    def topic_names(self) -> tuple[str, ...]:
        """The topics of the votes, in Danish order."""
        return tuple(self.topics.select("topic").unique().sort(danish_order("topic"))["topic"])


def case_types(rows: pl.DataFrame) -> Mapping[str, str]:
    """The kinds of case in some rows: id (as text) to name, sorted by name."""
    pairs = rows.select("case_type_id", "case_type").drop_nulls().unique().sort("case_type")
    return MappingProxyType({str(number): name for number, name in pairs.iter_rows()})


def together(chambers: Sequence[Chamber]) -> Chamber:
    """One chamber of several, in their order. At least one is needed."""
    marked = [chamber.marked for chamber in chambers if chamber.marked is not None]
    return Chamber(
        tuple(session for chamber in chambers for session in chamber.sessions),
        pl.concat([chamber.votes for chamber in chambers]),
        pl.concat(marked) if marked else None,
        tuple(session for chamber in chambers for session in chamber.unread),
        # Changes that concern no session are in each chamber.
        pl.concat([chamber.silent for chamber in chambers]).unique(maintain_order=True),
        chambers[0].drift,
        pl.concat([chamber.topics for chamber in chambers]).unique(maintain_order=True),
        tuple(session for chamber in chambers for session in chamber.unsorted),
    )


def on_topics(votes: pl.DataFrame, topics: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The rows of a votes table whose case is sorted under any of these topics."""
    cases = topics.filter(pl.col("topic").is_in(list(names))).select("case_id").unique()
    return votes.join(cases, on="case_id", how="semi", maintain_order="left")


def compact(marked: pl.DataFrame) -> pl.DataFrame:
    """Marked ballots with the types that `Chamber.marked` has."""
    return marked.with_columns(pl.col(name).cast(dtype) for name, dtype in _COMPACT.items())


def no_ballots() -> pl.DataFrame:
    """The marked ballots of a session without votes: none, with the columns that they have."""
    return pl.DataFrame(schema=_MARKED)
