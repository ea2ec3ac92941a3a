"""Actors and the links between them: groups, committees, ministries, organisations.

Links are stored in both directions, but unequally: some only from person to group, some only from
group to person, many without an end.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from core.standin.demo.chamber import Chamber, Person, SessionHistory, Tenure
from core.standin.demo.parties import OUTSIDE, OUTSIDE_NAME, OUTSIDE_SHORT, ROSTER
from core.standin.demo.plan import Scale
from core.standin.demo.rows import DAY, Tables, as_date
from core.standin.demo.topics import COMMITTEES, MINISTRIES

_MEMBER, _CHAIR, _DEPUTY, _SUBSTITUTE, _SECRETARY = 15, 16, 14, 10, 13
_LEAVE_PAID, _LEAVE_UNPAID = 6, 12
_MINISTER, _MINISTER_WITHOUT_SEAT, _FORMER_MINISTER, _TITLE = 8, 22, 3, 20
_PRESIDIUM = (7, 1, 9, 5, 11)


@dataclass(slots=True)
class Actors:
    """The ids of the actors that other rows refer to."""

    titles: list[int] = field(default_factory=list)
    areas: list[int] = field(default_factory=list)
    committees: list[dict[str, int]] = field(default_factory=list)  # by session
    members: dict[int, list[int]] = field(default_factory=dict)  # of a committee, at its start
    organisations: list[int] = field(default_factory=list)
    private_persons: list[int] = field(default_factory=list)


class _Links:
    """Writes links between actors."""

    def __init__(self, tables: Tables, rng: random.Random) -> None:
        self._rows = tables["AktørAktør"]
        self._rng = rng

    def one_way(
        self, source: int, target: int, role: int, start: int, end: int | None = None
    ) -> None:
        """A link from source to target."""
        self._rows.add(start, source, target, start, end, role)

    def pair(self, person: int, group: int, role: int, start: int, end: int | None) -> None:
        """A person's link with a group, in one direction or both."""
        forth = person % 31 != 5 and self._rng.random() < 0.96
        back = person % 29 != 3 and (not forth or self._rng.random() < 0.72)
        if forth or not back:
            self.one_way(person, group, role, start, end if self._rng.random() < 0.8 else None)
        if back:
            self.one_way(group, person, role, start, end if self._rng.random() < 0.6 else None)


def add_actors(tables: Tables, scale: Scale, chamber: Chamber, rng: random.Random) -> Actors:
    """Add every actor who is not a member, and all links; returns the ids that others need."""
    links, actors = _Links(tables, rng), Actors()
    first = scale.sessions[0].start
    presidium = _actor(tables, first, 7, "Folketingets Præsidium")
    for ministry in MINISTRIES:
        actors.areas.append(_actor(tables, first, 1, ministry.area))
        actors.titles.append(_actor(tables, first, 2, ministry.title))
        links.one_way(actors.titles[-1], actors.areas[-1], _TITLE, first)
    officials = [chamber.person(first).id for _ in range(scale.officials)]
    for history in chamber.histories:
        _add_groups(tables, links, history)
        _add_ministers(links, actors, history)
        _add_presidium(links, presidium, history)
        _add_committees(tables, links, actors, history, scale, officials, rng)
    _add_others(tables, actors, scale, chamber, rng)
    return actors


def _actor(tables: Tables, at: int, kind: int, name: str, short: str | None = None) -> int:
    return tables["Aktør"].put(
        at, {"typeid": kind, "navn": name, "gruppenavnkort": short, "biografi": ""}
    )


def _add_groups(tables: Tables, links: _Links, history: SessionHistory) -> None:
    """The session's groups, one for each member outside the groups, and all memberships."""
    session = history.session
    late = 6 * DAY if session.index % 5 == 1 else 0
    base = {
        "typeid": 4,
        "biografi": "",
        "periodeid": session.period_id,
        "startdato": session.start,
        "slutdato": None if as_date(session.end).year > 2026 else session.end + late,
    }
    groups: dict[tuple[int, int], int] = {}
    for number, listed in enumerate(ROSTER):
        name = listed.names[(session.index + number) % len(listed.names)]
        named = {**base, "gruppenavnkort": listed.short, "navn": name}
        groups[number, 0] = tables["Aktør"].put(session.start, named)
    unlinked = next(t for t in history.tenures if t.substitute and t.party != OUTSIDE)
    gap = next(t for t in history.tenures if t.end - t.start == session.end - session.start)
    for tenure in history.tenures:
        key = (tenure.party, tenure.person.id if tenure.party == OUTSIDE else 0)
        if key not in groups:
            name = f"{OUTSIDE_NAME} - {tenure.person.name.full}"
            named = {**base, "gruppenavnkort": OUTSIDE_SHORT, "navn": name}
            named["startdato"] = max(session.start, tenure.start)
            groups[key] = tables["Aktør"].put(tenure.start, named)
        _add_membership(links, tenure, groups[key], tenure is unlinked, tenure is gap)
    for leave in history.leaves:
        party = next(t.party for t in history.tenures if t.person is leave.person)
        role = _LEAVE_PAID if leave.paid else _LEAVE_UNPAID
        links.pair(leave.person.id, groups[party, 0], role, leave.start, leave.end)
    chosen: dict[int, list[Person]] = {}
    for tenure in history.tenures:
        if tenure.start == session.start and tenure.party != OUTSIDE:
            chosen.setdefault(tenure.party, []).append(tenure.person)
    for number, people in chosen.items():
        for role, person in zip((_CHAIR, _DEPUTY), people, strict=False):
            links.pair(person.id, groups[number, 0], role, session.start, None)


