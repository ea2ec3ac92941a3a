"""The votes that a figure is about, and its method: the same for pages and command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from core.analysis.agreement import MIN_SHARED, member_agreement, party_agreement
from core.analysis.coalitions import coalitions, winning_side
from core.analysis.cohesion import cohesion, cohesion_by_vote
from core.analysis.members import members
from core.analysis.parties import parties
from core.analysis.party_totals import party_totals
from core.analysis.quality import findings, usual_numbers
from core.analysis.rollcall import rollcall
from core.analysis.scaling import party_map
from core.analysis.subsets import Subset, of_votes, subset_votes
from core.parliament.votes.ballots import with_cases
from core.parliament.votes.chamber import Chamber, no_ballots, on_topics
from core.parliament.votes.deviations import deviations
from core.parliament.votes.stands import LinesFrom, vote_stands


@dataclass(frozen=True, slots=True)
class Selection:
    """Votes of a chamber and the choices of method.

    `start` and `end` are days, both included. `lines` is the source of the parties' stands.
    `min_shared` is the fewest shared votes that give an agreement; None is 1 for parties and 20 for
    members. `member` limits the agreement of members to the pairs of one. `topics` are those of
    the votes' cases, any of them; none is every vote.
    """

    subset: Subset = "all"
    start: date | None = None
    end: date | None = None
    include_errors: bool = False
    lines: LinesFrom = "best"
    min_shared: int | None = None
    member: int | None = None
    topics: tuple[str, ...] = ()

    def votes(self, chamber: Chamber) -> pl.DataFrame:
        """The selected rows of the votes table."""
        votes = chamber.votes
        if self.topics:
            votes = on_topics(votes, chamber.topics, self.topics)
        return subset_votes(votes, self.subset, start=self.start, end=self.end, lines=self.lines)

    def marked(self, chamber: Chamber) -> pl.DataFrame | None:
        """The marked ballots of these votes; None where none are stored."""
        votes = self.votes(chamber)
        if chamber.marked is None or votes.height == chamber.votes.height:
            return chamber.marked
        return of_votes(chamber.marked, votes)

    def stands(self, chamber: Chamber, stands: pl.DataFrame | None = None) -> pl.DataFrame:
        """Where the parties stood in these votes; see `vote_stands`.

        `stands` are those of the entire chamber, if already computed.
        """
        if stands is None:
            stands = vote_stands(chamber.votes, chamber.marked, self.lines)
        return of_votes(stands, self.votes(chamber))


NEED_BALLOTS = frozenset(
    {"ballots", "members", "parties", "member-agreement", "cohesion", "rollcall"}
)
"""The tables that need ballots."""


def build_table(
    name: str, chamber: Chamber, selection: Selection, *, stands: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The rows of a table of the data dictionary; its columns are among those of the frame.

    `stands` are those of the entire chamber from the selection's source, if already computed:
    computing them takes longer than the rest of a table. Where there are no votes there are no
    rows. Raises ValueError for a table that needs ballots where those of the votes are not stored,
    and KeyError for an unknown table.
    """
    if name in NEED_BALLOTS and chamber.marked is None and not chamber.votes.is_empty():
        raise ValueError(f"there are no ballots to make {name} of")
    if name in _OF_STANDS:
        return _OF_STANDS[name](selection.stands(chamber, stands), chamber, selection)
    return _BUILDERS[name](chamber, selection)


def _ballots(chamber: Chamber, selection: Selection) -> pl.DataFrame:
    marked = selection.marked(chamber)
    return no_ballots() if marked is None else marked


def _members(chamber: Chamber, selection: Selection) -> pl.DataFrame:
    ballots, votes = _ballots(chamber, selection), selection.votes(chamber)
    return members(ballots, votes, include_errors=selection.include_errors)


def _agreement(stands: pl.DataFrame, _: Chamber, selection: Selection) -> pl.DataFrame:
    return party_agreement(
        stands,
        min_shared=selection.min_shared or 1,
        include_errors=selection.include_errors,
    )


def _member_agreement(chamber: Chamber, selection: Selection) -> pl.DataFrame:
    ballots = _ballots(chamber, selection)
    if selection.member is not None and selection.member not in ballots["member_id"]:
        ballots = ballots.head(0)  # who never voted agrees with nobody
    return member_agreement(
        ballots,
        member=selection.member,
        min_shared=selection.min_shared or MIN_SHARED,
        include_errors=selection.include_errors,
    )


def _cohesion(chamber: Chamber, selection: Selection) -> pl.DataFrame:
    ballots = _ballots(chamber, selection)
    return cohesion(cohesion_by_vote(ballots, include_errors=selection.include_errors))


def _rollcall(chamber: Chamber, selection: Selection) -> pl.DataFrame:
    ballots, votes = _ballots(chamber, selection), selection.votes(chamber)
    return rollcall(ballots, votes, include_errors=selection.include_errors)


def _deviations(chamber: Chamber, selection: Selection) -> pl.DataFrame:
    found = deviations(chamber.votes, chamber.marked)
    return of_votes(found, selection.votes(chamber))


def _quality(chamber: Chamber, selection: Selection) -> pl.DataFrame:
    """The findings; those that concern no vote are included only if all votes are selected."""
    votes = selection.votes(chamber)
    silent, all_selected = chamber.silent, votes.height == chamber.votes.height
    if not all_selected:
        silent = silent.filter(pl.col("vote_id").is_in(votes["vote_id"].implode()))
    return findings(
        votes,
        selection.marked(chamber),
        usual=usual_numbers(chamber.votes),
        silent=silent,
        drift=chamber.drift if all_selected else None,
    )


def _winning(stands: pl.DataFrame, chamber: Chamber, selection: Selection) -> pl.DataFrame:
    votes = selection.votes(chamber)
    return winning_side(stands, votes, include_errors=selection.include_errors)


def _coalitions(stands: pl.DataFrame, chamber: Chamber, selection: Selection) -> pl.DataFrame:
    votes = selection.votes(chamber)
    return coalitions(stands, votes, include_errors=selection.include_errors)


def _party_map(stands: pl.DataFrame, _: Chamber, selection: Selection) -> pl.DataFrame:
    return party_map(stands, include_errors=selection.include_errors).points


_OF_STANDS: dict[str, Callable[[pl.DataFrame, Chamber, Selection], pl.DataFrame]] = {
    "agreement": _agreement,
    "winning": _winning,
    "coalitions": _coalitions,
    "party-map": _party_map,
}
OF_STANDS: tuple[str, ...] = tuple(_OF_STANDS)
"""The tables that are made from the parties' stands."""

_BUILDERS: dict[str, Callable[[Chamber, Selection], pl.DataFrame]] = {
    "votes": lambda chamber, selection: selection.votes(chamber),
    "ballots": lambda chamber, selection: with_cases(_ballots(chamber, selection), chamber.votes),
    "deviations": _deviations,
    "vote-parties": lambda chamber, selection: party_totals(
        selection.votes(chamber), selection.marked(chamber)
    ),
    "members": _members,
    "parties": lambda chamber, selection: parties(_ballots(chamber, selection)),
    "member-agreement": _member_agreement,
    "cohesion": _cohesion,
    "rollcall": _rollcall,
    "quality": _quality,
}
