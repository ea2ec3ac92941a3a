"""The tables that a request needs: read from the copy, or begun to load and asked for again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any, TypeVar

from core.errors import StoreError
from core.jobs import Job
from core.parliament.calendar.periods import Period
from core.service import Source
from core.store.datasets.dataset import Dataset
from core.store.library import View
from core.tables import cases as case_tables
from core.tables import votes as vote_tables
from core.tables.figures import Votes
from core.tables.marks import has_marks, mark_sessions
from core.tables.table import Recipe, Table, Tables
from core.tables.votes import ALL
from core.web.answers import NotLoaded, Problem

T = TypeVar("T")

_MARKS = "marks"
# Who asks for many things at once waits, rather than fill the queue that pages wait in too.
_MOST_JOBS = 12
_AT_ONCE = 3  # so many tables are made while a request waits


class TableReader:
    """Reads tables of one source as a page does: what is missing or old begins to load.

    The methods raise `NotLoaded` while something is still coming, `Problem` (503) where too much is
    being loaded already, and ApiError where the last attempt to load it failed.
    """

    def __init__(self, source: Source, now: datetime) -> None:
        self.source, self.now = source, now

    def read(self, recipe: Recipe[T], also: Sequence[Dataset] = ()) -> Table[T]:
        """The table of a recipe; what it could do without is waited for too if it is `also`."""
        for _ in range(2):  # once more where a file turns out to be damaged
            views = [self._view(each) for each in (*recipe.needs, *also)]
            beside = [self._view(each) for each in recipe.optional]
            waiting = [view for view in views if not view.ready]
            waiting += [view for view in beside if not view.ready and view.job is not None]
            if waiting:
                raise self._not_loaded(waiting)
            table = self.source.tables.read(recipe)
            if table is not None:
                return table
        raise StoreError(f"parts of {recipe.key} went away while they were read")

    def sessions(self) -> list[Period]:
        """All sessions, the newest first."""
        return self.read(vote_tables.sessions()).content

    def periods(self, *, years: bool) -> list[Period]:
        """The periods that have begun; `years` with the calendar years."""
        known = case_tables.begun(self.read(case_tables.periods()).content, self.now)
        return [each for each in known if years or not each.year]

    def votes(self, known: Sequence[Period], code: str) -> Votes:
        """The votes of the session of a code, of the latest one, or of all that are stored.

        Raises NoSuchThing.
        """
        if code != ALL:
            session = vote_tables.chosen_session(known, code, self.now)
            return self.read(vote_tables.session_votes(session, self.now))
        latest = vote_tables.chosen_session(known, vote_tables.LATEST, self.now)
        newest = vote_tables.session_votes(latest, self.now)
        self.read(newest)
        copy, store = self.source.tables, self.source.store
        made = vote_tables.made_votes(copy, known, self.now)
        unmade = (session for session in known if session not in made)
        if sum(not has_marks(store, session) for session in unmade) > 1:
            self.source.library.jobs.start(_MARKS, partial(mark_sessions, store))
            raise NotLoaded("The ballots of several sessions are being worked on.")
        found = vote_tables.stored_votes(copy, known, self.now, made)
        if found is None:
            raise StoreError("the votes of all sessions went away while they were read")
        return found

    def stored(self, recipes: Mapping[str, Recipe[T]]) -> dict[str, Table[T]]:
        """The tables of those of the recipes whose parts are stored, by the same codes."""
        copy = self.source.tables
        unmade = [r for r in recipes.values() if copy.at_hand(r) is None and copy.can_make(r)]
        if len(unmade) > _AT_ONCE:
            self.source.library.jobs.start(f"all-{unmade[0].kind}", partial(_make, copy, unmade))
            raise NotLoaded("The rows of several periods are being put together.")
        found = {code: copy.read(recipe) for code, recipe in recipes.items()}
        return {code: table for code, table in found.items() if table is not None}

    def with_ballots(self, votes: Votes) -> Votes:
        """The votes, if any ballots of them are stored; else those of a session begin to load."""
        if votes.content.marked is None and not votes.content.votes.is_empty():
            session = votes.content.unread[0]
            raise NotLoaded(
                f"The ballots of {session.code} are being loaded.", ballots=(session.code,)
            )
        return votes

    def _view(self, dataset: Dataset) -> View:
        library = self.source.library
        room = len(library.jobs.active()) < _MOST_JOBS
        view = library.view(dataset, start=room)
        if not (room or view.ready or view.job or view.error):
            raise Problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "Too much is being loaded at this moment.",
                "Try again in a minute.",
                headers={"Retry-After": "60"},
            )
        return view

    def _not_loaded(self, waiting: Sequence[View]) -> Exception:
        failed = [view.error for view in waiting if view.error is not None and view.job is None]
        if failed:
            return failed[0]
        for view in waiting:
            if view.job is None:  # somebody stopped it, and this asks for it anew
                self.source.library.load(view.dataset)
        return NotLoaded("What was asked for is being loaded from Parliament.")


def _make(tables: Tables, recipes: Sequence[Recipe[Any]], job: Job) -> None:
    for recipe in recipes:
        if job.cancel.is_set():
            return
        tables.read(recipe)
