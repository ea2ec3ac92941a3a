"""Bills: from introduction to law, or to wherever they end."""

from __future__ import annotations

from dataclasses import dataclass

from core.standin.demo import topics
from core.standin.demo.calendar import Meeting
from core.standin.demo.casework import GOVERNMENT_MOVER, PRIVATE_MOVER, SPEAKER, Work
from core.standin.demo.parties import FAR
from core.standin.demo.plan import share
from core.standin.demo.rows import DAY, NOW, TODAY, as_date, workday
from core.standin.demo.topics import MINISTRIES
from core.standin.demo.votes import AMENDMENT, FINAL, Vote

_WITHDRAWN, _REJECTED_2, _REFERRED, _REJECTED_3 = 4, 16, 28, 37
_LAPSED, _LAW, _SPLIT, _ADOPTED, _INTRODUCED, _REPORTED = 13, 11, 40, 41, 26, 19
_RESIDENT = FAR[0]  # parties below this number have more than one seat


@dataclass(slots=True)
class _Bill:
    """A bill on its way; `movers` are parties."""

    case: int
    session: int
    number: str
    ministry: int
    movers: tuple[int, ...]
    ours: bool
    breadth: float
    read: int  # the day of the first reading


def add_bills(work: Work, session: int, votes: int, amendments: int) -> None:
    """Add a session's bills: `votes` with a final vote, with `amendments` votes on amendments, and
    some that are withdrawn, lapse, or still wait at the demo's present day."""
    rng, sittings = work.rng, work.sittings(session)
    places = list(range(min(8, sittings.held - 1), sittings.held))
    weights = [_weight(sittings.meetings[place]) for place in places]
    thirds = sorted(rng.choices(places, weights, k=votes))
    # Few bills get many amendments.
    loads = [0] * votes
    if votes:
        loads = [rng.choice((0, 0, 0, 0, 1, 2, 3)) for _ in range(votes)]
        loads[votes // 3] += max(3, sum(loads) // 4)
    loads = share(amendments, loads) if any(loads) else loads
    number, done = 0, 0
    while done < votes:
        number += 1
        third = thirds[done]
        if number % 40 == 9 and done + 1 < votes and third > 3:
            _split(work, session, number, third, loads[done] + loads[done + 1])
            done += 2
            continue
        bill = _introduce(work, session, str(number), third)
        _readings(work, bill, third, loads[done])
        done += 1
    running = work.session(session).end > NOW
    stopped = max(2, votes // 12) if not running else max(12, votes // 2)
    for extra in range(stopped):
        _stopped(work, session, str(number + extra + 1), extra, running)


def _weight(meeting: Meeting) -> int:
    """How many bills a meeting passes: most before Christmas and in late spring."""
    when = as_date(meeting.date)
    busy = (when.month, when.day) >= (12, 8) or (5, 18) <= (when.month, when.day) <= (6, 5)
    return 6 if busy else 2


def _introduce(work: Work, session: int, number: str, third: int, end: int | None = None) -> _Bill:
    """Add the case with its first steps, up to the deadlines before `end`.

    `third` is the place of the meeting of its third reading, from which the others are derived.
    """
    rng, history, sittings = work.rng, work.history(session), work.sittings(session)
    # One bill in fifteen is rushed through.
    first = max(0, third - (rng.randrange(6, 22) if rng.random() < 0.93 else 2))
    opened = sittings.meetings[max(0, first - rng.randrange(3, 10))].date
    ministry = 1 if number == "1" else rng.randrange(len(MINISTRIES))
    ours = rng.random() < 0.88 or number == "1"
    movers = history.government
    if not ours:
        movers = (rng.choice([n for n in range(_RESIDENT) if n not in history.government]),)
    title, short = topics.bill_title(rng, MINISTRIES[ministry])
    if number == "1":
        title, short = "Forslag til finanslov for finansåret.", "Finansloven."
    roll = rng.random()
    wide = 3.0 if roll < 0.4 else rng.uniform(0.4, 1.0) if roll < 0.75 else rng.uniform(0.05, 0.35)
    case = work.case(
        opened,
        work.session(session).period_id,
        "L",
        number,
        {
            "typeid": 3,
            "kategoriid": 13 if ours else 12,
            "statusid": _INTRODUCED,
            "titel": topics.worn(title, int(number) + session),
            "titelkort": topics.worn(short, int(number) * 3),
            "resume": topics.resume(int(number), short),
            "statsbudgetsag": number == "1",
            "paragrafnummer": 7 if number == "1" else None,
            "paragraf": "§ 7. Demonstration" if number == "1" else None,
        },
    )
    bill = _Bill(
        case,
        session,
        number,
        ministry,
        movers,
        ours,
        wide if ours else rng.uniform(0.05, 0.6),
        sittings.meetings[first].date,
    )
    work.refer(case, session, ministry, _committee(ministry), opened)
    if ours:
        work.link(case, work.actors.titles[ministry], GOVERNMENT_MOVER, opened)
    else:
        members = work.members(session, movers[0], opened)
        for person in rng.sample(members, min(len(members), 1 + rng.randrange(4))):
            work.link(case, person, PRIVATE_MOVER, opened)
    code = work.session(session).code
    work.step(case, 31, 32, "Fremsættelse", opened)
    text = work.step(case, 32, 33, "Lovforslag som fremsat", opened, tidende=f"a/{code}/l{number}")
    work.document(
        opened,
        21,
        44,
        f"L {number} som fremsat",
        case=case,
        step=text,
        files="PO",
        roles=[(work.actors.titles[ministry], 1)],
    )
    _first_reading(work, bill, sittings.meetings[first], end or sittings.meetings[third].date)
    return bill


def _committee(ministry: int) -> str:
    return MINISTRIES[ministry].committee


def _first_reading(work: Work, bill: _Bill, meeting: Meeting, end: int) -> None:
    """Add the first reading, with the deadlines between it and `end`."""
    read = work.step(bill.case, 12, 34, "1. behandling", meeting.date, meeting)
    days = (end - meeting.date) // DAY
    dates = [workday(meeting.date + days * part // 10 * DAY) for part in (3, 5, 6)]
    work.step(bill.case, 33, 43, "Frist for spørgsmål", dates[0])
    work.step(bill.case, 34, 44, "Frist for svar", dates[1])
    name = ("Politisk drøftelse", "Frist for ændringsforslag")[bill.case % 2]
    work.step(bill.case, 35, 45, name, dates[2])
    work.tables["Sag"].change(bill.case, {"statusid": _REFERRED}, meeting.time)
    roster = work.history(bill.session).roster(meeting.date)
    speakers = min(work.scale.speakers, 3 + bill.case % work.scale.speakers)
    for person in work.rng.sample(roster.people.tolist(), speakers):
        work.link(bill.case, person, SPEAKER, meeting.date)
        work.tables["SagstrinAktør"].add(meeting.time, read, person, 1)


def _readings(work: Work, bill: _Bill, third: int, amendments: int) -> None:
    """The committee's report, the second and the third reading, and the law."""
    rng, meetings = work.rng, work.sittings(bill.session).meetings
    second = max(0, third - 1 - rng.randrange(2))
    _report(work, bill, max(bill.read, workday(meetings[second].date - rng.randrange(2, 6) * DAY)))
    if not bill.ours and rng.random() < 0.4:
        read = work.step(
            bill.case, 15, 109, "2. (sidste) behandling", meetings[third].date, meetings[third]
        )
        _amend(work, bill, meetings[third], read, amendments)
        vote = work.box.hold(
            bill.session, meetings[third], FINAL, read, bill.movers, min(bill.breadth, 0.5)
        )
        status = _LAW if vote.adopted else _REJECTED_2
        work.tables["Sagstrin"].change(read, {"statusid": 41 if vote.adopted else 109})
        _decide(work, bill, vote, meetings[third], status)
        return
    read = work.step(bill.case, 15, 39, "2. behandling", meetings[second].date, meetings[second])
    if _amend(work, bill, meetings[second], read, amendments):
        printed = work.step(
            bill.case, 51, 46, "Lovforslaget optrykt efter 2. behandling", meetings[second].date
        )
        work.document(
            meetings[second].date,
            21,
            38,
            f"L {bill.number} optrykt efter 2. behandling",
            case=bill.case,
            step=printed,
        )
    _third_reading(work, bill, meetings[third])


def _report(work: Work, bill: _Bill, date: int) -> None:
    committee = work.actors.committees[bill.session][_committee(bill.ministry)]
    step = work.step(bill.case, 14, 38, "Betænkning", date)
    work.document(
        date,
        26,
        39,
        f"Betænkning over L {bill.number}",
        case=bill.case,
        step=step,
        roles=[(committee, 16)],
    )


def _amend(work: Work, bill: _Bill, meeting: Meeting, step: int, amendments: int) -> bool:
    """The votes on amendments at one step; returns whether any was adopted."""
    rng, government = work.rng, work.history(bill.session).government
    others = [number for number in range(_RESIDENT) if number not in government]
    adopted = False
    for _ in range(amendments):
        ours = rng.random() < 0.42
        movers = government if ours else rng.sample(others, 1 + rng.randrange(2))
        breadth = rng.choice((0.2, 0.5, 0.9, 3.0)) if ours else rng.uniform(0.0, 0.55)
        vote = work.box.hold(bill.session, meeting, AMENDMENT, step, movers, breadth)
        adopted |= vote.adopted
    return adopted


def _third_reading(work: Work, bill: _Bill, meeting: Meeting) -> None:
    title = "Eventuelt: 3. behandling" if bill.case % 9 == 4 else "3. behandling"
    read = work.step(bill.case, 17, 41, title, meeting.date, meeting)
    turnout = 0.93 if bill.number == "1" else None
    vote = work.box.hold(bill.session, meeting, FINAL, read, bill.movers, bill.breadth, turnout)
    if not vote.adopted:
        work.tables["Sagstrin"].change(read, {"statusid": 103})
    _decide(work, bill, vote, meeting, _LAW if vote.adopted else _REJECTED_3)


def _decide(work: Work, bill: _Bill, vote: Vote, meeting: Meeting, status: int) -> None:
    values: dict[str, object] = {
        "statusid": status,
        "afstemningskonklusion": vote.case_text or None,
    }
    changed = meeting.time
    if vote.adopted:
        text = work.step(
            bill.case,
            37,
            42,
            "Lovforslag som vedtaget",
            meeting.date,
            tidende=f"c/{work.session(bill.session).code}/l{bill.number}",
        )
        work.document(
            meeting.date, 21, 37, f"L {bill.number} som vedtaget", case=bill.case, step=text
        )
        signed = workday(meeting.date + (5 + bill.case % 9) * DAY)
        if signed > NOW:
            values["statusid"] = _ADOPTED
        else:
            law = str(100 + (signed // DAY * 7 + bill.case) % 1_700)
            values |= {"lovnummer": law, "lovnummerdato": signed}
            changed = signed
    work.tables["Sag"].change(bill.case, values, changed)


def _split(work: Work, session: int, number: int, third: int, amendments: int) -> None:
    """Add a bill that is divided in two after the report, with a vote on each half."""
    whole = _introduce(work, session, str(number), third)
    meetings = work.sittings(session).meetings
    second = third - 1
    _report(work, whole, max(whole.read, workday(meetings[second].date - 4 * DAY)))
    read = work.step(whole.case, 15, 39, "2. behandling", meetings[second].date, meetings[second])
    _amend(work, whole, meetings[second], read, amendments)
    sager = work.tables["Sag"]
    sager.change(whole.case, {"statusid": _SPLIT}, meetings[second].time)
    for letter in "AB":
        case = work.case(
            meetings[second].time,
            work.session(session).period_id,
            "L",
            f"{number}{letter}",
            {
                "typeid": 3,
                "kategoriid": sager.get(whole.case, "kategoriid"),
                "statusid": _REFERRED,
                "titel": sager.get(whole.case, "titel"),
                "titelkort": f"{sager.get(whole.case, 'titelkort').strip()} (Del {letter}).",
                "resume": "",
                "deltundersagid": whole.case,
            },
        )
        work.refer(case, session, whole.ministry, _committee(whole.ministry), meetings[second].date)
        half = _Bill(
            case,
            session,
            f"{number}{letter}",
            whole.ministry,
            whole.movers,
            whole.ours,
            whole.breadth if letter == "A" else 0.3,
            whole.read,
        )
        _third_reading(work, half, meetings[third])


def _stopped(work: Work, session: int, number: str, extra: int, running: bool) -> None:
    """Add a bill without a final vote: withdrawn, lapsed with its session, or still pending."""
    sittings, sager = work.sittings(session), work.tables["Sag"]
    ahead = sittings.meetings[sittings.held :]
    second, later = (ahead[extra % 9], ahead[extra % 9 + 1]) if running else (None, None)
    third = work.rng.randrange(sittings.held)
    bill = _introduce(work, session, number, third, second.date + 14 * DAY if second else None)
    if extra % 5 == 1:
        date = min(sittings.last_held, workday(sittings.meetings[third].date + 12 * DAY))
        work.step(bill.case, 102, 105, "Tilbagetagelse", date)
        sager.change(bill.case, {"statusid": _WITHDRAWN}, date)
    elif not second or not later:
        sager.change(bill.case, {"statusid": _LAPSED}, work.session(session).end)
    else:
        if extra % 3 == 0:
            _report(work, bill, TODAY - 2 * DAY)
            sager.change(bill.case, {"statusid": _REPORTED})
        work.step(bill.case, 15, 115, "2. behandling", second.date, second)
        title = "Eventuelt: 3. behandling" if extra % 2 else "3. behandling"
        work.step(bill.case, 17, 115, title, later.date, later)
