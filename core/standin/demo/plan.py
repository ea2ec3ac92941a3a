"""The contents of the demo at each scale: its sessions and the numbers of rows in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from core.standin.demo.rows import day
from core.standin.demo.wordlists import words

ScaleName = Literal["small", "full"]


@dataclass(frozen=True, slots=True)
class Session:
    """A session; `elected`: it began with an election."""

    index: int
    code: str
    period_id: int
    start: int
    end: int
    elected: bool

    @property
    def title(self) -> str:
        """As the API writes it: 2024-25 (2. samling)."""
        year = int(self.code[:4])
        return f"{year}-{(year + 1) % 100:02d} ({self.code[4]}. samling)"


@dataclass(frozen=True, slots=True)
class Scale:
    """The size of the demo; numbers are for the entire demo unless stated otherwise."""

    name: ScaleName
    sessions: tuple[Session, ...]
    votes: int
    questions: int
    committee_questions: int
    union_cases: int  # Commission proposals and meetings of the Council
    finance_cases: int
    committees: int
    networks: int  # delegations and networks in each session
    committee_meetings: int
    speakers: int  # speakers recorded on a bill's readings, at most
    organisations: int
    private_persons: int
    officials: int
    keywords: int
    keywords_per_case: int


_STARTS = words(
    "2009-10-06 2010-10-05 2011-09-08 2011-10-04 2012-10-02 2013-10-01 2014-10-07 2015-06-11 "
    "2015-10-06 2016-10-04 2017-10-03 2018-10-02 2019-05-28 2019-10-01 2020-10-06 2021-10-05 "
    "2022-10-04 2022-12-06 2023-10-03 2024-10-01 2025-02-27 2025-10-07 2026-10-06 2027-10-05"
)


def _sessions() -> tuple[Session, ...]:
    """All sessions, one after the other; one that does not begin in October follows an election."""
    found: list[Session] = []
    for index, (start, end) in enumerate(pairwise(_STARTS)):
        year, month, number = map(int, start.split("-"))
        elected = month != 10
        code = f"{found[-1].code[:4]}2" if elected else f"{year}1"
        # Ids are not in the order of time.
        period = 130 + 3 * (index - 1 if index % 8 == 5 else index + 1 if index % 8 == 4 else index)
        until = map(int, end.split("-"))
        found.append(Session(index, code, period, day(year, month, number), day(*until), elected))
    return tuple(found)


SESSIONS = _sessions()

SCALES: Mapping[ScaleName, Scale] = MappingProxyType(
    {
        "small": Scale(
            name="small",
            sessions=SESSIONS[-4:],
            votes=620,
            questions=1_100,
            committee_questions=600,
            union_cases=120,
            finance_cases=60,
            committees=15,
            networks=2,
            committee_meetings=280,
            speakers=6,
            organisations=60,
            private_persons=40,
            officials=30,
            keywords=400,
            keywords_per_case=2,
        ),
        "full": Scale(
            name="full",
            sessions=SESSIONS,
            votes=10_500,
            questions=58_400,
            committee_questions=30_000,
            union_cases=20_000,
            finance_cases=9_700,
            committees=45,
            networks=23,
            committee_meetings=12_300,
            speakers=20,
            organisations=8_000,
            private_persons=5_200,
            officials=1_600,
            keywords=49_000,
            keywords_per_case=3,
        ),
    }
)


def share(total: int, weights: list[int]) -> list[int]:
    """`total` divided by weight into whole numbers that add up to it."""
    whole = sum(weights)
    edges, run = [0], 0
    for weight in weights:
        run += weight
        edges.append((2 * total * run + whole) // (2 * whole))
    return [end - start for start, end in pairwise(edges)]
