"""The votes of the chamber, with all oddities of the real records.

Ordinary votes are random; oddities come at fixed places, so that each occurs at any scale.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from core.oda.schema.entities import entity
from core.standin.demo import conclusions, errors
from core.standin.demo.ballots import (
    ABSENT,
    AGAINST,
    FOR,
    NEITHER,
    Ballots,
    Caster,
    count,
    party_lines,
    sides,
    voters,
)
from core.standin.demo.calendar import Meeting
from core.standin.demo.chamber import Chamber, Roster, SessionHistory
from core.standin.demo.clearing import Cleared, Clearing
from core.standin.demo.parties import OUTSIDE, ROSTER, SEATS
from core.standin.demo.plan import Session
from core.standin.demo.rows import Tables, day, update_times

FINAL, COMMITTEE, MOTION, AMENDMENT = 1, 2, 3, 4
# Before this day votes have no texts.
_TEXTS_FROM = day(2010, 10, 1)

# In a few votes the lists of for and against are exchanged in the text, but not the totals.
_GARBLED_EVERY, _FIRST_GARBLED = 2_000, 334
_CLEARING_SEED = 4_711

# Every ninth vote is one of these in turn, every fiftieth one of the rare ones.
_ODDITIES = (
    "error", "no ballots", "tie", "party error", "several errors", "178", "near tie",
    "party error by name", "unanimous", "vote of an absent", "exchanged", "technical", "revote",
    "no ballots", "misspelt", "180", "empty", "split", "outsiders split", "error in text",
    "party error with dissenter",
)  # fmt: skip
_RARE = (
    "contradiction", "no step", "no position", "181", "word only", "no ballots no text",
    "contradiction", "no step", "same number",
)  # fmt: skip


@dataclass(slots=True)
class Vote:
    """A vote held; `people` and `ballots` are empty where none were published."""

    session: int
    meeting: Meeting
    kind: int
    step: int | None
    adopted: bool
    recorded: bool
    text: str
    comment: str | None
    people: npt.NDArray[np.int64]
    ballots: Ballots
    odd: str
    case_text: str


class BallotBox:
    """Holds votes one after the other, and collects them in `votes`."""

    def __init__(self, chamber: Chamber, rng: random.Random) -> None:
        self._chamber = chamber
        self._rng = rng
        self._caster = Caster(rng.randrange(2**32))
        self._clearing = Clearing(_CLEARING_SEED)
        self._sides_seen = 0
        self.votes: list[Vote] = []

    def hold(
        self,
        session: int,
        meeting: Meeting,
        kind: int,
        step: int,
        movers: Sequence[int],
        breadth: float,
        turnout: float | None = None,
    ) -> Vote:
        """Vote on something that parties propose; returns the vote with its outcome."""
        rng, history = self._rng, self._chamber.histories[session]
        number = len(self.votes)
        odd = _RARE[number // 50 % len(_RARE)] if number % 50 == 21 else ""
        if not odd and number % 9 == 4:
            odd = _ODDITIES[number // 9 % len(_ODDITIES)]
        if not odd and rng.random() < 0.05:
            odd = "error"
        if odd in ("tie", "near tie"):
            movers, breadth = history.government, 0.2
        breadth = 3.0 if odd == "unanimous" else breadth
        roster = history.roster(meeting.date)
        lines = party_lines(rng, movers, history.government, breadth)
        ballots = self._caster.cast(roster, lines, turnout or rng.uniform(0.55, 0.66))
        self._stray(roster, ballots, odd)
        note = ""
        if odd in errors.KINDS:
            note = errors.commit(rng, odd, self._chamber, roster, ballots, kind == AMENDMENT)
        cleared = Cleared()
        if not odd:
            cleared = self._clearing.clear(
                number, self._chamber, roster, ballots, kind == AMENDMENT
            )
        vote = self._written(history, session, meeting, kind, roster, ballots, odd, note, cleared)
        vote.step = None if odd == "no step" else step
        self.votes.append(vote)
        return vote

    def _stray(self, roster: Roster, ballots: Ballots, odd: str) -> None:
        """Let members deviate from the line, and force the outcomes of odd votes."""
        rng = self._rng
        if odd in ("tie", "near tie"):
            yes, no, _ = count(ballots)
            ahead, over = (FOR, yes - no) if yes > no else (AGAINST, no - yes)
            seats = np.flatnonzero(ballots == ahead)
            drop = max(0, over - (odd == "near tie"))
            ballots[seats[:drop]] = ABSENT
        elif odd == "split":
            party = max((4, 5, 6), key=lambda number: len(voters(roster, ballots, number, FOR)))
            for seat in voters(roster, ballots, party, FOR)[1::3]:
                ballots[seat] = AGAINST
        elif odd == "outsiders split":
            outside = np.flatnonzero(roster.parties == OUTSIDE)
            ballots[outside[::2]], ballots[outside[1::2]] = FOR, AGAINST
        elif odd == "unanimous":
            ballots[ballots != ABSENT] = FOR
        elif rng.random() < 0.06:
            party = rng.choice([n for n, p in enumerate(ROSTER) if p.seats > 6])
            line = FOR if voters(roster, ballots, party, FOR) else AGAINST
            crowd = voters(roster, ballots, party, line)
            for seat in rng.sample(crowd, min(len(crowd) // 3, rng.choice((1, 1, 1, 2)))):
                ballots[seat] = rng.choice((FOR + AGAINST - line, NEITHER))

    def _written(
        self,
        history: SessionHistory,
        session: int,
        meeting: Meeting,
        kind: int,
        roster: Roster,
        ballots: Ballots,
        odd: str,
        note: str,
        cleared: Cleared,
    ) -> Vote:
        """The vote as it is recorded."""
        counts = count(ballots)
        adopted = counts[0] > counts[1]
        number = len(self.votes)
        stand = sides(
            self._chamber, roster, ballots, name_outsiders=number % 3 > 0, leads=cleared.leads
        )
        if not odd and number % _GARBLED_EVERY == _FIRST_GARBLED:
            stand = (stand[1], stand[0], stand[2])
        result = conclusions.Result(adopted, counts, stand, kind == AMENDMENT, note)
        people, cast, comment = self._recorded(history, roster, ballots, odd, note)
        return Vote(
            session,
            meeting,
            kind,
            None,
            adopted,
            adopted if odd != "contradiction" else not adopted,
            self._text(history.session, meeting, odd, result),
            cleared.note or comment,
            people,
            cast,
            odd,
            conclusions.case_text(result) if number % 4 == 0 else "",
        )

    def _text(
        self, session: Session, meeting: Meeting, odd: str, result: conclusions.Result
    ) -> str:
        if meeting.date < _TEXTS_FROM or odd in ("empty", "no ballots no text"):
            return ""
        if odd == "word only":
            return conclusions.word_only(result)
        if odd == "error in text":
            return conclusions.with_note(result)
        number = len(self.votes)
        if number % 8 == 3:
            return conclusions.FORMS[number // 8 % len(conclusions.FORMS)](result)
        return conclusions.usual_form(int(session.code[:4]))(result)

    def _recorded(
        self, history: SessionHistory, roster: Roster, ballots: Ballots, odd: str, note: str
    ) -> tuple[npt.NDArray[np.int64], Ballots, str | None]:
        """The published voters and ballots, and the official note, often null or empty."""
        people, cast = roster.people, ballots
        comment = note if odd != "error in text" else ""
        absent = np.flatnonzero(cast == ABSENT)
        if odd.startswith("no ballots"):
            people, cast = people[:0], cast[:0]
        elif odd == "178":
            missing = int(absent[0])
            comment = errors.left_out(self._chamber, roster, missing)
            people, cast = np.delete(people, missing), np.delete(cast, missing)
        elif odd in ("180", "181"):
            sitting = set(people.tolist())
            extra = [t.person.id for t in history.tenures if t.person.id not in sitting]
            extra = list(dict.fromkeys(extra))[: int(odd) - SEATS]
            people = np.append(people, extra)
            cast = np.append(cast, [ABSENT] * len(extra)).astype(np.int8)
        elif odd == "no position":
            cast = cast.copy()
            cast[absent[0]] = 0
        if comment:
            return people, cast, comment
        return people, cast, None if self._rng.random() < 0.5 else ""


def vote_frames(
    tables: Tables, votes: list[Vote], rng: random.Random
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The frames of Afstemning and Stemme. Ids are not in order of time, numbers have gaps."""
    in_time = sorted(votes, key=lambda vote: (vote.session, vote.meeting.date))
    places = _places(in_time)
    _add_rows(tables, in_time, places, rng)
    frame = tables["Afstemning"].frame()
    in_order = [in_time[n] for n in sorted(range(len(places)), key=places.__getitem__)]
    ids = frame["id"].to_numpy().astype(np.int64)
    sizes = np.array([len(vote.people) for vote in in_order])
    at = np.array([vote.meeting.time for vote in in_order], dtype=np.int64)
    first = 600_001
    ballots = pl.DataFrame(
        {
            "id": np.arange(first, first + int(sizes.sum()), dtype=np.int64),
            "typeid": np.concatenate([vote.ballots for vote in in_order]),
            "afstemningid": np.repeat(ids, sizes),
            "aktørid": np.concatenate([vote.people for vote in in_order]),
            "opdateringsdato": np.repeat(update_times(at, ids), sizes),
        }
    ).with_columns(pl.col("typeid").replace(0, None))
    columns = [ballots[name].cast(dtype) for name, dtype in entity("Stemme").schema.items()]
    return frame, pl.DataFrame(columns)


def _places(votes: list[Vote]) -> list[int]:
    """The place in order of id for each vote in order of time.

    The oldest session comes after the second one, and a few neighbouring votes are exchanged.
    """
    oldest = sum(vote.session == 0 for vote in votes)
    second = sum(vote.session == 1 for vote in votes)
    places = [*range(second, second + oldest), *range(second)]
    places += range(len(places), len(votes))
    for place in range(20, len(places) - 6, 83):
        places[place], places[place + 5] = places[place + 5], places[place]
    return places


def _add_rows(tables: Tables, votes: list[Vote], places: list[int], rng: random.Random) -> None:
    """Add the votes, given in order of time, with their ids and numbers."""
    session, number = -1, 0
    for place, vote in zip(places, votes, strict=True):
        if vote.session != session:
            session, number = vote.session, 1
        elif vote.odd != "same number":
            number += 1 if rng.random() < 0.9 else rng.randrange(2, 5)
        tables["Afstemning"].add_as(
            7_001 + place,
            vote.meeting.time,
            number,
            vote.text,
            vote.recorded,
            vote.comment,
            vote.meeting.id,
            vote.kind,
            vote.step,
        )
