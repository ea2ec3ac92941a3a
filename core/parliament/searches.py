"""What can be looked for at the API itself: documents, and what changed since a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import polars as pl

from core.oda.schema.codes import DocumentRole

MOST_DOCUMENTS = 300
"""The most rows of each question about documents."""
MOST_FOUND = 100
"""The most cases that a search by words or number gives."""
MOST_CASES = 400
"""How many of a committee's cases are looked through for its documents, the newest first."""
LATE = timedelta(days=180)
"""How long after a period documents still come to its cases."""
SENDERS = (DocumentRole.SENDER, DocumentRole.ANSWERED_BY, DocumentRole.OTHER_SENDER)
"""The roles of who sent a document: two are called so, the third gave an answer."""
MOST_CHANGES, MOST_NARROWED = 200, 2_000
"""The most rows of each kind: of everything, and where words, a kind or more are chosen."""
MOST_PERIODS = 12
"""How many periods are looked through for the cases of a ministry or committee."""
ASKED = ("vote", "case", "step", "document", "meeting")
"""The kinds of change that the API is asked for."""

TOTALS = "totals"
"""Beside the entity sets: how many rows the API has of what was asked for (column total)."""

Frames = Mapping[tuple[str, str], pl.DataFrame]
"""What a search found, by entity set and role: what the rows were asked for as."""

Relation = Literal["case", "sender", "committee"]


@dataclass(frozen=True, slots=True)
class DocumentSearch:
    """What to look for among the documents; empty means all.

    `start` and `end` are days of the document, both included. `text` is looked for in the title,
    `case` is the number of a case, `sender` a part of a name, `committee` a short name or a part of
    the name. `periods` are those whose cases are looked through for a committee's documents.
    """

    start: date | None = None
    end: date | None = None
    types: tuple[int, ...] = ()
    categories: tuple[int, ...] = ()
    text: str = ""
    case: str = ""
    sender: str = ""
    committee: str = ""
    periods: tuple[int, ...] = ()

    @property
    def relations(self) -> tuple[Relation, ...]:
        """What is looked for in other sets than the documents: each is a question of its own."""
        asked: tuple[tuple[Relation, str], ...] = (
            ("case", self.case),
            ("sender", self.sender),
            ("committee", self.committee),
        )
        return tuple(name for name, value in asked if value)


@dataclass(frozen=True, slots=True)
class ChangeSearch:
    """What to ask for; empty means all.

    `since` is a Danish local time, `kinds` are some of ASKED. `text` is words that a row or its
    case must hold, and `number` the case number that the text is, as the API writes it. `narrowed`
    where a choice will be made among the rows that come.
    """

    since: datetime
    kinds: tuple[str, ...] = ()
    text: str = ""
    number: str = ""
    narrowed: bool = False

    @property
    def most(self) -> int:
        """The most rows of each kind."""
        return MOST_NARROWED if self.kinds or self.text or self.narrowed else MOST_CHANGES

    @property
    def asked(self) -> tuple[str, ...]:
        """The kinds that are asked for."""
        return self.kinds or ASKED
