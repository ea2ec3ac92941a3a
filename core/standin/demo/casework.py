"""What all makers of cases use: the state of the demo, and methods that add rows to it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.standin.demo.actors import Actors
from core.standin.demo.calendar import Calendar, Meeting, SessionCalendar, recorded_time
from core.standin.demo.chamber import Chamber, SessionHistory
from core.standin.demo.plan import Scale, Session
from core.standin.demo.rows import DAY, HOUR, NOW, Tables, day
from core.standin.demo.votes import BallotBox

ASKER, AREA, COMMITTEE, MINISTER, INTERPELLATOR = 10, 6, 11, 14, 15
PRIVATE_MOVER, GOVERNMENT_MOVER, SPEAKER, CO_ASKER = 16, 19, 1, 5
_NULL_LINKS_FROM = day(2023, 1, 1)


@dataclass(frozen=True, slots=True)
class Item:
    """Something on a meeting's agenda."""

    meeting: Meeting
    step: int
    case: int
    title: str


@dataclass(slots=True)
class Work:
    """The state of the demo while it is made."""

    tables: Tables
    scale: Scale
    rng: random.Random
    chamber: Chamber
    actors: Actors
    calendar: Calendar
    box: BallotBox
    agenda: list[Item] = field(default_factory=list)

    def session(self, place: int) -> Session:
        """The session at that place."""
        return self.scale.sessions[place]

    def history(self, place: int) -> SessionHistory:
        """What happened to the seats in the session at that place."""
        return self.chamber.histories[place]

    def sittings(self, place: int) -> SessionCalendar:
        """The chamber's meetings in the session at that place."""
        return self.calendar.sessions[place]

    def case(
        self, at: int, period: int, prefix: str, number: str, values: Mapping[str, Any]
    ) -> int:
        """Add a case; `number` may end in a letter, which becomes the postfix."""
        digits = number.rstrip("AB")
        text = {"Alm.del": "Alm.del", "KOM": f"KOM {number}"}.get(prefix, f"{prefix} {number}")
        postfix = number[len(digits) :]
        return self.tables["Sag"].put(
            at,
            {
                "offentlighedskode": "O",
                "nummer": f"{prefix} {digits} {postfix}" if postfix else text,
                "nummerprefix": prefix,
                "nummernumerisk": digits,
                "nummerpostfix": postfix,
                "periodeid": period,
                "statsbudgetsag": False,
                **values,
            },
        )

    def link(self, case: int, actor: int, role: int, at: int) -> None:
        """Give an actor a role in a case."""
        self.tables["SagAktør"].add(at, actor, case, role)

    def refer(self, case: int, session: int, ministry: int, committee: str, at: int) -> None:
        """Link a case with minister, ministry and committee."""
        self.link(case, self.actors.areas[ministry], AREA, at)
        self.link(case, self.actors.titles[ministry], MINISTER, at)
        self.link(case, self.actors.committees[session][committee], COMMITTEE, at)

    def step(
        self,
        case: int,
        kind: int,
        status: int,
        title: str,
        date: int | None,
        meeting: Meeting | None = None,
        tidende: str = "",
    ) -> int:
        """Add a step of a case; one in a meeting comes on its agenda."""
        changed = NOW if date is None else min(date + 15 * HOUR, NOW)
        empty = "" if date is None or date < _NULL_LINKS_FROM else None
        number = self.tables["Sagstrin"].add(
            changed,
            title,
            None if date is None else recorded_time(date, 12 if meeting else 0),
            case,
            kind,
            f"https://www.example.org/demo/tidende/{tidende}.htm" if tidende else empty,
            tidende[:1].upper(),
            str(case % 900 + 1) if tidende else "",
            status,
        )
        if meeting:
            self.agenda.append(Item(meeting, number, case, title))
        return number

    def members(self, session: int, party: int, time: int) -> list[int]:
        """The members of a party at a time."""
        roster = self.history(session).roster(time)
        return [int(person) for person in roster.people[roster.parties == party]]

    def document(
        self,
        date: int,
        kind: int,
        category: int,
        title: str,
        *,
        case: int | None = None,
        step: int | None = None,
        exhibit: str | None = None,
        roles: Sequence[tuple[int, int]] = (),
        files: str = "P",
        folder: str = "demo/dokument",
        extra: Mapping[str, Any] | None = None,
    ) -> int:
        """Add a document with its files, the actors (actor, role) and where it belongs."""
        public = "F" not in files
        number = self.tables["Dokument"].put(
            date + 11 * HOUR,
            {
                "typeid": kind,
                "kategoriid": category,
                "statusid": 1,
                "offentlighedskode": "O" if public else "L",
                "titel": title,
                "dato": date,
                "modtagelsesdato": date if kind == 17 else None,
                "frigivelsesdato": date + 10 * HOUR if public else None,
                **(extra or {}),
            },
        )
        for variant in files.replace("F", ""):
            ending = "PDF" if variant == "P" else "DOCX"
            # The format is that of the original, even if the published file has another.
            original = "DOCX" if number % 5 == 0 else ending
            self.tables["Fil"].add(
                date + 11 * HOUR,
                number,
                title.strip() if number % 9 else "",
                date,
                f"https://www.example.org/{folder}/{number}.{ending.lower()}",
                variant,
                original,
            )
        if case is not None:
            self.tables["SagDokument"].add(
                date + 11 * HOUR,
                case,
                number,
                exhibit,
                date if public else None,
                1 if step is None else 2,
            )
        if step is not None:
            self.tables["SagstrinDokument"].add(date + 11 * HOUR, step, number)
        for actor, role in roles:
            self.tables["DokumentAktør"].add(date + 11 * HOUR, number, actor, role)
        if number % 97 == 0:
            reason = "Rettelse af trykfejl. " if number % 2 else ""
            later = date + 6 * DAY if number % 3 else None
            self.tables["Omtryk"].add(date + 7 * DAY, number, later, reason)
        return number
