"""From a table's name and its page's parameters to its rows; every data route uses this."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import polars as pl

from core.analysis.subsets import Interval
from core.dictionary import TABLES, table_of
from core.dictionary import Table as DictionaryTable
from core.export.files import file_name
from core.filters.engine import Pairs
from core.filters.pages import unknown_keys
from core.language import Lang
from core.service import Source
from core.tables.table import Table
from core.times import in_denmark
from core.web.answers import Problem, tag_of
from core.web.parameter_names import PAGES, parameters
from core.web.parameters import Parameters, Params, nearest
from core.web.requests import periods, searches, votes
from core.web.requests.request import Answer, Asking
from core.web.table_reading import TableReader


@dataclass(frozen=True)
class Asked:
    """What was asked for.

    `tables` is what the rows are made of, `filters` label and value of each choice in words,
    `periods` the codes of the sessions or years that were read, of which `session` is the only one.
    `cut` says what was asked for and is not among the rows. `subject` is a word for the name of a
    file, such as `vote-10564-L115`. `key` changes whenever the rows may, and is the same on every
    machine that has the same copy: what is the validator of an answer begins with it. `by` is the
    period of figures that are made of one at a time.
    """

    name: str
    tables: tuple[Table[Any], ...]
    make: Callable[[], pl.DataFrame]
    filters: Pairs
    periods: tuple[str, ...]
    key: str
    cut: str = ""
    subject: str = ""
    by: Interval | None = None

    @cached_property
    def rows(self) -> pl.DataFrame:
        """The rows; the columns of the data dictionary are among those of the frame."""
        return self.make()

    @cached_property
    def taken(self) -> pl.DataFrame:
        """The rows with exactly the columns of a file."""
        return self.table.take(self.rows, demo=self.invented, categories=True)

    @property
    def table(self) -> DictionaryTable:
        """The columns of a file, and what they mean."""
        return table_of(self.name, self.by)

    @property
    def session(self) -> str | None:
        """The code of the only period that was read; None for several, or none."""
        return self.periods[0] if len(self.periods) == 1 else None

    @property
    def fetched_at(self) -> datetime:
        """The age (UTC) of the oldest part."""
        return min(table.fetched_at for table in self.tables)

    def file_name(self, extension: str) -> str:
        """A name that says what is in a file of the rows; the day is that of the source."""
        day, cut = in_denmark(self.fetched_at).date(), bool(self.cut)
        return file_name(
            self.name, self.session, day, self.invented, extension, cut=cut, subject=self.subject
        )

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses of all parts at the API, each once."""
        return tuple(dict.fromkeys(url for table in self.tables for url in table.urls))

    @property
    def missing(self) -> tuple[str, ...]:
        """The codes of periods that were meant and are not stored."""
        return tuple(dict.fromkeys(code for table in self.tables for code in table.missing))

    @property
    def invented(self) -> bool:
        """Whether the rows are the demo parliament's."""
        return any(table.invented for table in self.tables)


def ask(source: Source, name: str, params: Params, lang: Lang, now: datetime) -> Asked:
    """The rows of a table as its page would show them, from the copy alone.

    `now` is Danish local time, `lang` that of the words. What is not stored begins to load. Raises
    `NotLoaded` until it is there, `Problem` for what cannot be asked for, NoSuchThing for an id or
    a session that there is not, and ApiError where loading failed.
    """
    asking = asking_of(source, name, params, lang, now)
    asking.loaded.sessions()  # what comes with them tells whether the source is invented
    answer = asking.in_order(name, _MAKERS[name](asking, name))
    return Asked(
        name,
        answer.tables,
        answer.make,
        answer.filters,
        answer.periods,
        tag_of(name, lang, [table.checksum for table in answer.tables], answer.choices),
        answer.cut,
        answer.subject,
        answer.by,
    )


def asking_of(source: Source, name: str, params: Params, lang: Lang, now: datetime) -> Asking:
    """A request for a table whose parameters there are. Raises `Problem`."""
    if name not in TABLES:
        like = nearest(name, TABLES)
        words = f"Did you mean {like[0]}?" if like else f"There are: {', '.join(TABLES)}."
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such table.", words, like=list(like))
    given = Parameters(params)
    known = parameters(name)
    pages = PAGES[name]
    unknown = [key for key in given.names if key not in known]
    given.check_names(unknown_keys(pages[0], unknown), known)
    return Asking(TableReader(source, now), given, lang)


_MAKERS: Mapping[str, Callable[[Asking, str], Answer]] = MappingProxyType(
    {
        "votes": votes.votes,
        "ballots": votes.ballots,
        "deviations": votes.deviations,
        "vote-parties": votes.vote_parties,
        "members": votes.members,
        "parties": votes.of_ballots,
        "agreement": votes.agreement,
        "member-agreement": votes.member_agreement,
        "cohesion": votes.cohesion,
        "winning": votes.of_stands,
        "coalitions": votes.of_stands,
        "party-map": votes.of_stands,
        "rollcall": votes.rollcall,
        "quality": votes.quality,
        "cases": periods.cases,
        "steps": periods.steps,
        "questions": periods.questions,
        "committees": periods.committees,
        "meetings": periods.meetings,
        "documents": searches.documents,
        "changes": searches.changes,
    }
)
