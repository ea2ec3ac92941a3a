"""One chart with its title, text and numbers, and the choices of the address it is made by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, Protocol

import polars as pl

from core.analysis.selection import Selection
from core.charts.chart import Chart
from core.filters.scope import SCOPE, scope_told, selection_of
from core.language import Lang, text
from core.parliament.calendar.periods import Period
from core.tables.figures import Votes
from core.tables.votes import ALL, LATEST
from core.web.answers import Problem
from core.web.parameters import Parameters
from core.web.table_reading import TableReader


class Sourced(Protocol):
    """Anything with source addresses, an age and a checksum, such as a `Table`."""

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses."""

    @property
    def fetched_at(self) -> datetime:
        """The age (UTC) of the oldest part."""

    @property
    def checksum(self) -> str:
        """Changes with the content, and is the same wherever the same files are."""


class Nothing(Problem):
    """There is nothing to draw; `detail` says why, in the reader's language."""

    def __init__(self, why: str) -> None:
        super().__init__(HTTPStatus.NOT_FOUND, "There is nothing to draw.", why)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart, its title as a sentence, and `said`: n, subset and period in words.

    `rows` are the numbers that are drawn. `shares` are those of their columns that run from 0 to 1
    and are shown in per cent, each with the column of its n. `night` is the chart for a dark ground
    where it is another one. `names` are those of the periods in columns `period` and `session`.
    """

    title: str
    chart: Chart
    rows: pl.DataFrame
    said: str
    shares: Mapping[str, str] = field(default_factory=dict)
    night: Chart | None = None
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Meant:
    """The votes that a chart is drawn from, at least one; `said` names them in words, with n."""

    votes: Votes
    selection: Selection
    said: str

    @property
    def sessions(self) -> tuple[Period, ...]:
        """The sessions that the votes are of."""
        return self.votes.content.sessions


class Choices:
    """What an address chooses, read as the page of the same address reads it.

    The methods raise `Problem` for what cannot be chosen, `NotLoaded` while something is still
    coming, and `Nothing` where there is nothing to draw.
    """

    def __init__(self, given: Parameters, loaded: TableReader, lang: Lang) -> None:
        self.given, self.loaded, self.lang = given, loaded, lang

    def t(self, key: str, **params: Any) -> str:
        """A text of the catalogue in the reader's language."""
        return text(key, self.lang, **params)

    def always(self, key: str, options: Sequence[str]) -> str:
        """One of the options; the first where none is chosen."""
        return self.given.one_of(key, options, options[0])

    def votes(self, default: str = LATEST) -> tuple[Votes, str]:
        """The votes of the chosen session or of all, and its title."""
        known = self.loaded.sessions()
        codes = [LATEST, ALL, *(session.code for session in known)]
        code = self.given.one_of("session", codes, default)
        votes = self.loaded.votes(known, code)
        title = (
            self.t("votes.all_sessions") if code == ALL else votes.content.session.named(self.lang)
        )
        return votes, title

    def period(self) -> Period:
        """The chosen session, the latest where none is chosen."""
        known = self.loaded.periods(years=False)
        codes = {period.code: period for period in known}
        return codes.get(self.given.one_of("session", [LATEST, *codes], LATEST), known[0])

    def meant(self, *, lines: bool = False, ballots: bool = False) -> Meant:
        """The votes of the chosen session, days, subset and method.

        `lines` where the address may say where the stands of parties are read; `ballots` where the
        members' ballots are needed.
        """
        votes, title = self.votes()
        chosen = self.given.chosen(SCOPE if lines else SCOPE.without("lines"), votes.content)
        selection = selection_of(chosen)
        if ballots or selection.lines == "ballots":
            votes = self.loaded.with_ballots(votes)
        if ballots and votes.content.marked is None:
            raise Nothing(self.t("votes.none_in_session"))
        n = selection.votes(votes.content).height
        if not n:
            raise Nothing(self.t("votes.none_match"))
        return Meant(votes, selection, scope_told(votes.content, selection, title, n, self.lang))

    def whole(self, key: str) -> int:
        """The number that stands for a vote or a member."""
        found = self.given.whole(key)
        if found is None:
            raise Nothing(self.t("embed.no_id", name=key))
        return found


@dataclass(frozen=True, slots=True)
class ChartRecipe:
    """How a chart is made.

    `tables` reads those that it is drawn from and draws nothing, so that what a reader has is known
    without a drawing. A chart that is `daily` depends on the day too.
    """

    tables: Callable[[Choices], tuple[Sourced, ...]]
    draw: Callable[[Choices], Drawing]
    daily: bool = False
