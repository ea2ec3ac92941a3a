"""Periods and meetings: when the chamber sits, and when the committees meet."""

from __future__ import annotations

import random
from dataclasses import dataclass

from core.standin.demo.actors import Actors
from core.standin.demo.plan import Scale, Session
from core.standin.demo.rows import DAY, HOUR, NOW, TODAY, Tables, as_date, day, weekday

_HELD, _CALLED_OFF, _FIXED, _PUT_OFF, _PREPARED = 2, 3, 4, 5, 6
# From this day on, times of day are no longer recorded.
_MIDNIGHT_ONLY = day(2025, 10, 1)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of the chamber."""

    id: int
    date: int
    held: bool

    @property
    def time(self) -> int:
        """The approximate time of the meeting, for times of change."""
        return self.date + 13 * HOUR


@dataclass(frozen=True, slots=True)
class SessionCalendar:
    """The meetings of the chamber in one session, in order; the held ones come first."""

    session: Session
    meetings: tuple[Meeting, ...]
    held: int

    @property
    def last_held(self) -> int:
        """The day of the last meeting held."""
        return self.meetings[self.held - 1].date


@dataclass(slots=True)
class CommitteeMeeting:
    """A meeting of a committee."""

    id: int
    committee: int
    date: int
    session: int
    held: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """All meetings, and the finance period of each year."""

    sessions: tuple[SessionCalendar, ...]
    committee_meetings: tuple[CommitteeMeeting, ...]
    years: dict[int, int]


def recorded_time(date: int, hour: int) -> int:
    """A time as the API gives it: with the hour in earlier years, at midnight since then."""
    return date if date >= _MIDNIGHT_ONLY else date + hour * HOUR


def _sits(date: int) -> bool:
    when = as_date(date)
    point = (when.month, when.day)
    if weekday(date) not in (1, 2, 3):
        return False
    if (10, 12) <= point <= (10, 18) or (2, 9) <= point <= (2, 16) or (4, 8) <= point <= (4, 17):
        return False
    return (point >= (10, 1) and point <= (12, 18)) or (1, 9) <= point <= (6, 5)


def _chamber_dates(session: Session, cut_short: bool) -> list[int]:
    """The days on which the chamber sits; none in the weeks around an election."""
    first = session.start + (14 * DAY if session.elected else 0)
    end = session.end - (20 * DAY if cut_short else 0)
    dates = [date for date in range(first, end, DAY) if _sits(date)]
    opening = [first, first + DAY] if session.elected and not dates else [session.start]
    return sorted({*opening, *dates})


def add_periods(tables: Tables, scale: Scale) -> dict[int, int]:
    """Add the sessions, the finance years and one odd period; returns the finance year's ids."""
    rows = tables["Periode"]
    for session in scale.sessions:
        rows.add_as(
            session.period_id,
            session.start,
            session.start,
            session.end,
            "samling",
            session.code,
            session.title,
        )
    first = scale.sessions[0].start
    rows.add_as(33, first, first, scale.sessions[0].end, "x-samling", "x1", "Uden for samling ")
    years: dict[int, int] = {}
    for year in range(as_date(first).year, 2028):
        years[year] = 300 + 2 * year - 2 * 1990
        start, end = day(year, 1, 1), day(year, 12, 31)
        rows.add_as(years[year], start, start, end, "finans", f"{year}f", f"Finansåret {year}")
    return years


def add_meetings(
    tables: Tables, scale: Scale, actors: Actors, years: dict[int, int], rng: random.Random
) -> Calendar:
    """Add the meetings of the chamber and of the committees, session by session."""
    sessions, committee_meetings = [], []
    share = scale.committee_meetings // len(scale.sessions)
    for number, session in enumerate(scale.sessions):
        cut_short = number + 1 < len(scale.sessions) and scale.sessions[number + 1].elected
        dates = _chamber_dates(session, cut_short)
        # Some days have two meetings.
        twice = [date for place, date in enumerate(dates) if place % 24 == 12]
        meetings = []
        for place, date in enumerate(sorted(dates + twice)):
            meetings.append(_add_chamber_meeting(tables, session, date, place + 1))
        committees = list(actors.committees[number].values())
        for _ in range(share):
            committee, date = rng.choice(committees), rng.choice(dates)
            committee_meetings.append(
                _add_committee_meeting(tables, session, number, committee, date, rng)
            )
        held = sum(meeting.held for meeting in meetings)
        sessions.append(SessionCalendar(session, tuple(meetings), held))
    _add_odd_meetings(tables, scale.sessions[-1])
    return Calendar(tuple(sessions), tuple(committee_meetings), years)


def _add_chamber_meeting(tables: Tables, session: Session, date: int, number: int) -> Meeting:
    held = date + 14 * HOUR <= NOW
    hour = 12 if number == 1 else (10, 13, 13)[number % 3]
    state = _HELD if held else _FIXED if date < TODAY + 14 * DAY else _PREPARED
    changed = date + hour * HOUR if held else TODAY - number * HOUR
    found = tables["Møde"].put(
        changed,
        {
            "titel": "Møde i salen" if number != 1 else "Folketingets åbning ",
            "lokale": "Folketingssalen" if number % 2 else None,
            "nummer": str(number),
            "dagsordenurl": f"https://www.example.org/demo/{session.code}/M{number}/dagsorden.htm",
            "starttidsbemærkning": "Straks efter åbningsmødet" if number == 2 else "",
            "offentlighedskode": "O",
            "dato": recorded_time(date, hour),
            "statusid": state,
            "typeid": 1,
            "periodeid": session.period_id,
        },
    )
    return Meeting(found, date, held)


def _add_committee_meeting(
    tables: Tables, session: Session, place: int, committee: int, date: int, rng: random.Random
) -> CommitteeMeeting:
    held = date + 12 * HOUR <= NOW
    roll = rng.random()
    state = _CALLED_OFF if roll < 0.04 else _PUT_OFF if roll < 0.05 else _HELD
    state = state if held else _FIXED if date < TODAY + 14 * DAY else _PREPARED
    name = tables["Aktør"].get(committee, "navn")
    found = tables["Møde"].put(
        date + 9 * HOUR if held else TODAY - 3 * DAY,
        {
            "titel": f"Møde i {name}",
            "lokale": f"2-{rng.randrange(100, 140)}" if roll < 0.9 else "",
            "nummer": None,
            "dagsordenurl": None,
            "starttidsbemærkning": "Bemærk tidspunktet" if roll > 0.97 else None,
            "offentlighedskode": "L" if roll < 0.6 else "O",
            "dato": recorded_time(date, 9 + rng.randrange(6)),
            "statusid": state,
            "typeid": 2,
            "periodeid": session.period_id,
        },
    )
    if found % 20:  # a few meetings do not name their committee
        tables["MødeAktør"].add(date, found, committee)
    return CommitteeMeeting(found, committee, date, place, state == _HELD)


def _add_odd_meetings(tables: Tables, session: Session) -> None:
    """Meetings without a date, a status or a kind."""
    base = {"offentlighedskode": "", "periodeid": session.period_id}
    for title, extra in (
        ("Studierejse", {"typeid": 3, "statusid": _PREPARED}),
        ("Rundvisning", {"typeid": 5, "statusid": None, "dato": TODAY + 9 * DAY}),
        ("", {"typeid": None, "statusid": _CALLED_OFF, "dato": TODAY - 30 * DAY}),
        ("Statsrevisormøde", {"typeid": 4, "statusid": _HELD, "dato": TODAY - 20 * DAY}),
    ):
        tables["Møde"].put(TODAY - 5 * DAY, {**base, "titel": title, **extra})
