"""The topics of cases, and the cases and votes on one of them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from core.filters.values import printable
from core.parliament.cases import topics
from core.parliament.votes.chamber import on_topics
from core.tables.bills import Cases
from core.tables.figures import Votes
from core.tables.table import worked_out

_LONGEST = 200  # letters of a topic in an address


def asked_name(values: Sequence[str]) -> str:
    """The topic that the values of an address name; empty where they name none."""
    return printable(next(iter(values), "")).strip()[:_LONGEST]


@worked_out(12)
def topics_of(cases: Cases) -> pl.DataFrame:
    """The topics of some cases, with what there is on each; see `topics_table`."""
    return topics.topics_table(cases.content)


def cases_on(cases: Cases, topic: str) -> pl.DataFrame:
    """The cases that are sorted under a topic, the latest put forward first."""
    found = topics.cases_on(cases.content, topic)
    return found.sort("proposed", "case_id", descending=True, nulls_last=True)


def votes_on(votes: Votes, topic: str) -> pl.DataFrame:
    """The votes on cases that are sorted under a topic, the newest first."""
    return on_topics(votes.content.votes, votes.content.topics, [topic])
