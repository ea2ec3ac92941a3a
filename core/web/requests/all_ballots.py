"""The ballots of all sessions, one session after the other, without holding them all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from core.analysis.selection import Selection, build_table
from core.filters.ballots import VOTE_BALLOTS
from core.filters.engine import Chosen
from core.filters.scope import SCOPE, selection_of
from core.parliament.calendar.periods import Period
from core.parliament.votes.chamber import Chamber
from core.tables.ballots import named
from core.tables.marks import ballot_places, metas_of
from core.tables.table import Table
from core.tables.votes import ALL, session_ballots, session_votes
from core.web.answers import tag_of
from core.web.requests.request import Asking

_WHOLE = ("vote", "member", "party")
"""What is chosen among all ballots, or needs few of them: that is not gone through by session."""


@dataclass(frozen=True, slots=True)
class Everything:
    """The ballots of these sessions, the newest first, and which of them are meant."""

    asking: Asking
    sessions: tuple[Period, ...]
    selection: Selection
    chosen: Chosen

    @property
    def missing(self) -> tuple[str, ...]:
        """The codes of sessions that have begun and whose ballots are not stored."""
        known, now = self.asking.loaded.sessions(), self.asking.loaded.now
        there = {session.code for session in self.sessions}
        return tuple(each.code for each in known if each.begun(now) and each.code not in there)

    @property
    def fetched_at(self) -> datetime:
        """The age (UTC) of the oldest part."""
        store = self.asking.loaded.source.store
        metas = (metas_of(store, ballot_places(each)) or () for each in self.sessions)
        return min(meta.fetched_at for found in metas for meta in found)

    @property
    def key(self) -> str:
        """As `Asked.key`."""
        return tag_of("ballots", self.checksums, ALL, self.selection, self.chosen)

    @property
    def checksums(self) -> list[str]:
        """Change whenever the rows of a session may."""
        tables, now = self.asking.loaded.source.tables, self.asking.loaded.now
        return [tables.checksum(session_votes(each, now)) for each in self.sessions]

    def frames(self) -> Iterator[pl.DataFrame]:
        """The rows of each session, with the columns of the dictionary among them."""
        tables, now = self.asking.loaded.source.tables, self.asking.loaded.now
        for session in self.sessions:
            votes = session_votes(session, now)
            found = tables.at_hand(votes)
            if found is None and self.selection.subset != "divided" and not self.selection.topics:
                found = tables.once(session_ballots(session, now))
            if found is None:
                found = tables.once(votes)
            if found is not None and found.content.marked is not None:
                yield self._rows(found)

    def _rows(self, found: Table[Chamber]) -> pl.DataFrame:
        rows = build_table("ballots", found.content, self.selection)
        if self.chosen.values("name"):
            rows = named(rows)
        return VOTE_BALLOTS.apply(rows, self.chosen)


def everything(asking: Asking) -> Everything | None:
    """All ballots where those of every session are asked for, else None.

    Raises `Problem` as every request does.
    """
    given = asking.given
    if given.one("session") != ALL or any(name in given.names for name in _WHOLE):
        return None
    store, known = asking.loaded.source.store, asking.loaded.sessions()
    there = tuple(each for each in known if metas_of(store, ballot_places(each)) is not None)
    if not there:
        return None
    nothing = pl.DataFrame()
    days = Chamber(tuple(known), nothing, None, (), nothing, nothing)
    scope = given.chosen(SCOPE.without("lines"), days)
    unknown = pl.DataFrame({"position": [None]}, schema={"position": pl.String})
    chosen = given.chosen(VOTE_BALLOTS.without("party"), unknown)
    return Everything(asking, there, selection_of(scope), chosen)
