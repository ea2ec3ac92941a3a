"""What can be searched at the API itself: documents, and changes since a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import polars as pl

from core.oda.schema.codes import DocumentRole

MOST_DOCUMENTS = 300
"""The most rows of each query of documents."""
MOST_FOUND = 100
"""The most cases that a search by words or number gives."""
MOST_CASES = 400
"""How many of a committee's cases are searched for its documents, the newest first."""
LATE = timedelta(days=180)
"""How long after a period its cases still get documents."""
SENDERS = (DocumentRole.SENDER, DocumentRole.ANSWERED_BY, DocumentRole.OTHER_SENDER)
"""The roles of a document's senders: two are named so, the third is of who gave an answer."""
MOST_CHANGES, MOST_NARROWED = 200, 2_000
"""The most rows of each kind: without a choice, and where words, kinds or others are chosen."""
MOST_PERIODS = 12
"""How many periods are searched for the cases of a ministry or committee."""
ASKED = ("vote", "case", "step", "document", "meeting")
"""The kinds of change that the API is asked for."""

TOTALS = "totals"
"""A table next to the entity sets: how many rows the API has for a query (column total)."""

Frames = Mapping[tuple[str, str], pl.DataFrame]
"""What a search found, by entity set and role, which says what the rows were loaded for."""

Relation = Literal["case", "sender", "committee"]


@dataclass(frozen=True, slots=True)
class DocumentSearch:
    """The conditions of a search of documents; empty means all.

    `start` and `end` are days of the document, both included. `text` is searched in the title,
    `case` is the number of a case, `sender` a part of a name, `committee` a short name or a part of
    the name. `periods` are those whose cases are searched for a committee's documents.
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
        """The conditions on other sets than the documents, each of which needs its own query."""
        asked: tuple[tuple[Relation, str], ...] = (
            ("case", self.case),
            ("sender", self.sender),
            ("committee", self.committee),
        )
        return tuple(name for name, value in asked if value)


@dataclass(frozen=True, slots=True)
class ChangeSearch:
    """The conditions of a search of changes; empty means all.

    `since` is a Danish local time, `kinds` are some of ASKED. `text` is words that a row or its
    case must have, and `number` the case number that the text is, as the API writes it. `narrowed`
    says that the loaded rows will be filtered further.
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
