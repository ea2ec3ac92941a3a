"""Resolutions, interpellations with the motions that end them, and statements."""

from __future__ import annotations

from core.standin.demo import topics
from core.standin.demo.calendar import Meeting
from core.standin.demo.casework import INTERPELLATOR, PRIVATE_MOVER, SPEAKER, Work
from core.standin.demo.parties import FAR
from core.standin.demo.rows import DAY, NOW, as_date, workday
from core.standin.demo.topics import MINISTRIES
from core.standin.demo.votes import COMMITTEE, FINAL, MOTION

_DEBATED, _ADOPTED, _ONLY_ADOPTED, _ONLY_REJECTED, _REJECTED_2 = 5, 17, 59, 38, 16
_REJECTED, _LAPSED, _REFERRED, _SUBMITTED, _TO_DEBATE = 35, 13, 28, 24, 49


def add_resolutions(work: Work, session: int, votes: int, recommendations: int) -> None:
    """Add a session's resolutions: so many with a final vote, some also with a vote on what the
    committee recommends, and some that lapse or wait."""
    waiting = max(2, votes // 3)
    for number in range(1, votes + waiting + 1):
        _resolution(work, session, number, number <= votes, number <= recommendations)


def _movers(work: Work, session: int) -> list[int]:
    rng, government = work.rng, work.history(session).government
    others = [party for party in range(FAR[0]) if party not in government]
    return rng.sample(others, rng.choice((1, 1, 1, 2)))


def _resolution(work: Work, session: int, number: int, voted: bool, recommended: bool) -> None:
    rng, sittings = work.rng, work.sittings(session)
    ministry = rng.randrange(len(MINISTRIES))
    last = rng.randrange(min(2, sittings.held - 1), sittings.held)
    once = number % 6 == 5
    first = last if once else max(0, last - 4 - rng.randrange(16))
    opened = sittings.meetings[max(0, first - 2 - rng.randrange(6))].date
    title, short = topics.resolution_title(rng, MINISTRIES[ministry])
    case = work.case(
        opened,
        work.session(session).period_id,
        "B",
        str(number),
        {
            "typeid": 5,
            "kategoriid": (10 if once else 15) if number % 10 else 17,
            "statusid": _SUBMITTED,
            "titel": topics.worn(title, number + 2),
            "titelkort": topics.worn(short, number * 5 + 1),
            "resume": topics.resume(number + 4, short),
        },
    )
    work.refer(case, session, ministry, MINISTRIES[ministry].committee, opened)
    movers = _movers(work, session)
    for party in movers:
        members = work.members(session, party, opened)
        for person in rng.sample(members, min(len(members), 1 + rng.randrange(3))):
            work.link(case, person, PRIVATE_MOVER, opened)
    work.step(case, 31, 32, "Fremsættelse", opened)
    text = work.step(case, 39, 33, "Beslutningsforslag som fremsat", opened)
    work.document(opened, 21, 44, f"B {number} som fremsat", case=case, step=text)
    if not once:
        meeting = sittings.meetings[first]
        work.step(case, 12, 34, "1. behandling", meeting.date, meeting)
    sager, changed = work.tables["Sag"], sittings.meetings[first].time
    if not voted:
        over = work.session(session).end < NOW
        status = _LAPSED if over else _REFERRED
        sager.change(case, {"statusid": status}, work.session(session).end if over else changed)
        return
    meeting = sittings.meetings[last]
    if once:
        step = work.step(case, 87, 41, "1. (eneste) behandling", meeting.date, meeting)
    else:
        date = max(sittings.meetings[first].date, workday(meeting.date - 4 * DAY))
        report = work.step(case, 14, 38, "Betænkning", date)
        work.document(date, 26, 39, f"Betænkning over B {number}", case=case, step=report)
        step = work.step(case, 15, 41, "2. (sidste) behandling", meeting.date, meeting)
    _decide(work, session, meeting, case, step, movers, once=once, recommended=recommended)


def _decide(
    work: Work,
    session: int,
    meeting: Meeting,
    case: int,
    step: int,
    movers: list[int],
    *,
    once: bool,
    recommended: bool,
) -> None:
    """Add the votes on a resolution in its last reading, and its outcome."""
    rng, sager = work.rng, work.tables["Sag"]
    if recommended:
        work.box.hold(session, meeting, COMMITTEE, step, work.history(session).government, 0.4)
    breadth = 3.0 if rng.random() < 0.07 else rng.uniform(0.05, 0.6)
    vote = work.box.hold(session, meeting, FINAL, step, movers, breadth)
    status = _ADOPTED if vote.adopted else _REJECTED_2
    if once:
        status = _ONLY_ADOPTED if vote.adopted else _ONLY_REJECTED
    values = {"statusid": status, "afstemningskonklusion": vote.case_text or None}
    sager.change(case, values, meeting.time)
    if vote.adopted:
        work.step(case, 42, 42, "Beslutningsforslag som vedtaget", meeting.date)
    else:
        work.tables["Sagstrin"].change(step, {"statusid": 109})


def add_interpellations(work: Work, session: int, motions: int) -> None:
    """Add a session's interpellations and the motions voted on: so many motions in all."""
    number = done = 0
    while done < motions or number < 3:
        number += 1
        count = min(motions - done, work.rng.choice((0, 1, 1, 2, 2)))
        _interpellation(work, session, number, done, count)
        done += count
    if work.session(session).end > NOW:
        for waiting in range(1, 5):
            _interpellation(work, session, number + waiting, done, 0, waits=True)


def _interpellation(
    work: Work, session: int, number: int, before: int, motions: int, *, waits: bool = False
) -> None:
    """Add one interpellation; its motions are numbered from `before` + 1."""
    rng, sittings = work.rng, work.sittings(session)
    ministry = rng.randrange(len(MINISTRIES))
    meeting = sittings.meetings[rng.randrange(sittings.held)]
    opened = max(work.session(session).start, meeting.date - rng.randrange(14, 50) * DAY)
    wording, short = topics.question(rng, MINISTRIES[ministry])
    period = work.session(session).period_id
    case = work.case(
        opened,
        period,
        "F",
        str(number),
        {
            "typeid": 2,
            "statusid": _TO_DEBATE if waits else _DEBATED,
            "titel": topics.worn(wording, number),
            "titelkort": short,
            "resume": None if number % 2 else "",
        },
    )
    work.refer(case, session, ministry, MINISTRIES[ministry].committee, opened)
    asking = work.members(session, _movers(work, session)[0], meeting.date)
    for person in rng.sample(asking, min(3, len(asking))):
        work.link(case, person, INTERPELLATOR, opened)
    work.step(case, 99, 119, "Anmeldelse", opened)
    if waits:
        ahead = sittings.meetings[sittings.held + number % 9]
        work.step(case, 94, 115, "Forhandling", ahead.date, ahead)
        return
    debate = work.step(case, 94, 113, "Forhandling", meeting.date, meeting)
    roster = work.history(session).roster(meeting.date)
    for person in rng.sample(roster.people.tolist(), work.scale.speakers):
        work.link(case, person, SPEAKER, meeting.date)
        work.tables["SagstrinAktør"].add(meeting.time, debate, person, 1)
    for place in range(motions):
        number_of_motion = str(before + place + 1)
        _motion(work, session, meeting, case, number_of_motion, short, ours=place == motions - 1)


def _motion(
    work: Work, session: int, meeting: Meeting, debated: int, number: str, short: str, *, ours: bool
) -> None:
    """Add a motion in an interpellation and the vote on it; `ours` is that of the government."""
    rng, government = work.rng, work.history(session).government
    movers = list(government) if ours else _movers(work, session)
    motion = work.case(
        meeting.date,
        work.session(session).period_id,
        "V",
        number,
        {
            "typeid": 9,
            "statusid": _SUBMITTED,
            "titel": f"Forslag til vedtagelse om {short[3:-1]}",
            "titelkort": f"Om {short[3:-1]}",
            "resume": "",
            "fremsatundersagid": debated,
            "begrundelse": None,
        },
    )
    for party in movers:
        members = work.members(session, party, meeting.date)
        work.link(motion, rng.choice(members), PRIVATE_MOVER, meeting.date)
    step = work.step(motion, 94, 113, "Behandling", meeting.date, meeting)
    breadth = rng.choice((0.2, 0.5, 3.0)) if ours else rng.uniform(0.05, 0.6)
    vote = work.box.hold(session, meeting, MOTION, step, movers, breadth)
    work.tables["Sag"].change(
        motion,
        {
            "statusid": _ADOPTED if vote.adopted else _REJECTED,
            "afstemningskonklusion": vote.case_text,
        },
        meeting.time,
    )


def add_statements(work: Work, session: int) -> None:
    """Add the ministers' statements to the chamber."""
    rng, sittings = work.rng, work.sittings(session)
    for number in range(1, max(2, sittings.held // 8) + 1):
        ministry = rng.randrange(len(MINISTRIES))
        meeting = sittings.meetings[rng.randrange(sittings.held)]
        subject = topics.matter(rng, MINISTRIES[ministry])
        case = work.case(
            meeting.date - 20 * DAY,
            work.session(session).period_id,
            "R",
            str(number),
            {
                "typeid": 11,
                "statusid": _DEBATED,
                "titel": f"Redegørelse af {as_date(meeting.date).year} om {subject}.",
                "titelkort": f"Om {subject}.",
            },
        )
        work.refer(case, session, ministry, MINISTRIES[ministry].committee, meeting.date)
        work.link(case, work.actors.titles[ministry], 18, meeting.date)
        given = work.step(case, 98, 114, "Afgivelse", meeting.date - 12 * DAY)
        work.step(case, 100, 113, "Eneste behandling", meeting.date, meeting)
        work.document(
            meeting.date - 12 * DAY, 3, 48, f"Redegørelse om {subject}", case=case, step=given
        )
