"""What a sync reads: the sessions, the queries of the pulses, and the ranges of ballots."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from core.oda.query.query import Query
from core.oda.query.query import field as oda
from core.oda.schema.codes import ActorKind, ActorRole
from core.parliament.calendar.periods import Period, find_session
from core.store.datasets import votes as vote_sets
from core.store.datasets.dataset import Dataset, Load
from core.store.datasets.fields import NAME_FIELDS

OVERLAP = timedelta(days=1)
CHUNK_VOTES = 25
_WIDEST_GAP = 500  # of vote ids about which nothing is known
BALLOTS_A_VOTE = 179  # one for each seat, as a rule

VOTES, BALLOTS, LINKS, ACTORS = "Afstemning", "Stemme", "AktørAktør", "Aktør"

_group_link = (oda("TilAktør/typeid") == ActorKind.PARTY_GROUP) | (
    oda("FraAktør/typeid") == ActorKind.PARTY_GROUP
)
_person = oda("typeid") == ActorKind.PERSON
PULSES = {
    VOTES: Query(VOTES),
    BALLOTS: Query(BALLOTS),
    LINKS: Query(LINKS).where(oda("rolleid") == ActorRole.MEMBER).where(_group_link),
    ACTORS: Query(ACTORS).where((oda("typeid") == ActorKind.PARTY_GROUP) | _person),
}
"""The rows of each large set that the copy uses; their number and the newest ones are compared."""

PEOPLE = Dataset(
    "people",
    (Load(Query(ACTORS).where(_person).select(*NAME_FIELDS), "people"),),
    timedelta(days=1),
)


def votes_of(session: Period) -> Dataset:
    """The votes of a session, with meetings, steps and cases."""
    return vote_sets.votes(session.code, session.period_id, closed=False)


def memberships_of(session: Period) -> Dataset:
    """The party groups of a session and who belonged to them."""
    return vote_sets.memberships(session.code, session.start, session.end, closed=False)


def chosen(sessions: Sequence[Period], codes: Iterable[str]) -> list[Period]:
    """The sessions of those codes, the newest first. Raises NoSuchThing."""
    wanted = {find_session(sessions, code).code for code in codes}
    return [session for session in sessions if session.code in wanted]


def since(query: Query, moment: datetime | None) -> Query:
    """The rows of a query that changed after that moment; all where it is unknown."""
    return query if moment is None else query.where(oda("opdateringsdato") > moment)


def changed_votes(moment: datetime | None) -> Query:
    """The votes of any session that changed after that moment, with meeting, step and case."""
    return since(vote_sets.votes_query(), moment)


def ballots_between(first: int, last: int) -> Query:
    """The ballots of the votes whose ids lie from `first` to `last`."""
    return (
        Query(BALLOTS)
        .where(oda("afstemningid") >= first)
        .where(oda("afstemningid") <= last)
        .select(*vote_sets.BALLOT_FIELDS)
    )


def vote_ranges(
    own: Iterable[int], foreign: Iterable[int], size: int = CHUNK_VOTES
) -> list[tuple[int, int]]:
    """Ranges (first, last) of ids with at most `size` of `own` each and none of `foreign`."""
    others = sorted(set(foreign))
    ranges: list[tuple[int, int]] = []
    taken = 0
    for vote in sorted(set(own)):
        if ranges:
            first, last = ranges[-1]
            between = bisect_left(others, vote) > bisect_left(others, last)
            if taken < size and not between and vote - last <= _WIDEST_GAP:
                ranges[-1] = (first, vote)
                taken += 1
                continue
        ranges.append((vote, vote))
        taken = 1
    return ranges
