"""Who sat in the chamber when: elections, switches of party, leave, substitutes and ministers."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from core.standin.demo.names import Name, Names
from core.standin.demo.parties import FAR, GOVERNMENTS, OUTSIDE, ROSTER
from core.standin.demo.plan import Scale, Session
from core.standin.demo.rows import DAY, TODAY, Tables
from core.standin.demo.topics import MINISTRIES

MINISTERS_WITHOUT_SEAT = 3


@dataclass(frozen=True, slots=True)
class Person:
    """A person who has or had a seat or a ministry; `id` is the actor's."""

    id: int
    name: Name


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person in a party group from a day until another, within one session."""

    person: Person
    party: int
    start: int
    end: int
    substitute: bool


@dataclass(frozen=True, slots=True)
class Leave:
    """A member's leave; `paid` decides the role in which it is recorded."""

    person: Person
    start: int
    end: int
    paid: bool


@dataclass(frozen=True, slots=True)
class Post:
    """A minister's time in office; `title` is the number of the ministry."""

    person: Person
    title: int
    start: int
    end: int
    seated: bool


@dataclass(frozen=True, slots=True)
class Roster:
    """The seats from a day on, in arrays of equal length.

    `leans` is the party that a member votes with: the member's own, or for one outside the groups
    the former one. `away` is 1 where the member hardly ever votes (ministers, leaders, far seats).
    """

    start: int
    people: npt.NDArray[np.int64]
    parties: npt.NDArray[np.int64]
    leans: npt.NDArray[np.int64]
    away: npt.NDArray[np.float64]


@dataclass(slots=True)
class SessionHistory:
    """What happened to the seats in one session."""

    session: Session
    government: tuple[int, ...]
    rosters: list[Roster] = field(default_factory=list)
    tenures: list[Tenure] = field(default_factory=list)
    leaves: list[Leave] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)

    def roster(self, time: int) -> Roster:
        """The seats at a time."""
        found = self.rosters[0]
        for roster in self.rosters[1:]:
            if roster.start > time:
                break
            found = roster
        return found

    def minister(self, title: int, time: int) -> Person:
        """The minister of a ministry at a time."""
        held = [post for post in self.posts if post.title == title]
        return next((p.person for p in held if p.start <= time < p.end), held[0].person)


@dataclass(slots=True)
class Seat:
    """A seat and who has it now; `lean` as in Roster."""

    person: Person
    party: int
    lean: int
    since: int
    substitute: bool = False


