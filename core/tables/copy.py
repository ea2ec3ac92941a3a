"""A local copy as Polars frames, for a notebook: the same rows that `export` writes to files.

Nothing is fetched and nothing is written: marks that are not stored yet are computed in memory.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from core.analysis.selection import Selection, build_table
from core.analysis.subsets import Subset
from core.dictionary import DEMO, TABLES
from core.errors import NotStored
from core.parliament.votes.stands import LinesFrom
from core.tables.choices import Codes, Day, days, listed, selection
from core.tables.chosen import chosen_periods, chosen_votes, period_rows, unread_sessions
from core.tables.table import Table, Tables
from core.tables.votes import sessions
from core.times import danish_now


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows of a frame come from.

    `fetched_at` (UTC) is when the oldest of their parts was fetched, `urls` are the requests to the
    API. `periods` are the codes of the sessions or years that were read; `missing` are those that
    are not stored, `without_ballots` those that were read but whose ballots are not stored.
    `invented` is true where the rows are the demo parliament's.
    """

    fetched_at: datetime
    urls: tuple[str, ...]
    periods: tuple[str, ...]
    missing: tuple[str, ...]
    without_ballots: tuple[str, ...]
    invented: bool


class Copy:
    """The tables of one copy, with the columns and the rows that `python -m core export` writes.

    The data dictionary (docs/data.md) explains the columns and the choices. Every figure comes with
    a column of the number of votes that it is based on. Where rows are invented, `invented` is true
    and every frame has the column `demo`. The methods raise NotStored for what is not in the copy,
    NoSuchThing for an unknown session, and ValueError for a choice that is not allowed.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._given: dict[int, tuple[weakref.ref[pl.DataFrame], Source]] = {}

    def __repr__(self) -> str:
        return f"<copy of {self.folder.name}{', invented' if self.invented else ''}>"

    @property
    def folder(self) -> Path:
        """The folder that the copy is stored in."""
        return self._tables.store.root

    @property
    def invented(self) -> bool:
        """Whether the rows are the demo parliament's."""
        return self._tables.invented

    def source(self, frame: pl.DataFrame) -> Source:
        """Where the rows of a frame come from, if it is unchanged since this copy returned it.

        Raises ValueError for any other frame, also for one that was filtered or joined since.
        """
        known = self._given.get(id(frame))
        if known is None or known[0]() is not frame:
            raise ValueError("this frame is not as the copy gave it: ask before it is filtered")
        return known[1]

    def sessions(self) -> pl.DataFrame:
        """All sessions, the newest first.

        Columns: session (its code), title, start, end (days), votes and ballots (how many are
        stored; null where they were not read).
        """
        found = self._tables.read(sessions())
        if found is None:
            raise NotStored("the local copy is empty: fill it with python -m core sync")
        frame = pl.DataFrame(
            [
                (
                    one.code,
                    one.title,
                    one.start.date(),
                    one.end.date(),
                    self._stored("Afstemning", one.code),
                    self._stored("Stemme", one.code),
                )
                for one in found.content
            ],
            _SESSIONS,
            orient="row",
        )
        if found.invented:
            frame = frame.with_columns(pl.lit(value=True).alias(DEMO.name))
        return self._given_away(frame, found, [one.code for one in found.content])

    def votes(
        self,
        *,
        sessions: Codes = (),
        start: Day = None,
        end: Day = None,
        subset: Subset = "all",
        lines: LinesFrom = "best",
    ) -> pl.DataFrame:
        """Votes, with totals, where the parties stood, and the check against the official text."""
        chosen = selection(start, end, subset=subset, lines=lines)
        return self._of_votes("votes", sessions, chosen)

    def ballots(
        self,
        *,
        sessions: Codes = (),
        start: Day = None,
        end: Day = None,
        subset: Subset = "all",
        lines: LinesFrom = "best",
    ) -> pl.DataFrame:
        """Ballots, each with the party of the day, its stand and line, and recorded mistakes.

        In addition to the columns of the file: party_stand, also where only one voter decides it.
        """
        chosen = selection(start, end, subset=subset, lines=lines)
        return self._of_votes("ballots", sessions, chosen)

    def deviations(
        self,
        *,
        sessions: Codes = (),
        start: Day = None,
        end: Day = None,
        subset: Subset = "all",
        lines: LinesFrom = "best",
    ) -> pl.DataFrame:
        """Ballots other than the party line, each with its kind: a recorded mistake, or dissent."""
        chosen = selection(start, end, subset=subset, lines=lines)
        return self._of_votes("deviations", sessions, chosen)

    def vote_parties(
        self,
        *,
        sessions: Codes = (),
        start: Day = None,
        end: Day = None,
        subset: Subset = "all",
        lines: LinesFrom = "best",
    ) -> pl.DataFrame:
        """How each party voted in each vote, a row per party and vote."""
        chosen = selection(start, end, subset=subset, lines=lines)
        return self._of_votes("vote-parties", sessions, chosen)

    def quality(
        self,
        *,
        sessions: Codes = (),
        start: Day = None,
        end: Day = None,
        subset: Subset = "all",
        lines: LinesFrom = "best",
    ) -> pl.DataFrame:
        """The findings of the checks, most of which are not mistakes."""
        chosen = selection(start, end, subset=subset, lines=lines)
        return self._of_votes("quality", sessions, chosen)

    def members(
        self,
        *,
        sessions: Codes = (),
        start: Day = None,
        end: Day = None,
        subset: Subset = "all",
        lines: LinesFrom = "best",
        include_errors: bool = False,
    ) -> pl.DataFrame:
        """Members: attendance, how often the party was followed, deviations."""
        chosen = selection(start, end, subset=subset, lines=lines, include_errors=include_errors)
        return self._of_votes("members", sessions, chosen)

    def parties(
        self,
        *,
        sessions: Codes = (),
        start: Day = None,
        end: Day = None,
        subset: Subset = "all",
        lines: LinesFrom = "best",
    ) -> pl.DataFrame:
        """The parties, with the number of their members and ballots."""
        chosen = selection(start, end, subset=subset, lines=lines)
        return self._of_votes("parties", sessions, chosen)

    def agreement(
        self,
        *,
        sessions: Codes = (),
        start: Day = None,
        end: Day = None,
        subset: Subset = "all",
        lines: LinesFrom = "best",
        include_errors: bool = False,
        min_shared: int | None = None,
    ) -> pl.DataFrame:
        """How often two parties stood alike, a row per pair."""
        chosen = selection(
            start,
            end,
            subset=subset,
            lines=lines,
            include_errors=include_errors,
            min_shared=min_shared,
        )
        return self._of_votes("agreement", sessions, chosen)

    def member_agreement(
        self,
        *,
        sessions: Codes = (),
        start: Day = None,
        end: Day = None,
        subset: Subset = "all",
        lines: LinesFrom = "best",
        member: int | None = None,
        include_errors: bool = False,
        min_shared: int | None = None,
    ) -> pl.DataFrame:
        """How often two members took the same position: every pair, or those of one member."""
        chosen = selection(
            start,
            end,
            subset=subset,
            lines=lines,
            member=member,
            include_errors=include_errors,
            min_shared=min_shared,
        )
        return self._of_votes("member-agreement", sessions, chosen)

    def cohesion(
        self,
        *,
        sessions: Codes = (),
        start: Day = None,
        end: Day = None,
        subset: Subset = "all",
        lines: LinesFrom = "best",
        include_errors: bool = False,
    ) -> pl.DataFrame:
        """How united the members of each party voted."""
        chosen = selection(start, end, subset=subset, lines=lines, include_errors=include_errors)
        return self._of_votes("cohesion", sessions, chosen)

    def rollcall(
        self,
        *,
        sessions: Codes = (),
        start: Day = None,
        end: Day = None,
        subset: Subset = "all",
        lines: LinesFrom = "best",
        include_errors: bool = False,
    ) -> pl.DataFrame:
        """What each member did in each vote: a row a member, a column a vote."""
        chosen = selection(start, end, subset=subset, lines=lines, include_errors=include_errors)
        return self._of_votes("rollcall", sessions, chosen)

    def winning(
        self,
        *,
        sessions: Codes = (),
        start: Day = None,
        end: Day = None,
        subset: Subset = "all",
        lines: LinesFrom = "best",
        include_errors: bool = False,
    ) -> pl.DataFrame:
        """How often each party was on the side that won."""
        chosen = selection(start, end, subset=subset, lines=lines, include_errors=include_errors)
        return self._of_votes("winning", sessions, chosen)

    def coalitions(
        self,
        *,
        sessions: Codes = (),
        start: Day = None,
        end: Day = None,
        subset: Subset = "all",
        lines: LinesFrom = "best",
        include_errors: bool = False,
    ) -> pl.DataFrame:
        """Which parties won together."""
        chosen = selection(start, end, subset=subset, lines=lines, include_errors=include_errors)
        return self._of_votes("coalitions", sessions, chosen)

    def party_map(
        self,
        *,
        sessions: Codes = (),
        start: Day = None,
        end: Day = None,
        subset: Subset = "all",
        lines: LinesFrom = "best",
        include_errors: bool = False,
    ) -> pl.DataFrame:
        """The parties on a plane, near each other where they stood alike."""
        chosen = selection(start, end, subset=subset, lines=lines, include_errors=include_errors)
        return self._of_votes("party-map", sessions, chosen)

    def cases(self, *, sessions: Codes = (), start: Day = None, end: Day = None) -> pl.DataFrame:
        """Cases by the day they were put forward; `sessions` may include years such as 2024f."""
        return self._of_periods("cases", sessions, days(start, end))

    def steps(self, *, sessions: Codes = (), start: Day = None, end: Day = None) -> pl.DataFrame:
        """The steps of these cases."""
        return self._of_periods("steps", sessions, days(start, end))

    def questions(
        self, *, sessions: Codes = (), start: Day = None, end: Day = None
    ) -> pl.DataFrame:
        """Questions to ministers by the day they were asked."""
        return self._of_periods("questions", sessions, days(start, end))

    def meetings(self, *, sessions: Codes = (), start: Day = None, end: Day = None) -> pl.DataFrame:
        """Meetings by their day."""
        return self._of_periods("meetings", sessions, days(start, end))

    def committees(self, *, sessions: Codes = ()) -> pl.DataFrame:
        """The roles in committees, a row per member and role, with the figures of the committee."""
        return self._of_periods("committees", sessions, (None, None))

    def _stored(self, name: str, code: str) -> int | None:
        meta = self._tables.store.meta(name, code)
        return None if meta is None else meta.rows

    def _of_votes(self, name: str, codes: Codes, chosen: Selection) -> pl.DataFrame:
        found = chosen_votes(self._tables, name, listed(codes), danish_now())
        chamber = found.content
        built = build_table(name, chamber, chosen)
        rows = TABLES[name].take(built, demo=found.invented)
        if name == "ballots":  # this column is not in the files
            rows = rows.with_columns(built["party_stand"].cast(pl.String))
        read = [session.code for session in chamber.sessions]
        return self._given_away(rows, found, read, unread_sessions(chamber))

    def _of_periods(
        self, name: str, codes: Codes, days: tuple[date | None, date | None]
    ) -> pl.DataFrame:
        found = chosen_periods(self._tables, name, listed(codes), danish_now())
        rows = TABLES[name].take(period_rows(name, found.content, *days), demo=found.invented)
        return self._given_away(rows, found, found.content.codes)

    def _given_away(
        self,
        frame: pl.DataFrame,
        made_of: Table[Any],
        periods: Sequence[str],
        without_ballots: Sequence[str] = (),
    ) -> pl.DataFrame:
        """The frame, whose source is remembered until the frame is garbage collected."""
        key = id(frame)
        source = Source(
            made_of.fetched_at,
            made_of.urls,
            tuple(periods),
            made_of.missing,
            tuple(without_ballots),
            made_of.invented,
        )
        gone = weakref.ref(frame, lambda _: self._given.pop(key, None))
        self._given[key] = gone, source
        return frame


_SESSIONS = {
    "session": pl.String,
    "title": pl.String,
    "start": pl.Date,
    "end": pl.Date,
    "votes": pl.Int64,
    "ballots": pl.Int64,
}