def _add_membership(links: _Links, tenure: Tenure, group: int, unlinked: bool, gap: bool) -> None:
    person, end = tenure.person.id, tenure.end
    if tenure.substitute:
        links.pair(person, group, _SUBSTITUTE, tenure.start, end)
    if not unlinked:
        links.pair(person, group, _MEMBER, tenure.start + (21 * DAY if gap else 0), end)


def _add_ministers(links: _Links, actors: Actors, history: SessionHistory) -> None:
    for post in history.posts:
        role = _MINISTER if post.seated else _MINISTER_WITHOUT_SEAT
        links.pair(post.person.id, actors.titles[post.title], role, post.start, post.end)
        if post.end < history.session.end:
            links.one_way(post.person.id, actors.titles[post.title], _FORMER_MINISTER, post.end)


def _add_presidium(links: _Links, presidium: int, history: SessionHistory) -> None:
    sitting = [t.person.id for t in history.tenures if t.end == history.session.end]
    for role, person in zip(_PRESIDIUM, sitting[10:], strict=False):
        links.pair(person, presidium, role, history.session.start, history.session.end)


def _add_committees(
    tables: Tables,
    links: _Links,
    actors: Actors,
    history: SessionHistory,
    scale: Scale,
    officials: list[int],
    rng: random.Random,
) -> None:
    """The session's committees, delegations and networks with members, substitutes and staff."""
    session = history.session
    named = {"periodeid": session.period_id, "startdato": session.start, "biografi": ""}
    people = sorted(history.rosters[0].people.tolist())
    large = scale.name == "full"
    committees: dict[str, int] = {}
    for number in range(scale.committees + scale.networks):
        if number < len(COMMITTEES):
            kind, (short, name) = 3, COMMITTEES[number]
        elif number < scale.committees:
            kind, short = 3, f"UN{number}"
            name = f"Underudvalget vedrørende {MINISTRIES[number % len(MINISTRIES)].matters[-1]}"
        else:
            kind, short = (13, "") if number % 2 else (11, "")
            name = f"{'Netværket' if number % 2 else 'Delegationen'} for nabohavne {number}"
        unit = tables["Aktør"].put(
            session.start,
            {**named, "typeid": kind, "gruppenavnkort": short or None, "navn": name},
        )
        if kind == 3:
            committees[short] = unit
        seats = rng.sample(people, 58 if large else 26)
        regular = seats[: 29 if large else 17]
        actors.members[unit] = regular
        for place, person in enumerate(seats):
            role = _MEMBER if place < len(regular) else _SUBSTITUTE
            end = session.end if place % 4 else None
            links.pair(person, unit, role, session.start, end)
            if place < 2:
                links.one_way(person, unit, (_CHAIR, _DEPUTY)[place], session.start)
        links.one_way(rng.choice(officials), unit, _SECRETARY, session.start)
    actors.committees.append(committees)


def _add_others(
    tables: Tables, actors: Actors, scale: Scale, chamber: Chamber, rng: random.Random
) -> None:
    """Organisations and private persons; two of these share their name with a member."""
    first = scale.sessions[0].start
    span = (scale.sessions[-1].start - first) // DAY
    forms = ("Foreningen for", "Landsforeningen for", "Brancheforeningen", "Selskabet for")
    matters = [matter for ministry in MINISTRIES for matter in ministry.matters]
    for number in range(scale.organisations):
        name = f"{rng.choice(forms)} {rng.choice(matters)}"
        place = f", {chamber.names.new().last}" if number >= 20 else ""
        at = first + rng.randrange(span) * DAY
        actors.organisations.append(_actor(tables, at, 10, f"{name}{place}"))
    for number in range(max(3, scale.organisations // 17)):
        _actor(tables, first, 9, f"Kommissionen om {matters[number % len(matters)]}")
    same = [person.name for person in list(chamber.people.values())[:2]]
    for number in range(scale.private_persons):
        person_name = same[number] if number < 2 else chamber.names.new()
        actors.private_persons.append(
            tables["Aktør"].put(
                first + rng.randrange(span) * DAY,
                {
                    "typeid": 12,
                    "navn": person_name.full,
                    "fornavn": person_name.first if number % 3 else "",
                    "efternavn": person_name.last if number % 3 else "",
                    "biografi": "" if number % 2 else None,
                },
            )
        )
