"""One thing read with what belongs to it: a vote, a case, the session of a committee."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from core.errors import NoSuchThing
from core.parliament.calendar.periods import Period
from core.parliament.cases.one_case import CaseFile
from core.tables.cases import case_row, whole_case
from core.tables.figures import Votes
from core.tables.meetings import period_of_committee
from core.tables.table import Table
from core.tables.votes import periods_of_vote, session_holding, session_votes, vote_ballots
from core.web.table_reading import TableReader


@dataclass(frozen=True, slots=True)
class OpenVote:
    """A vote in the votes of its session.

    `ballots` are its own, read alone where those of the session are not stored; else None.
    """

    session: Period
    votes: Votes
    ballots: Table[pl.DataFrame] | None

    @property
    def tables(self) -> tuple[Table[Any], ...]:
        """All that was read."""
        return (self.votes,) if self.ballots is None else (self.ballots, self.votes)


def open_vote(loaded: TableReader, vote: int) -> OpenVote:
    """A vote and its ballots. Raises NoSuchThing where there is no such vote."""
    session = _session_of(loaded, vote)
    votes = loaded.read(session_votes(session, loaded.now))
    if not (votes.content.votes["vote_id"] == vote).any():
        raise NoSuchThing(f"there is no vote {vote}", what="vote", name=vote)
    if votes.content.marked is not None:
        return OpenVote(session, votes, None)
    return OpenVote(session, votes, loaded.read(vote_ballots(session, vote, votes, loaded.now)))


def open_case(loaded: TableReader, case: int) -> Table[CaseFile]:
    """A case with all that belongs to it. Raises NoSuchThing where there is no such case."""
    known = {period.period_id: period for period in loaded.periods(years=True)}
    rows = loaded.read(case_row(case)).content
    if rows.is_empty():
        raise NoSuchThing(f"there is no case {case}", what="case", name=case)
    return loaded.read(whole_case(rows, known.get(rows["periodeid"][0]), loaded.now))


def session_of_committee(loaded: TableReader, committee: int) -> Period:
    """The session that a committee is of. Raises NoSuchThing where there is no such committee."""
    numbers = loaded.read(period_of_committee(committee)).content
    for session in loaded.periods(years=False):
        if session.period_id in numbers:
            return session
    raise NoSuchThing(f"there is no committee {committee}", what="committee", name=committee)


def _session_of(loaded: TableReader, vote: int) -> Period:
    known = loaded.sessions()
    found = session_holding(loaded.source.store, known, vote)
    if found is not None:
        return found
    periods = loaded.read(periods_of_vote(vote)).content
    for session in known:
        if session.period_id in periods:
            return session
    raise NoSuchThing(f"there is no vote {vote}", what="vote", name=vote)
