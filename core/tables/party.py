"""One party in the votes of sessions: its seats, members, agreement and departures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from core.analysis import seats
from core.analysis.agreement import agreement_with_others
from core.analysis.cohesion import departures_over_time
from core.analysis.selection import Selection
from core.analysis.subsets import Interval, joined_sessions
from core.parliament.calendar.periods import Period
from core.parliament.people.party_order import listed_parties, party_order
from core.parliament.texts.party_names import FULL_NAMES, NO_GROUP
from core.parliament.texts.plain import one_line
from core.store.datasets import votes as vote_sets
from core.tables.figures import Votes
from core.tables.parties import all_stands
from core.tables.table import Parts, Recipe, worked_out


def group_names(sessions: Sequence[Period]) -> Recipe[Mapping[str, str]]:
    """The full names of the groups in these sessions by short name, where they are stored.

    A group that changed its name has the one of the newest session.
    """
    newest_first = sorted(sessions, key=lambda each: each.start, reverse=True)
    places = tuple(
        place
        for session in newest_first
        for place in vote_sets.memberships(
            session.code, session.start, session.end, closed=False
        ).parts
        if place[0] == "Aktør"
    )

    def make(parts: Parts) -> Mapping[str, str] | None:
        found: dict[str, str] = {}
        for place in places:
            stored = parts.store.read(*place, keep=False)
            if stored is None:
                continue
            parts.note(stored.meta)
            named = stored.frame.sort("startdato", descending=True, nulls_last=True).select(
                one_line("gruppenavnkort").alias("party"), one_line("navn").alias("name")
            )
            for party, name in named.drop_nulls().iter_rows():
                found.setdefault(party, name)
        return found or None

    key = f"group-names/{newest_first[0].code}/{len(sessions)}" if sessions else "group-names"
    return Recipe(key, (), make, also=places, choices=places, most=12)


def party_name(party: str, names: Mapping[str, str]) -> str:
    """A party's full name as Parliament writes it, else the usual one, else its short name."""
    return names.get(party) or FULL_NAMES.get(party, (party,))[0]


def parties_of(votes: Votes) -> list[str]:
    """Every party that has a line or a ballot in these votes, from left to right of the chamber."""
    marked = votes.content.marked
    voted = [] if marked is None else marked["party"].unique().cast(pl.String).to_list()
    found = party_order([*listed_parties(votes.content.votes), *voted])
    return [party for party in found if party is not None and party != NO_GROUP]


def usual_interval(votes: Votes) -> Interval:
    """By session where there are several to compare, else by month."""
    chamber = votes.content
    joined = joined_sessions(chamber.votes)
    held = {joined.get(code, code) for code in chamber.votes["session"].unique().cast(pl.String)}
    return "session" if len(held) > 1 else "month"


@worked_out(60)
def agreement_of(votes: Votes, selection: Selection, party: str, every: Interval) -> pl.DataFrame:
    """How often each other party stood where this one did; see `agreement_with_others`."""
    meant = selection.votes(votes.content)
    return agreement_with_others(all_stands(votes, selection), meant, party, every)


def agreement_in_all(over_time: pl.DataFrame) -> pl.DataFrame:
    """The sums of `agreement_of` by party: party, shared, same, agreement (0 to 1)."""
    sums = over_time.group_by("party").agg(pl.col("shared", "same").sum())
    return sums.with_columns(agreement=pl.col("same") / pl.col("shared")).sort("party")


# Of the ballots, which must be stored


@worked_out(12)
def departures_of(votes: Votes, selection: Selection, every: Interval) -> pl.DataFrame:
    """How often members departed from their party's line; see `departures_over_time`."""
    marked, meant = votes.content.marked, selection.votes(votes.content)
    assert marked is not None
    return departures_over_time(marked, meant, every, include_errors=selection.include_errors)


def departures_in_all(over_time: pl.DataFrame) -> pl.DataFrame:
    """The sums of `departures_of` by party: party, ballots, departures, per_thousand."""
    sums = over_time.group_by("party").agg(pl.col("ballots", "departures").sum())
    rate = pl.col("departures") * 1000 / pl.col("ballots")
    return sums.with_columns(rate.alias("per_thousand")).sort("party")


@worked_out(60)
def seats_of(votes: Votes, party: str) -> pl.DataFrame:
    """The members of the party month by month; see `seats_over_time`."""
    assert votes.content.marked is not None
    return seats.seats_over_time(votes.content.marked, party)


@worked_out(60)
def spells_of(votes: Votes, party: str) -> pl.DataFrame:
    """Who sat for the party and when; see `spells`."""
    assert votes.content.marked is not None
    return seats.spells(votes.content.marked, party)
