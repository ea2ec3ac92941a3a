"""What a sync reads: the sessions, the queries of the pulses, and the ranges of ballots."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from core.errors import NoSuchThing
from core.oda.query import Query
from core.oda.query import field as oda
from core.store import plan
from core.store.dataset import Dataset, Load

OVERLAP = timedelta(days=1)
CHUNK_VOTES = 25
_WIDEST_GAP = 500  # of vote ids about which nothing is known
BALLOTS_A_VOTE = 179  # one for each seat, as a rule

PERSON = 5
_SESSION_CODE = r"^\d{5}$"
VOTES, BALLOTS, LINKS, ACTORS = "Afstemning", "Stemme", "AktørAktør", "Aktør"

_group_link = (oda("TilAktør/typeid") == plan.ACTOR_GROUP) | (
    oda("FraAktør/typeid") == plan.ACTOR_GROUP
)
PULSES = {
    VOTES: Query(VOTES),
    BALLOTS: Query(BALLOTS),
    LINKS: Query(LINKS).where(oda("rolleid") == plan.ROLE_MEMBER).where(_group_link),
    ACTORS: Query(ACTORS).where((oda("typeid") == plan.ACTOR_GROUP) | (oda("typeid") == PERSON)),
}
"""The rows of each large set that the copy is made of: their number and the newest are watched."""

PEOPLE = Dataset(
    "people",
    (Load(Query(ACTORS).where(oda("typeid") == PERSON).select(*plan.NAME_FIELDS), "people"),),
    timedelta(days=1),
)


@dataclass(frozen=True, slots=True)
class Session:
    """One session: its code, the API's number of it, and its time (Danish local)."""

    code: str
    period_id: int
    start: datetime
    end: datetime

    @property
    def votes(self) -> Dataset:
        """Its votes, with meetings, steps and cases."""
        return plan.votes(self.code, self.period_id, closed=False)

    @property
    def memberships(self) -> Dataset:
        """Its party groups and who belonged to them."""
        return plan.memberships(self.code, self.start, self.end, closed=False)


def dated(periods: pl.DataFrame) -> pl.DataFrame:
    """A `Periode` frame with both dates of each: one that is unknown is told from the other, or
    from the year that the code begins with. Without periods of which nothing tells the time.
    """
    year = pl.col("kode").str.extract(r"^(\d{4})").cast(pl.Int32)
    month = pl.when(pl.col("kode").str.contains(_SESSION_CODE)).then(10).otherwise(1)
    start = pl.coalesce(
        "startdato",
        pl.col("slutdato").dt.offset_by("-1y"),
        pl.datetime(year, month, 1, time_unit="ms"),
    )
    return (
        periods.with_columns(start.alias("startdato"))
        .drop_nulls("startdato")
        .with_columns(pl.coalesce("slutdato", pl.col("startdato").dt.offset_by("1y")))
    )


def sessions_of(periods: pl.DataFrame) -> list[Session]:
    """The sessions of a `Periode` frame, the newest first, without those of a broken code."""
    rows = (
        dated(periods.filter(pl.col("kode").str.contains(_SESSION_CODE)))
        .sort("startdato", "id", descending=True)
        .select("kode", "id", "startdato", "slutdato")
        .iter_rows()
    )
    return [Session(*row) for row in rows]


def chosen(sessions: Sequence[Session], codes: Iterable[str]) -> list[Session]:
    """The sessions of those codes, the newest first. Raises NoSuchThing."""
    codes = list(codes)
    known = {session.code for session in sessions}
    for code in codes:
        if code not in known:
            raise NoSuchThing(f"there is no session {code!r}", what="session", name=code)
    return [session for session in sessions if session.code in codes]


def since(query: Query, moment: datetime | None) -> Query:
    """The rows of a query that changed after that moment; all where it is unknown."""
    return query if moment is None else query.where(oda("opdateringsdato") > moment)


def changed_votes(moment: datetime | None) -> Query:
    """The votes of any session that changed after that moment, with what is shown beside them."""
    return since(plan.votes_query(), moment)


def ballots_between(first: int, last: int) -> Query:
    """The ballots of the votes with those ids and all between."""
    return (
        Query(BALLOTS)
        .where(oda("afstemningid") >= first)
        .where(oda("afstemningid") <= last)
        .select(*plan.BALLOT_FIELDS)
    )


def vote_ranges(
    own: Iterable[int], foreign: Iterable[int], size: int = CHUNK_VOTES
) -> list[tuple[int, int]]:
    """Ranges (first, last) of ids that hold at most `size` of `own` each and none of `foreign`."""
    others = sorted(set(foreign))
    ranges: list[tuple[int, int]] = []
    held = 0
    for vote in sorted(set(own)):
        if ranges:
            first, last = ranges[-1]
            between = bisect_left(others, vote) > bisect_left(others, last)
            if held < size and not between and vote - last <= _WIDEST_GAP:
                ranges[-1] = (first, vote)
                held += 1
                continue
        ranges.append((vote, vote))
        held = 1
    return ranges
