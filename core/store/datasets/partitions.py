"""The names under which parts of a set are stored: a kind, and the id or code of one."""

from __future__ import annotations

from typing import Literal, NewType

Partition = NewType("Partition", str)
"""The name of a part of an entity set, which is one file of the store."""

Kind = Literal[
    "actor",
    "agendas",
    "alone",
    "answers",
    "biographies",
    "case",
    "committee",
    "committee-answers",
    "committee-questions",
    "committees",
    "document",
    "documents",
    "from",
    "from-committee",
    "from-group",
    "groups",
    "meeting",
    "meetings",
    "part",
    "period",
    "question",
    "question-committees",
    "questions",
    "roles-in",
    "roles-of",
    "steps-of-meeting",
    "to",
    "to-committee",
    "to-group",
    "under",
    "vote",
    "voted",
]
"""The kinds of partition: of a period, by its code, or of one case, meeting or other, by its id."""


def partition(kind: Kind, *of: str | int) -> Partition:
    """The partition of that kind and of that period, case, or range of ids."""
    return Partition("-".join((kind, *map(str, of))))