class Chamber:
    """All people of the demo's politics, and the history of each session's seats."""

    def __init__(self, tables: Tables, scale: Scale, rng: random.Random) -> None:
        self.names = Names(rng)
        self.people: dict[int, Person] = {}
        self.histories: list[SessionHistory] = []
        self._tables = tables
        self._rng = rng
        self._seats: list[Seat] = []
        self._leaders: set[int] = set()
        self._term = 0
        for session in scale.sessions:
            if session.elected or not self._seats:
                self._elect(session)
            self.histories.append(self._run(session))

    def person(self, at: int, *, far: bool = False, name: Name | None = None) -> Person:
        """A new person; the name may be one that another person bears."""
        name = name or self.names.new(far=far)
        number = self._tables["Aktør"].put(
            at,
            {
                "typeid": 5,
                "navn": name.full,
                "fornavn": name.first,
                "efternavn": name.last,
                "biografi": "",
            },
        )
        self.people[number] = Person(number, name)
        return self.people[number]

    def _elect(self, session: Session) -> None:
        """A new chamber: two members in three come back, parties win and lose a few seats."""
        rng, before = self._rng, self._seats
        self._term += 1
        self._leaders = set()
        strength = [party.seats for party in ROSTER]
        for _ in range(6 if before else 0):
            winner, loser = rng.randrange(9), rng.randrange(9)
            if strength[loser] > 5:
                strength[winner] += 1
                strength[loser] -= 1
        seats: list[Seat] = []
        for party, count in enumerate(strength):
            back = [s.person for s in before if s.party == party and not s.substitute]
            rng.shuffle(back)
            kept = back[: min(count, (2 * len(back) + 2) // 3)]
            for place in range(count):
                if place < len(kept):
                    person = kept[place]
                elif self._term == 1 and party == 1 and place == 4:
                    # Two members of different parties share a name.
                    person = self.person(session.start, name=seats[4].person.name)
                else:
                    person = self.person(session.start, far=party in FAR)
                if place == 0 and party not in FAR:
                    self._leaders.add(person.id)
                seats.append(Seat(person, party, party, session.start))
        rng.shuffle(seats)
        self._seats = seats

    def _run(self, session: Session) -> SessionHistory:
        """One session: the changes in order of time, each followed by a new roster."""
        history = SessionHistory(session, GOVERNMENTS[self._term % 2])
        for seat in self._seats:
            seat.since = session.start
        self._appoint(history)
        self._note_roster(history, session.start)
        for when, change in sorted(self._changes(history), key=lambda item: item[0]):
            if when <= TODAY:
                change(when)
                self._note_roster(history, when)
        for seat in self._seats:
            self._close(history, seat, session.end)
        return history

    def _note_roster(self, history: SessionHistory, start: int) -> None:
        away = {post.person.id for post in history.posts if post.start <= start < post.end}
        away |= self._leaders
        seats = self._seats
        history.rosters.append(
            Roster(
                start,
                np.array([seat.person.id for seat in seats], dtype=np.int64),
                np.array([seat.party for seat in seats], dtype=np.int64),
                np.array([seat.lean for seat in seats], dtype=np.int64),
                np.array([float(s.person.id in away or s.party in FAR) for s in seats]),
            )
        )

    def _close(self, history: SessionHistory, seat: Seat, end: int) -> None:
        """Write down the time that ends now."""
        history.tenures.append(Tenure(seat.person, seat.party, seat.since, end, seat.substitute))
        seat.since = end

    def _appoint(self, history: SessionHistory) -> None:
        """The ministers: those of the session before if the government stays."""
        rng, session = self._rng, history.session
        earlier = self.histories[-1].posts if self.histories and not session.elected else []
        sitting = {seat.person.id for seat in self._seats}
        held = {post.title: post.person for post in earlier if post.end == session.start}
        taken = {person.id for person in held.values()} | self._leaders
        pool = [
            seat.person
            for seat in self._seats
            if seat.party in history.government and seat.person.id not in taken
        ]
        rng.shuffle(pool)
        for title in range(len(MINISTRIES)):
            seated = title < len(MINISTRIES) - MINISTERS_WITHOUT_SEAT
            person = held.get(title)
            if person is None or (seated and person.id not in sitting):
                person = pool.pop() if seated else self.person(session.start)
            history.posts.append(Post(person, title, session.start, session.end, seated))
        # One ministry changes hands in a long session.
        half = session.start + 150 * DAY
        if half < min(TODAY, session.end - 100 * DAY):
            title = rng.randrange(len(MINISTRIES) - MINISTERS_WITHOUT_SEAT)
            old = history.posts[title].person
            history.posts[title] = Post(old, title, session.start, half, seated=True)
            history.posts.append(Post(pool.pop(), title, half, session.end, seated=True))

    def _changes(self, history: SessionHistory) -> list[tuple[int, Callable[[int], None]]]:
        """What happens to the seats, each with its day."""
        session, rng = history.session, self._rng
        days = min(session.end - session.start, 240 * DAY) // DAY
        busy = {post.person.id for post in history.posts} | self._leaders
        quiet = [
            seat
            for seat in self._seats
            if seat.party < FAR[0] and ROSTER[seat.party].seats > 5 and seat.person.id not in busy
        ]
        rng.shuffle(quiet)

        def at(share: float) -> int:
            return session.start + int(days * share) * DAY

        first, second, third, leaver, *absent = quiet[:8]
        elsewhere = (third.party + 1 + rng.randrange(6)) % 8
        found: list[tuple[int, Callable[[int], None]]] = [
            (at(0.12), self._moving(history, first, OUTSIDE)),
            (at(0.21), self._succession(history, leaver)),
        ]
        if days > 60:
            found += [
                (at(0.17), self._moving(history, second, OUTSIDE)),
                (at(0.35), self._moving(history, third, elsewhere)),
                (at(0.60), self._moving(history, second, (second.party + 2) % 8)),
            ]
        for number, seat in enumerate(absent):
            start, end = at(0.10 + number * 0.13), at(0.30 + number * 0.16)
            if start > TODAY:
                break
            found += self._leave(history, seat, start, end, paid=number % 3 != 2)
        return found

    def _moving(self, history: SessionHistory, seat: Seat, party: int) -> Callable[[int], None]:
        def move(when: int) -> None:
            self._close(history, seat, when)
            seat.party = party
            if party != OUTSIDE:
                seat.lean = party

        return move

    def _succession(self, history: SessionHistory, seat: Seat) -> Callable[[int], None]:
        def succeed(when: int) -> None:
            self._close(history, seat, when)
            seat.person = self.person(when)

        return succeed

    def _leave(
        self, history: SessionHistory, seat: Seat, start: int, end: int, *, paid: bool
    ) -> list[tuple[int, Callable[[int], None]]]:
        member = seat.person
        history.leaves.append(Leave(member, start, end, paid))

        def go(when: int) -> None:
            self._close(history, seat, when)
            seat.person, seat.substitute = self.person(when), True

        def come_back(when: int) -> None:
            self._close(history, seat, when)
            seat.person, seat.substitute = member, False

        return [(start, go), (end, come_back)]
