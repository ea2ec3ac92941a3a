"""The filters on votes."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from core.filters.engine import (
    Column,
    Counts,
    Each,
    Filter,
    Filters,
    Offered,
    When,
    search,
    since,
    until,
)
from core.filters.values import Values
from core.language import Lang, text
from core.parliament.votes.chamber import Chamber
from core.parliament.votes.checks import CHECKS
from core.parliament.votes.kinds import TYPE_CODES
from core.parliament.votes.votes import CONFLICT, NOTE_KINDS, STANDS, holds_words, named_in, noted

_TYPES = {code: number for number, code in TYPE_CODES.items()}
_SEATS = 179
_RESULTS = {"adopted": True, "rejected": False}


def session_days(chamber: Chamber) -> tuple[date, date]:
    """The first and the last day of the sessions."""
    return chamber.start, chamber.end


def _lines(chamber: Chamber) -> tuple[str, ...]:
    return tuple(f"{party}.{stand}" for party in chamber.parties for stand in STANDS)


def _line_words(line: str, name: str, lang: Lang) -> str:
    party, _, stand = line.rpartition(".")
    return f"{party} {text(f'stood.{stand}', lang)}"


def _margin_words(margin: str, name: str, lang: Lang) -> str:
    return text("votes.margin_votes", lang, n=int(margin))


def _stood(party: str, stand: str) -> pl.Expr:
    return named_in(f"parties_{stand}", party)


def _stood_so(lines: Values) -> pl.Expr:
    """Every party must have one of the stands that are chosen for it."""
    chosen: dict[str, list[str]] = {}
    for line in lines:
        party, _, stand = line.rpartition(".")
        chosen.setdefault(party, []).append(stand)
    return pl.all_horizontal(
        pl.any_horizontal(_stood(party, stand) for stand in stands)
        for party, stands in chosen.items()
    )


def _stood_alike(parties: Values, *, alike: bool) -> pl.Expr:
    """Whether both parties have a stand, and the stands are the same (`alike`) or differ."""
    one, other = parties
    return pl.any_horizontal(
        _stood(one, here) & _stood(other, there)
        for here in STANDS
        for there in STANDS
        if (here == there) is alike
    )


def _pair(key: str, *, alike: bool) -> Filter[Chamber]:
    """A choice of two parties that stood alike, or did not."""
    return Filter(
        key,
        "pair",
        f"votes.{key}",
        When(lambda two: _stood_alike(two, alike=alike)),
        words="votes.pair",
        options=lambda chamber: chamber.parties,
        hint="votes.two_parties",
        help=f"votes.{key}_help",
    )


def _checked(outcome: str) -> pl.Expr:
    """Whether the check has this outcome; `conflict`: result and text contradict each other."""
    return pl.col("result_conflict") if outcome == CONFLICT else pl.col("check") == outcome


class _OnTopic:
    """Matches votes whose case is sorted under any of the topics; see `Chamber.topics`."""

    def passes(self, values: Values, content: Chamber) -> pl.Expr:
        cases = content.topics.filter(pl.col("topic").is_in(list(values)))["case_id"]
        return pl.col("case_id").is_in(cases.unique().implode()).fill_null(value=False)

    def counts(self, rows: pl.DataFrame, content: Chamber, options: Offered) -> Counts:
        counted = (
            rows.select("case_id")
            .join(content.topics, on="case_id")
            .group_by("topic")
            .agg(pl.len())
            .sort("len", "topic", descending=[True, False])
        )
        return dict(counted.iter_rows())


TOPIC: Filter[Chamber] = Filter(
    "topic",
    "many",
    "topics.topic",
    _OnTopic(),
    options=lambda chamber: chamber.topic_names,
    counted=True,
    order="chosen",
    most=100,
    hides=True,
    hint="topics.hint",
    help="topics.filter_help",
)
"""The topics of the cases of votes; the selection of votes for a figure has the same choice."""

SEARCH: Filter[Any] = search(When(lambda words: holds_words(words[0])), "votes.search_hint")
"""The search in votes, and in ballots with the column `search` of their votes."""

VOTES: Filters[Chamber] = Filters(
    (
        Filter("from", "day", "votes.from", since("date"), bounds=session_days),
        Filter("to", "day", "votes.to", until("date"), bounds=session_days),
        Filter(
            "type",
            "many",
            "votes.type",
            Each(lambda code: pl.col("type_id") == _TYPES[code]),
            words="vote_type",
            options=tuple(_TYPES),
            few=True,
            counted=True,
        ),
        Filter(
            "result",
            "one",
            "votes.result",
            Each(lambda result: pl.col("adopted") == _RESULTS[result]),
            words="result",
            options=tuple(_RESULTS),
            few=True,
            counted=True,
        ),
        Filter(
            "case",
            "many",
            "votes.case_type",
            Column("case_type_id", numbers=True),
            options=lambda chamber: chamber.case_types,
            counted=True,
        ),
        TOPIC,
        # Votes without official totals have an unknown margin and do not pass.
        Filter(
            "margin",
            "number",
            "votes.margin",
            When(lambda most: pl.col("margin") <= int(most[0])),
            words=_margin_words,
            most=_SEATS,
            help="votes.margin_help",
        ),
        Filter(
            "line",
            "many",
            "votes.lines",
            When(_stood_so),
            words=_line_words,
            options=_lines,
            hint="votes.lines_hint",
            help="votes.lines_help",
        ),
        _pair("differ", alike=False),
        _pair("agree", alike=True),
        Filter(
            "check",
            "many",
            "votes.check",
            Each(_checked),
            words="check",
            options=(*CHECKS, CONFLICT),
            help="votes.check_help",
            counted=True,
        ),
        Filter(
            "note",
            "many",
            "column.error_note",
            Each(noted),
            words="note_kind",
            options=NOTE_KINDS,
            help="column.error_note_help",
            counted=True,
        ),
        # Needs the column deviations; see `core.analysis.votes.with_deviations`.
        Filter(
            "dissent",
            "flag",
            "votes.deviating",
            Each(lambda yes: pl.col("deviations") > 0),
            help="votes.deviating_help",
            counted=True,
            title="column.deviations",
        ),
        SEARCH,
    ),
    table=lambda chamber: chamber.votes,
)
