"""Figures of votes, worked out once a version for all who ask: pages, routes and files."""

from __future__ import annotations

import polars as pl

from core.analysis.members import by_party
from core.analysis.panels import panel
from core.analysis.selection import OF_STANDS, Selection, build_table
from core.analysis.subsets import Interval, of_votes
from core.analysis.votes import with_deviations
from core.parliament.texts.plain import danish_order
from core.parliament.votes.chamber import Chamber, no_ballots
from core.parliament.votes.stands import LinesFrom, vote_stands
from core.tables.table import Table, worked_out

Votes = Table[Chamber]


@worked_out(80)
def figures(votes: Votes, table: str, selection: Selection) -> pl.DataFrame:
    """The rows of a table of the data dictionary; see `build_table`."""
    return build_table(table, votes.content, selection)


@worked_out(20)
def figures_by(votes: Votes, table: str, selection: Selection, by: Interval) -> pl.DataFrame:
    """The rows of a table of figures for each session or month; see `panel`."""
    stands = _stands(votes, selection.lines) if table in OF_STANDS else None
    return panel(table, votes.content, selection, by, stands=stands)


@worked_out(40)
def counted_votes(votes: Votes) -> pl.DataFrame:
    """The votes table with the column deviations; see `with_deviations`."""
    return with_deviations(votes.content.votes, figures(votes, "deviations", Selection()))


def members_by_name(votes: Votes, selection: Selection) -> pl.DataFrame:
    """The members who have ballots in the votes that are meant, by name in Danish order."""
    rows = figures(votes, "members", selection)
    return rows.sort(danish_order("member"), "member_id", nulls_last=True)


def members_by_party(votes: Votes, selection: Selection) -> pl.DataFrame:
    """The same with a row for each time that a member was in a party; see `by_party`."""
    return _by_party(votes, selection).sort(
        danish_order("member"), "member_id", nulls_last=True, maintain_order=True
    )


def stands_of(votes: Votes, selection: Selection) -> pl.DataFrame:
    """Where the parties stood in the votes that a selection means; see `vote_stands`."""
    return of_votes(_stands(votes, selection.lines), selection.votes(votes.content))


@worked_out(20)
def _by_party(votes: Votes, selection: Selection) -> pl.DataFrame:
    marked = no_ballots() if votes.content.marked is None else votes.content.marked
    meant = selection.votes(votes.content)
    return by_party(marked, meant, include_errors=selection.include_errors)


@worked_out(80)
def stands_table(votes: Votes, name: str, selection: Selection) -> pl.DataFrame:
    """The rows of a table that is made of where the parties stood."""
    return build_table(name, votes.content, selection, stands=_stands(votes, selection.lines))


@worked_out(4)
def _stands(votes: Votes, source: LinesFrom) -> pl.DataFrame:
    return vote_stands(votes.content.votes, votes.content.marked, source)
